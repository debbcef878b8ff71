import { DateTime } from "luxon";
import type { CellObject, Sheet, SheetData } from "write-excel-file/node";
import writeExcelFile from "write-excel-file/node";
import { translator } from "../texts/translator";
import { fractionDigits } from "./cells";
import type { WholeReport, WholeTable } from "./pdf";
import type { Cell, CellType } from "./report";

const DAY = 86_400;
/** Characters of the name of a sheet, which must not have some signs. */
const SHEET_NAME = 31;
const SHADE = "#EEF1F4";

/** A report as XLSX: a sheet for each table, with numbers that can be reckoned with, and one about the report. */
export async function xlsxOf(report: WholeReport): Promise<Uint8Array> {
	const t = translator(report.language);
	const sheets: Sheet<Buffer>[] = report.tables.map((table) => ({
		...sheetOf(table, report.timeZone),
		sheet: sheetName(table.title),
		orientation: report.landscape ? "landscape" : undefined,
	}));
	const { title, author, facts, notes } = report;
	const about: SheetData = [
		[{ value: title, fontWeight: "bold", fontSize: 14 }],
		...(author === null ? [] : [[author]]),
		...facts.map(([label, value]) => [
			{ value: label, type: String, fontWeight: "bold" as const },
			{ value, type: String },
		]),
		...notes.map((note) => [note]),
	];
	sheets.push({ data: about, columns: [{ width: 28 }, { width: 60 }], sheet: sheetName(t("report.about")) });
	return (await writeExcelFile(sheets).toBuffer()) as unknown as Uint8Array;
}

function sheetOf(
	{ columns, rows }: WholeTable,
	timeZone: string,
): Pick<Sheet<Buffer>, "data" | "columns" | "stickyRowsCount"> {
	const heading = columns.map(({ title }) => ({
		value: title,
		type: String,
		fontWeight: "bold" as const,
		backgroundColor: SHADE,
		wrap: true,
		alignVertical: "top" as const,
	}));
	const body = rows.map(({ cells, isSum }) =>
		columns.map(({ type }, index) => {
			const cell = cellOf(cells[index], type, timeZone);
			return isSum ? { ...cell, fontWeight: "bold" as const, backgroundColor: SHADE } : cell;
		}),
	);
	return {
		data: [heading, ...body],
		columns: columns.map(({ title, type, width }) => ({ width: width ?? widthOf(title, type) })),
		stickyRowsCount: 1,
	};
}

/** What a program reckons with: kWh, kW, days of 24 hours, moments of the site's clocks. */
function cellOf(cell: Cell, type: CellType, timeZone: string): CellObject {
	if (cell === null) return {};
	if (type === "money") {
		const digits = fractionDigits(String(cell));
		return number(Number(cell), digits === 0 ? "#,##0" : `#,##0.${"0".repeat(digits)}`);
	}
	if (typeof cell === "string") return { value: cell, type: String };
	switch (type) {
		case "energy":
		case "power":
			return number(cell / 1000, "#,##0.000");
		case "duration":
			return number(cell / DAY, "[h]:mm:ss");
		case "share":
			return number(cell, "0.0%");
		case "moment":
			return { value: wallClock(cell, timeZone), type: Date, format: "yyyy-mm-dd hh:mm:ss" };
		default:
			return number(cell, "0");
	}
}

function number(value: number, format: string): CellObject {
	return { value, type: Number, format };
}

/** XLSX knows no time zones: the moment at which a clock of UTC shows what the site's show. */
function wallClock(moment: number, timeZone: string): Date {
	return DateTime.fromMillis(moment, { zone: timeZone }).setZone("utc", { keepLocalTime: true }).toJSDate();
}

function widthOf(title: string, type: CellType): number {
	if (type === "moment") return 20;
	// Chinese letters are twice as wide.
	const length = [...title].reduce((sum, sign) => sum + (sign.codePointAt(0)! > 0x2e80 ? 2 : 1), 0);
	return Math.max(10, Math.min(24, length + 2));
}

function sheetName(title: string): string {
	return title.replace(/[[\]:*?/\\]/g, " ").slice(0, SHEET_NAME);
}
