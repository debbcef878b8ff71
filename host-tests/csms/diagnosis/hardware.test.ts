import { expect, test } from "vitest";
import { errorCodes } from "../../../modules/ocpp/csms-enums.generated";
import { Bench, DAY, HOUR, MINUTE } from "./bench";

const KIND = "hardware-fault";

test.each(errorCodes.filter((code) => code !== "NoError"))("%s lasts until it is gone", async (errorCode) => {
	const bench = await Bench.open();
	await bench.status("Faulted", errorCode);
	const began = new Date(bench.now).toISOString();
	const [found, ...more] = await bench.look();
	expect(more).toEqual([]);
	expect(found).toMatchObject({
		...{ kind: KIND, connectorId: 1, subject: errorCode, words: errorCode, severity: "fault" },
		...{ since: began, until: null, count: 1 },
	});
	expect(found.evidence).toMatchObject([
		{ what: "status-notification", address: "/charge-points/CP%201/status-notifications" },
	]);
	bench.now += HOUR;
	await bench.status("Available");
	expect(await bench.look()).toEqual([]);
	expect(await bench.all(KIND)).toMatchObject([
		{ id: found.id, until: new Date(bench.now).toISOString(), count: 1 },
	]);
});

test("no fault, no diagnosis", async () => {
	const bench = await Bench.open();
	for (const status of ["Available", "Preparing", "Charging", "SuspendedEV", "Unavailable"] as const) {
		await bench.status(status);
		expect(await bench.look()).toEqual([]);
	}
});

test("a code beside a status that is not Faulted is a warning", async () => {
	const bench = await Bench.open();
	await bench.status("Available", "WeakSignal");
	expect(await bench.look()).toMatchObject([{ subject: "WeakSignal", severity: "warning" }]);
});

test("Faulted without a code is a fault as well", async () => {
	const bench = await Bench.open();
	await bench.status("Faulted");
	expect(await bench.look()).toMatchObject([
		{ subject: "Faulted", words: "faultedWithoutCode", severity: "fault" },
	]);
});

test("two codes on two connectors are two diagnoses, and a code of the whole charge point a third", async () => {
	const bench = await Bench.open();
	await bench.status("Faulted", "GroundFailure");
	await bench.status("Faulted", "OverVoltage", { connectorId: 2 });
	await bench.status("Available", "InternalError", { connectorId: 0 });
	const found = await bench.look();
	expect(found.map(({ connectorId, subject }) => [connectorId, subject]).toSorted()).toEqual([
		[0, "InternalError"],
		[1, "GroundFailure"],
		[2, "OverVoltage"],
	]);
});

test("one that has come and gone before anybody looked is kept as over", async () => {
	const bench = await Bench.open();
	await bench.status("Faulted", "OverCurrentFailure");
	bench.now += 1000;
	await bench.status("Available");
	const over = new Date(bench.now).toISOString();
	bench.now += MINUTE;
	expect(await bench.look()).toEqual([]);
	expect(await bench.all(KIND)).toMatchObject([{ subject: "OverCurrentFailure", until: over, count: 1 }]);
	// Looking again finds nothing new.
	bench.now += MINUTE;
	await bench.look();
	expect(await bench.all(KIND)).toHaveLength(1);
});

test("one that comes again within a day is the same and counts; later it is a new one", async () => {
	const bench = await Bench.open();
	for (let i = 0; i < 3; i++) {
		await bench.status("Faulted", "HighTemperature");
		await bench.look();
		bench.now += HOUR;
		await bench.status("Available");
		await bench.look();
		bench.now += HOUR;
	}
	expect(await bench.all(KIND)).toMatchObject([{ count: 3 }]);
	await bench.status("Faulted", "HighTemperature");
	const [again] = await bench.look();
	expect(again).toMatchObject({ count: 4, openedAt: new Date(bench.now).toISOString(), until: null });
	await bench.status("Available");
	await bench.look();
	bench.now += DAY + HOUR;
	await bench.status("Faulted", "HighTemperature");
	const [anew] = await bench.look();
	expect(anew).toMatchObject({ count: 1, since: new Date(bench.now).toISOString() });
	expect(anew.id).not.toBe(again.id);
});

test("looking again changes nothing", async () => {
	const bench = await Bench.open();
	await bench.status("Faulted", "GroundFailure");
	const first = await bench.look();
	bench.now += 3 * DAY;
	expect(await bench.look()).toEqual(first);
});
