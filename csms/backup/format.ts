import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { StartError } from "../start-error";

/**
 * A back-up is gzip of lines of JSON: the header; for each table, in the header's order, the line of its name and a
 * line for each of its rows; and the end with the SHA-256 of all lines before it.
 */

const FORMAT = "xs-evse csms";
/** Raised when an older program could not read the file any more. */
const VERSION = 1;

const TableSchema = Type.Object({
	name: Type.String(),
	columns: Type.Array(Type.String(), { minItems: 1 }),
	rows: Type.Integer({ minimum: 0 }),
	/** The column that numbers itself, and the highest number that it has given. */
	numbered: Type.Union([
		Type.Null(),
		Type.Object({ column: Type.String(), last: Type.Integer({ minimum: 0 }) }),
	]),
});
/** A table of a back-up. */
export type BackedUpTable = Static<typeof TableSchema>;

const HeaderSchema = Type.Object({
	format: Type.Literal(FORMAT),
	version: Type.Integer({ minimum: 1 }),
	createdAt: Type.String(),
	/** Names of the migrations that had been made, in their order. */
	migrations: Type.Array(Type.String(), { minItems: 1 }),
	/** Each table after those that it refers to. */
	tables: Type.Array(TableSchema),
});
/** The first line of a back-up. */
export type Header = Static<typeof HeaderSchema>;

const EndSchema = Type.Object({ sha256: Type.String() });
const TableLineSchema = Type.Object({ table: Type.String() });

/** What a column can hold. */
export type Cell = string | number | null | Uint8Array;

/** The header of a back-up that is made now. */
export function newHeader(migrations: string[], tables: BackedUpTable[]): Header {
	return { format: FORMAT, version: VERSION, createdAt: new Date().toISOString(), migrations, tables };
}

/** Throws a StartError when the line is no header, or one of a newer program. */
export function readHeader(line: string, file: string): Header {
	const header = parse(line);
	const { format, version } = (header ?? {}) as Partial<Header>;
	if (format !== FORMAT) throw new StartError(`The file ${file} is no back-up of a CSMS.`);
	if (Number(version) > VERSION) throw newer(file);
	if (!Value.Check(HeaderSchema, header)) throw damaged(file);
	return header;
}

/** Why a back-up of a newer program is not restored. */
export function newer(file: string): StartError {
	return new StartError(
		`The back-up ${file} was made by a newer version of the CSMS; restore it with that version.`,
	);
}

/** Why a back-up that cannot be read to its end is not restored. */
export function damaged(file: string): StartError {
	return new StartError(`The back-up ${file} is damaged or incomplete; restore another one.`);
}

/** The name of the table whose rows follow, or undefined for another line. */
export function readTableLine(line: string): string | undefined {
	const value = parse(line);
	return Value.Check(TableLineSchema, value) ? value.table : undefined;
}

/** The checksum of the last line, or undefined for another line. */
export function readEnd(line: string): string | undefined {
	const value = parse(line);
	return Value.Check(EndSchema, value) ? value.sha256 : undefined;
}

/** A row as a line: bytes as base64; what JSON has no number for, by its name. */
export function writeRow(cells: readonly unknown[]): string {
	return JSON.stringify(cells.map(writeCell));
}

function writeCell(cell: unknown): unknown {
	if (cell === null || typeof cell === "string") return cell;
	if (typeof cell === "number") return Number.isFinite(cell) ? cell : { number: String(cell) };
	if (ArrayBuffer.isView(cell)) {
		return { base64: Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString("base64") };
	}
	// As libsql gives bytes.
	if (cell instanceof ArrayBuffer) return { base64: Buffer.from(cell).toString("base64") };
	throw new Error(`A column holds what a back-up cannot: ${typeof cell}`);
}

/** The cells of a row, or undefined when the line is no row of so many columns. */
export function readRow(line: string, columns: number): Cell[] | undefined {
	const row = parse(line);
	if (!Array.isArray(row) || row.length !== columns) return;
	const cells = row.map(readCell);
	return cells.includes(undefined) ? undefined : (cells as Cell[]);
}

function readCell(cell: unknown): Cell | undefined {
	if (cell === null || typeof cell === "string" || typeof cell === "number") return cell;
	const { base64, number } = (cell ?? {}) as Record<string, unknown>;
	if (typeof base64 === "string") return Buffer.from(base64, "base64");
	if (typeof number === "string") return Number(number);
}

function parse(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return;
	}
}
