import { createRequire } from "node:module";
import type { Content, CustomTableLayout, TableCell, TCreatedPdf } from "pdfmake";
import type { TDocumentDefinitions, TFontDictionary } from "pdfmake/interfaces";
import { translator } from "../texts/translator";
import { wordsFor } from "./cells";
import { fontFile, MAIN, piecesOf, type Weight } from "./fonts";
import type { CellType, Column, ReportHead, Row } from "./report";

/** A report whose rows are all there. */
export interface WholeReport extends ReportHead {
	readonly tables: readonly WholeTable[];
}
export interface WholeTable {
	readonly title: string;
	readonly columns: readonly Column[];
	readonly rows: readonly Row[];
}

interface PdfMake {
	createPdf(definition: TDocumentDefinitions): TCreatedPdf;
	addFonts(fonts: TFontDictionary): void;
	setUrlAccessPolicy(mayRead: (url: string) => boolean): void;
	setLocalAccessPolicy(mayRead: (path: string) => boolean): void;
	readonly virtualfs: {
		existsSync(name: string): boolean;
		writeFileSync(name: string, content: Buffer): void;
	};
}

// Its types know nothing of the fonts that it is given, and it is no module of ECMAScript.
const pdfmake: PdfMake = createRequire(import.meta.url)("pdfmake");
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy(() => false);

/** Points. */
const MARGIN = 36;
const GREY = "#5c6670";
const LINE = "#c6ccd2";
const SHADE = "#eef1f4";

/** Numbers stand at the right. */
const isNumber = (type: CellType) => type !== "text" && type !== "moment";

/**
 * A report as PDF: A4, its head, its tables with their headings on each page, its notes, page numbers. The
 * letters that it uses are embedded, also of Chinese and of foreign names.
 */
export async function pdfOf(report: WholeReport): Promise<Uint8Array> {
	const { language, title, author, facts, notes, tables, landscape } = report;
	const t = translator(language);
	const words = wordsFor(report);
	const size = tables.some(({ columns }) => columns.length > 10) ? 7 : 9;
	const content: Content[] = [
		...(author === null ? [] : [text(author, { color: GREY, fontSize: 10, margin: [0, 0, 0, 2] })]),
		text(title, { fontSize: 18, weight: "bold", margin: [0, 0, 0, 10] }),
		factsOf(facts),
		...tables.flatMap((table) => tableOf(table, words, size, tables.length > 1)),
		...notes.map((note) => text(note, { color: GREY, fontSize: 8, margin: [0, 4, 0, 0] })),
	];
	const definition: TDocumentDefinitions = {
		pageSize: "A4",
		pageOrientation: landscape ? "landscape" : "portrait",
		pageMargins: [MARGIN, MARGIN, MARGIN, MARGIN + 14],
		info: { title, ...(author === null ? {} : { author }), creator: t("product.name") },
		defaultStyle: { font: provide(MAIN), fontSize: 9, lineHeight: 1.15 },
		content,
		footer: (page, pages) =>
			text(t("report.page", { page, pages }), {
				alignment: "center",
				color: GREY,
				fontSize: 8,
				margin: [0, 10, 0, 0],
			}) as never,
	};
	return pdfmake.createPdf(definition).getBuffer();
}

interface TextStyle {
	weight?: Weight;
	fontSize?: number;
	color?: string;
	alignment?: "left" | "right" | "center";
	margin?: [number, number, number, number];
}

/** Words in the parts of the font that have their signs, which have none of the many kinds of spaces. */
function text(words: string, { weight = "normal", ...style }: TextStyle = {}): Content {
	const bold = weight === "bold";
	return {
		text: piecesOf(words.replace(/\p{Zs}/gu, " ")).map(({ text, part }) => ({
			text,
			font: provide(part),
			bold,
		})),
		...style,
	};
}

/** Puts a part of the font, and answers its name. */
function provide(part: string): string {
	const [normal, bold] = [`${part}-normal.ttf`, `${part}-bold.ttf`];
	if (!pdfmake.virtualfs.existsSync(normal)) {
		pdfmake.virtualfs.writeFileSync(normal, fontFile(part, "normal"));
		pdfmake.virtualfs.writeFileSync(bold, fontFile(part, "bold"));
		pdfmake.addFonts({ [part]: { normal, bold } });
	}
	return part;
}

function factsOf(facts: ReportHead["facts"]): Content {
	if (facts.length === 0) return [];
	return {
		table: {
			widths: ["auto", "*"],
			body: facts.map(([label, value]) => [text(label, { color: GREY }), text(value)]),
		},
		layout: { ...PLAIN, paddingLeft: (column) => (column === 0 ? 0 : 12) },
		margin: [0, 0, 0, 12],
	};
}

function tableOf(
	{ title, columns, rows }: WholeTable,
	words: (cell: Row["cells"][number], type: CellType) => string,
	fontSize: number,
	isTitled: boolean,
): Content[] {
	const aligned = (type: CellType) => (isNumber(type) ? "right" : "left");
	const heading = columns.map(({ title, type }) =>
		text(title, { weight: "bold", fontSize, alignment: aligned(type) }),
	);
	const body = rows.map(({ cells, isSum }) =>
		columns.map(({ type }, index): TableCell => {
			const cell = cells[index];
			// A sum has nothing to say where nothing is added.
			const shown = isSum && cell === null ? "" : words(cell, type);
			const weight = isSum ? "bold" : "normal";
			return text(shown, { weight, fontSize, alignment: aligned(type) }) as TableCell;
		}),
	);
	const sums = new Set(rows.flatMap(({ isSum }, index) => (isSum ? [index + 1] : [])));
	return [
		...(isTitled ? [text(title, { weight: "bold", fontSize: 12, margin: [0, 10, 0, 6] })] : []),
		{
			table: {
				headerRows: 1,
				dontBreakRows: true,
				widths: columns.map(({ width }) => (width !== undefined && width >= 16 ? "*" : "auto")),
				body: [heading as TableCell[], ...body],
			},
			layout: {
				...RULED,
				fillColor: (row) => (row === 0 || sums.has(row) ? SHADE : null),
			},
			margin: [0, 0, 0, 10],
		},
	];
}

const PLAIN: CustomTableLayout = {
	hLineWidth: () => 0,
	vLineWidth: () => 0,
	paddingTop: () => 1,
	paddingBottom: () => 1,
	paddingRight: () => 0,
};

const RULED: CustomTableLayout = {
	hLineWidth: () => 0.5,
	vLineWidth: () => 0,
	hLineColor: () => LINE,
	paddingLeft: () => 3,
	paddingRight: () => 3,
	paddingTop: () => 2.5,
	paddingBottom: () => 2.5,
};
