import { sql } from "kysely";
import type { Overview, RunningPower } from "../api/schemas/overview";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { timestampOrNull } from "../moment";
import { ENERGY } from "./totals";
import { isActive } from "./transactions";

/** Milliseconds in an hour. */
const HOUR = 3_600_000;

/** How much has been charged since a moment, and what is being charged now. */
export async function readOverview(db: Db, from: Moment): Promise<Overview> {
	const totals = await db
		.selectFrom("transaction")
		.select((select) => [
			select.fn.countAll<number | string>().as("sessions"),
			sql<number | string | null>`sum(${ENERGY})`.as("energy_wh"),
		])
		.where("start", ">=", from)
		.executeTakeFirstOrThrow();
	return {
		sessions: Number(totals.sessions),
		energyWh: Number(totals.energy_wh ?? 0),
		running: await readRunning(db),
	};
}

/** The power of each running transaction by its newest meter values. */
async function readRunning(db: Db): Promise<RunningPower[]> {
	const rows = await db
		.selectFrom("transaction")
		.select(({ selectFrom }) => {
			const newest = (offset: number) =>
				selectFrom("meter_value")
					.whereRef("meter_value.transaction_id", "=", "transaction.id")
					.where("energy_wh", "is not", null)
					.orderBy("timestamp", "desc")
					.orderBy("meter_value.id", "desc")
					.offset(offset)
					.limit(1);
			const measured = selectFrom("meter_value")
				.whereRef("meter_value.transaction_id", "=", "transaction.id")
				.where("power_w", "is not", null)
				.orderBy("timestamp", "desc")
				.orderBy("meter_value.id", "desc")
				.limit(1);
			return [
				"transaction.id",
				"transaction.identity",
				newest(0).select("timestamp").as("at"),
				newest(0).select("energy_wh").as("energy_wh"),
				newest(1).select("timestamp").as("before_at"),
				newest(1).select("energy_wh").as("before_wh"),
				measured.select("power_w").as("power_w"),
				measured.select("timestamp").as("power_at"),
			];
		})
		.where(isActive)
		.orderBy("transaction.id")
		.execute();
	return rows.map(({ id, identity, at, energy_wh, before_at, before_wh, power_w, power_at }) => {
		const hours = at !== null && before_at !== null ? (at - before_at) / HOUR : 0;
		const mean = hours > 0 ? (energy_wh! - before_wh!) / hours : null;
		return {
			transactionId: id,
			identity,
			timestamp: timestampOrNull(power_at ?? at),
			energyWh: energy_wh,
			powerW: power_w ?? mean,
			measured: power_w !== null,
		};
	});
}
