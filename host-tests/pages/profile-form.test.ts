import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { profileFault } from "../../csms/ocpp/profile-rules";
import { powerOf, sumOf, transactionsWithin } from "../../csms/pages/operator/charging/measured";
import {
	newProfileValues,
	type ProfileValues,
	profileFaults,
	profileOf,
	profileValues,
	secondsOf,
	spanText,
} from "../../csms/pages/operator/charging/profile-form";
import { conditionOf } from "../../csms/pages/operator/local-lists/list-condition";
import { stateNow } from "../../csms/pages/operator/reservations/reservation-state";
import { minutesAgo, newMeterValue, newTransaction } from "./samples";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const values = (more: Partial<ProfileValues>): ProfileValues => ({ ...newProfileValues(NOW), ...more });
const period = (start: string, limit: number | string) => ({ start, limit, numberPhases: "" as const });

describe("the form of a charging profile", () => {
	test("begins without a fault", () => {
		expect(profileFaults(newProfileValues(NOW))).toEqual({});
	});

	test.each([
		["a level that is empty", { stackLevel: "" }, { stackLevel: "missing" }],
		[
			"R-SC-03 a ChargePointMaxProfile that is Relative",
			{ chargingProfilePurpose: "ChargePointMaxProfile", chargingProfileKind: "Relative" },
			{ chargingProfileKind: "notRelative" },
		],
		["a recurring one without a begin", { startSchedule: "" }, { startSchedule: "startNeeded" }],
		[
			"validity that ends before it begins",
			{ validFrom: "2026-11-22 10:00:00", validTo: "2026-11-22 10:00:00" },
			{ validTo: "validToEarly" },
		],
		["a length that is no span", { duration: "8" }, { duration: "span" }],
		["a length of nothing", { duration: "0:00" }, { duration: "durationZero" }],
		["a first period that is late", { periods: [period("1:00", 6)] }, { "periods.0.start": "firstPeriod" }],
		[
			"periods that do not ascend",
			{ periods: [period("0:00", 6), period("2:00", 6), period("2:00", 6)] },
			{ "periods.2.start": "ascending" },
		],
		[
			"a period after the end",
			{ duration: "2:00", periods: [period("0:00", 6), period("2:00", 6)] },
			{ "periods.1.start": "beyondEnd" },
		],
		[
			"R-FRM-23 a limit with two decimals",
			{ periods: [period("0:00", 6.25)] },
			{ "periods.0.limit": "decimals" },
		],
		["a limit that is empty", { periods: [period("0:00", "")] }, { "periods.0.limit": "missing" }],
		[
			"a period that is no span",
			{ periods: [period("0:00", 6), period("x", 6)] },
			{ "periods.1.start": "span" },
		],
		["a rate with two decimals", { minChargingRate: 0.15 }, { minChargingRate: "decimals" }],
	] as [string, Partial<ProfileValues>, object][])("tells %s", (_, more, faults) => {
		expect(profileFaults(values(more))).toEqual(faults);
	});

	test("R-SC-03 what the form lets through breaks no rule of the CSMS", () => {
		const arbitrary = fc.record({
			stackLevel: fc.oneof(fc.constant(""), fc.integer({ min: 0, max: 9 })),
			chargingProfilePurpose: fc.constantFrom("ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"),
			chargingProfileKind: fc.constantFrom("Absolute", "Recurring", "Relative"),
			recurrencyKind: fc.constantFrom("Daily", "Weekly"),
			startSchedule: fc.constantFrom("", "2026-11-22 10:00:00"),
			validFrom: fc.constantFrom("", "2026-11-22 10:00:00", "2026-11-23 10:00:00"),
			validTo: fc.constantFrom("", "2026-11-22 10:00:00", "2026-11-24 10:00:00"),
			duration: fc.constantFrom("", "0:00", "1:00", "24:00", "later"),
			minChargingRate: fc.constantFrom("", 6, 6.5, 6.55),
			periods: fc
				.array(
					fc.record({
						start: fc.constantFrom("0:30", "1:00", "2:00", "-1:00"),
						limit: fc.constantFrom("", 0, 6, 8, 10, 16.1, 16.15),
						numberPhases: fc.constantFrom("", "1", "3"),
					}),
					{ maxLength: 3 },
				)
				.map((more) => [{ start: "0:00", limit: 16, numberPhases: "" }, ...more]),
		}) as fc.Arbitrary<Partial<ProfileValues>>;
		let passed = 0;
		fc.assert(
			fc.property(arbitrary, (more) => {
				const form = values(more);
				if (Object.keys(profileFaults(form)).length > 0) return;
				passed++;
				const made = { chargingProfileId: 1, ...profileOf(form) };
				expect(profileFault(made as never)).toBeUndefined();
			}),
			{ numRuns: 3000, seed: 3 },
		);
		expect(passed).toBeGreaterThan(20);
	});

	test("a kept profile comes through the form as it was", () => {
		const kept = {
			...{ chargingProfileId: 4, description: "Night", stackLevel: 2 },
			...{ chargingProfilePurpose: "TxDefaultProfile", chargingProfileKind: "Recurring" },
			...{ recurrencyKind: "Weekly", validFrom: "2026-11-22T10:00:00.000Z" },
			chargingSchedule: {
				...{ duration: 28_800, startSchedule: "2026-01-01T22:00:00.000Z", chargingRateUnit: "W" },
				chargingSchedulePeriod: [
					{ startPeriod: 0, limit: 7400 },
					{ startPeriod: 3661, limit: 3700.5, numberPhases: 1 },
				],
				minChargingRate: 1380,
			},
		} as const;
		const dates = { createdAt: minutesAgo(1), changedAt: minutesAgo(1) };
		const { chargingProfileId: _, ...fields } = kept;
		const stored = structuredClone({ ...kept, ...dates }) as unknown as Parameters<typeof profileValues>[0];
		expect(profileOf(profileValues(stored, NOW))).toEqual(fields);
	});

	test("spans are hours and minutes, with seconds where there are any", () => {
		expect(["7:30", "0:00", "167:59", " 1:02:03 "].map(secondsOf)).toEqual([27_000, 0, 604_740, 3723]);
		expect(["7", "7:60", "7:3", "", "-1:00"].map(secondsOf)).toEqual(Array(5).fill(undefined));
		expect([27_000, 0, 3723].map(spanText)).toEqual(["7:30", "0:00", "1:02:03"]);
	});
});

