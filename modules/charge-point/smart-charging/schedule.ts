import type { Profile } from "./profile";

/** Nominal voltage between phase and neutral, V (R-SC-10). */
export const VOLTAGE = 230;

/** The phases that are meant when a profile does not tell (R-SC-10). */
export const PHASES = 3;

/** What may be drawn. */
export interface Limit {
	/** A per phase. */
	readonly amperes: number;
	/** On so many phases; undefined: nobody has told. */
	readonly phases: number | undefined;
	/** minChargingRate, A per phase; undefined: nobody has told. */
	readonly least: number | undefined;
}

/** What rules at a moment: no limit when undefined. */
export interface Ruling {
	readonly limit: Limit | undefined;
	/** It cannot be otherwise before this moment, ms. */
	readonly until: number;
}

/**
 * What one profile says at `time` (ms) for a transaction that began at `transactionStart` (R-SC-05,
 * R-SC-08, R-SC-09). `until` is always later than `time`.
 */
export function limitAt(profile: Profile, time: number, transactionStart: number): Ruling {
	const { recurrence, duration, periods } = profile;
	if (time < profile.validFrom) return { limit: undefined, until: profile.validFrom };
	if (time >= profile.validTo) return { limit: undefined, until: Number.POSITIVE_INFINITY };
	let begin = profile.start ?? transactionStart;
	if (time < begin) return { limit: undefined, until: begin };
	let next = Number.POSITIVE_INFINITY;
	if (recurrence > 0) {
		begin += Math.floor((time - begin) / recurrence) * recurrence;
		next = begin + recurrence;
	}
	const end = Math.min(begin + duration, next);
	if (time >= end) return { limit: undefined, until: next };
	let at = 0;
	while (at + 3 < periods.length && begin + periods[at + 3] * 1000 <= time) at += 3;
	const change = at + 3 < periods.length ? begin + periods[at + 3] * 1000 : Number.POSITIVE_INFINITY;
	return { limit: toLimit(profile, at), until: Math.min(change, end, profile.validTo) };
}

/** The least that a profile ever allows. */
export function leastLimit(profile: Profile): Limit {
	let least = toLimit(profile, 0);
	for (let at = 3; at < profile.periods.length; at += 3) least = lower(least, toLimit(profile, at));
	return least;
}

/** Nothing in the profile depends on the time of day. */
export function needsNoClock({ start, validFrom, validTo }: Profile): boolean {
	return (
		start === undefined && validFrom === Number.NEGATIVE_INFINITY && validTo === Number.POSITIVE_INFINITY
	);
}

/** Both limits together. */
export function lower(one: Limit, other: Limit | undefined): Limit {
	if (!other) return one;
	return {
		amperes: Math.min(one.amperes, other.amperes),
		phases: fewer(one.phases, other.phases),
		least: greater(one.least, other.least),
	};
}

/** A current in A per phase as the total power in W, on so many phases (R-SC-10). */
export function toWatts(amperes: number, phases: number | undefined): number {
	return amperes * VOLTAGE * (phases ?? PHASES);
}

function toLimit({ inWatts, minChargingRate, periods }: Profile, at: number): Limit {
	const value = periods[at + 1] / 10;
	const phases = periods[at + 2] || undefined;
	const watts = inWatts ? VOLTAGE * (phases ?? PHASES) : 1;
	return {
		amperes: value / watts,
		phases,
		least: minChargingRate === undefined ? undefined : minChargingRate / watts,
	};
}

function fewer(one: number | undefined, other: number | undefined): number | undefined {
	if (one === undefined && other === undefined) return;
	return Math.min(one ?? PHASES, other ?? PHASES);
}

function greater(one: number | undefined, other: number | undefined): number | undefined {
	return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}
