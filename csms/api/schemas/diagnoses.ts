import { type Static, Type } from "typebox";
import { WORDS } from "../../diagnosis/words";
import { nullable, object, PageQuery, Timestamp } from "./fields";

/** What is wrong with charge points, found from their records. `docs/csms-diagnosis.md` has the rules. */

/** Every kind of diagnosis. */
export const DIAGNOSIS_KINDS = [
	"hardware-fault",
	"connection-flapping",
	"offline",
	"heartbeats-missed",
	"rebooted",
	"command-rejected",
	"command-unanswered",
	"transaction-not-stopped",
	"transaction-long",
	"meter-stands-still",
	"meter-backwards",
	"meter-reset",
	"meter-jumps",
	"clock-wrong",
	"id-refused",
	"all-ids-refused",
	"schema-broken",
	"protocol-broken",
	"handshake-refused",
	"unknown-charge-point",
	"firmware-update-failed",
	"certificate-expiring",
	"certificate-invalid",
	"local-list-out-of-step",
] as const;

export const DiagnosisKind = Type.Enum([...DIAGNOSIS_KINDS]);
export type DiagnosisKind = Static<typeof DiagnosisKind>;

/** The worst first. */
export const SEVERITIES = ["fault", "warning", "note"] as const;

export const Severity = Type.Enum([...SEVERITIES], {
	description:
		"fault: drivers cannot charge, or their energy is counted wrong. warning: it is about to come to that, or " +
		"something does not work. note: worth knowing",
});
export type Severity = Static<typeof Severity>;

export const Health = Type.Enum(["good", "warning", "fault", "unknown"], {
	description: "Its worst open diagnosis, notes left aside; unknown while it has never connected",
});
export type Health = Static<typeof Health>;

const Facts = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()]));
/** Numbers and words that the texts have as variables. */
export type Facts = Static<typeof Facts>;

export const Evidence = object({
	at: Timestamp,
	what: Type.Enum(
		[
			"status-notification",
			"connection",
			"charge-point",
			"boot-notification",
			"security-event",
			"command",
			"transaction",
			"meter-value",
			"authorization",
			"violation",
			"refused-handshake",
			"firmware-update",
			"certificate",
			"local-list",
		],
		{ description: "The kind of record" },
	),
	id: nullable(Type.Integer({ description: "The number of the record, where records have one" })),
	address: Type.String({
		description: "Where the API has it, or the list that has it, such as `/transactions/7`",
	}),
	facts: Facts,
});
export type Evidence = Static<typeof Evidence>;

export const Diagnosis = object({
	id: Type.Integer(),
	identity: Type.String({ description: "The charge point; of an unknown one, the name that it gave itself" }),
	connectorId: nullable(Type.Integer({ description: "Null where it is about the charge point as a whole" })),
	kind: DiagnosisKind,
	subject: nullable(
		Type.String({
			description: "What it is about, where a charge point can have several: an error code, an id, an action",
		}),
	),
	words: Type.Enum([...WORDS], {
		description: "Which texts put it into words: `diagnosis.WORDS.title`, `seen`, `cause` and `advice`",
	}),
	severity: Severity,
	since: Timestamp,
	openedAt: Type.String({
		format: "date-time",
		description: "When it was found, or found to be there again",
	}),
	until: nullable(Type.String({ format: "date-time", description: "When it was over; null while it lasts" })),
	last: Type.String({ format: "date-time", description: "When it was last seen happening" }),
	count: Type.Integer({ minimum: 1, description: "How often it has happened since" }),
	facts: Facts,
	evidence: Type.Array(Evidence, { description: "The newest records that show it, the newest first" }),
	acknowledgedAt: nullable(Timestamp),
	acknowledgedBy: nullable(Type.String({ description: "The account that takes care of it" })),
});
export type Diagnosis = Static<typeof Diagnosis>;

export const DiagnosisParams = object({ id: Type.Integer({ minimum: 1, maximum: 2147483647 }) });

export const DiagnosisQuery = object({
	identity: Type.Optional(Type.String()),
	open: Type.Optional(Type.Boolean({ description: "true: only what lasts; false: only what is over" })),
	kind: Type.Optional(DiagnosisKind),
	...PageQuery.properties,
});
