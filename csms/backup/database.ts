import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { Kysely, type SqliteDatabase, SqliteDialect, sql } from "kysely";
import Libsql from "libsql";
import { databaseError, makeDataFolder, takeDataFolder } from "../data-folder";
import { postgresDialect } from "../database/postgres-dialect";
import { PostgresPool } from "../database/postgres-pool";
import { checkServer, explain } from "../database/postgres-refusals";
import { sqliteDialect } from "../database/sqlite";
import type { Db } from "../database/tables";
import { StartError } from "../start-error";

/** Whatever tables the database has. */
export type AnyDb = Kysely<Record<string, Record<string, unknown>>>;

/** What the database systems do each in its own way. */
export interface System {
	/** All rows of a table, a few at a time; within a transaction. */
	rows(trx: AnyDb, table: string): AsyncIterable<Record<string, unknown>>;
	/** Pairs of tables of which the first refers to the second. */
	references(db: AnyDb): Promise<{ child: string; parent: string }[]>;
	/** The highest number that a column has given by itself; 0 before the first, null when it does not number. */
	lastNumber(db: AnyDb, table: string, column: string): Promise<number | null>;
	/** Lets the numbers go on after `last`. */
	setLastNumber(db: AnyDb, table: string, column: string, last: number): Promise<void>;
	/** Called first in the transaction of a restoration; throws a StartError when the database is in use. */
	prepare(trx: AnyDb): Promise<void>;
	/** Called last in it: whether all rows that others refer to are there. */
	isWhole(trx: AnyDb): Promise<boolean>;
	drop(trx: AnyDb, tables: readonly string[]): Promise<void>;
}

/** A database outside a running CSMS. */
export interface OpenDatabase {
	readonly db: AnyDb;
	readonly system: System;
	close(): Promise<void>;
}

/** As on the command line: the folder of the SQLite database, or a PostgreSQL database instead. */
export interface Place {
	data: string;
	database?: string;
}

/** Opens the database for a back-up, beside the CSMS that may use it. Throws a StartError. */
export async function openForReading({ data, database }: Place): Promise<OpenDatabase> {
	if (database !== undefined) return openPostgres(database);
	const { file } = existsSync(data) ? makeDataFolder(data) : { file: "" };
	if (!existsSync(file))
		throw new StartError(`There is no database in ${data}; name its folder with --data.`);
	try {
		const sqlite = new Libsql(file);
		sqlite.pragma("busy_timeout = 5000");
		sqlite.pragma("query_only = on");
		const db: AnyDb = new Kysely({
			dialect: new SqliteDialect({ database: sqlite as unknown as SqliteDatabase }),
		});
		return { db, system: SQLITE, close: () => db.destroy() };
	} catch (error) {
		throw databaseError(data, error);
	}
}

/** Opens the database for this process alone. Throws a StartError, also when a CSMS uses it. */
export async function openForRestoring({ data, database }: Place): Promise<OpenDatabase> {
	if (database !== undefined) return openPostgres(database);
	const { file, release } = takeDataFolder(data);
	try {
		const db: AnyDb = new Kysely({ dialect: sqliteDialect(file) });
		// The rows come table by table; whether they fit together is checked at the end.
		await sql`pragma foreign_keys = off`.execute(db);
		return {
			db,
			system: SQLITE,
			async close() {
				await db.destroy();
				release();
			},
		};
	} catch (error) {
		release();
		throw databaseError(data, error);
	}
}

async function openPostgres(url: string): Promise<OpenDatabase> {
	const db: AnyDb = new Kysely({ dialect: postgresDialect(new PostgresPool(url, { max: 1 })) });
	try {
		await checkServer(db as unknown as Db);
	} catch (error) {
		await db.destroy();
		throw explain(error, url);
	}
	return { db, system: POSTGRES, close: () => db.destroy() };
}

const SQLITE: System = {
	rows: (trx, table) => trx.selectFrom(table).selectAll().stream(),
	async references(db) {
		const { rows } = await sql<{ child: string; parent: string }>`
			select t.name as child, f."table" as parent
			from sqlite_master as t, pragma_foreign_key_list(t.name) as f where t.type = 'table'`.execute(db);
		return rows;
	},
	async lastNumber(db, table) {
		// To the query builder every integer key is one that numbers itself.
		const { rows } = await sql<{ last: number }>`
			select coalesce(s.seq, 0) as last from sqlite_master as t left join sqlite_sequence as s on s.name = t.name
			where t.type = 'table' and t.name = ${table} and t.sql like '% autoincrement%'`.execute(db);
		return rows[0]?.last ?? null;
	},
	async setLastNumber(db, table, _column, last) {
		await sql`delete from sqlite_sequence where name = ${table}`.execute(db);
		await sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`.execute(db);
	},
	prepare: () => Promise.resolve(),
	async isWhole(trx) {
		const { rows } = await sql`pragma foreign_key_check`.execute(trx);
		return rows.length === 0;
	},
	async drop(trx, tables) {
		for (const table of tables) await trx.schema.dropTable(table).execute();
	},
};

/** Rows that are fetched at once: of files' pieces, a few megabytes. */
const FETCHED = 100;

/** Milliseconds for which the server may still show a connection that has been closed. */
const FAREWELL = 2000;

/** Connections of other programs of this kind to the same database. */
async function countOthers(db: AnyDb): Promise<number> {
	// Within a transaction the server would go on showing what it showed first.
	await sql`select pg_stat_clear_snapshot()`.execute(db);
	const { rows } = await sql<{ others: number }>`
		select count(*) as others from pg_stat_activity where datname = current_database()
		and application_name = current_setting('application_name') and pid <> pg_backend_pid()`.execute(db);
	return rows[0].others;
}

const POSTGRES: System = {
	async *rows(trx, table) {
		await sql`declare backup no scroll cursor for select * from ${sql.table(table)}`.execute(trx);
		for (;;) {
			const { rows } = await sql<
				Record<string, unknown>
			>`fetch forward ${sql.lit(FETCHED)} from backup`.execute(trx);
			yield* rows;
			if (rows.length < FETCHED) break;
		}
		await sql`close backup`.execute(trx);
	},
	async references(db) {
		const { rows } = await sql<{ child: string; parent: string }>`
			select c.relname as child, p.relname as parent from pg_constraint as f
			join pg_class as c on c.oid = f.conrelid join pg_class as p on p.oid = f.confrelid
			where f.contype = 'f' and c.relnamespace = current_schema()::regnamespace`.execute(db);
		return rows;
	},
	async lastNumber(db, table, column) {
		const { rows } = await sql<{ last: number | null }>`
			select pg_sequence_last_value(pg_get_serial_sequence(quote_ident(${table}), ${column})::regclass)
				as last`.execute(db);
		return rows[0].last ?? 0;
	},
	async setLastNumber(db, table, column, last) {
		await sql`select setval(pg_get_serial_sequence(quote_ident(${table}), ${column}), ${Math.max(last, 1)},
			${sql.lit(last > 0)})`.execute(db);
	},
	async prepare(trx) {
		const deadline = performance.now() + FAREWELL;
		while ((await countOthers(trx)) > 0) {
			if (performance.now() > deadline) {
				throw new StartError("A CSMS uses the database; end all its processes before its data is replaced.");
			}
			await delay(100);
		}
	},
	// Each row was checked when it came.
	isWhole: () => Promise.resolve(true),
	async drop(trx, tables) {
		for (const table of tables) await trx.schema.dropTable(table).cascade().execute();
	},
};
