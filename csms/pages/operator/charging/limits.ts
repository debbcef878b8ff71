import {
	chargePointLimit,
	connectorLimit,
} from "../../../../modules/charge-point/smart-charging/composition";
import {
	decodeProfile,
	encodeProfile,
	type Profile,
} from "../../../../modules/charge-point/smart-charging/profile";
import {
	limitAt,
	lower,
	PHASES,
	toWatts,
	VOLTAGE,
} from "../../../../modules/charge-point/smart-charging/schedule";
import type {
	ChargingProfile,
	ChargingProfilePurpose,
	GetCompositeScheduleResponse,
} from "../../../../modules/ocpp/types";
import type { ProfileAssignment } from "../../../api/schemas/charging-profiles";

/**
 * The limits that charging profiles set over time, by the same code by which the bundled charge point obeys
 * them. All moments are ms since 1970.
 */

/** A profile and when a charge point had it. */
export interface GivenProfile {
	connectorId: number;
	profile: ChargingProfile;
	from: number;
	to: number;
}

/** A transaction on the connector; `to` is infinite while it runs. */
interface TransactionSpan {
	from: number;
	to: number;
}

/** A profile that counts, and its limit, A per phase. */
interface Rule {
	profile: ChargingProfile;
	amperes: number;
}

/** What holds from one moment to another. */
export interface LimitStep {
	from: number;
	to: number;
	/** A per phase; null: no profile sets a limit. */
	amperes: number | null;
	/** On so many phases; 3 where no profile tells. */
	phases: number;
	/** What counts for the whole charge point, if anything does. */
	ofChargePoint: Rule | undefined;
	/** What counts for the connector or its transaction, if anything does. */
	ofConnector: Rule | undefined;
}

export interface LimitQuestion {
	/** 0: the whole charge point. */
	connectorId: number;
	profiles: readonly GivenProfile[];
	/** Of the connector. Where none runs the answer is as if one began at `now`. */
	transactions: readonly TransactionSpan[];
	from: number;
	to: number;
	now: number;
}

/** More steps than this are not told; a schedule may change each second. */
const MOST_STEPS = 2000;

/** The limits from one moment to another, a new step only where something changes. */
export function limitSteps(question: LimitQuestion): LimitStep[] {
	const { connectorId, profiles, transactions, from, to, now } = question;
	const decoded = profiles.map((given) => ({ given, evaluated: evaluable(given) }));
	const edges = [...profiles, ...transactions].flatMap((span) => [span.from, span.to]);
	const bounds = [...new Set([from, to, now, ...edges])]
		.filter((at) => at >= from && at <= to)
		.sort((a, b) => a - b);
	const steps: LimitStep[] = [];
	for (let i = 0; i + 1 < bounds.length; i++) {
		const [begin, end] = [bounds[i], bounds[i + 1]];
		const there = decoded
			.filter(({ given }) => given.from <= begin && given.to >= end)
			.sort(
				(a, b) =>
					b.evaluated.stackLevel - a.evaluated.stackLevel ||
					b.evaluated.connectorId - a.evaluated.connectorId,
			);
		const running = transactions.find((one) => one.from <= begin && one.to >= end);
		const start = running?.from ?? (begin < now ? begin : now);
		for (let time = begin; time < end && steps.length < MOST_STEPS; ) {
			const { step, until } = stepAt(there, connectorId, time, start);
			add(steps, { ...step, to: Math.min(until, end) });
			time = until;
		}
	}
	return steps;
}

/** The step that holds at a moment. */
export function stepOf(steps: readonly LimitStep[], time: number): LimitStep | undefined {
	return steps.find(({ from, to }) => from <= time && time < to);
}

/** Which profile sets the limit of a step; undefined without a limit. */
export function decisive({ ofChargePoint, ofConnector }: LimitStep): ChargingProfile | undefined {
	if (!ofChargePoint || !ofConnector) return (ofChargePoint ?? ofConnector)?.profile;
	return (ofConnector.amperes <= ofChargePoint.amperes ? ofConnector : ofChargePoint).profile;
}

/** What a charge point was given, as far as it has accepted it, with the times in which it had it. */
export function givenProfiles(
	assignments: readonly ProfileAssignment[],
	startOf: (transactionId: number) => number | undefined,
): GivenProfile[] {
	return assignments.flatMap((one) => {
		const { status, connectorId, transactionId, chargingProfile, sentAt, endedAt } = one;
		if (status !== "Accepted" || connectorId === null) return [];
		const isOfTransaction = chargingProfile.chargingProfilePurpose === "TxProfile";
		if (isOfTransaction && transactionId === null) return [];
		const started = transactionId === null ? undefined : startOf(transactionId);
		const from = Math.max(Date.parse(sentAt), (isOfTransaction && started) || 0);
		const to = endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(endedAt);
		return [{ connectorId, profile: chargingProfile as ChargingProfile, from, to }];
	});
}

