import { parseDateTime } from "../../modules/ocpp/date-time";
import type { ChargingProfile, ChargingSchedule } from "../../modules/ocpp/types";

/** The greatest number that every charge point can count to. */
const MOST = 0x7fffffff;

/** What is wrong with a charging profile, wherever it goes (R-SC-03); a sentence, or undefined. */
export function profileFault(profile: ChargingProfile): string | undefined {
	const {
		chargingProfileId,
		stackLevel,
		chargingProfilePurpose: purpose,
		chargingProfileKind: kind,
	} = profile;
	if (chargingProfileId < 0 || chargingProfileId > MOST)
		return `chargingProfileId must be from 0 to ${MOST}.`;
	if (stackLevel < 0 || stackLevel > MOST) return "stackLevel must be 0 or more.";
	if (profile.transactionId !== undefined && purpose !== "TxProfile") {
		return `A ${purpose} is for no single transaction: leave out transactionId.`;
	}
	if (purpose === "ChargePointMaxProfile" && kind === "Relative") {
		return "A ChargePointMaxProfile cannot be Relative: no transaction starts it.";
	}
	if (kind === "Recurring" && profile.recurrencyKind === undefined) {
		return "A Recurring profile needs recurrencyKind, Daily or Weekly.";
	}
	if (kind !== "Relative" && profile.chargingSchedule.startSchedule === undefined) {
		return `A profile that is ${kind} needs startSchedule.`;
	}
	if (profile.validFrom !== undefined && profile.validTo !== undefined) {
		const [from, to] = [parseDateTime(profile.validFrom), parseDateTime(profile.validTo)];
		if (from !== undefined && to !== undefined && to <= from) return "validTo must be later than validFrom.";
	}
	return scheduleFault(profile.chargingSchedule);
}

/**
 * What is wrong with a TxProfile by which a transaction is to start or that a running one is given
 * (R-CS-16, R-RSTX-05); a sentence, or undefined. Without `transactionId` it is for a remote start.
 */
export function txProfileFault(profile: ChargingProfile): string | undefined {
	const { chargingProfilePurpose: purpose, chargingProfileKind: kind, validFrom, validTo } = profile;
	const { startSchedule, duration } = profile.chargingSchedule;
	if (purpose !== "TxProfile") return `The profile of one transaction must be a TxProfile, not a ${purpose}.`;
	if (kind === "Recurring")
		return "The profile of one transaction must be Absolute or Relative, not Recurring.";
	if (profile.recurrencyKind !== undefined)
		return "The profile of one transaction does not recur: leave out recurrencyKind.";
	if (kind === "Relative") {
		if (startSchedule === undefined) return;
		return "A Relative profile starts with the transaction: leave out startSchedule.";
	}
	const fields = { validFrom, validTo, startSchedule, duration };
	const missing = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [name] : []));
	if (missing.length > 0) {
		return `An Absolute profile of one transaction needs ${missing.join(", ")}; a Relative one does not.`;
	}
}

/** What is wrong with the connector that a profile shall be installed on (R-SC-02); a sentence, or undefined. */
export function placeFault(
	connectorId: number,
	{ chargingProfilePurpose }: ChargingProfile,
): string | undefined {
	if (connectorId < 0) return "connectorId must be 0 or more.";
	if (chargingProfilePurpose === "ChargePointMaxProfile" && connectorId !== 0) {
		return "A ChargePointMaxProfile is for the whole charge point: its connectorId is 0.";
	}
	if (chargingProfilePurpose === "TxProfile" && connectorId === 0) {
		return "A TxProfile is for the transaction of one connector: its connectorId is 1 or more.";
	}
}

function scheduleFault({
	chargingSchedulePeriod,
	duration,
	minChargingRate,
}: ChargingSchedule): string | undefined {
	if (duration !== undefined && (duration <= 0 || duration > MOST))
		return "duration must be 1 second or more.";
	if (minChargingRate !== undefined && minChargingRate < 0) return "minChargingRate must not be negative.";
	if (chargingSchedulePeriod.length === 0) return "The schedule needs a chargingSchedulePeriod.";
	if (chargingSchedulePeriod[0].startPeriod !== 0) return "The first startPeriod must be 0.";
	let last = -1;
	for (const { startPeriod, limit, numberPhases } of chargingSchedulePeriod) {
		if (startPeriod <= last) return "Each startPeriod must be later than the one before.";
		if (startPeriod > MOST) return `startPeriod must be at most ${MOST} seconds.`;
		if (limit < 0) return "A limit must not be negative.";
		if (numberPhases !== undefined && (numberPhases < 1 || numberPhases > 3)) {
			return "numberPhases must be 1, 2 or 3.";
		}
		last = startPeriod;
	}
}
