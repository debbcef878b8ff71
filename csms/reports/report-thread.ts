import { parentPort } from "node:worker_threads";
import type { WholeReport } from "./pdf";
import type { Column, ReportHead, Row } from "./report";

export type MadeFormat = "xlsx" | "pdf";

/** What {@link FileMaker} tells: a head, its tables, each with its rows in portions, and the end. */
export type Portion =
	| { what: "head"; head: ReportHead; format: MadeFormat }
	| { what: "table"; title: string; columns: readonly Column[] }
	| { what: "rows"; rows: readonly Row[] }
	| { what: "end" };

export interface Made {
	file: Uint8Array | undefined;
	error: Error | undefined;
}

interface Growing {
	format: MadeFormat;
	report: ReportHead & { tables: { title: string; columns: readonly Column[]; rows: Row[] }[] };
}

let growing: Growing | undefined;

/** The thread that makes files that are whole or nothing, so that nobody waits for them but who asked. */
parentPort!.on("message", async (portion: Portion) => {
	switch (portion.what) {
		case "head":
			growing = { format: portion.format, report: { ...portion.head, tables: [] } };
			return;
		case "table":
			growing!.report.tables.push({ title: portion.title, columns: portion.columns, rows: [] });
			return;
		case "rows":
			growing!.report.tables.at(-1)!.rows.push(...portion.rows);
			return;
		case "end": {
			const { format, report } = growing!;
			growing = undefined;
			try {
				answer({ file: await make(format, report), error: undefined });
			} catch (error) {
				answer({ file: undefined, error: error as Error });
			}
		}
	}
});

/** Each format has large libraries of its own. */
async function make(format: MadeFormat, report: WholeReport): Promise<Uint8Array> {
	if (format === "pdf") return (await import("./pdf")).pdfOf(report);
	return (await import("./xlsx")).xlsxOf(report);
}

function answer(made: Made): void {
	parentPort!.postMessage(made);
}