/** The limits of an answer, A per phase; `at`: when it was given. */
export function compositeSteps(
	{ chargingSchedule, scheduleStart }: GetCompositeScheduleResponse,
	at: number,
): LimitStep[] {
	if (!chargingSchedule) return [];
	const { duration = 0, chargingRateUnit, chargingSchedulePeriod: periods } = chargingSchedule;
	const start = Date.parse(scheduleStart ?? chargingSchedule.startSchedule ?? "") || at;
	return periods.map(({ startPeriod, limit, numberPhases: phases = 3 }, index) => ({
		from: start + startPeriod * 1000,
		to: start + (periods[index + 1]?.startPeriod ?? duration) * 1000,
		amperes: chargingRateUnit === "A" ? limit : limit / (VOLTAGE * phases),
		phases,
		ofChargePoint: undefined,
		ofConnector: undefined,
	}));
}

/** A limit in the unit that is shown: A per phase, or kW on all phases (230 V each). */
export function inUnit({ amperes, phases }: Pick<LimitStep, "amperes" | "phases">, unit: "A" | "W") {
	if (amperes === null) return null;
	return unit === "A" ? amperes : toWatts(amperes, phases) / 1000;
}

/** A measured power in W in the unit that is shown. */
export function powerInUnit(watts: number, phases: number, unit: "A" | "W"): number {
	return unit === "A" ? watts / (VOLTAGE * phases) : watts / 1000;
}

interface Evaluable {
	given: GivenProfile;
	evaluated: Profile;
}

function evaluable({ connectorId, profile }: GivenProfile): Profile {
	const { chargingProfilePurpose: purpose, stackLevel, chargingProfileId: id } = profile;
	return decodeProfile({ connectorId, purpose, stackLevel, id }, encodeProfile(profile))!;
}

function stepAt(there: readonly Evaluable[], connectorId: number, time: number, start: number) {
	const profiles = there.map(({ evaluated }) => evaluated);
	const moment = { time, clockKnown: true };
	const total = chargePointLimit(profiles, moment);
	const limited = { id: connectorId, maxCurrent: Number.POSITIVE_INFINITY, start };
	const own = connectorId === 0 ? undefined : connectorLimit(profiles, limited, moment);
	const limit = own ? lower(own.limit, total.limit) : total.limit;
	const isLimited = limit !== undefined && limit.amperes !== Number.POSITIVE_INFINITY;
	const rule = (purpose: ChargingProfilePurpose, id: number) => ruling(there, purpose, id, time, start);
	const step = {
		from: time,
		amperes: isLimited ? limit.amperes : null,
		phases: limit?.phases ?? PHASES,
		ofChargePoint: rule("ChargePointMaxProfile", 0),
		ofConnector: own && (rule("TxProfile", connectorId) ?? rule("TxDefaultProfile", connectorId)),
	};
	return { step, until: Math.min(total.until, own?.until ?? Number.POSITIVE_INFINITY) };
}

/** Which of the profiles, the ones that rule first, has the word for a purpose (R-SC-04, R-SC-05). */
function ruling(
	there: readonly Evaluable[],
	purpose: ChargingProfilePurpose,
	connectorId: number,
	time: number,
	start: number,
): Rule | undefined {
	let level = -1;
	for (const { given, evaluated } of there) {
		if (evaluated.purpose !== purpose || evaluated.stackLevel === level) continue;
		if (evaluated.connectorId !== connectorId && evaluated.connectorId !== 0) continue;
		level = evaluated.stackLevel;
		const { limit } = limitAt(evaluated, time, start);
		if (limit) return { profile: given.profile, amperes: limit.amperes };
	}
}

function add(steps: LimitStep[], step: LimitStep): void {
	const last = steps.at(-1);
	const isSame =
		last?.to === step.from &&
		last.amperes === step.amperes &&
		last.phases === step.phases &&
		last.ofChargePoint?.profile === step.ofChargePoint?.profile &&
		last.ofConnector?.profile === step.ofConnector?.profile;
	if (isSame) last.to = step.to;
	else steps.push(step);
}
