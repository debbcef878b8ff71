import { type Kysely, sql } from "kysely";
import { key, numbered, required } from "./columns";

/** Tariffs, the group of a transaction, and what is worked up from meter values for statistics and costs. */
export async function makeStatisticsTables(db: Kysely<unknown>): Promise<void> {
	const { schema } = db;
	await schema.alterTable("transaction").addColumn("parent_id_tag", "text").execute();
	// Of the transactions so far only today's parent is known.
	await sql`update "transaction" set parent_id_tag =
		(select id_tag.parent_id_tag from id_tag where id_tag.key = "transaction".id_tag_key)`.execute(db);
	await schema
		.createTable("tariff")
		.addColumn("id", "integer", numbered)
		.addColumn("valid_from", "bigint", (column) => column.notNull().unique())
		.addColumn("currency", "text", required)
		.addColumn("time_zone", "text", required)
		.addColumn("prices", "text", required)
		.addColumn("account", "text", required)
		.addColumn("created_at", "bigint", required)
		.execute();
	await schema
		.createTable("transaction_curve")
		.addColumn("transaction_id", "integer", key)
		.addColumn("start", "bigint", required)
		.addColumn("ended", "bigint", required)
		.addColumn("final", "integer", required)
		.addColumn("state", "text", required)
		.addColumn("measured", "integer", required)
		.addColumn("charging", "bigint", required)
		.addColumn("points", "text", required)
		.execute();
	await schema
		.createIndex("transaction_curve_ended")
		.on("transaction_curve")
		.columns(["ended", "start"])
		.execute();
	await schema.createIndex("transaction_curve_final").on("transaction_curve").column("final").execute();
	await schema
		.createTable("daily_peak")
		.addColumn("day", "text", required)
		.addColumn("grouping", "text", required)
		.addColumn("key", "text", required)
		.addColumn("power_mw", "bigint", required)
		.addColumn("power_at", "bigint")
		.addColumn("transactions", "integer", required)
		.addColumn("transactions_at", "bigint")
		.addPrimaryKeyConstraint("daily_peak_key", ["grouping", "day", "key"])
		.execute();
	await schema
		.createTable("due_transaction")
		.addColumn("transaction_id", "integer", key)
		.addColumn("version", "integer", required)
		.addColumn("since", "bigint", required)
		.execute();
	await schema
		.createTable("due_day")
		.addColumn("day", "text", key)
		.addColumn("version", "integer", required)
		.execute();
	await schema
		.createTable("statistics_progress")
		.addColumn("name", "text", key)
		.addColumn("value", "text", required)
		.execute();
}
