import type { Generated, Selectable } from "kysely";
import type {
	ReportFormat,
	ReportKind,
	ReportProblem,
	ReportRunState,
	Rhythm,
} from "../../api/schemas/reports";
import type { Language } from "../../pages/shared/languages";
import type { Flag, Moment } from "./columns";

/** The reports that are made again and again, and what was made. */
export interface ReportTables {
	report_schedule: ReportScheduleTable;
	report_run: ReportRunTable;
}

interface ReportScheduleTable {
	id: Generated<number>;
	kind: ReportKind;
	format: ReportFormat;
	language: Language;
	rhythm: Rhythm;
	/** Of the site's clock, such as 06:00. */
	time: string;
	/** JSON: e-mail addresses. */
	recipients: string;
	kept_days: number;
	paused: Flag;
	/** Who entered it. */
	account: string;
	created_at: Moment;
	/** The site's when `next_at` was reckoned. */
	time_zone: string;
	/** Null while it is paused. */
	next_at: Moment | null;
}

/** One report, with what its schedule was when it was begun. */
interface ReportRunTable {
	id: Generated<number>;
	/** Null once the schedule is deleted. */
	schedule_id: number | null;
	kind: ReportKind;
	format: ReportFormat;
	language: Language;
	first_day: string;
	last_day: string;
	/** JSON: e-mail addresses. */
	recipients: string;
	kept_days: number;
	/** Who had it made at once; null: it was due. */
	account: string | null;
	begun_at: Moment;
	state: ReportRunState;
	/** The process that is making it. */
	claimed_by: number | null;
	attempts: number;
	ended_at: Moment | null;
	problem: ReportProblem | null;
	file_name: string | null;
	file_id: number | null;
	/** Bytes. */
	size: number | null;
}

export type ReportScheduleRow = Selectable<ReportScheduleTable>;
export type ReportRunRow = Selectable<ReportRunTable>;
