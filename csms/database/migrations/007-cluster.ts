import { type Kysely, sql } from "kysely";
import { key, numbered, required } from "./columns";

/** The processes that share the database, which of them holds which charge point, and commands between them. */
export async function makeClusterTables(db: Kysely<unknown>): Promise<void> {
	const { schema } = db;
	await schema
		.createTable("process")
		.addColumn("id", "integer", numbered)
		.addColumn("started_at", "bigint", required)
		.addColumn("beat_at", "bigint", required)
		.addColumn("public_key", "text", required)
		.execute();
	await schema
		.createTable("holding")
		.addColumn("identity", "text", key)
		.addColumn("process_id", "integer")
		.addColumn("number", "bigint", required)
		.addColumn("last_seen", "bigint", required)
		.execute();
	await schema.createIndex("holding_process").on("holding").column("process_id").execute();
	await schema
		.createTable("relayed_command")
		.addColumn("command_id", "bigint", key)
		.addColumn("process_id", "integer", required)
		.addColumn("given_by", "integer", required)
		.addColumn("request", "text", required)
		.execute();
	await schema
		.createTable("fleet_job")
		.addColumn("name", "text", key)
		.addColumn("due_at", "bigint", required)
		.execute();
	await schema.alterTable("command").addColumn("process_id", "integer").execute();
	await schema.createIndex("command_process").on("command").columns(["process_id", "result"]).execute();
	// Those that earlier processes have left behind: nobody waits for them any more.
	await sql`update command set result = 'Timeout', answered_at = sent_at where result = 'Waiting'`.execute(
		db,
	);
}
