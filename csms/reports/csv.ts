import { stringify } from "csv-stringify/sync";
import { plainText } from "./cells";
import type { Cell, Report, Table } from "./report";

/** By this mark Excel knows that a text is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * The first table of a report as comma-separated values (RFC 4180). Words that a program would take for a
 * formula begin with an apostrophe.
 */
export async function* csvOf({ tables: [table], timeZone }: Report): AsyncGenerator<string> {
	yield BYTE_ORDER_MARK + lines([table.columns.map(({ title }) => title)]);
	for await (const rows of table.rows) {
		if (rows.length > 0) yield lines(rows.map(({ cells }) => texts(cells, table, timeZone)));
	}
}

function texts(cells: readonly Cell[], { columns }: Table, timeZone: string): string[] {
	return columns.map(({ type }, index) => plainText(cells[index], type, timeZone));
}

function lines(records: string[][]): string {
	return stringify(records, { record_delimiter: "\r\n", escape_formulas: true });
}
