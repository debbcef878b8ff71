import type { Kysely } from "kysely";
import { numbered, required } from "./columns";

/** As in 005: bytes for both databases. */
const BYTES = "bytea";

/** The messages to people and to other systems that wait or were sent, webhooks, and alarms. */
export async function makeNoticeTables(db: Kysely<unknown>): Promise<void> {
	await makeMessageTables(db);
	await makeAlarmTables(db);
}

async function makeMessageTables({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("notice_content")
		.addColumn("id", "integer", numbered)
		.addColumn("text", "text", required)
		.addColumn("html", "text")
		.execute();
	await schema
		.createTable("notice_attachment")
		.addColumn("content_id", "integer", (column) =>
			column.notNull().references("notice_content.id").onDelete("cascade"),
		)
		.addColumn("position", "integer", required)
		.addColumn("file_name", "text", required)
		.addColumn("content_type", "text", required)
		.addColumn("bytes", BYTES, required)
		.addPrimaryKeyConstraint("notice_attachment_key", ["content_id", "position"])
		.execute();
	await schema
		.createTable("webhook")
		.addColumn("id", "integer", numbered)
		.addColumn("name", "text", required)
		.addColumn("address", "text", required)
		.addColumn("secret", "text", required)
		.addColumn("events", "text", required)
		.addColumn("is_on", "integer", required)
		.addColumn("created_at", "bigint", required)
		.execute();
	await schema
		.createTable("notice")
		.addColumn("id", "integer", numbered)
		.addColumn("content_id", "integer", (column) => column.references("notice_content.id"))
		.addColumn("webhook_id", "integer", (column) => column.references("webhook.id").onDelete("set null"))
		.addColumn("channel", "text", required)
		.addColumn("recipient", "text", required)
		.addColumn("subject", "text", required)
		.addColumn("created_at", "bigint", required)
		.addColumn("state", "text", required)
		.addColumn("attempts", "integer", required)
		.addColumn("due_at", "bigint", required)
		.addColumn("claimed_by", "integer")
		.addColumn("ended_at", "bigint")
		.addColumn("problem", "text")
		.addColumn("answer", "text")
		.execute();
	await schema.createIndex("notice_due").on("notice").columns(["state", "due_at"]).execute();
	await schema.createIndex("notice_content_of").on("notice").columns(["content_id"]).execute();
}

async function makeAlarmTables({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("alarm")
		.addColumn("id", "integer", numbered)
		.addColumn("name", "text", required)
		.addColumn("is_on", "integer", required)
		.addColumn("severity", "text", required)
		.addColumn("kinds", "text")
		.addColumn("identities", "text")
		.addColumn("emails", "text", required)
		.addColumn("webhooks", "text", required)
		.addColumn("language", "text", required)
		.addColumn("settle", "bigint", required)
		.addColumn("remind", "bigint")
		.addColumn("tells_end", "integer", required)
		.addColumn("told_at", "bigint")
		.addColumn("created_at", "bigint", required)
		.execute();
	await schema
		.createTable("alarm_diagnosis")
		.addColumn("alarm_id", "integer", (column) => column.notNull().references("alarm.id").onDelete("cascade"))
		.addColumn("diagnosis_id", "integer", required)
		.addColumn("seen_at", "bigint", required)
		.addColumn("told_at", "bigint")
		.addPrimaryKeyConstraint("alarm_diagnosis_key", ["alarm_id", "diagnosis_id"])
		.execute();
}
