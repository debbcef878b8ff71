import type {
	ChargingProfile,
	ChargingProfilePurpose,
	ChargingSchedule,
	ChargingSchedulePeriod,
	GetCompositeScheduleResponse,
} from "../../modules/ocpp/types";
import { Rig } from "./rig";
import type { CallError } from "./scripted-csms";

/** Virtual time zero of the rig, ms since 1970. */
export const ZERO = Date.UTC(2026, 10, 22, 10);
export const HARDWARE = 32;

/** So many seconds after virtual time zero. */
export function at(seconds: number): string {
	return new Date(ZERO + seconds * 1000).toISOString();
}

/** A period for each limit: `[start, limit]` or `[start, limit, phases]`. */
export function periods(...list: [number, number, number?][]): ChargingSchedulePeriod[] {
	return list.map(([startPeriod, limit, numberPhases]) =>
		numberPhases === undefined ? { startPeriod, limit } : { startPeriod, limit, numberPhases },
	);
}

let ids = 100;

/** An Absolute profile in A from virtual time zero on; `schedule` and `more` change what they name. */
export function profile(
	chargingProfilePurpose: ChargingProfilePurpose,
	limits: ChargingSchedulePeriod[] | number,
	schedule: Partial<ChargingSchedule> = {},
	more: Partial<ChargingProfile> = {},
): ChargingProfile {
	return {
		chargingProfileId: ids++,
		stackLevel: 0,
		chargingProfilePurpose,
		chargingProfileKind: "Absolute",
		chargingSchedule: {
			startSchedule: at(0),
			chargingRateUnit: "A",
			chargingSchedulePeriod: typeof limits === "number" ? periods([0, limits]) : limits,
			...schedule,
		},
		...more,
	};
}

/** A profile without startSchedule that begins with the transaction. */
export function relative(
	chargingProfilePurpose: ChargingProfilePurpose,
	limits: ChargingSchedulePeriod[] | number,
	schedule: Partial<ChargingSchedule> = {},
	more: Partial<ChargingProfile> = {},
): ChargingProfile {
	const made = profile(chargingProfilePurpose, limits, schedule, {
		chargingProfileKind: "Relative",
		...more,
	});
	const { startSchedule: _, ...rest } = made.chargingSchedule;
	return { ...made, chargingSchedule: schedule.startSchedule === undefined ? rest : made.chargingSchedule };
}

export function install(rig: Rig, connectorId: number, csChargingProfiles: ChargingProfile) {
	return rig.csms.call("SetChargingProfile", { connectorId, csChargingProfiles });
}

export function composite(
	rig: Rig,
	connectorId: number,
	duration: number,
	chargingRateUnit?: "A" | "W",
): GetCompositeScheduleResponse {
	const unit = chargingRateUnit === undefined ? {} : { chargingRateUnit };
	const answer = rig.csms.call("GetCompositeSchedule", { connectorId, duration, ...unit });
	return answer as Exclude<typeof answer, CallError | undefined>;
}

/** The periods of a composite schedule as `[start, limit]` or `[start, limit, phases]`. */
export function compositePeriods(...parameters: Parameters<typeof composite>): number[][] {
	const { chargingSchedule } = composite(...parameters);
	return chargingSchedule!.chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }) =>
		numberPhases === undefined ? [startPeriod, limit] : [startPeriod, limit, numberPhases],
	);
}

/** A profile and where it was installed. */
export interface Installed {
	connectorId: number;
	profile: ChargingProfile;
}

/** A per phase that one profile allows at a moment, worked out by counting restarts one by one. */
export function valueAt(profile: ChargingProfile, time: number, txStart: number): number | undefined {
	if (profile.validFrom !== undefined && time < Date.parse(profile.validFrom)) return undefined;
	if (profile.validTo !== undefined && time >= Date.parse(profile.validTo)) return undefined;
	const { startSchedule, duration, chargingRateUnit, chargingSchedulePeriod } = profile.chargingSchedule;
	let begin = profile.chargingProfileKind === "Relative" ? txStart : Date.parse(startSchedule!);
	if (profile.chargingProfileKind === "Recurring") {
		const cycle = (profile.recurrencyKind === "Daily" ? 1 : 7) * 86_400_000;
		while (begin + cycle <= time) begin += cycle;
	}
	const elapsed = (time - begin) / 1000;
	if (elapsed < 0 || (duration !== undefined && elapsed >= duration)) return undefined;
	const period = chargingSchedulePeriod.findLast(({ startPeriod }) => startPeriod <= elapsed)!;
	return chargingRateUnit === "A" ? period.limit : period.limit / (230 * (period.numberPhases ?? 3));
}

/** A per phase that rules of one purpose on a connector, level by level. */
function ruleAt(
	installed: readonly Installed[],
	purpose: ChargingProfilePurpose,
	connectorId: number,
	time: number,
	txStart: number,
): number | undefined {
	for (let level = 8; level >= 0; level--) {
		const here = installed.filter(
			({ profile }) => profile.stackLevel === level && profile.chargingProfilePurpose === purpose,
		);
		const ruling =
			here.find((one) => one.connectorId === connectorId) ?? here.find((one) => one.connectorId === 0);
		const value = ruling && valueAt(ruling.profile, time, txStart);
		if (value !== undefined) return value;
	}
	return undefined;
}

/** A per phase that a connector alone may draw. */
export function ownAt(
	installed: readonly Installed[],
	connectorId: number,
	time: number,
	txStart: number,
): number {
	const ofTransaction = ruleAt(installed, "TxProfile", connectorId, time, txStart);
	const rule = ofTransaction ?? ruleAt(installed, "TxDefaultProfile", connectorId, time, txStart);
	return Math.min(HARDWARE, rule ?? HARDWARE);
}

/** A per phase that the whole charge point may draw. */
export function totalAt(installed: readonly Installed[], time: number): number {
	return ruleAt(installed, "ChargePointMaxProfile", 0, time, 0) ?? Number.POSITIVE_INFINITY;
}

export const ACCEPTED = { status: "Accepted" };
export const REJECTED = { status: "Rejected" };
export const CONSTRAINT = { code: "PropertyConstraintViolation" };

/** A charge point that is connected and accepted. */
export function ready(options: ConstructorParameters<typeof Rig>[0] = {}): Rig {
	const rig = new Rig(options);
	rig.advance(1);
	return rig;
}
