import { parseDateTime } from "../../ocpp/date-time";
import type { ChargingProfile, ChargingSchedule } from "../../ocpp/types";
import type { Configuration } from "../configuration";
import type { Transaction } from "../transaction";

/**
 * What is wrong with a profile, whoever sends it and wherever it shall be installed (R-SC-03); undefined
 * when it is plausible.
 */
export function profileFault(profile: ChargingProfile, configuration: Configuration): string | undefined {
	const transactionId = profile.transactionId;
	if (profile.stackLevel < 0 || profile.stackLevel > configuration.integer("ChargeProfileMaxStackLevel"))
		return outOfRange("stackLevel", profile.stackLevel);
	if (transactionId !== undefined && profile.chargingProfilePurpose !== "TxProfile")
		return `a ${profile.chargingProfilePurpose} cannot have a transactionId`;
	if (
		profile.chargingProfileKind === "Relative" &&
		profile.chargingProfilePurpose === "ChargePointMaxProfile"
	)
		return "a ChargePointMaxProfile cannot be Relative";
	if (profile.chargingProfileKind === "Recurring" && profile.recurrencyKind === undefined)
		return "recurrencyKind is missing";
	if (profile.chargingProfileKind !== "Relative" && profile.chargingSchedule.startSchedule === undefined)
		return "startSchedule is missing";
	if (profile.validFrom !== undefined && profile.validTo !== undefined) {
		const from = parseDateTime(profile.validFrom) ?? 0;
		if ((parseDateTime(profile.validTo) ?? 0) <= from) return "validTo is not after validFrom";
	}
	return scheduleFault(profile.chargingSchedule, configuration);
}

function scheduleFault(schedule: ChargingSchedule, configuration: Configuration): string | undefined {
	const { chargingSchedulePeriod, duration, minChargingRate } = schedule;
	const units = configuration.text("ChargingScheduleAllowedChargingRateUnit") ?? "";
	const unit = schedule.chargingRateUnit === "A" ? "Current" : "Power";
	if (!units.split(",").some((allowed) => allowed.trim() === unit))
		return `the unit ${schedule.chargingRateUnit} is not allowed`;
	if (duration !== undefined && (duration <= 0 || duration > 0x7fffffff))
		return outOfRange("duration", duration);
	if (minChargingRate !== undefined && minChargingRate < 0) return "minChargingRate is negative";
	const most = configuration.integer("ChargingScheduleMaxPeriods");
	if (chargingSchedulePeriod.length === 0) return "there is no period";
	if (chargingSchedulePeriod.length > most) return `there are more than ${most} periods`;
	if (chargingSchedulePeriod[0].startPeriod !== 0) return "the first period does not start at 0";
	let last = -1;
	for (let i = 0; i < chargingSchedulePeriod.length; i++) {
		const { startPeriod, limit, numberPhases } = chargingSchedulePeriod[i];
		if (startPeriod <= last) return "the periods do not ascend";
		if (startPeriod > 0x7fffffff) return outOfRange("startPeriod", startPeriod);
		if (limit < 0) return "a limit is negative";
		if (numberPhases !== undefined && (numberPhases < 1 || numberPhases > 3))
			return outOfRange("numberPhases", numberPhases);
		last = startPeriod;
	}
}

function outOfRange(field: string, value: number): string {
	return `${field} ${value} is out of range`;
}

/** What is wrong with installing a profile on a connector with this transaction (R-SC-02). */
export function placeFault(
	connectorId: number,
	{ chargingProfilePurpose, transactionId }: ChargingProfile,
	transaction: Transaction | undefined,
): string | undefined {
	if (chargingProfilePurpose === "ChargePointMaxProfile")
		return connectorId === 0 ? undefined : "a ChargePointMaxProfile belongs on connector 0";
	if (chargingProfilePurpose === "TxDefaultProfile") return;
	if (connectorId === 0) return "a TxProfile belongs on one connector";
	if (!transaction) return "no transaction runs";
	if (transactionId !== undefined && transactionId !== transaction.transactionId)
		return `transaction ${transactionId} does not run here`;
}
