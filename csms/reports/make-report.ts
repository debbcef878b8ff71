import type { ReportKind } from "../api/schemas/reports";
import type { Context } from "../context";
import { formatsFor } from "../pages/shared/formats";
import type { Language } from "../pages/shared/languages";
import { type Period, periodOf } from "../records/report-periods";
import { readSettings } from "../records/settings";
import { translator } from "../texts/translator";
import { billingTables } from "./billing-report";
import { faultsTables } from "./faults-report";
import type { Report, Table } from "./report";
import type { ReportData } from "./report-data";
import { isSummary, summaryTables } from "./summary-report";
import { transactionsTables } from "./transactions-report";

/** Which report is wanted. */
export interface ReportOrder {
	readonly kind: ReportKind;
	readonly language: Language;
	/** First and last day, in the site's time zone. */
	readonly from: string;
	readonly to: string;
}

/** A report of a period; its rows are read while its file is made. Throws a Problem for odd days. */
export async function reportOf(context: Context, { kind, language, from, to }: ReportOrder): Promise<Report> {
	const { store, settings } = context;
	const { cpoName, timeZone, currency } = await readSettings(store.db, settings);
	const period = periodOf(from, to, timeZone);
	const t = translator(language);
	const at = Date.now();
	const data: ReportData = { context, db: store.db, language, t, period, timeZone, currency, at };
	const { tables, notes } = await contentOf(kind, data);
	const formats = formatsFor(language, timeZone);
	return {
		fileName: `${kind}-${from}-${to}`,
		language,
		timeZone,
		title: t(`report.kind.${kind}`),
		author: cpoName,
		facts: [
			[t("report.period"), periodWords(period, data)],
			[t("report.timeZone"), timeZone],
			[t("report.madeAt"), formats.dateTime(at)],
		],
		notes,
		landscape: tables.some(({ columns }) => columns.length > 6),
		tables,
	};
}

async function contentOf(kind: ReportKind, data: ReportData): Promise<{ tables: Table[]; notes: string[] }> {
	const { t } = data;
	if (kind === "faults") return { tables: await faultsTables(data), notes: [] };
	const notes = [t("report.startedNote"), t("report.runningNote")];
	if (isSummary(kind)) {
		const { tables, statistics } = await summaryTables(kind, data);
		return { tables, notes: statistics.pending ? [...notes, t("report.pendingNote")] : notes };
	}
	return { tables: await (kind === "billing" ? billingTables(data) : transactionsTables(data)), notes };
}

function periodWords({ first, last }: Period, { t, language }: Pick<ReportData, "t" | "language">): string {
	// Days are not moments: they are the same in every time zone.
	const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
	const [from, to] = [first, last].map((day) => format.format(new Date(`${day}T00:00:00Z`)));
	return first === last ? from : t("report.days", { from, to });
}
