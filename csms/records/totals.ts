import { sql } from "kysely";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";

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
