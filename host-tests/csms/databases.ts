import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Client } from "pg";
import { inject } from "vitest";
import type { DatabasePlace } from "../../csms/database/engine";
import type {} from "./postgres-setup";

const server = inject("postgres");

/** Whether these tests run on PostgreSQL; without it they run on SQLite. */
export const onPostgres = server !== undefined;

/** The database that belongs to a data folder. */
const databases = new Map<string, string>();

/** The URL of the PostgreSQL database that belongs to this data folder, new and empty at first; undefined on SQLite. */
export async function databaseOf(data: string): Promise<string | undefined> {
	if (!server) return;
	let name = databases.get(data);
	if (name === undefined) {
		name = `csms_${randomUUID().replaceAll("-", "")}`;
		databases.set(data, name);
		await administer(`create database ${name} template ${server.template} owner csms`);
	}
	return server.urlOf.replace("NAME-OF-DATABASE", name);
}

/** Where a Store keeps the data of this folder. */
export async function placeOf(data: string): Promise<DatabasePlace> {
	const url = await databaseOf(data);
	return url === undefined ? { file: join(data, "csms.db") } : { url };
}

/** Removes the database of a data folder, if there is one. */
export async function dropDatabaseOf(data: string): Promise<void> {
	const name = databases.get(data);
	if (name === undefined) return;
	databases.delete(data);
	await administer(`drop database ${name} with (force)`);
}

/** Runs a statement as the superuser, only on PostgreSQL, in the given database if it is about one. */
export async function administer(statement: string, database?: string): Promise<void> {
	const url = new URL(server!.administrator);
	if (database !== undefined) url.pathname = `/${database}`;
	const client = new Client({ connectionString: String(url) });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}
