import type { Kysely } from "kysely";
import { numbered, required } from "./columns";

/** One image for several charge points, and which update belongs to which of them. */
export async function makeFirmwareCampaignTables({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("firmware_campaign")
		.addColumn("id", "integer", numbered)
		.addColumn("firmware_id", "integer", required)
		.addColumn("firmware_name", "text", required)
		.addColumn("firmware_version", "text", required)
		.addColumn("firmware_size", "integer", required)
		.addColumn("signed", "integer", required)
		.addColumn("retrieve_at", "bigint")
		.addColumn("install_at", "bigint")
		.addColumn("retries", "integer")
		.addColumn("retry_interval", "integer")
		.addColumn("at_once", "integer", required)
		.addColumn("account", "text", required)
		.addColumn("created_at", "bigint", required)
		.addColumn("stopped_at", "bigint")
		.execute();
	await schema
		.createTable("firmware_campaign_member")
		.addColumn("campaign_id", "integer", required)
		.addColumn("identity", "text", required)
		.addColumn("asked_at", "bigint")
		.addColumn("problem", "text")
		.addColumn("is_given_up", "integer", required)
		.addColumn("after_transfer", "integer", required)
		.addPrimaryKeyConstraint("firmware_campaign_member_key", ["campaign_id", "identity"])
		.execute();
	await schema.alterTable("transfer").addColumn("campaign_id", "integer").execute();
	await schema
		.createIndex("transfer_campaign")
		.on("transfer")
		.columns(["campaign_id", "identity", "id"])
		.execute();
}
