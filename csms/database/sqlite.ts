import { Kysely, SqliteDialect, type SqliteStatement } from "kysely";
import Libsql from "libsql";
import { type Engine, withoutZero } from "./engine";
import { migrate } from "./migrations";
import type { Tables } from "./tables";

/** Texts of statements that stay prepared; the product's own queries are fewer than this. */
const PREPARED = 500;

/**
 * Opens an SQLite file, makes it if it is not there, and brings it to the newest tables. Throws what
 * SQLite says when that does not go.
 */
export async function openSqlite(file: string): Promise<Engine> {
	const db = new Kysely<Tables>({ dialect: sqliteDialect(file) });
	try {
		await migrate(db);
	} catch (error) {
		await db.destroy();
		throw error;
	}
	return {
		db,
		writer: db,
		enter: () => Promise.resolve(""),
		isStored: () => Promise.resolve(false),
		close: () => db.destroy(),
	};
}

/**
 * A Kysely dialect on one SQLite file. Every commit is on the disk before it returns: `synchronous`
 * is FULL, because a charge point forgets a transaction message once it is answered.
 */
export function sqliteDialect(file: string): SqliteDialect {
	const database = new Libsql(file);
	database.pragma("journal_mode = WAL");
	database.pragma("synchronous = FULL");
	database.pragma("foreign_keys = ON");
	database.pragma("busy_timeout = 5000");
	const prepared = new Map<string, SqliteStatement>();

	function prepare(sql: string): SqliteStatement {
		let statement = prepared.get(sql);
		if (statement) prepared.delete(sql);
		else statement = guard(database.prepare(sql));
		prepared.set(sql, statement);
		if (prepared.size > PREPARED) prepared.delete(prepared.keys().next().value as string);
		return statement;
	}

	function close(): void {
		prepared.clear();
		database.pragma("wal_checkpoint(TRUNCATE)");
		database.close();
	}

	return new SqliteDialect({ database: { prepare, close } });
}

/** A bound boolean ends the whole process inside the native library, so it never gets there. */
function bindable(parameters: readonly unknown[]): unknown[] {
	return parameters.map((value) => {
		if (typeof value === "boolean") throw new TypeError("SQLite knows no booleans: bind 0 or 1");
		return withoutZero(value);
	});
}

function guard(statement: Libsql.Statement): SqliteStatement {
	return {
		reader: statement.reader,
		all: (parameters) => statement.all(bindable(parameters)),
		run: (parameters) => statement.run(bindable(parameters)),
		iterate: (parameters) => statement.iterate(bindable(parameters)),
	};
}
