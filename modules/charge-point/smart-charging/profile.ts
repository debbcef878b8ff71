import { parseDateTime } from "../../ocpp/date-time";
import type { ChargingProfile, ChargingProfilePurpose } from "../../ocpp/types";

const DAY = 86_400_000;

/** A charging profile as it is evaluated: times in ms since 1970, periods in few bytes. */
export interface Profile {
	/** 0: the whole charge point. */
	readonly connectorId: number;
	readonly purpose: ChargingProfilePurpose;
	readonly stackLevel: number;
	readonly id: number;
	/** Beginning of the schedule; undefined: the start of the transaction (Relative). */
	readonly start: number | undefined;
	/** After how many ms the schedule begins anew; 0: never. */
	readonly recurrence: number;
	readonly validFrom: number;
	readonly validTo: number;
	/** Length of the schedule in ms, Infinity without an end. */
	readonly duration: number;
	/** The limits are the total in W, not A per phase (R-SC-10). */
	readonly inWatts: boolean;
	/** In that unit; only a hint (R-SC-18). */
	readonly minChargingRate: number | undefined;
	/** For each period three numbers: start in s, limit in tenths, number of phases or 0 when not told. */
	readonly periods: Uint32Array;
}

/** Where a profile belongs: two profiles at the same place cannot be (R-SC-04). */
export interface ProfilePlace {
	connectorId: number;
	purpose: ChargingProfilePurpose;
	stackLevel: number;
	id: number;
}

/** What is stored of a profile beside its place; null where OCPP leaves a field out. */
type StoredProfile = [
	start: number | null,
	recurrence: number,
	validFrom: number | null,
	validTo: number | null,
	duration: number | null,
	unit: "A" | "W",
	minChargingRate: number | null,
	periods: number[],
];

/** The text in which a profile that has been found plausible is kept. */
export function encodeProfile(profile: ChargingProfile): string {
	const schedule = profile.chargingSchedule;
	const periods = schedule.chargingSchedulePeriod.flatMap((period) => [
		period.startPeriod,
		Math.min(Math.round(period.limit * 10), 0xffffffff),
		period.numberPhases ?? 0,
	]);
	const recurs = profile.chargingProfileKind === "Recurring";
	const stored: StoredProfile = [
		profile.chargingProfileKind === "Relative" ? null : timeOf(schedule.startSchedule),
		recurs ? (profile.recurrencyKind === "Weekly" ? 7 : 1) * DAY : 0,
		timeOf(profile.validFrom),
		timeOf(profile.validTo),
		schedule.duration ?? null,
		schedule.chargingRateUnit,
		schedule.minChargingRate ?? null,
		periods,
	];
	return JSON.stringify(stored);
}

/** The profile that was kept at a place; undefined when the text is none of ours. */
export function decodeProfile(place: ProfilePlace, text: string): Profile | undefined {
	try {
		const stored = JSON.parse(text) as StoredProfile;
		return {
			connectorId: place.connectorId,
			purpose: place.purpose,
			stackLevel: place.stackLevel,
			id: place.id,
			start: stored[0] ?? undefined,
			recurrence: stored[1],
			validFrom: stored[2] ?? Number.NEGATIVE_INFINITY,
			validTo: stored[3] ?? Number.POSITIVE_INFINITY,
			duration: stored[4] === null ? Number.POSITIVE_INFINITY : stored[4] * 1000,
			inWatts: stored[5] === "W",
			minChargingRate: stored[6] ?? undefined,
			periods: Uint32Array.from(stored[7]),
		};
	} catch {
		return;
	}
}

function timeOf(dateTime: string | undefined): number | null {
	return dateTime === undefined ? null : (parseDateTime(dateTime) ?? null);
}