describe("the measured power", () => {
	const older = newTransaction(1, { start: minutesAgo(60), stop: minutesAgo(50), active: false });
	const running = newTransaction(2, { start: minutesAgo(20) });
	const elsewhere = newTransaction(3, { connectorId: 2, start: minutesAgo(10) });

	test("is that of the transactions of a connector that touch the time", () => {
		const all = [elsewhere, running, older];
		const within = (connectorId: number, minutes: number) =>
			transactionsWithin(all, connectorId, Date.parse(minutesAgo(minutes))).map((one) => one.transactionId);
		expect(within(1, 55)).toEqual([1, 2]);
		expect(within(1, 45)).toEqual([2]);
		expect(within(0, 45)).toEqual([2, 3]);
	});

	test("begins and ends with nothing", () => {
		const measured = powerOf(older, [newMeterValue(1, minutesAgo(55), 1000, 7000)]);
		expect(measured.map(({ watts }) => watts)).toEqual([0, 7000, 0]);
		expect(powerOf(running, []).map(({ watts }) => watts)).toEqual([0]);
	});

	test("of several connectors is their sum, each with its last value", () => {
		const one = powerOf(running, [newMeterValue(2, minutesAgo(15), 1000, 7000)]);
		const other = powerOf(elsewhere, [newMeterValue(3, minutesAgo(5), 1000, 4000)]);
		expect(sumOf([one, other]).map(({ watts }) => watts)).toEqual([0, 7000, 7000, 11_000]);
	});
});

test("time alone ends a reservation that is open", () => {
	const reservation = (status: "Accepted" | "Used", expiryDate: string) =>
		stateNow({ status, expiryDate } as Parameters<typeof stateNow>[0], NOW);
	expect(reservation("Accepted", minutesAgo(-1))).toBe("Accepted");
	expect(reservation("Accepted", minutesAgo(0))).toBe("Expired");
	expect(reservation("Used", minutesAgo(1))).toBe("Used");
});

test("a local list stands in one of few ways", () => {
	const list = {
		follows: true,
		inStep: false,
		problem: null,
		support: "Supported",
		updating: false,
	} as const;
	expect(conditionOf({ ...list, follows: false })).toBe("off");
	expect(conditionOf({ ...list, inStep: true })).toBe("inStep");
	expect(conditionOf({ ...list, updating: true })).toBe("updating");
	expect(conditionOf({ ...list, problem: "No answer." })).toBe("problem");
	expect(conditionOf({ ...list, support: "Disabled" })).toBe("disabled");
	expect(conditionOf({ ...list, support: "NotSupported" })).toBe("notSupported");
});
