import type { Kysely } from "kysely";
import { key, numbered, required } from "./columns";

/** Accounts, charge points, ids, transactions and commands. */
export async function makeFirstTables(db: Kysely<unknown>): Promise<void> {
	const { schema } = db;
	await schema
		.createTable("setting")
		.addColumn("name", "text", key)
		.addColumn("value", "text", required)
		.execute();
	await schema
		.createTable("account")
		.addColumn("account", "text", key)
		.addColumn("role", "text", required)
		.addColumn("password_hash", "text", required)
		.addColumn("created_at", "bigint", required)
		.execute();
	await schema
		.createTable("session")
		.addColumn("token_hash", "text", key)
		.addColumn("account", "text", (column) =>
			column.notNull().references("account.account").onDelete("cascade"),
		)
		.addColumn("expires_at", "bigint", required)
		.execute();
	await makeChargePointTables(db);
	await makeDriverTables(db);
	await makeTransactionTables(db);
	await schema
		.createTable("command")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("action", "text", required)
		.addColumn("payload", "text", required)
		.addColumn("account", "text", required)
		.addColumn("sent_at", "bigint", required)
		.addColumn("answered_at", "bigint")
		.addColumn("result", "text", required)
		.addColumn("response", "text")
		.addColumn("call_error", "text")
		.execute();
	await schema.createIndex("command_identity").on("command").columns(["identity", "id"]).execute();
}

async function makeChargePointTables({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("charge_point")
		.addColumn("identity", "text", key)
		.addColumn("registration", "text", required)
		.addColumn("boot_status", "text")
		.addColumn("security_profile", "integer", required)
		.addColumn("authorization_key_hash", "text")
		.addColumn("tolerant", "integer", required)
		.addColumn("created_at", "bigint", required)
		.addColumn("last_seen", "bigint")
		.addColumn("booted_at", "bigint")
		.addColumn("charge_point_vendor", "text")
		.addColumn("charge_point_model", "text")
		.addColumn("charge_point_serial_number", "text")
		.addColumn("charge_box_serial_number", "text")
		.addColumn("firmware_version", "text")
		.addColumn("iccid", "text")
		.addColumn("imsi", "text")
		.addColumn("meter_type", "text")
		.addColumn("meter_serial_number", "text")
		.addColumn("firmware_status", "text")
		.addColumn("diagnostics_status", "text")
		.execute();
	await schema
		.createTable("connector")
		.addColumn("identity", "text", required)
		.addColumn("connector_id", "integer", required)
		.addColumn("status", "text", required)
		.addColumn("error_code", "text", required)
		.addColumn("since", "bigint", required)
		.addColumn("info", "text")
		.addColumn("vendor_id", "text")
		.addColumn("vendor_error_code", "text")
		.addPrimaryKeyConstraint("connector_key", ["identity", "connector_id"])
		.execute();
	await schema
		.createTable("notification")
		.addColumn("id", "integer", numbered)
		.addColumn("received_at", "bigint", required)
		.addColumn("identity", "text", required)
		.addColumn("action", "text", required)
		.addColumn("payload", "text", required)
		.execute();
	await schema.createIndex("notification_identity").on("notification").columns(["identity", "id"]).execute();
}

async function makeDriverTables({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("id_tag")
		.addColumn("key", "text", key)
		.addColumn("id_tag", "text", required)
		.addColumn("parent_id_tag", "text")
		.addColumn("expiry_date", "bigint")
		.addColumn("blocked", "integer", required)
		.addColumn("max_active_transactions", "integer")
		.addColumn("user_name", "text")
		.addColumn("created_at", "bigint", required)
		.execute();
	await schema
		.createTable("registration")
		.addColumn("id", "integer", numbered)
		.addColumn("status_key_hash", "text", (column) => column.notNull().unique())
		.addColumn("name", "text", required)
		.addColumn("email", "text", required)
		.addColumn("id_tag", "text", required)
		.addColumn("id_tag_key", "text", required)
		.addColumn("status", "text", required)
		.addColumn("created_at", "bigint", required)
		.execute();
	await schema.createIndex("registration_id_tag").on("registration").column("id_tag_key").execute();
	await schema
		.createTable("authorization")
		.addColumn("id", "integer", numbered)
		.addColumn("timestamp", "bigint", required)
		.addColumn("identity", "text", required)
		.addColumn("connector_id", "integer")
		.addColumn("id_tag", "text", required)
		.addColumn("id_tag_key", "text", required)
		.addColumn("action", "text", required)
		.addColumn("status", "text", required)
		.execute();
}

async function makeTransactionTables({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("transaction")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("connector_id", "integer", required)
		.addColumn("id_tag", "text", required)
		.addColumn("id_tag_key", "text", required)
		.addColumn("user_name", "text")
		.addColumn("id_tag_status", "text", required)
		.addColumn("message_id", "text", required)
		.addColumn("start", "bigint", required)
		.addColumn("meter_start", "bigint", required)
		.addColumn("reservation_id", "bigint")
		.addColumn("stop", "bigint")
		.addColumn("meter_stop", "bigint")
		.addColumn("reason", "text")
		.addColumn("stop_id_tag", "text")
		.addColumn("superseded_at", "bigint")
		.addColumn("last_energy_at", "bigint")
		.addColumn("last_energy_wh", "double precision")
		.execute();
	await schema
		.createIndex("transaction_connector")
		.on("transaction")
		.columns(["identity", "connector_id", "start"])
		.execute();
	await schema.createIndex("transaction_id_tag").on("transaction").columns(["id_tag_key", "start"]).execute();
	await schema
		.createTable("odd_stop")
		.addColumn("id", "integer", numbered)
		.addColumn("received_at", "bigint", required)
		.addColumn("identity", "text", required)
		.addColumn("transaction_id", "bigint", required)
		.addColumn("why", "text", required)
		.addColumn("payload", "text", required)
		.execute();
	await schema.createIndex("odd_stop_identity").on("odd_stop").columns(["identity", "id"]).execute();
	await schema
		.createTable("meter_value")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("connector_id", "integer", required)
		.addColumn("transaction_id", "integer")
		.addColumn("timestamp", "bigint", required)
		.addColumn("energy_wh", "double precision")
		.addColumn("power_w", "double precision")
		.addColumn("sampled_value", "text", required)
		.execute();
	await schema
		.createIndex("meter_value_connector")
		.on("meter_value")
		.columns(["identity", "connector_id", "timestamp"])
		.execute();
	await schema
		.createIndex("meter_value_transaction")
		.on("meter_value")
		.columns(["transaction_id", "timestamp"])
		.execute();
}
