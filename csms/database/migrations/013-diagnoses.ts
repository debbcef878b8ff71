import type { Kysely } from "kysely";
import { numbered, required } from "./columns";

/** What was found to be wrong with charge points, with its history. */
export async function makeDiagnosisTable({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("diagnosis")
		.addColumn("id", "integer", numbered)
		.addColumn("identity", "text", required)
		.addColumn("connector_id", "integer")
		.addColumn("kind", "text", required)
		.addColumn("subject", "text")
		.addColumn("words", "text", required)
		.addColumn("severity", "text", required)
		.addColumn("since", "bigint", required)
		.addColumn("opened_at", "bigint", required)
		.addColumn("over_at", "bigint")
		.addColumn("last_at", "bigint", required)
		.addColumn("times", "integer", required)
		.addColumn("facts", "text", required)
		.addColumn("evidence", "text", required)
		.addColumn("acknowledged_at", "bigint")
		.addColumn("acknowledged_by", "text")
		.execute();
	await schema.createIndex("diagnosis_identity").on("diagnosis").columns(["identity", "id"]).execute();
	// In the order in which they came: by its own clock, a charge point may be in the past or the future.
	await schema
		.createIndex("status_notification_received")
		.on("status_notification")
		.columns(["identity", "id"])
		.execute();
	// The open ones of all charge points make their health.
	await schema.createIndex("diagnosis_over").on("diagnosis").columns(["over_at", "identity"]).execute();
}
