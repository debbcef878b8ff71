import { createHash } from "node:crypto";
import { createWriteStream, existsSync, openSync, rmSync } from "node:fs";
import { rename } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { DEFAULT_MIGRATION_TABLE } from "kysely";
import { StartError } from "../start-error";
import { type AnyDb, openForReading, type Place, type System } from "./database";
import { type BackedUpTable, type Header, newHeader, writeRow } from "./format";
import { own, parentsFirst, tablesOf } from "./tables";

/** Characters that go to the file together. */
const CHUNK = 64 * 1024;

/** Told now and then: rows that are through, of so many. */
export type Progress = (rows: number, of: number) => void;

/**
 * Writes all tables, as they are at one moment, into a new file that only its owner can read; a CSMS may use
 * the database meanwhile. Answers how many rows it has. Throws a {@link StartError} for what can be put
 * right, and leaves no file then.
 */
export async function backUp(place: Place, file: string, progress: Progress = () => {}): Promise<number> {
	if (existsSync(file)) throw new StartError(`The file ${file} is already there; choose another name.`);
	const { db, system, close } = await openForReading(place);
	const unfinished = `${file}.unfinished`;
	try {
		const rows = await db
			.transaction()
			.setIsolationLevel("repeatable read")
			.execute(async (trx) => {
				const { header, total } = await describe(trx, system);
				const lines = writeLines(trx, system, header, (done) => progress(done, total));
				const target = createWriteStream(unfinished, { fd: openPrivate(unfinished), flush: true });
				await pipeline(Readable.from(lines), createGzip(), target);
				return total;
			});
		await rename(unfinished, file);
		return rows;
	} catch (error) {
		rmSync(unfinished, { force: true });
		throw error;
	} finally {
		await close();
	}
}

/** A new file in the place of one that a killed back-up may have left. */
function openPrivate(file: string): number {
	try {
		rmSync(file, { force: true });
		return openSync(file, "wx", 0o600);
	} catch (error) {
		throw new StartError(`The back-up cannot be written: ${(error as Error).message}.`);
	}
}

async function describe(trx: AnyDb, system: System) {
	const present = await tablesOf(trx);
	if (!present.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) {
		throw new StartError("The database has no tables of a CSMS; name another with --data or --database.");
	}
	const migrations = await trx.selectFrom(DEFAULT_MIGRATION_TABLE).select("name").orderBy("name").execute();
	const tables: BackedUpTable[] = [];
	for (const { name, columns } of parentsFirst(own(present), await system.references(trx))) {
		const { rows } = await trx
			.selectFrom(name)
			.select(({ fn }) => fn.countAll().as("rows"))
			.executeTakeFirstOrThrow();
		const column = columns.find(({ isAutoIncrementing }) => isAutoIncrementing)?.name;
		const last = column === undefined ? null : await system.lastNumber(trx, name, column);
		tables.push({
			name,
			columns: columns.map((column) => column.name),
			rows: Number(rows),
			numbered: column === undefined || last === null ? null : { column, last },
		});
	}
	const header = newHeader(
		migrations.map(({ name }) => String(name)),
		tables,
	);
	return { header, total: tables.reduce((sum, { rows }) => sum + rows, 0) };
}

async function* writeLines(
	trx: AnyDb,
	system: System,
	header: Header,
	progress: (rows: number) => void,
): AsyncGenerator<string> {
	const hash = createHash("sha256");
	let chunk = `${JSON.stringify(header)}\n`;
	let done = 0;
	const take = () => {
		const text = chunk;
		chunk = "";
		hash.update(text);
		progress(done);
		return text;
	};
	for (const { name, columns } of header.tables) {
		chunk += `${JSON.stringify({ table: name })}\n`;
		for await (const row of system.rows(trx, name)) {
			chunk += `${writeRow(columns.map((column) => row[column]))}\n`;
			done++;
			if (chunk.length >= CHUNK) yield take();
		}
	}
	yield take();
	yield `${JSON.stringify({ sha256: hash.digest("hex") })}\n`;
}
