import { sql } from "kysely";
import type { MonthTotal } from "../api/schemas/me";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { Problem } from "../problem";
import { isMarkedOpen } from "./transactions";

/** What a user has charged in all. */
export interface UserTotals {
	transactions: number;
	energyWh: number;
	lastStart: Moment | null;
}

/** Wh of a transaction so far or in all, as `Transaction.energyWh`; 0 where that is null. */
export const ENERGY = sql<number>`
	case when coalesce(meter_stop, last_energy_wh) >= meter_start
	then coalesce(meter_stop, last_energy_wh) - meter_start else 0 end`;

/** By user; one without transactions is left out. */
export async function totalsOfUsers(db: Db, userIds: readonly number[]): Promise<Map<number, UserTotals>> {
	const rows = await db
		.selectFrom("transaction")
		.select((select) => [
			"user_id",
			select.fn.countAll<number | string>().as("transactions"),
			sql<number | string>`sum(${ENERGY})`.as("energy_wh"),
			select.fn.max("start").as("last_start"),
		])
		.where("user_id", "in", [...userIds])
		.groupBy("user_id")
		.execute();
	return new Map(
		rows.map(({ user_id, transactions, energy_wh, last_start }) => [
			user_id!,
			{ transactions: Number(transactions), energyWh: Number(energy_wh), lastStart: Number(last_start) },
		]),
	);
}

/**
 * What a user has charged in each month in which a transaction started, the newest first. Throws a Problem for
 * a time zone that nobody knows.
 */
export async function monthTotals(
	db: Db,
	userId: number,
	{ from, to, timeZone }: { from?: Moment; to?: Moment; timeZone: string },
): Promise<MonthTotal[]> {
	const monthOf = monthIn(timeZone);
	let query = db
		.selectFrom("transaction")
		.select(["start", "stop", "superseded_at", "open_since", "last_energy_at", ENERGY.as("energy_wh")])
		.where("user_id", "=", userId)
		.orderBy("start", "desc");
	if (from !== undefined) query = query.where("start", ">=", from);
	if (to !== undefined) query = query.where("start", "<", to);
	const months = new Map<string, MonthTotal>();
	for (const row of await query.execute()) {
		const { start, stop, superseded_at, open_since, energy_wh } = row;
		const end = stop ?? superseded_at ?? (isMarkedOpen(row) ? open_since : null) ?? Date.now();
		const month = monthOf(start);
		const total = months.get(month) ?? { month, transactions: 0, energyWh: 0, duration: 0, cost: null };
		total.transactions++;
		total.energyWh += Number(energy_wh);
		total.duration += Math.max(0, end - start) / 1000;
		months.set(month, total);
	}
	return [...months.values()];
}

/** What tells the month of a moment in a time zone, such as 2026-01. */
function monthIn(timeZone: string): (moment: Moment) => string {
	try {
		// The Swedish way of writing is that of ISO 8601.
		const format = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit" });
		return (moment) => format.format(moment);
	} catch {
		throw new Problem(400, `There is no time zone "${timeZone}"; give one such as Asia/Taipei.`);
	}
}
