import { close as closeFile, fdatasync, openSync } from "node:fs";
import { promisify } from "node:util";
import { Kysely, type SqliteDatabase, SqliteDialect, SqliteDriver, type SqliteStatement } from "kysely";
import Libsql from "libsql";
import type { Logger } from "pino";
import { type Engine, withoutZero } from "./engine";
import { MeterValueWriter } from "./meter-value-writer";
import { migrate } from "./migrations";
import type { Tables } from "./tables";

/** Texts of statements that stay prepared; the product's own queries are fewer than this. */
const PREPARED = 500;
/** Pages of the write-ahead log after which they are copied into the database, which holds up everything. */
const CHECKPOINT = 4000;

/**
 * Opens an SQLite file, makes it if it is not there, and brings it to the newest tables. Throws what
 * SQLite says when that does not go.
 */
export async function openSqlite(file: string, log?: Pick<Logger, "warn">): Promise<Engine> {
	const meterValueWriter = new MeterValueWriter(file, log);
	const dialect = new SettlingDialect(openFile(file, "NORMAL"), meterValueWriter);
	const db = new Kysely<Tables>({ dialect });
	try {
		await migrate(db);
	} catch (error) {
		await db.destroy();
		throw error;
	}
	// Made by SQLite, and the same one until the last connection is closed.
	const writeAheadLog = openSync(`${file}-wal`, "a");
	return {
		db,
		writer: db,
		enter: () => Promise.resolve(""),
		meterValueWriter,
		sync: () => promisify(fdatasync)(writeAheadLog),
		isStored: () => Promise.resolve(false),
		async close() {
			await meterValueWriter.close();
			await db.destroy();
			await promisify(closeFile)(writeAheadLog);
		},
	};
}

/** A Kysely dialect on one SQLite file, of which every commit is on the disk before it returns. */
export function sqliteDialect(file: string): SqliteDialect {
	return new SqliteDialect({ database: openFile(file, "FULL") });
}

/** Whatever is asked or written, what another thread has stored before is there, and it writes no more. */
class SettlingDialect extends SqliteDialect {
	readonly #database: SqliteDatabase;
	readonly #writer: MeterValueWriter;

	constructor(database: SqliteDatabase, writer: MeterValueWriter) {
		super({ database });
		this.#database = database;
		this.#writer = writer;
	}

	override createDriver(): SqliteDriver {
		const driver = new SqliteDriver({ database: this.#database });
		const acquire = driver.acquireConnection.bind(driver);
		driver.acquireConnection = async () => {
			await this.#writer.settle();
			return acquire();
		};
		return driver;
	}
}

/**
 * With `synchronous` FULL a commit is on the disk before it returns. With NORMAL it is in the write-ahead log,
 * and {@link Engine.sync} says when that is on the disk: the same, without holding up this thread, which
 * has connections to accept and messages to read meanwhile.
 */
function openFile(file: string, synchronous: "FULL" | "NORMAL"): SqliteDatabase {
	const database = new Libsql(file);
	database.pragma("journal_mode = WAL");
	database.pragma(`synchronous = ${synchronous}`);
	database.pragma(`wal_autocheckpoint = ${CHECKPOINT}`);
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

	return { prepare, close };
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
