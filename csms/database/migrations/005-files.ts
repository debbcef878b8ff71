import type { Kysely } from "kysely";
import { numbered, required } from "./columns";

/**
 * Both databases take this name of a type: PostgreSQL as its own, SQLite as a column that leaves bytes as
 * they are.
 */
const BYTES = "bytea";

/** Files in pieces, firmware images, and the files that charge points fetch and send. */
export async function makeFileTables(db: Kysely<unknown>): Promise<void> {
	const { schema } = db;
	await schema.alterTable("charge_point").addColumn("csms_origin", "text").execute();
	await schema
		.createTable("stored_file")
		.addColumn("id", "integer", numbered)
		.addColumn("purpose", "text", required)
		.addColumn("size", "integer", required)
		.addColumn("sha256", "text")
		.addColumn("created_at", "bigint", required)
		.execute();
	await schema
		.createTable("file_chunk")
		.addColumn("file_id", "integer", (column) =>
			column.notNull().references("stored_file.id").onDelete("cascade"),
		)
		.addColumn("position", "integer", required)
		.addColumn("bytes", BYTES, required)
		.addPrimaryKeyConstraint("file_chunk_key", ["file_id", "position"])
		.execute();
	await schema
		.createTable("firmware")
		.addColumn("id", "integer", numbered)
		.addColumn("file_id", "integer", (column) => column.notNull().references("stored_file.id"))
		.addColumn("name", "text", required)
		.addColumn("version", "text", required)
		.addColumn("charge_point_vendor", "text")
		.addColumn("charge_point_model", "text")
		.addColumn("file_name", "text", required)
		.addColumn("signature", "text")
		.addColumn("signing_certificate", "text")
		.addColumn("account", "text", required)
		.addColumn("created_at", "bigint", required)
		.execute();
	await makeTransferTables(db);
}

async function makeTransferTables({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("transfer")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("action", "text", required)
		.addColumn("kind", "text")
		.addColumn("request_id", "bigint")
		.addColumn("location", "text", required)
		.addColumn("token_hash", "text", (column) => column.unique())
		.addColumn("expires_at", "bigint", required)
		.addColumn("account", "text", required)
		.addColumn("created_at", "bigint", required)
		.addColumn("state", "text", required)
		.addColumn("answer", "text")
		.addColumn("status", "text")
		.addColumn("news_at", "bigint", required)
		.addColumn("retries", "bigint")
		.addColumn("retry_interval", "bigint")
		.addColumn("retrieve_at", "bigint")
		.addColumn("install_at", "bigint")
		.addColumn("firmware_id", "integer")
		.addColumn("firmware_name", "text")
		.addColumn("firmware_version", "text")
		.addColumn("firmware_size", "integer")
		.addColumn("bytes_served", "integer", required)
		.addColumn("version_before", "text")
		.addColumn("version_after", "text")
		.addColumn("from_at", "bigint")
		.addColumn("to_at", "bigint")
		.addColumn("file_name", "text")
		.addColumn("file_id", "integer", (column) => column.references("stored_file.id"))
		.addColumn("received_name", "text")
		.addColumn("received_at", "bigint")
		.execute();
	await schema.createIndex("transfer_identity").on("transfer").columns(["identity", "id"]).execute();
	await schema
		.createTable("transfer_status")
		.addColumn("id", "integer", numbered)
		.addColumn("transfer_id", "integer", (column) =>
			column.notNull().references("transfer.id").onDelete("cascade"),
		)
		.addColumn("timestamp", "bigint", required)
		.addColumn("status", "text", required)
		.execute();
	await schema
		.createIndex("transfer_status_transfer")
		.on("transfer_status")
		.columns(["transfer_id", "id"])
		.execute();
}
