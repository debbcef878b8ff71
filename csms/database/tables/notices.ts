import type { ColumnType, Generated, Selectable } from "kysely";
import type { Language } from "../../pages/shared/languages";
import type { Flag, Moment } from "./columns";

/** Messages to people and to other systems, where they go, and the alarms that make them. */
export interface NoticeTables {
	notice: NoticeTable;
	notice_content: NoticeContentTable;
	notice_attachment: NoticeAttachmentTable;
	webhook: WebhookTable;
	alarm: AlarmTable;
	alarm_diagnosis: AlarmDiagnosisTable;
}

/** One message to one recipient. */
interface NoticeTable {
	id: Generated<number>;
	/** Null once it needs no sending any more. */
	content_id: number | null;
	webhook_id: number | null;
	channel: "mail" | "webhook";
	/** An e-mail address, or the name of a webhook. */
	recipient: string;
	subject: string;
	created_at: Moment;
	state: "waiting" | "sent" | "failed";
	attempts: number;
	/** When it is tried next. */
	due_at: Moment;
	/** The process that is sending it. */
	claimed_by: number | null;
	ended_at: Moment | null;
	/** Why the last attempt failed. */
	problem: string | null;
	/** What the other side said at the last attempt. */
	answer: string | null;
}

/** What is sent, once for all recipients. */
interface NoticeContentTable {
	id: Generated<number>;
	/** Of a webhook: the JSON. */
	text: string;
	html: string | null;
}

interface NoticeAttachmentTable {
	content_id: number;
	position: number;
	file_name: string;
	content_type: string;
	bytes: ColumnType<Uint8Array | ArrayBuffer, Uint8Array, never>;
}

interface WebhookTable {
	id: Generated<number>;
	name: string;
	address: string;
	/** What bodies are signed with: `whsec_` and base64. */
	secret: string;
	/** JSON: names of events. */
	events: string;
	is_on: Flag;
	created_at: Moment;
}

interface AlarmTable {
	id: Generated<number>;
	name: string;
	is_on: Flag;
	/** The least that it tells. */
	severity: "fault" | "warning" | "note";
	/** JSON; null: all. */
	kinds: string | null;
	/** JSON; null: all. */
	identities: string | null;
	/** JSON. */
	emails: string;
	/** JSON: their numbers. */
	webhooks: string;
	language: Language;
	/** Milliseconds that a diagnosis has to last. */
	settle: number;
	/** Milliseconds between reminders; null: none. */
	remind: number | null;
	tells_end: Flag;
	/** When it last told of something new. */
	told_at: Moment | null;
	created_at: Moment;
}

/** A diagnosis that an alarm tells, until its end was told. */
interface AlarmDiagnosisTable {
	alarm_id: number;
	diagnosis_id: number;
	seen_at: Moment;
	/** Null while it has to settle. */
	told_at: Moment | null;
}

export type NoticeRow = Selectable<NoticeTable>;
export type WebhookRow = Selectable<WebhookTable>;
export type AlarmRow = Selectable<AlarmTable>;
