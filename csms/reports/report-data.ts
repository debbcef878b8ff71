import type { TFunction } from "i18next";
import type { Context } from "../context";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { Language } from "../pages/shared/languages";
import type { Period } from "../records/report-periods";

/** What the tables of a report are made from. */
export interface ReportData {
	readonly context: Context;
	readonly db: Db;
	readonly language: Language;
	readonly t: TFunction;
	readonly period: Period;
	readonly timeZone: string;
	/** In which costs are added up. */
	readonly currency: string;
	/** When the report is made; what runs counts up to then. */
	readonly at: Moment;
}
