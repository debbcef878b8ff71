import type { Kysely } from "kysely";
import { key, numbered, required } from "./columns";

/** Reservations, charging profiles and local authorization lists. */
export async function makeReservationProfileListTables(db: Kysely<unknown>): Promise<void> {
	await makeReservationTable(db);
	await makeChargingProfileTables(db);
	await makeLocalListTables(db);
}

async function makeReservationTable({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("reservation")
		.addColumn("id", "integer", numbered)
		.addColumn("reservation_id", "bigint", required)
		.addColumn("identity", "text", required)
		.addColumn("connector_id", "integer", required)
		.addColumn("id_tag", "text", required)
		.addColumn("id_tag_key", "text", required)
		.addColumn("parent_id_tag", "text")
		.addColumn("expiry_date", "bigint", required)
		.addColumn("status", "text", required)
		.addColumn("why", "text")
		.addColumn("transaction_id", "bigint")
		.addColumn("account", "text", required)
		.addColumn("created_at", "bigint", required)
		.addColumn("ended_at", "bigint")
		.execute();
	await schema
		.createIndex("reservation_identity")
		.on("reservation")
		.columns(["identity", "expiry_date"])
		.execute();
	await schema.createIndex("reservation_number").on("reservation").column("reservation_id").execute();
	await schema.createIndex("reservation_id_tag").on("reservation").column("id_tag_key").execute();
}

async function makeChargingProfileTables({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("charging_profile")
		.addColumn("charging_profile_id", "bigint", key)
		.addColumn("description", "text")
		.addColumn("profile", "text", required)
		.addColumn("created_at", "bigint", required)
		.addColumn("changed_at", "bigint", required)
		.execute();
	await schema
		.createTable("profile_assignment")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("connector_id", "integer")
		.addColumn("charging_profile_id", "bigint", required)
		.addColumn("purpose", "text", required)
		.addColumn("stack_level", "bigint", required)
		.addColumn("transaction_id", "bigint")
		.addColumn("id_tag_key", "text")
		.addColumn("profile", "text", required)
		.addColumn("status", "text", required)
		.addColumn("account", "text", required)
		.addColumn("sent_at", "bigint", required)
		.addColumn("ended_at", "bigint")
		.addColumn("ended_by", "text")
		.execute();
	await schema
		.createIndex("profile_assignment_identity")
		.on("profile_assignment")
		.columns(["identity", "ended_at"])
		.execute();
	await schema
		.createIndex("profile_assignment_profile")
		.on("profile_assignment")
		.column("charging_profile_id")
		.execute();
}

async function makeLocalListTables({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("local_list")
		.addColumn("identity", "text", key)
		.addColumn("follows", "integer", required)
		.addColumn("id_tags", "text")
		.addColumn("support", "text", required)
		.addColumn("list_version", "bigint", required)
		.addColumn("last_version", "bigint", required)
		.addColumn("needs_full", "integer", required)
		.addColumn("is_checked", "integer", required)
		.addColumn("list_max", "bigint")
		.addColumn("send_max", "bigint")
		.addColumn("due_at", "bigint")
		.addColumn("attempts", "integer", required)
		.addColumn("claimed_until", "bigint")
		.addColumn("problem", "text")
		.addColumn("accepted_at", "bigint")
		.execute();
	await schema.createIndex("local_list_due").on("local_list").column("due_at").execute();
	await schema.createIndex("local_list_claimed").on("local_list").column("claimed_until").execute();
	await schema
		.createTable("local_list_entry")
		.addColumn("identity", "text", required)
		.addColumn("id_tag_key", "text", required)
		.addColumn("id_tag", "text", required)
		.addColumn("id_tag_info", "text", required)
		.addPrimaryKeyConstraint("local_list_entry_key", ["identity", "id_tag_key"])
		.execute();
}
