import { describe, expect, test } from "vitest";
import {
	mergeAuthorization,
	mergeChargePoint,
	mergeConnector,
	mergeMeterValues,
	mergeRegistration,
	mergeTransaction,
	mergeTransfer,
} from "../../csms/pages/api/merge";
import { fits } from "../../csms/pages/api/transaction-filter";
import { minutesAgo, newChargePoint, newConnector, newMeterValue, newTransaction } from "./samples";

describe("charge points", () => {
	const list = [newChargePoint("CP001", [newConnector(1, "Available")]), newChargePoint("CP003", [])];

	test("a new one goes to its place, a known one is replaced", () => {
		const added = mergeChargePoint(list, newChargePoint("CP002", []));
		expect(added.map(({ identity }) => identity)).toEqual(["CP001", "CP002", "CP003"]);
		const changed = mergeChargePoint(list, newChargePoint("CP003", [], { connected: false }));
		expect(changed.map(({ connected }) => connected)).toEqual([true, false]);
	});

	test("a connector's event changes that connector alone", () => {
		const changed = mergeConnector(list, { identity: "CP001", ...newConnector(1, "Charging") });
		expect(changed[0].connectors.map(({ status }) => status)).toEqual(["Charging"]);
		expect(changed[1]).toBe(list[1]);
	});

	test("connectors stay in order", () => {
		const changed = mergeConnector(list, { identity: "CP001", ...newConnector(0, "Available") });
		expect(changed[0].connectors.map(({ connectorId }) => connectorId)).toEqual([0, 1]);
	});
});

describe("transactions", () => {
	const old = newTransaction(1, { start: minutesAgo(90), active: false, stop: minutesAgo(80) });
	const running = newTransaction(2, { start: minutesAgo(10) });

	test("a started one comes first", () => {
		expect(mergeTransaction([old], {}, running)).toEqual([running, old]);
	});

	test("one that has ended leaves the list of running ones", () => {
		const ended = { ...running, active: false, stop: minutesAgo(0) };
		expect(mergeTransaction([running], { active: true }, ended)).toEqual([]);
		expect(mergeTransaction([running, old], {}, ended)).toEqual([ended, old]);
	});

	test.each([
		[{}, true],
		[{ identity: "CP001", idTag: "a1b2c3d4", active: true }, true],
		[{ identity: "CP002" }, false],
		[{ idTag: "OTHER" }, false],
		[{ active: false }, false],
		[{ from: minutesAgo(10), to: minutesAgo(9) }, true],
		[{ from: minutesAgo(9) }, false],
		[{ to: minutesAgo(10) }, false],
	])("the filter %j fits: %s", (filter, expected) => {
		expect(fits(filter, running)).toBe(expected);
	});
});

test("meter values are added once and in order of time", () => {
	const first = newMeterValue(1, minutesAgo(3), 100, 1000);
	const second = newMeterValue(1, minutesAgo(2), 200, 1000);
	const third = newMeterValue(1, minutesAgo(1), 300, 1000);
	const list = [first, third];
	expect(mergeMeterValues(list, [second, third])).toEqual([first, second, third]);
	expect(mergeMeterValues(list, [third])).toBe(list);
});

test("registrations and authorizations are the newest first, each once", () => {
	const registration = (id: number, status: "Pending" | "Accepted") => ({
		id,
		name: "n",
		email: "e@x.org",
		idTag: "i",
		status,
		createdAt: minutesAgo(id),
		consentAt: null,
		userId: null,
	});
	const merged = mergeRegistration(
		[registration(2, "Pending"), registration(1, "Pending")],
		registration(1, "Accepted"),
	);
	expect(merged.map(({ id, status }) => [id, status])).toEqual([
		[2, "Pending"],
		[1, "Accepted"],
	]);

	const authorization = (id: number) =>
		({
			id,
			timestamp: minutesAgo(0),
			identity: "CP001",
			connectorId: null,
			idTag: "X",
			action: "Authorize",
			status: "Invalid",
		}) as const;
	const many = Array.from({ length: 500 }, (_, index) => authorization(500 - index));
	const longer = mergeAuthorization(many, authorization(501));
	expect([longer.length, longer[0].id, longer.at(-1)?.id]).toEqual([500, 501, 2]);
	expect(mergeAuthorization(many, authorization(500))).toHaveLength(500);
});

test("a firmware update or an upload takes its place, the newest first", () => {
	const one = { id: 1, state: "Accepted" };
	const two = { id: 2, state: "Accepted" };
	const changed = { id: 1, state: "Running" };
	expect(mergeTransfer([two, one], changed)).toEqual([two, changed]);
	expect(mergeTransfer([one], two)).toEqual([two, one]);
});
