import type { ChargingProfile } from "../../../../modules/ocpp/types";
import type { NewProfile, StoredProfile } from "../../../api/schemas/charging-profiles";
import { localMinute, momentOfLocal } from "../../parts/local-time";

/** What the form of a charging profile holds, and the profile of it. */

interface PeriodValues {
	/** Hours and minutes from the start of the schedule, such as `7:30`. */
	start: string;
	limit: number | string;
	/** Empty: not told. */
	numberPhases: "" | "1" | "2" | "3";
}

export interface ProfileValues {
	description: string;
	stackLevel: number | string;
	chargingProfilePurpose: ChargingProfile["chargingProfilePurpose"];
	chargingProfileKind: ChargingProfile["chargingProfileKind"];
	recurrencyKind: "Daily" | "Weekly";
	/** The reader's local time, empty where none is given; as the others. */
	startSchedule: string;
	validFrom: string;
	validTo: string;
	/** Hours and minutes; empty: without an end. */
	duration: string;
	chargingRateUnit: "A" | "W";
	minChargingRate: number | string;
	periods: PeriodValues[];
}

/** What is wrong with a field; the words are `profileFault.NAME`. */
export type ProfileFault =
	| "missing"
	| "span"
	| "startNeeded"
	| "notRelative"
	| "validToEarly"
	| "firstPeriod"
	| "ascending"
	| "decimals"
	| "durationZero"
	| "beyondEnd";

/** One decimal at most, in a number of JSON. */
const isTenths = (value: number) => Math.abs(value * 10 - Math.round(value * 10)) < 1e-6;

/** A day that begins at midnight and a limit that a household knows. */
export function newProfileValues(now: number): ProfileValues {
	return {
		description: "",
		stackLevel: 0,
		chargingProfilePurpose: "TxDefaultProfile",
		chargingProfileKind: "Recurring",
		recurrencyKind: "Daily",
		startSchedule: `${localMinute(now).slice(0, 10)} 00:00:00`,
		validFrom: "",
		validTo: "",
		duration: "",
		chargingRateUnit: "A",
		minChargingRate: "",
		periods: [{ start: "0:00", limit: 16, numberPhases: "" }],
	};
}

/** The values of the form for a profile that is kept. */
export function profileValues(profile: StoredProfile, now: number): ProfileValues {
	const { chargingSchedule: schedule } = profile;
	const local = (moment: string | undefined) => (moment === undefined ? "" : localMinute(moment));
	return {
		description: profile.description ?? "",
		stackLevel: profile.stackLevel,
		chargingProfilePurpose: profile.chargingProfilePurpose,
		chargingProfileKind: profile.chargingProfileKind,
		recurrencyKind: profile.recurrencyKind ?? "Daily",
		startSchedule: local(schedule.startSchedule) || newProfileValues(now).startSchedule,
		validFrom: local(profile.validFrom),
		validTo: local(profile.validTo),
		duration: schedule.duration === undefined ? "" : spanText(schedule.duration),
		chargingRateUnit: schedule.chargingRateUnit,
		minChargingRate: schedule.minChargingRate ?? "",
		periods: schedule.chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }) => ({
			start: spanText(startPeriod),
			limit,
			numberPhases: (numberPhases === undefined ? "" : String(numberPhases)) as PeriodValues["numberPhases"],
		})),
	};
}

/** What is wrong, by the path of the field; nothing when a charge point can be given the profile (R-SC-03). */
export function profileFaults(values: ProfileValues): Record<string, ProfileFault> {
	const { chargingProfilePurpose: purpose, chargingProfileKind: kind, validFrom, validTo } = values;
	const faults: Record<string, ProfileFault> = {};
	if (values.stackLevel === "") faults.stackLevel = "missing";
	if (purpose === "ChargePointMaxProfile" && kind === "Relative") faults.chargingProfileKind = "notRelative";
	if (kind !== "Relative" && values.startSchedule === "") faults.startSchedule = "startNeeded";
	if (validFrom !== "" && validTo !== "" && momentOfLocal(validTo) <= momentOfLocal(validFrom)) {
		faults.validTo = "validToEarly";
	}
	const duration = values.duration.trim() === "" ? Number.POSITIVE_INFINITY : secondsOf(values.duration);
	if (duration === undefined) faults.duration = "span";
	else if (duration === 0) faults.duration = "durationZero";
	if (values.minChargingRate !== "" && !isTenths(Number(values.minChargingRate))) {
		faults.minChargingRate = "decimals";
	}
	let last = -1;
	values.periods.forEach(({ start, limit }, index) => {
		const seconds = secondsOf(start);
		const path = `periods.${index}`;
		if (seconds === undefined) faults[`${path}.start`] = "span";
		else if (index === 0 && seconds !== 0) faults[`${path}.start`] = "firstPeriod";
		else if (seconds <= last) faults[`${path}.start`] = "ascending";
		else if (seconds >= (duration || Number.POSITIVE_INFINITY)) faults[`${path}.start`] = "beyondEnd";
		last = seconds ?? last;
		if (limit === "") faults[`${path}.limit`] = "missing";
		else if (!isTenths(Number(limit))) faults[`${path}.limit`] = "decimals";
	});
	return faults;
}

/** The profile of values that have no fault. */
export function profileOf(values: ProfileValues): NewProfile {
	const { chargingProfileKind: kind, validFrom, validTo, minChargingRate, description } = values;
	return {
		description: description.trim() || null,
		stackLevel: Number(values.stackLevel),
		chargingProfilePurpose: values.chargingProfilePurpose,
		chargingProfileKind: kind,
		...(kind === "Recurring" ? { recurrencyKind: values.recurrencyKind } : {}),
		...(validFrom === "" ? {} : { validFrom: momentOfLocal(validFrom) }),
		...(validTo === "" ? {} : { validTo: momentOfLocal(validTo) }),
		chargingSchedule: {
			...(values.duration.trim() === "" ? {} : { duration: secondsOf(values.duration)! }),
			...(kind === "Relative" ? {} : { startSchedule: momentOfLocal(values.startSchedule) }),
			chargingRateUnit: values.chargingRateUnit,
			chargingSchedulePeriod: values.periods.map(({ start, limit, numberPhases }) => ({
				startPeriod: secondsOf(start)!,
				limit: Math.round(Number(limit) * 10) / 10,
				...(numberPhases === "" ? {} : { numberPhases: Number(numberPhases) }),
			})),
			...(minChargingRate === "" ? {} : { minChargingRate: Number(minChargingRate) }),
		},
	};
}

/** Seconds of `h:mm` or `h:mm:ss`; undefined when it is neither. */
export function secondsOf(span: string): number | undefined {
	const parts = /^(\d{1,6}):([0-5]\d)(?::([0-5]\d))?$/.exec(span.trim());
	if (!parts) return;
	const [, hours, minutes, seconds = "0"] = parts;
	return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** `h:mm`, with seconds where there are any. */
export function spanText(seconds: number): string {
	const two = (value: number) => String(value).padStart(2, "0");
	const text = `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}`;
	return seconds % 60 === 0 ? text : `${text}:${two(seconds % 60)}`;
}
