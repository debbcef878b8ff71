import { type Kysely, sql } from "kysely";
import { digestOf } from "../meter-value-batch";
import { numbered, required } from "./columns";

/** Rows that are read at a time. */
const PORTION = 5000;

interface Before {
	meter_value: { id: number; sampled_value: string; digest: string };
}

/**
 * The database itself knows a meter value that comes again: by its place, its timestamp and a digest of
 * what was sampled. One index for those of transactions, which are listed by it, and one for the others. What
 * comes faster than indices can be kept waits in an inbox.
 */
export async function keepMeterValuesOnce(db: Kysely<unknown>): Promise<void> {
	const { schema } = db;
	await schema
		.alterTable("meter_value")
		.addColumn("digest", "text", (column) => column.notNull().defaultTo(""))
		.execute();
	await fillDigests(db as Kysely<Before>);
	await schema.dropIndex("meter_value_connector").execute();
	await schema.dropIndex("meter_value_transaction").execute();
	await schema
		.createIndex("meter_value_of_transaction")
		.unique()
		.on("meter_value")
		.columns(["transaction_id", "timestamp", "connector_id", "digest"])
		.where(sql<boolean>`transaction_id is not null`)
		.execute();
	await schema
		.createIndex("meter_value_of_connector")
		.unique()
		.on("meter_value")
		.columns(["identity", "connector_id", "timestamp", "digest"])
		.where(sql<boolean>`transaction_id is null`)
		.execute();
	await schema
		.createTable("meter_value_inbox")
		.addColumn("id", "integer", numbered)
		.addColumn("meter_values", "text", required)
		.execute();
}

async function fillDigests(db: Kysely<Before>): Promise<void> {
	let last = 0;
	for (;;) {
		const rows = await db
			.selectFrom("meter_value")
			.select(["id", "sampled_value"])
			.where("id", ">", last)
			.orderBy("id")
			.limit(PORTION)
			.execute();
		for (const { id, sampled_value } of rows) {
			await db
				.updateTable("meter_value")
				.set({ digest: digestOf(sampled_value) })
				.where("id", "=", id)
				.execute();
			last = id;
		}
		if (rows.length < PORTION) return;
	}
}
