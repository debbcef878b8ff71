import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE, type Transaction } from "kysely";
import { MIGRATIONS } from "../database/migrations";
import { StartError } from "../start-error";
import type { Progress } from "./back-up";
import { type AnyDb, openForRestoring, type Place, type System } from "./database";
import {
	type BackedUpTable,
	type Cell,
	damaged,
	type Header,
	newer,
	readEnd,
	readHeader,
	readRow,
	readTableLine,
} from "./format";
import { own, tablesOf } from "./tables";

/** Bytes of a line, above which a file is damaged for sure. */
const LONGEST_LINE = 256 * 1024 * 1024;
/** Rows, and characters of them, that are inserted at once. */
const BATCH = { rows: 200, characters: 1024 * 1024 };

/** Codes of zlib, SQLite and PostgreSQL for what is cut off, no gzip, or does not fit into the tables. */
const WRONG_CONTENTS = /^(Z_|SQLITE_CONSTRAINT|SQLITE_MISMATCH|2[23]...$)/;

type Trx = Transaction<Record<string, Record<string, unknown>>>;

/**
 * Makes the database what it was when the back-up was made, and brings it to the newest tables: all of it, or
 * nothing at all. Answers how many rows it has. A database that has tables is replaced only when `replace`
 * is set. Throws a {@link StartError} for what can be put right.
 */
export async function restore(
	place: Place,
	file: string,
	replace: boolean,
	progress: Progress = () => {},
): Promise<number> {
	await stat(file).catch((error) => {
		throw new StartError(`The back-up cannot be read: ${(error as Error).message}.`);
	});
	const { db, system, close } = await openForRestoring(place);
	try {
		return await db.transaction().execute(async (trx) => {
			await system.prepare(trx);
			await clear(trx, system, replace);
			const restoration = new Restoration(trx, system, file, progress);
			const source = createReadStream(file);
			const lines = createGunzip();
			source.on("error", (error) => lines.destroy(error));
			try {
				await restoration.read(source.pipe(lines));
			} catch (error) {
				throw WRONG_CONTENTS.test(String((error as NodeJS.ErrnoException).code)) ? damaged(file) : error;
			} finally {
				source.destroy();
			}
			return restoration.end();
		});
	} finally {
		await close();
	}
}

/** Throws a StartError when there is something that must stay. */
async function clear(trx: Trx, system: System, replace: boolean): Promise<void> {
	const tables = await tablesOf(trx);
	if (tables.length === 0) return;
	if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) {
		throw new StartError("The database has tables that are not a CSMS's; name another database.");
	}
	if (!replace) {
		throw new StartError(
			"The database is not empty; give --replace to lose what it has, or name another one.",
		);
	}
	await system.drop(
		trx,
		tables.map(({ name }) => name),
	);
}

/** One back-up on its way into a database without tables. */
class Restoration {
	readonly #trx: Trx;
	readonly #system: System;
	readonly #file: string;
	readonly #progress: Progress;
	readonly #hash = createHash("sha256");
	#header: Header | undefined;
	#total = 0;
	/** Tables whose rows are still to come. */
	#coming: BackedUpTable[] = [];
	#table: BackedUpTable | undefined;
	/** Rows of the table so far. */
	#count = 0;
	#rows = 0;
	#batch: Record<string, Cell>[] = [];
	#characters = 0;
	#whole = false;

	constructor(trx: Trx, system: System, file: string, progress: Progress) {
		this.#trx = trx;
		this.#system = system;
		this.#file = file;
		this.#progress = progress;
	}

