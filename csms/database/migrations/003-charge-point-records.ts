import type { Kysely } from "kysely";
import { numbered, required } from "./columns";

/** What charge points told and did over time, where they broke the rules, and transactions left open. */
export async function makeChargePointRecords(db: Kysely<unknown>): Promise<void> {
	await makeStatusNotifications(db);
	await makeConnections(db);
	await makeMessages(db);
	await makeViolations(db);
	await markOpenTransactions(db);
}

async function makeStatusNotifications({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("status_notification")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("connector_id", "integer", required)
		.addColumn("status", "text", required)
		.addColumn("error_code", "text", required)
		.addColumn("info", "text")
		.addColumn("vendor_id", "text")
		.addColumn("vendor_error_code", "text")
		.addColumn("timestamp", "bigint", required)
		.addColumn("received_at", "bigint", required)
		.execute();
	await schema
		.createIndex("status_notification_identity")
		.on("status_notification")
		.columns(["identity", "timestamp"])
		.execute();
	await schema.alterTable("connector").addColumn("told_at", "bigint").execute();
	await schema.alterTable("connector").addColumn("received_at", "bigint").execute();
}

async function makeConnections({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("connection")
		.addColumn("id", "integer", numbered)
		.addColumn("owner", "text", required)
		.addColumn("identity", "text", required)
		.addColumn("connected_at", "bigint", required)
		.addColumn("address", "text", required)
		.addColumn("security_profile", "integer", required)
		.addColumn("tls", "text")
		.addColumn("disconnected_at", "bigint")
		.addColumn("close_code", "integer")
		.addColumn("close_reason", "text")
		.addColumn("replaced", "integer", required)
		.addColumn("pongs", "integer", required)
		.addColumn("ping_min", "double precision")
		.addColumn("ping_average", "double precision")
		.addColumn("ping_max", "double precision")
		.addColumn("clock_min", "bigint")
		.addColumn("clock_max", "bigint")
		.addColumn("clock_last", "bigint")
		.execute();
	await schema.createIndex("connection_identity").on("connection").columns(["identity", "id"]).execute();
	await schema
		.createIndex("connection_owner")
		.on("connection")
		.columns(["owner", "disconnected_at"])
		.execute();
}

async function makeMessages({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("boot_notification")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("received_at", "bigint", required)
		.addColumn("payload", "text", required)
		.addColumn("status", "text", required)
		.addColumn("interval", "integer", required)
		.execute();
	await schema
		.createIndex("boot_notification_identity")
		.on("boot_notification")
		.columns(["identity", "id"])
		.execute();
	await schema
		.createTable("data_transfer")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("direction", "text", required)
		.addColumn("timestamp", "bigint", required)
		.addColumn("vendor_id", "text", required)
		.addColumn("message_id", "text")
		.addColumn("data", "text")
		.addColumn("status", "text")
		.addColumn("answer", "text")
		.execute();
	await schema
		.createIndex("data_transfer_identity")
		.on("data_transfer")
		.columns(["identity", "id"])
		.execute();
	await schema
		.createTable("configuration_key")
		.addColumn("identity", "text", required)
		.addColumn("name", "text", required)
		.addColumn("key", "text", required)
		.addColumn("readonly", "integer")
		.addColumn("value", "text")
		.addColumn("read_at", "bigint", required)
		.addPrimaryKeyConstraint("configuration_key_key", ["identity", "name"])
		.execute();
}

async function makeViolations({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("violation")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("action", "text", required)
		.addColumn("rule", "text", required)
		.addColumn("what", "text", required)
		.addColumn("outcome", "text", required)
		.addColumn("excerpt", "text")
		.addColumn("times", "bigint", required)
		.addColumn("first_at", "bigint", required)
		.addColumn("last_at", "bigint", required)
		.execute();
	await schema
		.createIndex("violation_kind")
		.on("violation")
		.columns(["identity", "action", "rule", "what", "outcome"])
		.unique()
		.execute();
}

async function markOpenTransactions({ schema }: Kysely<unknown>): Promise<void> {
	const transaction = () => schema.alterTable("transaction");
	await transaction().addColumn("open_reason", "text").execute();
	await transaction().addColumn("open_since", "bigint").execute();
	await transaction().addColumn("closed_by", "text").execute();
	await transaction().addColumn("closed_at", "bigint").execute();
	await transaction().addColumn("closed_stop", "bigint").execute();
	await transaction().addColumn("closed_meter", "bigint").execute();
	// Those without a stop are looked for at each status notification, and all of them now and then.
	await schema.createIndex("transaction_open").on("transaction").columns(["stop", "identity"]).execute();
}
