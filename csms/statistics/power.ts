import type { Moment } from "../database/tables/columns";

/** Milliseconds that a measured power counts while no newer one comes. */
const HOLDING = 3600_000;
/** Milliseconds between two readings below which no mean power is taken: a register counts whole Wh. */
const SHORTEST_MEAN = 1000;

/** A reading of a transaction: of its start, of a meter value, or of its stop. */
export interface Reading {
	at: Moment;
	energyWh: number | null;
	powerW: number | null;
}

/** A stretch of time with the same power. */
export interface PowerStretch {
	from: Moment;
	/** No longer. */
	to: Moment;
	/** In mW, so that sums are exact. */
	power: number;
}

/**
 * The power of a transaction over time. Where its meter values have a power, each counts until the next one, until
 * `end`, and for an hour at most; otherwise it is the mean between two readings of the register. Readings are in
 * the order of time.
 */
export function powerStretches(readings: readonly Reading[], measured: boolean, end: Moment): PowerStretch[] {
	const stretches: PowerStretch[] = [];
	const put = (from: Moment, to: Moment, watts: number) => {
		const power = Math.round(watts * 1000);
		if (to > from && power > 0) stretches.push({ from, to, power });
	};
	let before: { at: Moment; value: number } | undefined;
	for (const { at, energyWh, powerW } of readings) {
		const value = measured ? powerW : energyWh;
		if (value === null || at > end) continue;
		if (before && measured) put(before.at, Math.min(at, before.at + HOLDING), before.value);
		else if (before && at - before.at >= SHORTEST_MEAN) {
			put(before.at, at, ((value - before.value) * 3_600_000) / (at - before.at));
		}
		before = { at, value };
	}
	if (before && measured) put(before.at, Math.min(end, before.at + HOLDING), before.value);
	return stretches;
}
