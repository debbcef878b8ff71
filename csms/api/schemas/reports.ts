import { type Static, Type } from "typebox";
import { LANGUAGES, type Language } from "../../pages/shared/languages";
import { Email, nullable, object, PageQuery, some, Timestamp } from "./fields";

/** Reports of a period, their schedules, and what was made by them. */

export const REPORT_KINDS = [
	"transactions",
	"billing",
	"charge-points",
	"connectors",
	"users",
	"groups",
	"days",
	"weeks",
	"months",
	"faults",
] as const;
export const ReportKind = Type.Enum([...REPORT_KINDS]);
export type ReportKind = Static<typeof ReportKind>;

export const REPORT_FORMATS = ["csv", "xlsx", "pdf"] as const;
export const ReportFormat = Type.Enum([...REPORT_FORMATS]);
export type ReportFormat = Static<typeof ReportFormat>;

const ReportLanguage = Type.Enum(Object.keys(LANGUAGES) as Language[]);

const Day = Type.String({ format: "date", description: "A day in the site's time zone, such as 2026-01-31" });

export const ReportParams = object({ kind: ReportKind });
export const ReportQuery = object({
	format: ReportFormat,
	from: Type.String({ ...Day, description: "The first day, in the site's time zone, such as 2026-01-01" }),
	to: Type.String({ ...Day, description: "The last day; it belongs to the period" }),
	language: Type.Optional(Type.Enum(Object.keys(LANGUAGES) as Language[], { default: "en" })),
});

export const ReceiptQuery = object({
	language: Type.Optional(Type.Enum(Object.keys(LANGUAGES) as Language[], { default: "en" })),
});

const file = (types: readonly string[]) => ({
	200: {
		description: "The file",
		content: Object.fromEntries(
			types.map((type) => [type, { schema: Type.String({ format: "binary" }) }]),
		) as Record<string, { schema: ReturnType<typeof Type.String> }>,
	},
});

/** The types of the files. */
export const CONTENT_TYPES: Record<ReportFormat, string> = {
	csv: "text/csv; charset=utf-8",
	xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	pdf: "application/pdf",
};
export const reportAnswers = file(["text/csv", CONTENT_TYPES.xlsx, CONTENT_TYPES.pdf]);
export const receiptAnswers = file([CONTENT_TYPES.pdf]);

export const Rhythm = Type.Enum(["daily", "weekly", "monthly"], {
	description: "About the day, the week (Monday to Sunday) or the month before",
});
export type Rhythm = Static<typeof Rhythm>;

const scheduleFields = {
	kind: ReportKind,
	format: ReportFormat,
	language: ReportLanguage,
	rhythm: Rhythm,
	time: Type.String({
		pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
		description:
			"When it is made, in the site's time zone, such as 06:00; weekly on Mondays, monthly on the first",
	}),
	recipients: Type.Array(Email, {
		maxItems: 20,
		description: "Who gets it by e-mail; it is kept in any case",
	}),
	keptDays: Type.Integer({ minimum: 1, maximum: 3650, description: "Days that its files are kept" }),
	paused: Type.Boolean(),
};

export const NewReportSchedule = object({
	...scheduleFields,
	recipients: Type.Optional(scheduleFields.recipients),
	keptDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, default: 400 })),
	paused: Type.Optional(Type.Boolean({ default: false })),
});
export type NewReportSchedule = Static<typeof NewReportSchedule>;
export const ReportScheduleChange = some(scheduleFields);
export type ReportScheduleChange = Static<typeof ReportScheduleChange>;

/** A report that is made again and again. */
export const ReportSchedule = object({
	id: Type.Integer(),
	...scheduleFields,
	account: Type.String({ description: "Who entered it" }),
	createdAt: Timestamp,
	nextAt: nullable(Timestamp),
});
export type ReportSchedule = Static<typeof ReportSchedule>;
export const ReportScheduleParams = object({ id: Type.Integer({ minimum: 1 }) });

export const ReportRunState = Type.Enum(["running", "made", "failed"]);
export type ReportRunState = Static<typeof ReportRunState>;
export const ReportProblem = Type.Enum(
	["too-many-rows", "no-room", "failed", "no-mail-server", "not-queued"],
	{
		description:
			"too-many-rows: the format takes fewer. no-room: all kept reports together are too large. failed: the log " +
			"says why. no-mail-server, not-queued: it is made and kept, and could not be given to the mail server",
	},
);
export type ReportProblem = Static<typeof ReportProblem>;

/** One report that a schedule has made, or tried to. */
export const ReportRun = object({
	id: Type.Integer(),
	scheduleId: nullable(Type.Integer({ description: "Null once the schedule is deleted" })),
	kind: ReportKind,
	format: ReportFormat,
	language: ReportLanguage,
	from: Day,
	to: Day,
	begunAt: Timestamp,
	endedAt: nullable(Timestamp),
	account: nullable(Type.String({ description: "Who had it made; null: it was due" })),
	state: ReportRunState,
	problem: nullable(ReportProblem),
	recipients: Type.Array(Type.String(), { description: "Who gets it by e-mail" }),
	fileName: nullable(Type.String()),
	size: nullable(Type.Integer({ description: "Bytes of its file" })),
	keptUntil: nullable(Timestamp),
});
export const ReportRunQuery = object({
	...PageQuery.properties,
	scheduleId: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type ReportRun = Static<typeof ReportRun>;
export const ReportRunParams = object({ id: Type.Integer({ minimum: 1 }) });
