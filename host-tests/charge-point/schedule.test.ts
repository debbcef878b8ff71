import fc from "fast-check";
import { expect, test } from "vitest";
import { compositeSchedule } from "../../modules/charge-point/smart-charging/composite-schedule";
import {
	chargePointLimit,
	connectorLimit,
	type LimitedConnector,
} from "../../modules/charge-point/smart-charging/composition";
import {
	decodeProfile,
	encodeProfile,
	type Profile,
} from "../../modules/charge-point/smart-charging/profile";
import { limitAt } from "../../modules/charge-point/smart-charging/schedule";
import type { ChargingProfile } from "../../modules/ocpp/types";
import {
	at,
	HARDWARE,
	type Installed,
	ownAt,
	periods,
	profile,
	totalAt,
	valueAt,
	ZERO,
} from "./charging-profiles";
import { arbitraryInstalled } from "./random-profiles";

/** As the charge point keeps it and reads it again. */
function kept({ connectorId, profile }: Installed): Profile {
	const { chargingProfilePurpose: purpose, stackLevel, chargingProfileId: id } = profile;
	return decodeProfile({ connectorId, purpose, stackLevel, id }, encodeProfile(profile))!;
}

/** In the order in which they rule. */
function ordered(installed: readonly Installed[]): Profile[] {
	return installed.map(kept).sort((a, b) => b.stackLevel - a.stackLevel || b.connectorId - a.connectorId);
}

const one = (profile: ChargingProfile) => kept({ connectorId: 1, profile });
const amperes = (profile: ChargingProfile, seconds: number, start = 0) =>
	limitAt(one(profile), ZERO + seconds * 1000, ZERO + start * 1000).limit?.amperes;

test("R-SC-09 without duration the last period has no end, with one everything after it is cut", () => {
	const list = periods([0, 10], [100, 8]);
	expect(amperes(profile("TxDefaultProfile", list), 1e9)).toBe(8);
	expect(amperes(profile("TxDefaultProfile", list, { duration: 100 }), 99.999)).toBe(10);
	expect(amperes(profile("TxDefaultProfile", list, { duration: 100 }), 100)).toBeUndefined();
	expect(amperes(profile("TxDefaultProfile", list, { duration: 5000 }), 4999)).toBe(8);
	expect(amperes(profile("TxDefaultProfile", list), -1)).toBeUndefined();
});

test("R-SC-08 weekly recurrence: what is beyond the week is cut, a shorter duration leaves the rest free", () => {
	const weekly = { chargingProfileKind: "Recurring", recurrencyKind: "Weekly" } as const;
	const week = 7 * 86400;
	const list = periods([0, 10], [week - 10, 9], [week + 10, 8]);
	const long = profile("TxDefaultProfile", list, { startSchedule: at(-3 * week) }, weekly);
	expect(amperes(long, 0)).toBe(10);
	expect(amperes(long, week - 1)).toBe(9);
	expect(amperes(long, week)).toBe(10);
	expect(amperes(long, week + 20)).toBe(10);
	const short = profile("TxDefaultProfile", 10, { startSchedule: at(-week), duration: 60 }, weekly);
	expect(limitAt(one(short), ZERO + 60_000, 0)).toEqual({ limit: undefined, until: ZERO + week * 1000 });
	expect(amperes(short, week)).toBe(10);
	const future = profile("TxDefaultProfile", 10, { startSchedule: at(100) }, weekly);
	expect(amperes(future, 99)).toBeUndefined();
	expect(amperes(future, 100)).toBe(10);
});

test("R-SC-10 W is the total of the phases, three when not told; A is a phase's", () => {
	const watts = { chargingRateUnit: "W" } as const;
	expect(amperes(profile("TxDefaultProfile", 6900, watts), 0)).toBe(10);
	expect(amperes(profile("TxDefaultProfile", periods([0, 6900, 1]), watts), 0)).toBe(30);
	expect(amperes(profile("TxDefaultProfile", periods([0, 6900, 2]), watts), 0)).toBe(15);
	expect(amperes(profile("TxDefaultProfile", periods([0, 10, 1])), 0)).toBe(10);
});

test("R-SC-05 R-SC-08 R-SC-09 a profile's value and its next change agree with a count second by second", () => {
	fc.assert(
		fc.property(arbitraryInstalled(1), fc.integer({ min: -200, max: 400 }), (installed, start) => {
			const txStart = ZERO + start * 1000;
			for (const installation of installed) {
				const profile = kept(installation);
				let ruling = limitAt(profile, ZERO - 500_000, txStart);
				for (let second = -500; second < 1200; second++) {
					const time = ZERO + second * 1000;
					if (time >= ruling.until) ruling = limitAt(profile, time, txStart);
					const value = valueAt(installation.profile, time, txStart) ?? -1;
					// Not by `expect` each time: there are very many seconds.
					if (ruling.until <= time || Math.abs(value - (ruling.limit?.amperes ?? -1)) > 1e-9)
						expect({ second, ...ruling }).toEqual({ second, limit: value });
				}
			}
		}),
		{ numRuns: 60, seed: 12 },
	);
});

