import type { Figures } from "../../csms/api/schemas/statistics";

/**
 * Statistics once more, as plainly as can be: every figure from all records, without a roll-up, a curve that is
 * kept or a running sum. What docs/csms-statistics.md says, and nothing of csms/statistics.
 */

export interface PlainTransaction {
	id: number;
	identity: string;
	connectorId: number;
	start: number;
	meterStart: number;
	stop: number | null;
	/** When a transaction without a stop must have ended; null while it runs. */
	superseded: number | null;
	meterStop: number | null;
	values: { at: number; energyWh: number | null; powerW: number | null }[];
}

/** Milliseconds of a day in a zone without summer time. */
const DAY = 24 * 3600_000;

export function plainFigures(
	all: readonly PlainTransaction[],
	from: number,
	to: number,
	now: number,
): Partial<Figures> {
	const started = all.filter(({ start }) => start >= from && start < to);
	const peakPower = peak(all, from, to, now, (transaction, at) => powerAt(transaction, at, now));
	const peakSessions = peak(all, from, to, now, (transaction, at) =>
		transaction.start <= at && at < endOf(transaction, now) ? 1 : 0,
	);
	return {
		sessions: started.length,
		energyWh: sum(all, (each) => energyBefore(each, to) - energyBefore(each, from)) / 1000,
		duration:
			sum(all, (each) => Math.max(0, Math.min(to, endOf(each, now)) - Math.max(from, each.start))) / 1000,
		chargingDuration: sum(all, (each) => chargingBefore(each, to) - chargingBefore(each, from)) / 1000,
		startedEnergyWh: sum(started, (each) => Math.round(energyOf(each) / 1000)),
		startedDuration: sum(started, (each) => Math.round((endOf(each, now) - each.start) / 1000)),
		peakPowerW: peakPower.value === 0 ? null : peakPower.value / 1000,
		peakPowerAt: peakPower.at === null ? null : new Date(peakPower.at).toISOString(),
		peakSessions: peakSessions.value,
		peakSessionsAt: peakSessions.at === null ? null : new Date(peakSessions.at).toISOString(),
	};
}

function sum(all: readonly PlainTransaction[], of: (each: PlainTransaction) => number): number {
	return all.reduce((sum, each) => sum + of(each), 0);
}

function endOf({ stop, superseded, start }: PlainTransaction, now: number): number {
	return Math.max(start, stop ?? superseded ?? now);
}

function newest({ values }: PlainTransaction) {
	return values.filter(({ energyWh }) => energyWh !== null).at(-1);
}

/** In mWh. */
function energyOf(transaction: PlainTransaction): number {
	const register = transaction.meterStop ?? newest(transaction)?.energyWh ?? transaction.meterStart;
	return Math.max(0, Math.round((register - transaction.meterStart) * 1000));
}

/** The readings of the register, mWh since the start, never falling and never above the end's. */
export function readings(transaction: PlainTransaction): { at: number; energy: number }[] {
	const { start, stop, superseded, meterStart, values } = transaction;
	const all = energyOf(transaction);
	const read = stop ?? Math.min(newest(transaction)?.at ?? start, superseded ?? Number.MAX_VALUE);
	const last = Math.max(start, read);
	const list = [{ at: start, energy: 0 }];
	const inside = values.filter(({ at, energyWh }) => energyWh !== null && at >= start && at < last);
	for (const [index, { at, energyWh }] of inside.entries()) {
		// Of one moment the last counts.
		if (inside[index + 1]?.at === at) continue;
		const energy = Math.max(list[list.length - 1].energy, Math.round((energyWh! - meterStart) * 1000));
		list.push({ at, energy: Math.min(all, energy) });
	}
	list.push({ at: last, energy: all });
	return list;
}

function energyBefore(transaction: PlainTransaction, moment: number): number {
	const list = readings(transaction);
	if (moment <= list[0].at) return 0;
	const after = list.findIndex(({ at }) => at > moment);
	if (after === -1) return list[list.length - 1].energy;
	const [a, b] = [list[after - 1], list[after]];
	return a.energy + Math.round((b.energy - a.energy) * ((moment - a.at) / (b.at - a.at)));
}

function chargingBefore(transaction: PlainTransaction, moment: number): number {
	const list = readings(transaction);
	let charging = 0;
	for (let index = 1; index < list.length; index++) {
		const [a, b] = [list[index - 1], list[index]];
		if (b.energy > a.energy) charging += Math.max(0, Math.min(moment, b.at) - a.at);
	}
	return charging;
}

/** In mW. */
function powerAt(transaction: PlainTransaction, at: number, now: number): number {
	const { start, stop, meterStart, meterStop, values } = transaction;
	const end = endOf(transaction, now);
	if (at < start || at >= end) return 0;
	const inside = values.filter((value) => value.at >= start && value.at <= end);
	if (values.some(({ powerW }) => powerW !== null)) {
		const last = inside.filter(({ at: then, powerW }) => powerW !== null && then <= at).at(-1);
		return last && at < last.at + 3600_000 ? Math.max(0, Math.round(last.powerW! * 1000)) : 0;
	}
	const registers = [
		{ at: start, energyWh: meterStart },
		...inside
			.filter(({ energyWh }) => energyWh !== null)
			.map(({ at, energyWh }) => ({ at, energyWh: energyWh! })),
		...(stop === null ? [] : [{ at: stop, energyWh: meterStop! }]),
	];
	const after = registers.findIndex((register) => register.at > at);
	if (after === -1) return 0;
	const [a, b] = [registers[after - 1], registers[after]];
	if (b.at - a.at < 1000) return 0;
	return Math.max(0, Math.round((((b.energyWh - a.energyWh) * 3_600_000) / (b.at - a.at)) * 1000));
}

/** The load changes only where a transaction begins or ends or a meter value is, and at midnight. */
function peak(
	all: readonly PlainTransaction[],
	from: number,
	to: number,
	now: number,
	load: (transaction: PlainTransaction, at: number) => number,
): { value: number; at: number | null } {
	const moments = all.flatMap(({ start, values }) => [start, ...values.map(({ at }) => at)]);
	for (let midnight = from; midnight < to; midnight += DAY) moments.push(midnight);
	let highest: { value: number; at: number | null } = { value: 0, at: null };
	for (const at of moments.filter((at) => at >= from && at < Math.min(to, now)).sort((a, b) => a - b)) {
		const value = sum(all, (each) => load(each, at));
		if (value > highest.value) highest = { value, at };
	}
	return highest;
}
