import { SqliteDialect, type SqliteStatement } from "kysely";
import Libsql from "libsql";

/** Texts of statements that stay prepared; the product's own queries are fewer than this. */
const PREPARED = 500;

/**
 * A Kysely dialect on one SQLite file. Every commit is on the disk before it returns: `synchronous`
 * is FULL, because a charge point forgets a transaction message once it is answered.
 * Throws what SQLite says when the file cannot be opened.
 */
export function openSqlite(file: string): SqliteDialect {
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
function guard(statement: Libsql.Statement): SqliteStatement {
	const check = (parameters: readonly unknown[]) => {
		if (parameters.some((value) => typeof value === "boolean")) {
			throw new TypeError("SQLite knows no booleans: bind 0 or 1");
		}
	};
	return {
		reader: statement.reader,
		all(parameters) {
			check(parameters);
			return statement.all(parameters);
		},
		run(parameters) {
			check(parameters);
			return statement.run(parameters);
		},
		iterate(parameters) {
			check(parameters);
			return statement.iterate(parameters);
		},
	};
}
