import { sql } from "kysely";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { curveState } from "../records/energy-curve";
import { dayAt } from "./intervals";

/** Transactions, and meter values, that are looked through at a time. */
const PORTION = { transactions: 2000, meterValues: 5000 };

/**
 * Looks through what has come since the last time and notes which transactions and days have to be worked up
 * anew. Rows are numbered in the order in which they were stored, by all processes. Answers whether there is more.
 */
export async function noteDue(db: Db, timeZone: string, now: Moment): Promise<boolean> {
	const progress = await readProgress(db);
	if (progress.get("timeZone") !== timeZone) await beginAnew(db, timeZone);
	const moreTransactions = await noteNewTransactions(db, Number(progress.get("transaction") ?? 0));
	const moreMeterValues = await noteNewMeterValues(db, Number(progress.get("meterValue") ?? 0));
	await noteChanged(db);
	await noteNewDays(
		db,
		progress.get("timeZone") === timeZone ? progress.get("day") : undefined,
		timeZone,
		now,
	);
	return moreTransactions || moreMeterValues;
}

/** In another time zone all days are others. */
async function beginAnew(db: Db, timeZone: string): Promise<void> {
	await db.deleteFrom("daily_peak").execute();
	await db.deleteFrom("due_day").execute();
	await db
		.insertInto("due_transaction")
		.columns(["transaction_id", "version", "since"])
		.expression(
			db
				.selectFrom("transaction_curve")
				.select(["transaction_id", sql.lit(1).as("version"), sql.lit(0).as("since")])
				.where(sql<boolean>`1 = 1`),
		)
		.onConflict((conflict) =>
			conflict.column("transaction_id").doUpdateSet(({ ref, lit }) => ({
				version: sql<number>`${ref("due_transaction.version")} + 1`,
				since: lit(0),
			})),
		)
		.execute();
	await keepProgress(db, "timeZone", timeZone);
}

async function noteNewTransactions(db: Db, after: number): Promise<boolean> {
	const rows = await db
		.selectFrom("transaction")
		.select(["id", "start"])
		.where("id", ">", after)
		.orderBy("id")
		.limit(PORTION.transactions)
		.execute();
	const last = rows.at(-1);
	if (!last) return false;
	await makeDue(
		db,
		rows.map(({ id, start }) => ({ transactionId: id, since: start })),
	);
	await keepProgress(db, "transaction", String(last.id));
	return rows.length === PORTION.transactions;
}

async function noteNewMeterValues(db: Db, after: number): Promise<boolean> {
	const { newest } = await db
		.selectFrom("meter_value")
		.select(({ fn }) => fn.max<number | null>("id").as("newest"))
		.executeTakeFirstOrThrow();
	if (newest === null || newest <= after) return false;
	const last = Math.min(newest, after + PORTION.meterValues);
	const rows = await db
		.selectFrom("meter_value")
		.select(({ fn }) => ["transaction_id", fn.min<number>("timestamp").as("since")])
		.where("id", ">", after)
		.where("id", "<=", last)
		.where("transaction_id", "is not", null)
		.groupBy("transaction_id")
		.execute();
	await makeDue(
		db,
		rows.map(({ transaction_id, since }) => ({ transactionId: transaction_id!, since })),
	);
	await keepProgress(db, "meterValue", String(last));
	return last < newest;
}

/** Those that can still end or be corrected, and have. */
async function noteChanged(db: Db): Promise<void> {
	const rows = await db
		.selectFrom("transaction_curve")
		.innerJoin("transaction", "transaction.id", "transaction_curve.transaction_id")
		.selectAll("transaction")
		.select("transaction_curve.state")
		.where("final", "=", 0)
		.orderBy("transaction.id")
		.execute();
	const changed = rows.filter((row) => row.state !== curveState(row));
	await makeDue(
		db,
		changed.map((row) => ({ transactionId: row.id, since: row.last_energy_at ?? row.start })),
	);
}

/** What runs over midnight loads the new day as well, without a word. */
async function noteNewDays(db: Db, last: string | undefined, timeZone: string, now: Moment): Promise<void> {
	const today = dayAt(now, timeZone);
	if (last === today) return;
	const running = await db
		.selectFrom("transaction_curve")
		.select("transaction_id")
		.where("ended", ">", now)
		.execute();
	await makeDue(
		db,
		running.map(({ transaction_id }) => ({ transactionId: transaction_id, since: now })),
	);
	if (last !== undefined) await makeDaysDue(db, [last]);
	await keepProgress(db, "day", today);
}

async function makeDue(db: Db, due: readonly { transactionId: number; since: Moment }[]): Promise<void> {
	for (let first = 0; first < due.length; first += 200) {
		await db
			.insertInto("due_transaction")
			.values(
				due
					.slice(first, first + 200)
					.map(({ transactionId, since }) => ({ transaction_id: transactionId, version: 1, since })),
			)
			.onConflict((conflict) =>
				conflict.column("transaction_id").doUpdateSet(({ ref }) => ({
					version: sql<number>`${ref("due_transaction.version")} + 1`,
					since: sql<number>`case when ${ref("excluded.since")} < ${ref("due_transaction.since")}
						then ${ref("excluded.since")} else ${ref("due_transaction.since")} end`,
				})),
			)
			.execute();
	}
}

/** Notes days whose peaks have to be made. */
export async function makeDaysDue(db: Db, days: readonly string[]): Promise<void> {
	for (let first = 0; first < days.length; first += 200) {
		await db
			.insertInto("due_day")
			.values(days.slice(first, first + 200).map((day) => ({ day, version: 1 })))
			.onConflict((conflict) =>
				conflict
					.column("day")
					.doUpdateSet(({ ref }) => ({ version: sql<number>`${ref("due_day.version")} + 1` })),
			)
			.execute();
	}
}

async function readProgress(db: Db): Promise<Map<string, string>> {
	const rows = await db.selectFrom("statistics_progress").selectAll().execute();
	return new Map(rows.map(({ name, value }) => [name, value]));
}

async function keepProgress(db: Db, name: string, value: string): Promise<void> {
	await db
		.insertInto("statistics_progress")
		.values({ name, value })
		.onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
		.execute();
}
