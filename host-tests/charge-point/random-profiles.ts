import fc from "fast-check";
import type { ChargingProfile, ChargingProfilePurpose, ChargingSchedule } from "../../modules/ocpp/types";
import { at, type Installed } from "./charging-profiles";

interface Kind {
	purpose: ChargingProfilePurpose;
	kind: ChargingProfile["chargingProfileKind"];
	connectorId: number;
}

const KINDS: Kind[] = (
	[
		["ChargePointMaxProfile", "Absolute", 0],
		["ChargePointMaxProfile", "Recurring", 0],
		["TxDefaultProfile", "Absolute", 0],
		["TxDefaultProfile", "Absolute", 1],
		["TxDefaultProfile", "Recurring", 0],
		["TxDefaultProfile", "Recurring", 1],
		["TxDefaultProfile", "Relative", 0],
		["TxDefaultProfile", "Relative", 1],
		["TxProfile", "Absolute", 1],
		["TxProfile", "Recurring", 1],
		["TxProfile", "Relative", 1],
	] as const
).map(([purpose, kind, connectorId]) => ({ purpose, kind, connectorId }));

/** Limits around what matters: none, below and at 6 A, the hardware's and beyond; with tenths. */
const limits = fc.oneof(
	fc.constantFrom(0, 5.9, 6, 32, 40),
	fc.integer({ min: 0, max: 400 }).map((tenths) => tenths / 10),
);

const schedules = fc.record({
	start: fc.integer({ min: -300, max: 300 }),
	/** A recurring schedule began so many days ago, and begins anew within the seconds that are looked at. */
	days: fc.integer({ min: 1, max: 20 }),
	duration: fc.option(fc.integer({ min: 1, max: 700 }), { nil: undefined }),
	watts: fc.boolean(),
	phases: fc.constantFrom(undefined, 1, 2, 3),
	steps: fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), limits), { minLength: 1, maxLength: 5 }),
	from: fc.option(fc.integer({ min: -300, max: 300 }), { nil: undefined }),
	to: fc.option(fc.integer({ min: 301, max: 900 }), { nil: undefined }),
	level: fc.integer({ min: 0, max: 4 }),
	where: fc.constantFrom(...KINDS),
	weekly: fc.boolean(),
});

type Random = typeof schedules extends fc.Arbitrary<infer T> ? T : never;

function build(random: Random, id: number): Installed {
	const { purpose, kind, connectorId } = random.where;
	let startPeriod = 0;
	const chargingSchedulePeriod = random.steps.map(([length, amperes], i) => {
		if (i > 0) startPeriod += length;
		const limit = random.watts ? Math.round(amperes * 2300 * (random.phases ?? 3)) / 10 : amperes;
		return random.phases === undefined
			? { startPeriod, limit }
			: { startPeriod, limit, numberPhases: random.phases };
	});
	const chargingSchedule: ChargingSchedule = {
		chargingRateUnit: random.watts ? "W" : "A",
		chargingSchedulePeriod,
	};
	const back = kind === "Recurring" ? random.days * (random.weekly ? 7 : 1) * 86400 : 0;
	if (kind !== "Relative") chargingSchedule.startSchedule = at(random.start - back);
	if (random.duration !== undefined) chargingSchedule.duration = random.duration;
	const profile: ChargingProfile = {
		chargingProfileId: id,
		stackLevel: random.level,
		chargingProfilePurpose: purpose,
		chargingProfileKind: kind,
		chargingSchedule,
	};
	if (kind === "Recurring") profile.recurrencyKind = random.weekly ? "Weekly" : "Daily";
	if (random.from !== undefined) profile.validFrom = at(random.from);
	if (random.to !== undefined) profile.validTo = at(random.to);
	return { connectorId, profile };
}

/** Up to so many plausible profiles that can all be installed together: no two at the same place. */
export function arbitraryInstalled(most: number): fc.Arbitrary<Installed[]> {
	return fc.array(schedules, { minLength: 1, maxLength: most }).map((list) => {
		const places = new Map<string, Installed>();
		for (const random of list) {
			const installed = build(random, places.size + 1);
			const { chargingProfilePurpose, stackLevel } = installed.profile;
			const place = `${installed.connectorId} ${chargingProfilePurpose} ${stackLevel}`;
			if (!places.has(place)) places.set(place, installed);
		}
		return [...places.values()];
	});
}
