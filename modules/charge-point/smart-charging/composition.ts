import type { ChargingProfilePurpose } from "../../ocpp/types";
import type { Profile } from "./profile";
import { type Limit, leastLimit, limitAt, lower, needsNoClock, type Ruling } from "./schedule";

/** A moment at which limits are asked for. */
export interface Moment {
	/** ms since 1970 or, while the clock is unset, monotonic. */
	time: number;
	clockKnown: boolean;
}

/** A connector as far as its own limit depends on it. */
export interface LimitedConnector {
	id: number;
	/** What wiring and contactor allow per phase, A. */
	maxCurrent: number;
	/** When its transaction began, on the same clock as the moment. */
	start: number;
}

/** What the whole charge point may draw per phase (R-SC-07). */
export function chargePointLimit(profiles: readonly Profile[], moment: Moment): Ruling {
	return ruling(profiles, "ChargePointMaxProfile", 0, moment, 0);
}

/**
 * What a connector may draw when the charge point as a whole sets no limit: its TxProfile or, where none
 * covers the moment, TxDefaultProfile, and never more than the hardware can (R-SC-07, R-SC-17).
 */
export function connectorLimit(
	profiles: readonly Profile[],
	{ id, maxCurrent, start }: LimitedConnector,
	moment: Moment,
): Ruling & { limit: Limit } {
	let { limit, until } = ruling(profiles, "TxProfile", id, moment, start);
	if (!limit) {
		const byDefault = ruling(profiles, "TxDefaultProfile", id, moment, start);
		limit = byDefault.limit;
		until = Math.min(until, byDefault.until);
	}
	return { limit: lower({ amperes: maxCurrent, phases: undefined, least: undefined }, limit), until };
}

/**
 * What rules of one purpose on one connector (R-SC-05), `profiles` in the order of `ProfileStore.load`. A
 * profile of the whole charge point does not count where the connector has one at its level (R-SC-04).
 *
 * While the clock is unset, after a boot without network, nobody knows where in its schedule a profile
 * stands that depends on the time. Such a profile then counts with the least that it ever allows: the
 * charge point may draw less than it might, never more, and no fuse depends on a network.
 */
function ruling(
	profiles: readonly Profile[],
	purpose: ChargingProfilePurpose,
	connectorId: number,
	{ time, clockKnown }: Moment,
	start: number,
): Ruling {
	let until = Number.POSITIVE_INFINITY;
	let least: Limit | undefined;
	let level = -1;
	for (let i = 0; i < profiles.length; i++) {
		const profile = profiles[i];
		if (profile.purpose !== purpose) continue;
		if (profile.connectorId !== connectorId && profile.connectorId !== 0) continue;
		if (profile.stackLevel === level) continue;
		level = profile.stackLevel;
		if (!clockKnown && !needsNoClock(profile)) {
			least = lower(leastLimit(profile), least);
			continue;
		}
		const own = limitAt(profile, time, start);
		until = Math.min(until, own.until);
		if (own.limit) return { limit: lower(own.limit, least), until };
	}
	return { limit: least, until };
}
