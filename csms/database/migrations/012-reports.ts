import type { Kysely } from "kysely";
import { numbered, required } from "./columns";

/** The reports that are made again and again, and what was made. */
export async function makeReportTables({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("report_schedule")
		.addColumn("id", "integer", numbered)
		.addColumn("kind", "text", required)
		.addColumn("format", "text", required)
		.addColumn("language", "text", required)
		.addColumn("rhythm", "text", required)
		.addColumn("time", "text", required)
		.addColumn("recipients", "text", required)
		.addColumn("kept_days", "integer", required)
		.addColumn("paused", "integer", required)
		.addColumn("account", "text", required)
		.addColumn("created_at", "bigint", required)
		.addColumn("time_zone", "text", required)
		.addColumn("next_at", "bigint")
		.execute();
	await schema
		.createTable("report_run")
		.addColumn("id", "integer", numbered)
		.addColumn("schedule_id", "integer", (column) =>
			column.references("report_schedule.id").onDelete("set null"),
		)
		.addColumn("kind", "text", required)
		.addColumn("format", "text", required)
		.addColumn("language", "text", required)
		.addColumn("first_day", "text", required)
		.addColumn("last_day", "text", required)
		.addColumn("recipients", "text", required)
		.addColumn("kept_days", "integer", required)
		.addColumn("account", "text")
		.addColumn("begun_at", "bigint", required)
		.addColumn("state", "text", required)
		.addColumn("claimed_by", "integer")
		.addColumn("attempts", "integer", required)
		.addColumn("ended_at", "bigint")
		.addColumn("problem", "text")
		.addColumn("file_name", "text")
		.addColumn("file_id", "integer", (column) => column.references("stored_file.id"))
		.addColumn("size", "integer")
		.execute();
	await schema.createIndex("report_run_schedule").on("report_run").columns(["schedule_id", "id"]).execute();
	await schema.createIndex("report_run_state").on("report_run").column("state").execute();
}
