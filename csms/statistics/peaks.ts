import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../database/store";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { DailyPeakRow } from "../database/tables/statistics";
import type { TransactionRow } from "../database/tables/transactions";
import { knownEnd } from "../records/energy-curve";
import { daySpan, type Span } from "./intervals";
import { groupKeys } from "./keys";
import { powerStretches, type Reading } from "./power";

/** Changes of load after which other work gets its turn. */
const TURN = 20_000;
/** Transactions after whose readings other work gets its turn: SQLite answers at once, and waiting for it is none. */
const TURN_OF_READINGS = 20;

interface Change {
	at: Moment;
	power: number;
	transactions: number;
	loads: readonly Load[];
}

/** What one group has at a moment, and its highest so far. */
interface Load {
	power: number;
	transactions: number;
	peak: DailyPeakRow;
}

/** Makes the peaks of one day that is due, the newest first. Answers whether there was one. */
export async function makeDuePeaks(store: Store, timeZone: string, now: Moment): Promise<boolean> {
	const due = await store.db
		.selectFrom("due_day")
		.selectAll()
		.orderBy("day", "desc")
		.limit(1)
		.executeTakeFirst();
	if (!due) return false;
	const { day, version } = due;
	const peaks = await peaksOf(store.db, daySpan(day, timeZone), now);
	await store.write(async (trx) => {
		const { numDeletedRows } = await trx
			.deleteFrom("due_day")
			.where("day", "=", day)
			.where("version", "=", version)
			.executeTakeFirst();
		// It has become due again meanwhile.
		if (numDeletedRows === 0n) return;
		await trx.deleteFrom("daily_peak").where("day", "=", day).execute();
		for (let first = 0; first < peaks.length; first += 200) {
			await trx
				.insertInto("daily_peak")
				.values(peaks.slice(first, first + 200))
				.execute();
		}
	});
	return true;
}

async function peaksOf(db: Db, span: Span, now: Moment): Promise<DailyPeakRow[]> {
	const rows = await db
		.selectFrom("transaction_curve")
		.innerJoin("transaction", "transaction.id", "transaction_curve.transaction_id")
		.selectAll("transaction")
		.select("transaction_curve.measured")
		.where("transaction_curve.ended", ">", span.from)
		.where("transaction_curve.start", "<", span.to)
		.orderBy("transaction.id")
		.execute();
	const loads = new Map<string, Load>();
	const changes: Change[] = [];
	for (const [index, { measured, ...row }] of rows.entries()) {
		if (index % TURN_OF_READINGS === TURN_OF_READINGS - 1) await turn();
		const end = Math.min(knownEnd(row) ?? Math.max(now, row.start), span.to);
		const from = Math.max(row.start, span.from);
		if (end <= from) continue;
		const own = groupKeys(row).map(([grouping, key]) => loadOf(loads, span.label, grouping, key));
		changes.push({ at: from, power: 0, transactions: 1, loads: own });
		changes.push({ at: end, power: 0, transactions: -1, loads: own });
		const stop = knownEnd(row) ?? now;
		const readings = await readingsAround(db, row, measured !== 0, span);
		for (const stretch of powerStretches(readings, measured !== 0, stop)) {
			const begin = Math.max(stretch.from, from);
			const over = Math.min(stretch.to, end);
			if (over <= begin) continue;
			changes.push({ at: begin, power: stretch.power, transactions: 0, loads: own });
			changes.push({ at: over, power: -stretch.power, transactions: 0, loads: own });
		}
	}
	changes.sort((a, b) => a.at - b.at);
	await sweep(changes);
	return [...loads.values()].map(({ peak }) => peak);
}

function loadOf(
	loads: Map<string, Load>,
	day: string,
	grouping: DailyPeakRow["grouping"],
	key: string,
): Load {
	const name = `${grouping} ${key}`;
	let load = loads.get(name);
	if (!load) {
		const none = { power_mw: 0, power_at: null, transactions: 0, transactions_at: null };
		load = { power: 0, transactions: 0, peak: { day, grouping, key, ...none } };
		loads.set(name, load);
	}
	return load;
}

/** All that changes at one moment counts together. */
async function sweep(changes: readonly Change[]): Promise<void> {
	const touched = new Set<Load>();
	for (let index = 0; index < changes.length; index++) {
		const { at, power, transactions, loads } = changes[index];
		for (const load of loads) {
			load.power += power;
			load.transactions += transactions;
			touched.add(load);
		}
		if (changes[index + 1]?.at === at) continue;
		for (const { power, transactions, peak } of touched) {
			if (power > peak.power_mw) Object.assign(peak, { power_mw: power, power_at: at });
			if (transactions > peak.transactions) Object.assign(peak, { transactions, transactions_at: at });
		}
		touched.clear();
		if (index % TURN === TURN - 1) await turn();
	}
}

/** What the power of a day follows from: its readings, the last one before and the first one after. */
async function readingsAround(
	db: Db,
	row: TransactionRow,
	measured: boolean,
	{ from, to }: Span,
): Promise<Reading[]> {
	const column = measured ? "power_w" : "energy_wh";
	const end = knownEnd(row);
	const values = () =>
		db
			.selectFrom("meter_value")
			.where("transaction_id", "=", row.id)
			.where("timestamp", ">=", row.start)
			.where(column, "is not", null);
	// Most transactions lie within one day.
	const before =
		row.start >= from
			? row.start
			: ((
					await values()
						.select("timestamp")
						.where("timestamp", "<=", from)
						.orderBy("timestamp", "desc")
						.limit(1)
						.executeTakeFirst()
				)?.timestamp ?? row.start);
	const after =
		end !== undefined && end <= to
			? end
			: ((
					await values()
						.select("timestamp")
						.where("timestamp", ">=", to)
						.orderBy("timestamp")
						.limit(1)
						.executeTakeFirst()
				)?.timestamp ?? Number.MAX_SAFE_INTEGER);
	const found = await values()
		.select(["timestamp", "energy_wh", "power_w"])
		.where("timestamp", ">=", before)
		.where("timestamp", "<=", after)
		.orderBy("timestamp")
		.orderBy("id")
		.execute();
	const readings: Reading[] = found.map(({ timestamp, energy_wh, power_w }) => ({
		at: timestamp,
		energyWh: energy_wh,
		powerW: power_w,
	}));
	readings.unshift({ at: row.start, energyWh: row.meter_start, powerW: null });
	if (row.stop !== null) readings.push({ at: row.stop, energyWh: row.meter_stop, powerW: null });
	return readings;
}
