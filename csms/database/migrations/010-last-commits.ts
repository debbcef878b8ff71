import type { Kysely } from "kysely";
import { key, required } from "./columns";

/** By which a process knows whether its last commit is stored when the database fell in its middle. */
export async function makeLastCommitTable({ schema }: Kysely<unknown>): Promise<void> {
	await schema
		.createTable("last_commit")
		.addColumn("writer", "text", key)
		.addColumn("number", "bigint", required)
		.addColumn("made_at", "bigint", required)
		.execute();
}
