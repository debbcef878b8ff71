import type { Store } from "../database/store";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { TransactionCurveRow } from "../database/tables/statistics";
import { type CurvePoint, curveState, knownEnd } from "../records/energy-curve";
import { readCurvePoints } from "../records/stored-curves";
import { findTransactions } from "../records/transactions";
import { makeDaysDue } from "./due";
import { dayAt, daySpan } from "./intervals";

/** Transactions that are worked up and stored together. */
const PORTION = 20;
/** Milliseconds before its end of which a transaction loads days: the clock of its charge point may have been lost. */
const LONGEST_LOAD = 366 * 24 * 3600_000;
/** The end of a transaction that runs. */
const RUNNING = Number.MAX_SAFE_INTEGER;

interface Made {
	version: number;
	curve: TransactionCurveRow;
	days: string[];
}

/** Makes the curves of some transactions that are due. Answers whether there were any. */
export async function makeDueCurves(store: Store, timeZone: string, now: Moment): Promise<boolean> {
	const due = await store.db
		.selectFrom("due_transaction")
		.selectAll()
		.orderBy("transaction_id")
		.limit(PORTION)
		.execute();
	if (due.length === 0) return false;
	const ids = due.map(({ transaction_id }) => transaction_id);
	const rows = new Map((await findTransactions(store.db, ids)).map((row) => [row.id, row]));
	const before = await storedBefore(store.db, ids);
	const made: Made[] = [];
	for (const { transaction_id, version, since } of due) {
		const row = rows.get(transaction_id)!;
		const { points, measured } = await readCurvePoints(store.db, row);
		const curve: TransactionCurveRow = {
			transaction_id,
			start: row.start,
			ended: knownEnd(row) ?? RUNNING,
			// A stop that comes after one that was made by hand corrects it.
			final: Number(row.stop !== null && row.reason !== null),
			state: curveState(row),
			measured: Number(measured),
			charging: points[points.length - 1][2],
			points: JSON.stringify(points),
		};
		made.push({ version, curve, days: daysOf(curve, before.get(transaction_id), { since, timeZone, now }) });
	}
	await store.write((trx) => keep(trx, made));
	return true;
}

async function storedBefore(db: Db, ids: readonly number[]): Promise<Map<number, TransactionCurveRow>> {
	const rows = await db
		.selectFrom("transaction_curve")
		.selectAll()
		.where("transaction_id", "in", ids)
		.execute();
	return new Map(rows.map((row) => [row.transaction_id, row]));
}

/** What has become due again meanwhile is made once more. */
async function keep(db: Db, made: readonly Made[]): Promise<void> {
	const days = new Set<string>();
	for (const { version, curve, days: touched } of made) {
		const { numDeletedRows } = await db
			.deleteFrom("due_transaction")
			.where("transaction_id", "=", curve.transaction_id)
			.where("version", "=", version)
			.executeTakeFirst();
		if (numDeletedRows === 0n) continue;
		await db
			.insertInto("transaction_curve")
			.values(curve)
			.onConflict((conflict) => conflict.column("transaction_id").doUpdateSet(curve))
			.execute();
		for (const day of touched) days.add(day);
	}
	await makeDaysDue(db, [...days]);
}

/** The days whose load may have changed. */
function daysOf(
	curve: TransactionCurveRow,
	before: TransactionCurveRow | undefined,
	{ since, timeZone, now }: { since: Moment; timeZone: string; now: Moment },
): string[] {
	const until = (ended: Moment) => (ended === RUNNING ? Math.max(now, curve.start) : ended);
	let first = curve.start;
	let last = until(curve.ended);
	if (before && before.measured === curve.measured) {
		first = Math.max(curve.start, Math.min(since, readBefore(before, since), curve.ended, before.ended));
		last = Math.max(last, until(before.ended));
	}
	const days: string[] = [];
	for (let moment = Math.max(first, last - LONGEST_LOAD); ; ) {
		const day = dayAt(moment, timeZone);
		days.push(day);
		moment = daySpan(day, timeZone).to;
		if (moment >= last) return days;
	}
}

/** The reading before a new one: the mean power since then has changed. */
function readBefore({ start, points }: TransactionCurveRow, since: Moment): Moment {
	const before = (JSON.parse(points) as CurvePoint[]).findLast(([time]) => start + time < since);
	return start + (before?.[0] ?? 0);
}
