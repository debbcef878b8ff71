/** A number as the pages write it: 1234567 is 1,234,567. */
export function grouped(value: number, digits = 0): string {
	return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The same with its sign; nothing is +0. */
export function added(value: number): string {
	return value < 0 ? `-${grouped(-value)}` : `+${grouped(value)}`;
}

/** A table in Markdown; all columns but the first are numbers. Throws a RangeError for a row of another length. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	const wrong = rows.find((row) => row.length !== head.length);
	if (wrong)
		throw new RangeError(`${wrong.length} cells in a table of ${head.length} columns: ${line(wrong)}`);
	return [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rows].map(line).join("\n");
}
