import type { MeterValue, Transaction } from "../../../api/schemas/transactions";
import { powers } from "../../parts/power";

/** What a connector drew over time, from the meter values of its transactions. */

/** A power at a moment. */
export interface PowerSample {
	time: number;
	watts: number;
}

/** About as many points as the eye can tell apart. */
const MOST_POINTS = 600;

/** The transactions of a connector, or of all of them (0), that touch a span, the oldest first. */
export function transactionsWithin(
	transactions: readonly Transaction[],
	connectorId: number,
	from: number,
): Transaction[] {
	return transactions
		.filter((one) => connectorId === 0 || one.connectorId === connectorId)
		.filter(({ stop, closedStop }) => {
			const end = stop ?? closedStop;
			return end === null || Date.parse(end) > from;
		})
		.sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
}

/** The power of one transaction: nothing at its start, nothing after its end. */
export function powerOf(transaction: Transaction, meterValues: readonly MeterValue[]): PowerSample[] {
	const list = [...meterValues];
	const watts = powers(list);
	const samples = list.flatMap(({ timestamp }, index) =>
		watts[index] === null ? [] : [{ time: Date.parse(timestamp), watts: watts[index] }],
	);
	const start = Date.parse(transaction.start);
	const stop = transaction.stop ?? transaction.closedStop;
	const end = stop === null ? [] : [{ time: Date.parse(stop), watts: 0 }];
	return [{ time: start, watts: 0 }, ...samples.filter(({ time }) => time > start), ...end];
}

/** The sum of several curves, each of which keeps its last value until its next one. */
export function sumOf(curves: readonly PowerSample[][]): PowerSample[] {
	if (curves.length <= 1) return thinned([...(curves[0] ?? [])]);
	const moments = curves
		.flatMap((curve, index) => curve.map((sample) => ({ ...sample, index })))
		.sort((a, b) => a.time - b.time);
	const last = curves.map(() => 0);
	const sums = new Map<number, number>();
	for (const { time, watts, index } of moments) {
		last[index] = watts;
		sums.set(
			time,
			last.reduce((sum, one) => sum + one, 0),
		);
	}
	return thinned([...sums].map(([time, watts]) => ({ time, watts })));
}

/** Keeps some of many points, at even distances, and the last one. */
function thinned(samples: PowerSample[]): PowerSample[] {
	const step = Math.ceil(samples.length / MOST_POINTS);
	if (step <= 1) return samples;
	return samples.filter((_, index) => index % step === 0 || index === samples.length - 1);
}
