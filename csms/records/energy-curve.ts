import type { Moment } from "../database/tables/columns";
import type { TransactionCurveRow } from "../database/tables/statistics";
import type { TransactionRow } from "../database/tables/transactions";
import { openness } from "./transactions";

/** Milliseconds of the grid on which a curve is exact: days and tariff windows begin there in all time zones. */
const GRID = 15 * 60_000;

/** What of a transaction its end and its energy follow from. */
export type TransactionSpan = Pick<
	TransactionRow,
	| "start"
	| "stop"
	| "superseded_at"
	| "open_reason"
	| "open_since"
	| "last_energy_at"
	| "meter_start"
	| "meter_stop"
	| "last_energy_wh"
>;

/** When it ended for all that is known; undefined while it runs. */
export function knownEnd(row: TransactionSpan): Moment | undefined {
	const end = row.stop ?? openness(row)?.since;
	return end === undefined ? undefined : Math.max(end, row.start);
}

/** Its energy so far or in all in mWh; 0 where it is not known. */
export function energyInMilliWattHours(row: TransactionSpan): number {
	const newest = row.meter_stop ?? row.last_energy_wh;
	return newest === null ? 0 : Math.max(0, Math.round((newest - row.meter_start) * 1000));
}

/** Milliseconds since the start, mWh since then, and milliseconds of these in which energy flowed. */
export type CurvePoint = readonly [time: number, energy: number, charging: number];

/**
 * How the energy of a transaction flowed: between two readings of the register evenly, and never backwards. The
 * readings are those of its start, of its meter values, and of its end.
 */
export class Curve {
	readonly #start: Moment;
	/** By time; the first is the start, the last has all the energy. */
	readonly #points: readonly CurvePoint[];

	constructor(start: Moment, points: readonly CurvePoint[]) {
		this.#start = start;
		this.#points = points;
	}

	/** mWh and milliseconds of charging before a moment; whole numbers, so that differences add up exactly. */
	before(moment: Moment): { energy: number; charging: number } {
		const points = this.#points;
		const time = moment - this.#start;
		if (time <= 0) return { energy: 0, charging: 0 };
		const last = points[points.length - 1];
		if (time >= last[0]) return { energy: last[1], charging: last[2] };
		let [low, high] = [0, points.length - 1];
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if (points[middle][0] <= time) low = middle;
			else high = middle;
		}
		const [[time0, energy0, charging0], [time1, energy1, charging1]] = [points[low], points[high]];
		const share = (time - time0) / (time1 - time0);
		return {
			energy: energy0 + Math.round((energy1 - energy0) * share),
			charging: charging0 + Math.round((charging1 - charging0) * share),
		};
	}

	/** Milliseconds in which energy flowed. */
	get charging(): number {
		return this.#points[this.#points.length - 1][2];
	}

	/** The reading with which the last energy was there; the start without any. */
	get chargedUntil(): Moment {
		const all = this.#points[this.#points.length - 1][1];
		return this.#start + this.#points.find(([, energy]) => energy === all)![0];
	}

	/** The last reading. */
	get readUntil(): Moment {
		return this.#start + this.#points[this.#points.length - 1][0];
	}
}

/** Makes a curve from the readings of a transaction, which come in the order of their timestamps. */
export class CurveMaker {
	readonly #start: Moment;
	readonly #end: Moment;
	readonly #lastReading: Moment;
	readonly #all: number;
	readonly #meterStart: number;
	readonly #kept: CurvePoint[] = [[0, 0, 0]];
	#newest: CurvePoint = [0, 0, 0];
	/** The newest reading, as long as another one of the same moment can take its place. */
	#waiting: { at: Moment; energy: number } | undefined;
	/** With which the register last rose. */
	#risen: CurvePoint = [0, 0, 0];

	constructor(row: TransactionSpan) {
		this.#start = row.start;
		this.#meterStart = row.meter_start;
		this.#all = energyInMilliWattHours(row);
		this.#end = knownEnd(row) ?? Number.MAX_SAFE_INTEGER;
		// With a stop the last reading is its; without one the energy was there with the last meter value.
		const read = row.stop !== null ? this.#end : Math.min(row.last_energy_at ?? row.start, this.#end);
		this.#lastReading = Math.max(read, row.start);
	}

	/** A reading of the register, Wh; of one moment the last counts, before the start or after the end none. */
	add(at: Moment, energyWh: number): void {
		if (at < this.#start || at > this.#lastReading) return;
		this.#wait(at, Math.round((energyWh - this.#meterStart) * 1000));
	}

	/** At least two; the last reading is the last of them. */
	points(): CurvePoint[] {
		this.#wait(this.#lastReading, this.#all);
		this.#take();
		const points = [...this.#kept];
		const place = points.findLastIndex(([time]) => time <= this.#risen[0]);
		// A reading of the moment of the start may have more than the start.
		const [time, energy] = points[place];
		if (time < this.#risen[0] || energy < this.#risen[1]) points.splice(place + 1, 0, this.#risen);
		if (points.length > 1 && points[points.length - 1][0] === this.#newest[0]) points.pop();
		points.push(this.#newest);
		return points;
	}

	#wait(at: Moment, energy: number): void {
		if (this.#waiting?.at !== at) this.#take();
		this.#waiting = { at, energy };
	}

	#take(): void {
		if (!this.#waiting) return;
		const { at, energy } = this.#waiting;
		const [time0, energy0, charging0] = this.#newest;
		const time = at - this.#start;
		const grown = Math.min(Math.max(energy, energy0), this.#all);
		const point: CurvePoint = [time, grown, charging0 + (grown > energy0 ? time - time0 : 0)];
		// Of the readings between two lines of the grid the first and the last are enough.
		if (Math.floor(at / GRID) !== Math.floor((this.#start + time0) / GRID)) {
			this.#keep(this.#newest);
			this.#keep(point);
		}
		this.#newest = point;
		if (grown > energy0) this.#risen = point;
	}

	#keep(point: CurvePoint): void {
		const [last, before] = [this.#kept[this.#kept.length - 1], this.#kept[this.#kept.length - 2]];
		// While nothing flows the first and the last reading are enough.
		if (last[0] === point[0] || (before?.[1] === point[1] && last[1] === point[1])) this.#kept.pop();
		this.#kept.push(point);
	}
}

/** What of a transaction its curve is made from. */
export function curveState(row: TransactionSpan): string {
	const { stop, meter_stop, last_energy_at, last_energy_wh } = row;
	return JSON.stringify([knownEnd(row) ?? null, stop, meter_stop, last_energy_at, last_energy_wh]);
}

/** The curve as it is stored; while it is not, the energy flowed evenly as far as is known. */
export function toCurve(
	row: TransactionSpan,
	stored: Pick<TransactionCurveRow, "points" | "state"> | undefined,
): Curve {
	if (stored && stored.state === curveState(row)) return new Curve(row.start, JSON.parse(stored.points));
	const maker = new CurveMaker(row);
	if (stored) {
		for (const [time, energy] of JSON.parse(stored.points) as CurvePoint[]) {
			maker.add(row.start + time, row.meter_start + energy / 1000);
		}
	}
	return new Curve(row.start, maker.points());
}