test("R-SC-05 R-SC-07 R-SC-16 the composite of random profiles agrees with a count second by second", () => {
	fc.assert(
		fc.property(
			arbitraryInstalled(8),
			fc.integer({ min: -600, max: 0 }),
			fc.integer({ min: 1, max: 900 }),
			fc.constantFrom("A" as const, "W" as const),
			(installed, start, seconds, unit) => {
				const profiles = ordered(installed);
				const connector: LimitedConnector = { id: 1, maxCurrent: HARDWARE, start: ZERO + start * 1000 };
				const schedule = compositeSchedule(ZERO, seconds, unit, (time) => {
					const moment = { time, clockKnown: true };
					const own = connectorLimit(profiles, connector, moment);
					const total = chargePointLimit(profiles, moment);
					const most = Math.min(own.limit.amperes, total.limit?.amperes ?? Number.POSITIVE_INFINITY);
					const limit = { amperes: most, phases: undefined, least: undefined };
					return { limit, until: Math.min(own.until, total.until) };
				});
				expect(schedule.duration).toBe(seconds);
				const list = schedule.chargingSchedulePeriod;
				expect(list[0].startPeriod).toBe(0);
				for (let i = 1; i < list.length; i++) {
					expect(list[i].startPeriod).toBeGreaterThan(list[i - 1].startPeriod);
					expect(list[i].limit).not.toBe(list[i - 1].limit);
				}
				for (let second = 0; second < seconds; second++) {
					const time = ZERO + second * 1000;
					const expected = Math.min(ownAt(installed, 1, time, connector.start), totalAt(installed, time));
					const told = list.findLast(({ startPeriod }) => startPeriod <= second)!.limit;
					const value = unit === "A" ? expected : expected * 690;
					if (told <= value - 0.1 || told > value + 0.001)
						expect({ second, told }).toEqual({ second, told: value });
				}
			},
		),
		{ numRuns: 100, seed: 34 },
	);
});

test("R-SC-10 R-SC-17 every limit in W comes back as it was set", () => {
	for (const phases of [1, 2, 3]) {
		for (let watts = 0; watts <= 22000; watts += 77.7) {
			const limit = Math.round(watts * 10) / 10;
			const kept = one(profile("TxDefaultProfile", periods([0, limit, phases]), { chargingRateUnit: "W" }));
			const told = compositeSchedule(ZERO, 60, "W", (time) => {
				const { limit, until } = limitAt(kept, time, 0);
				return { limit: limit!, until };
			});
			expect(told.chargingSchedulePeriod).toEqual([{ startPeriod: 0, limit, numberPhases: phases }]);
		}
	}
});

test("R-SC-16 a composite has at most 100 periods and takes at most 500 steps; its duration says how far it goes", () => {
	const limit = (amperes: number) => ({ amperes, phases: undefined, least: undefined });
	const sawtooth = compositeSchedule(ZERO, 86400, "A", (time) => ({
		limit: limit(6 + ((time / 1000) % 7)),
		until: time + 1000,
	}));
	expect(sawtooth.chargingSchedulePeriod).toHaveLength(100);
	expect(sawtooth.duration).toBe(100);
	let steps = 0;
	const flat = compositeSchedule(ZERO, 2 ** 31 - 1, "A", (time) => {
		steps++;
		return { limit: limit(10), until: time + 1000 };
	});
	expect(flat.chargingSchedulePeriod).toEqual([{ startPeriod: 0, limit: 10 }]);
	expect(flat.duration).toBe(500);
	expect(steps).toBe(500);
});

test("R-SC-16 changes within one second are one period, the last of them", () => {
	const changes = [
		{ amperes: 10, until: ZERO + 9700 },
		{ amperes: 12, until: ZERO + 9900 },
		{ amperes: 14, until: ZERO + 10_200 },
		{ amperes: 10, until: Number.POSITIVE_INFINITY },
	];
	const schedule = compositeSchedule(ZERO, 60, "A", (time) => {
		const { amperes, until } = changes.find((change) => time < change.until)!;
		return { limit: { amperes, phases: undefined, least: undefined }, until };
	});
	expect(schedule.chargingSchedulePeriod).toEqual([{ startPeriod: 0, limit: 10 }]);
});

test("R-SC-14 a text that is no profile of ours is none", () => {
	const place = { connectorId: 0, purpose: "TxDefaultProfile", stackLevel: 0, id: 1 } as const;
	for (const text of ["", "[]", "{}", "null", "[1,2", '[null,0,null,null,null,"A",null]']) {
		expect(decodeProfile(place, text)).toBeUndefined();
	}
});
