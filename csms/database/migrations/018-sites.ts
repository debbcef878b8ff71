import { type Kysely, sql } from "kysely";

/** How people call a charge point and where it stands; the ids that nobody knows are found quickly. */
export async function addSites({ schema }: Kysely<unknown>): Promise<void> {
	await schema.alterTable("charge_point").addColumn("name", "text").execute();
	await schema.alterTable("charge_point").addColumn("location", "text").execute();
	await schema
		.createIndex("authorization_invalid")
		.on("authorization")
		.columns(["id_tag_key", "id"])
		.where(sql<boolean>`status = 'Invalid'`)
		.execute();
}