	async read(source: AsyncIterable<Buffer>): Promise<void> {
		for await (const line of linesOf(source, damaged(this.#file))) {
			const text = line.toString();
			if (this.#whole) throw damaged(this.#file);
			if (!this.#header) await this.#begin(text);
			else if (!(await this.#addRow(text))) await this.#changeTable(text);
			if (!this.#whole) this.#hash.update(line).update("\n");
		}
	}

	/** Makes the tables newest, once all has been read. Throws a StartError when the file is not whole. */
	async end(): Promise<number> {
		if (!this.#whole) throw damaged(this.#file);
		for (const { name, numbered } of this.#header!.tables) {
			if (numbered) await this.#system.setLastNumber(this.#trx, name, numbered.column, numbered.last);
		}
		if (!(await this.#system.isWhole(this.#trx))) throw damaged(this.#file);
		await migrate(
			this.#trx,
			Object.keys(MIGRATIONS).filter((name) => !this.#header!.migrations.includes(name)),
		);
		return this.#rows;
	}

	async #begin(line: string): Promise<void> {
		const header = readHeader(line, this.#file);
		if (header.migrations.some((name) => !Object.hasOwn(MIGRATIONS, name))) throw newer(this.#file);
		await makeMigrationTables(this.#trx);
		await migrate(this.#trx, header.migrations);
		const present = own(await tablesOf(this.#trx));
		const named = new Map(header.tables.map((table) => [table.name, table.columns.toSorted().join()]));
		const same = present.every(
			({ name, columns }) =>
				named.get(name) ===
				columns
					.map((column) => column.name)
					.toSorted()
					.join(),
		);
		if (!same || named.size !== present.length) throw damaged(this.#file);
		this.#header = header;
		this.#coming = [...header.tables];
		this.#total = header.tables.reduce((sum, { rows }) => sum + rows, 0);
	}

	/** Whether the line was a row. */
	async #addRow(line: string): Promise<boolean> {
		if (!this.#table || !line.startsWith("[")) return false;
		const { columns } = this.#table;
		const cells = readRow(line, columns.length);
		if (!cells) throw damaged(this.#file);
		this.#batch.push(Object.fromEntries(columns.map((column, index) => [column, cells[index]])));
		this.#characters += line.length;
		this.#count++;
		this.#rows++;
		if (this.#batch.length >= BATCH.rows || this.#characters >= BATCH.characters) await this.#insert();
		return true;
	}

	/** Takes the line of the next table, or the end. */
	async #changeTable(line: string): Promise<void> {
		await this.#insert();
		if (this.#table && this.#count !== this.#table.rows) throw damaged(this.#file);
		this.#table = this.#coming.shift();
		this.#count = 0;
		if (this.#table) {
			if (readTableLine(line) !== this.#table.name) throw damaged(this.#file);
			return;
		}
		if (readEnd(line) !== this.#hash.digest("hex")) throw damaged(this.#file);
		this.#whole = true;
	}

	async #insert(): Promise<void> {
		if (this.#batch.length > 0) await this.#trx.insertInto(this.#table!.name).values(this.#batch).execute();
		this.#batch = [];
		this.#characters = 0;
		this.#progress(this.#rows, this.#total);
	}
}

/** In a transaction of their own, the query builder's migrator could not run. */
async function makeMigrationTables({ schema }: AnyDb): Promise<void> {
	await schema
		.createTable(DEFAULT_MIGRATION_TABLE)
		.addColumn("name", "varchar(255)", (column) => column.notNull().primaryKey())
		.addColumn("timestamp", "varchar(255)", (column) => column.notNull())
		.execute();
	await schema
		.createTable(DEFAULT_MIGRATION_LOCK_TABLE)
		.addColumn("id", "varchar(255)", (column) => column.notNull().primaryKey())
		.addColumn("is_locked", "integer", (column) => column.defaultTo(0).notNull())
		.execute();
}

async function migrate(trx: Trx, names: readonly string[]): Promise<void> {
	for (const name of names.toSorted()) {
		await MIGRATIONS[name].up(trx);
		const timestamp = new Date().toISOString();
		await trx.insertInto(DEFAULT_MIGRATION_TABLE).values({ name, timestamp }).execute();
	}
}

async function* linesOf(source: AsyncIterable<Buffer>, tooLong: Error): AsyncGenerator<Buffer> {
	let rest: Buffer[] = [];
	let length = 0;
	for await (const chunk of source) {
		let start = 0;
		for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
			yield Buffer.concat([...rest, chunk.subarray(start, end)]);
			rest = [];
			length = 0;
			start = end + 1;
		}
		rest.push(chunk.subarray(start));
		length += chunk.length - start;
		if (length > LONGEST_LINE) throw tooLong;
	}
	if (length > 0) yield Buffer.concat(rest);
}
