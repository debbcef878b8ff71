import type { Kysely } from "kysely";
import type { Tables } from "../tables";
import { numbered, required } from "./columns";

/** Users, what belongs to them, tokens and sessions that can be listed, tries to sign in, and the audit. */
export async function addUsers(db: Kysely<Tables>): Promise<void> {
	const { schema } = db;
	await schema
		.createTable("user")
		.addColumn("id", "integer", numbered)
		.addColumn("name", "text", required)
		.addColumn("email", "text", required)
		.addColumn("language", "text")
		.addColumn("created_at", "bigint", required)
		.execute();
	for (const table of ["id_tag", "registration", "transaction"]) {
		await schema
			.alterTable(table)
			.addColumn("user_id", "integer", (column) => column.references("user.id").onDelete("set null"))
			.execute();
		await schema.createIndex(`${table}_user`).on(table).column("user_id").execute();
	}
	await schema.alterTable("registration").addColumn("consent_at", "bigint").execute();
	await schema
		.alterTable("account")
		.addColumn("user_id", "integer", (column) => column.references("user.id").onDelete("cascade"))
		.execute();
	await schema.createIndex("account_user").unique().on("account").column("user_id").execute();
	await makeSessionTables(db);
	await schema
		.createTable("audit")
		.addColumn("id", "integer", numbered)
		.addColumn("at", "bigint", required)
		.addColumn("account", "text")
		.addColumn("token", "text")
		.addColumn("method", "text", required)
		.addColumn("route", "text", required)
		.addColumn("path", "text", required)
		.addColumn("body", "text")
		.addColumn("status", "integer")
		.execute();
	await schema.createIndex("audit_account").on("audit").columns(["account", "id"]).execute();
	await schema.createIndex("audit_at").on("audit").columns(["at"]).execute();
	await linkAcceptedDrivers(db);
}

/** Sessions get a number and what tells them apart; whoever was signed in signs in once more. */
async function makeSessionTables({ schema }: Kysely<Tables>): Promise<void> {
	await schema.dropTable("session").execute();
	await schema
		.createTable("session")
		.addColumn("id", "integer", numbered)
		.addColumn("token_hash", "text", (column) => column.notNull().unique())
		.addColumn("account", "text", (column) =>
			column.notNull().references("account.account").onDelete("cascade").onUpdate("cascade"),
		)
		.addColumn("created_at", "bigint", required)
		.addColumn("expires_at", "bigint", required)
		.addColumn("address", "text", required)
		.addColumn("user_agent", "text", required)
		.execute();
	await schema.createIndex("session_account").on("session").column("account").execute();
	await schema
		.createTable("token")
		.addColumn("id", "integer", numbered)
		.addColumn("token_hash", "text", (column) => column.notNull().unique())
		.addColumn("account", "text", (column) =>
			column.notNull().references("account.account").onDelete("cascade").onUpdate("cascade"),
		)
		.addColumn("name", "text", required)
		.addColumn("role", "text", required)
		.addColumn("created_at", "bigint", required)
		.addColumn("expires_at", "bigint")
		.addColumn("last_used_at", "bigint")
		.execute();
	await schema.createIndex("token_account").on("token").column("account").execute();
	await schema
		.createTable("sign_in_try")
		.addColumn("id", "integer", numbered)
		.addColumn("account", "text", required)
		.addColumn("address", "text", required)
		.addColumn("at", "bigint", required)
		.addColumn("succeeded", "integer", required)
		.execute();
	await schema.createIndex("sign_in_try_account").on("sign_in_try").columns(["account", "at"]).execute();
	await schema.createIndex("sign_in_try_at").on("sign_in_try").column("at").execute();
	await schema.createIndex("sign_in_try_address").on("sign_in_try").columns(["address", "at"]).execute();
}

/** The drivers accepted before there were users become users, with their ids and transactions. */
export async function linkAcceptedDrivers(db: Kysely<Tables>): Promise<void> {
	const accepted = await db
		.selectFrom("registration")
		.innerJoin("id_tag", (join) =>
			join
				.onRef("id_tag.key", "=", "registration.id_tag_key")
				.onRef("id_tag.user_name", "=", "registration.name"),
		)
		.select([
			"registration.id",
			"registration.name",
			"registration.email",
			"id_tag.key",
			"registration.created_at",
		])
		.where("registration.status", "=", "Accepted")
		.orderBy("registration.id")
		.execute();
	for (const { id, name, email, key, created_at } of accepted) {
		const user = await db
			.insertInto("user")
			.values({ name, email, language: null, created_at })
			.returning("id")
			.executeTakeFirstOrThrow();
		const owner = { user_id: user.id };
		await db.updateTable("registration").set(owner).where("id", "=", id).execute();
		await db.updateTable("id_tag").set(owner).where("key", "=", key).execute();
		await db
			.updateTable("transaction")
			.set(owner)
			.where("id_tag_key", "=", key)
			.where("user_name", "=", name)
			.execute();
	}
}
