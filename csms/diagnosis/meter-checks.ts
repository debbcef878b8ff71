import type { SampledValue } from "../../modules/ocpp/types";
import type { Moment } from "../database/tables/columns";
import { MINUTE } from "./finding";

/** One reading of a meter while a transaction ran. */
export interface Reading {
	at: Moment;
	/** The register, Wh. */
	wh: number;
	/** Active power, W, as reported or from the reported currents; null where neither is. */
	watts: number | null;
}

/** A step between two readings. */
export interface Step {
	from: Reading;
	to: Reading;
}

/** Registers are rounded, and rounded differently in different messages, Wh. */
const ROUNDING = 1;
/** So much must have flowed while the register stood: coarse ones count in steps of 100 Wh, Wh. */
const LEAST_EXPECTED = 500;
/** For so long it has to stand: messages of the same moment are not yet a stop. */
const LEAST_STANDING = 5 * MINUTE;
/** Where no power is told, a vehicle may balance or precondition for a while without taking energy. */
const STANDING_WITHOUT_POWER = 30 * MINUTE;
/** No charge point gives more, W. */
const MOST_POWER = 500_000;
/** One whose power is known gives at least what the largest socket for alternating current does, W. */
const LARGEST_AC = 43_000;
/** The power between two readings may be higher than at them. */
const POWER_MARGIN = 3;
/** What may lie between two readings of nearly the same moment, Wh. */
const JUMP_ALLOWANCE = 1000;
const VOLTAGE = 230;

/**
 * The readings at the end between which the register has stood although energy must have flowed; null when it
 * moves, undefined when nothing can be said. `isCharging`: the charge point says that the vehicle charges, which
 * counts where no power is told.
 */
export function standing(readings: readonly Reading[], isCharging: boolean): Step | null | undefined {
	const to = readings.at(-1);
	if (!to) return;
	let first = readings.length - 1;
	while (first > 0 && Math.abs(readings[first - 1].wh - to.wh) < ROUNDING) first--;
	const from = readings[first];
	const stood = to.at - from.at;
	const expected = expectedWh(readings.slice(first));
	if (expected === null) {
		if (isCharging && stood >= STANDING_WITHOUT_POWER) return { from, to };
	} else if (expected >= LEAST_EXPECTED && stood >= LEAST_STANDING) return { from, to };
	return first > 0 && to.wh > readings[first - 1].wh ? null : undefined;
}

/** The largest step by which the register has fallen; undefined when it has not. */
export function fallen(readings: readonly Reading[]): Step | undefined {
	const steps = stepsOf(readings).filter(({ from, to }) => from.wh - to.wh > ROUNDING);
	return steps.toSorted((a, b) => b.from.wh - b.to.wh - (a.from.wh - a.to.wh)).at(0);
}

/** The largest step that no charge point can have given in its time; undefined when there is none. */
export function jumped(readings: readonly Reading[]): Step | undefined {
	const powers = readings.flatMap(({ watts }) => (watts === null ? [] : [watts]));
	const most =
		powers.length === 0 ? MOST_POWER : Math.max(LARGEST_AC, ...powers.map((watts) => watts * POWER_MARGIN));
	const isTooMuch = ({ from, to }: Step) =>
		to.wh - from.wh > (most * Math.max(0, to.at - from.at)) / 3_600_000 + JUMP_ALLOWANCE;
	const steps = stepsOf(readings).filter(isTooMuch);
	return steps.toSorted((a, b) => b.to.wh - b.from.wh - (a.to.wh - a.from.wh)).at(0);
}

/** The power that the currents make, W; null without currents. */
export function powerOfCurrents(sampledValue: readonly SampledValue[]): number | null {
	let sum: number | null = null;
	for (const { measurand, phase, format, unit, value } of sampledValue) {
		if (measurand !== "Current.Import" || format === "SignedData" || phase === "N") continue;
		const amperes = Number(value);
		if ((unit !== undefined && unit !== "A") || !Number.isFinite(amperes)) continue;
		sum = (sum ?? 0) + amperes * VOLTAGE;
	}
	return sum;
}

/** What must have flowed by the power, Wh; null where no power is told. */
function expectedWh(readings: readonly Reading[]): number | null {
	let sum: number | null = null;
	for (const { from, to } of stepsOf(readings)) {
		if (from.watts === null || to.watts === null) continue;
		sum = (sum ?? 0) + (((from.watts + to.watts) / 2) * (to.at - from.at)) / 3_600_000;
	}
	return sum;
}

function stepsOf(readings: readonly Reading[]): Step[] {
	return readings.slice(1).map((to, index) => ({ from: readings[index], to }));
}
