import type { Language } from "../pages/shared/languages";

/** What a report is made of, whatever the format of its file. */

/**
 * What the cells of a column are.
 * text: words; count: a whole number; energy: Wh; power: W; duration: seconds; moment: milliseconds since 1970;
 * share: 0 to 1; money: decimal text with the digits of its currency, as in the API.
 */
export type CellType = "text" | "count" | "energy" | "power" | "duration" | "moment" | "share" | "money";

export interface Column {
	/** With the unit, where files have numbers alone. */
	readonly title: string;
	readonly type: CellType;
	/** Characters of words, for the width in XLSX and PDF. */
	readonly width?: number;
}

export type Cell = string | number | null;

export interface Row {
	readonly cells: readonly Cell[];
	/** Sums of rows above; set off in XLSX and PDF. */
	readonly isSum?: boolean;
}

export interface Table {
	readonly title: string;
	readonly columns: readonly Column[];
	/** In portions, so that nobody else waits for long. */
	readonly rows: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;
}

/** What stands above the tables, or on a sheet of its own. */
export interface ReportHead {
	readonly language: Language;
	/** In which moments are shown. */
	readonly timeZone: string;
	readonly title: string;
	/** Whose report it is; null when nobody has named the organization. */
	readonly author: string | null;
	/** Labels and values. */
	readonly facts: readonly (readonly [string, string])[];
	/** Sentences below the tables. */
	readonly notes: readonly string[];
	/** Pages lie on their longer side. */
	readonly landscape: boolean;
}

export interface Report extends ReportHead {
	/** Of the file, without its ending. */
	readonly fileName: string;
	/** CSV has the first alone. */
	readonly tables: readonly Table[];
}
