import type { Kysely } from "kysely";

/** What is listed by charge point, by id or by account, however much of others there is. */
export async function addIndicesOfLists({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createIndex("authorization_identity")
		.on("authorization")
		.columns(["identity", "id"])
		.execute();
	await schema
		.createIndex("authorization_id_tag")
		.on("authorization")
		.columns(["id_tag_key", "id"])
		.execute();
	await schema.createIndex("command_account").on("command").columns(["account", "id"]).execute();
	await schema
		.createIndex("notification_identity_action")
		.on("notification")
		.columns(["identity", "action", "id"])
		.execute();
}
