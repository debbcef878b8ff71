import type { ReportFormat } from "../api/schemas/reports";
import type { Context } from "../context";
import { csvOf } from "./csv";
import type { Report } from "./report";

/**
 * The file of a report in pieces: CSV as it grows, the others when they are whole. Throws a Problem when the
 * report has too many rows for its format (413), or too many files are being made (503).
 */
export async function fileOf(
	{ reportFiles }: Pick<Context, "reportFiles">,
	report: Report,
	format: ReportFormat,
): Promise<AsyncIterable<string> | Iterable<Uint8Array>> {
	return format === "csv" ? csvOf(report) : [await reportFiles.make(report, format)];
}

/** Of a report's file. */
export function fileNameOf({ fileName }: Report, format: ReportFormat): string {
	return `${fileName}.${format}`;
}
