import type { ChargingRateUnit, ChargingSchedule, ChargingSchedulePeriod } from "../../ocpp/types";
import { type Limit, PHASES, toWatts } from "./schedule";

/** More periods than this are not told: the answer has to fit into memory. */
const MOST_PERIODS = 100;
/** More moments than this are not looked at: the answer has to be there in time. */
const MOST_STEPS = 500;

/**
 * The limits from `from` (ms) on for `seconds`, a new period only where the value changes (R-SC-16). What
 * begins within the first second counts as begun: clocks differ that much, and a profile that shall begin now
 * is to be the first period. `limitAt` tells the limit at a moment and until when it holds. When this would
 * take too many periods, `duration` is shorter than was asked for and tells up to where the limits are known.
 */
export function compositeSchedule(
	from: number,
	seconds: number,
	unit: ChargingRateUnit,
	limitAt: (time: number) => { limit: Limit; until: number },
): ChargingSchedule {
	const periods: ChargingSchedulePeriod[] = [];
	const schedule: ChargingSchedule = {
		duration: seconds,
		chargingRateUnit: unit,
		chargingSchedulePeriod: periods,
	};
	let time = from;
	for (let step = 0; ; step++) {
		const startPeriod = time - from < 1000 ? 0 : Math.round((time - from) / 1000);
		if (startPeriod >= seconds && step > 0) break;
		if (step === MOST_STEPS) {
			schedule.duration = startPeriod;
			break;
		}
		const { limit, until } = limitAt(time);
		const period = toPeriod(startPeriod, limit, unit);
		if (periods[periods.length - 1]?.startPeriod === startPeriod) periods.pop();
		const last = periods[periods.length - 1];
		if (!last || !isSame(last, period)) {
			if (periods.length === MOST_PERIODS) {
				schedule.duration = startPeriod;
				break;
			}
			periods.push(period);
		}
		if (limit.least !== undefined) {
			const least = inUnit(limit.least, limit.phases, unit);
			schedule.minChargingRate = Math.max(schedule.minChargingRate ?? 0, least);
		}
		time = until;
	}
	return schedule;
}

function toPeriod(startPeriod: number, one: Limit, unit: ChargingRateUnit) {
	const period: ChargingSchedulePeriod = { startPeriod, limit: inUnit(one.amperes, one.phases, unit) };
	if (one.phases !== undefined) period.numberPhases = one.phases;
	return period;
}

/** At most one decimal (R-FRM-23), rounded down; W that were kept as A may come back a hair below. */
function inUnit(amperes: number, phases: number | undefined, unit: ChargingRateUnit): number {
	return Math.floor(unit === "A" ? amperes * 10 : toWatts(amperes, phases) * 10 + 1e-3) / 10;
}

function isSame(one: ChargingSchedulePeriod, other: ChargingSchedulePeriod): boolean {
	return one.limit === other.limit && (one.numberPhases ?? PHASES) === (other.numberPhases ?? PHASES);
}
