import type { Kysely } from "kysely";
import { numbered, required } from "./columns";

/** What drivers call their cards, and links by which they choose a new password. */
export async function addDriversOwn({ schema }: Kysely<unknown>): Promise<void> {
	for (const table of ["id_tag", "registration"]) {
		await schema.alterTable(table).addColumn("label", "text").execute();
	}
	await schema
		.createTable("password_link")
		.addColumn("id", "integer", numbered)
		.addColumn("key_hash", "text", (column) => column.notNull().unique())
		.addColumn("user_id", "integer", (column) => column.notNull().references("user.id").onDelete("cascade"))
		.addColumn("created_at", "bigint", required)
		.addColumn("expires_at", "bigint", required)
		.execute();
	await schema.createIndex("password_link_user").on("password_link").column("user_id").execute();
}
