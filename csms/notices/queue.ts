import type { DeliveryProblem, Notice } from "../api/schemas/notices";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { NoticeRow } from "../database/tables/notices";
import { timestamp, timestampOrNull } from "../moment";
import { Problem } from "../problem";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Milliseconds until the second attempt; each wait is twice the one before. */
const FIRST_WAIT = MINUTE / 2;
const LONGEST_WAIT = 60 * MINUTE;
/** Milliseconds after which a message that nobody took is given up. */
const PATIENCE = DAY;
/** Milliseconds for which it stays in the list, and what failed can be sent again. */
const KEPT = 30 * DAY;
/** Messages that may wait. */
const MOST_WAITING = 10_000;
/** Bytes of the attachments of one message. */
const MOST_BYTES = 20 * 1024 * 1024;
/** Recipients of one message. */
const MOST_RECIPIENTS = 100;
/** Characters of an answer that are kept. */
const ANSWER_LENGTH = 500;

export interface Attachment {
	readonly filename: string;
	readonly contentType: string;
	readonly content: Uint8Array;
}

/** A message by e-mail. Each recipient gets one of his own and sees no other. */
export interface Mail {
	readonly to: string | readonly string[];
	/** One line. */
	readonly subject: string;
	readonly text: string;
	readonly html?: string;
	readonly attachments?: readonly Attachment[];
}

/** What one attempt needs. */
export interface Claimed {
	readonly row: NoticeRow;
	readonly text: string;
	readonly html: string | null;
	readonly attachments: readonly Attachment[];
}

/**
 * Puts a mail into the queue; it goes once this is on the disk. Answers the numbers of the messages. Throws a
 * Problem when it is too large or too many wait.
 */
export async function queueMail(db: Db, mail: Mail): Promise<number[]> {
	const recipients = [...new Set([mail.to].flat())];
	if (recipients.length === 0 || recipients.length > MOST_RECIPIENTS) {
		throw new Problem(400, `A message goes to 1 to ${MOST_RECIPIENTS} addresses.`);
	}
	const attachments = mail.attachments ?? [];
	if (attachments.reduce((sum, { content }) => sum + content.length, 0) > MOST_BYTES) {
		throw new Problem(413, `The attachments have more than ${MOST_BYTES / 1024 / 1024} MiB.`);
	}
	const contentId = await addContent(db, mail.text, mail.html ?? null, attachments);
	return addNotices(
		db,
		recipients.map((recipient) => ({ channel: "mail", recipient, webhook_id: null })),
		{ contentId, subject: mail.subject },
	);
}

/** As {@link queueMail}, to webhooks; `body` is JSON. */
export async function queueCalls(
	db: Db,
	webhooks: readonly { id: number; name: string }[],
	{ event, body }: { event: string; body: string },
): Promise<number[]> {
	if (webhooks.length === 0) return [];
	const contentId = await addContent(db, body, null, []);
	return addNotices(
		db,
		webhooks.map(({ id, name }) => ({ channel: "webhook", recipient: name, webhook_id: id })),
		{ contentId, subject: event },
	);
}

async function addContent(
	db: Db,
	text: string,
	html: string | null,
	attachments: readonly Attachment[],
): Promise<number> {
	const { id } = await db
		.insertInto("notice_content")
		.values({ text, html })
		.returning("id")
		.executeTakeFirstOrThrow();
	for (const [position, { filename, contentType, content }] of attachments.entries()) {
		await db
			.insertInto("notice_attachment")
			.values({ content_id: id, position, file_name: filename, content_type: contentType, bytes: content })
			.execute();
	}
	return id;
}

async function addNotices(
	db: Db,
	recipients: readonly Pick<NoticeRow, "channel" | "recipient" | "webhook_id">[],
	{ contentId, subject }: { contentId: number; subject: string },
): Promise<number[]> {
	const { waiting } = await db
		.selectFrom("notice")
		.select(({ fn }) => fn.countAll<number | string>().as("waiting"))
		.where("state", "=", "waiting")
		.executeTakeFirstOrThrow();
	if (Number(waiting) + recipients.length > MOST_WAITING) {
		throw new Problem(503, `${MOST_WAITING} messages wait to be sent; no more are taken.`);
	}
	const now = Date.now();
	const rows = await db
		.insertInto("notice")
		.values(
			recipients.map((recipient) => ({
				...recipient,
				content_id: contentId,
				subject: subject.replace(/\s+/g, " ").trim(),
				created_at: now,
				state: "waiting" as const,
				attempts: 0,
				due_at: now,
			})),
		)
		.returning("id")
		.execute();
	return rows.map(({ id }) => id).sort((a, b) => a - b);
}

/** When the next message is due; undefined when none waits. */
export async function nextDue(db: Db): Promise<Moment | undefined> {
	const row = await db
		.selectFrom("notice")
		.select("due_at")
		.where("state", "=", "waiting")
		.orderBy("due_at")
		.limit(1)
		.executeTakeFirst();
	return row?.due_at;
}

/**
 * Takes messages that are due, for the process alone. What a process had that is gone is free again; `except` are
 * those that it is sending.
 */
export async function claimNotices(
	db: Db,
	processId: number,
	{ now, limit, except }: { now: Moment; limit: number; except: readonly number[] },
): Promise<Claimed[]> {
	let due = db
		.selectFrom("notice")
		.select("id")
		.where("state", "=", "waiting")
		.where("due_at", "<=", now)
		.where((where) =>
			where.or([
				where("claimed_by", "is", null),
				where("claimed_by", "=", processId),
				where("claimed_by", "not in", where.selectFrom("process").select("id")),
			]),
		);
	if (except.length > 0) due = due.where("id", "not in", [...except]);
	const ids = await due.orderBy("due_at").orderBy("id").limit(limit).execute();
	if (ids.length === 0) return [];
	const rows = await db
		.updateTable("notice")
		.set({ claimed_by: processId })
		.where(
			"id",
			"in",
			ids.map(({ id }) => id),
		)
		.returningAll()
		.execute();
	return Promise.all(rows.sort((a, b) => a.id - b.id).map((row) => withContent(db, row)));
}

async function withContent(db: Db, row: NoticeRow): Promise<Claimed> {
	const content = await db
		.selectFrom("notice_content")
		.selectAll()
		.where("id", "=", row.content_id)
		.executeTakeFirstOrThrow();
	const attachments = await db
		.selectFrom("notice_attachment")
		.selectAll()
		.where("content_id", "=", row.content_id)
		.orderBy("position")
		.execute();
	return {
		row,
		text: content.text,
		html: content.html,
		attachments: attachments.map(({ file_name, content_type, bytes }) => ({
			filename: file_name,
			contentType: content_type,
			content: Buffer.from(bytes as ArrayBuffer),
		})),
	};
}

/** What became of an attempt. */
export interface Outcome {
	readonly taken: boolean;
	readonly problem: DeliveryProblem | null;
	readonly answer: string | null;
	/** Another attempt would end in the same way. */
	readonly isFinal: boolean;
}

/** Notes what became of an attempt: sent, failed for good, or waiting for the next attempt. */
export async function endAttempt(
	db: Db,
	{ id, created_at, attempts }: NoticeRow,
	{ taken, problem, answer, isFinal }: Outcome,
	now: Moment,
): Promise<Notice | undefined> {
	const wait = Math.min(FIRST_WAIT * 2 ** Math.min(attempts, 20), LONGEST_WAIT);
	const isOver = !taken && (isFinal || now + wait > created_at + PATIENCE);
	const row = await db
		.updateTable("notice")
		.set({
			state: taken ? "sent" : isOver ? "failed" : "waiting",
			attempts: attempts + 1,
			due_at: now + wait,
			claimed_by: null,
			ended_at: taken || isOver ? now : null,
			problem,
			answer: answer?.slice(0, ANSWER_LENGTH) ?? null,
			...(taken && { content_id: null }),
		})
		.where("id", "=", id)
		.where("state", "=", "waiting")
		.returningAll()
		.executeTakeFirst();
	if (taken) await dropUnused(db);
	return row && toNotice(row);
}

/** All that wait for this channel are due now: what kept them may be mended. */
export async function hasten(db: Db, channel: NoticeRow["channel"], now: Moment): Promise<void> {
	await db
		.updateTable("notice")
		.set({ due_at: now })
		.where("state", "=", "waiting")
		.where("channel", "=", channel)
		.where("due_at", ">", now)
		.execute();
}

/** Sends again what has failed, for another day. Throws a Problem when it cannot be. */
export async function sendAgain(db: Db, id: number, now: Moment): Promise<Notice> {
	const row = await db.selectFrom("notice").selectAll().where("id", "=", id).executeTakeFirst();
	if (!row) throw new Problem(404, `There is no message ${id}.`);
	if (row.state !== "failed" || row.content_id === null) {
		throw new Problem(409, `The message ${id} has not failed, or is not kept any more.`);
	}
	if (row.channel === "webhook" && row.webhook_id === null) {
		throw new Problem(409, `The webhook of the message ${id} has been removed.`);
	}
	const changed = await db
		.updateTable("notice")
		.set({ state: "waiting", created_at: now, due_at: now, attempts: 0, ended_at: null })
		.where("id", "=", id)
		.returningAll()
		.executeTakeFirstOrThrow();
	return toNotice(changed);
}

/** The newest first. */
export async function listNotices(
	db: Db,
	{ state, before, limit }: { state?: NoticeRow["state"]; before?: number; limit: number },
): Promise<Notice[]> {
	let query = db.selectFrom("notice").selectAll();
	if (state) query = query.where("state", "=", state);
	if (before !== undefined) query = query.where("id", "<", before);
	const rows = await query.orderBy("id", "desc").limit(limit).execute();
	return rows.map(toNotice);
}

/** Removes messages that ended long ago. */
export async function forgetOld(db: Db, now: Moment): Promise<void> {
	await db
		.deleteFrom("notice")
		.where("state", "<>", "waiting")
		.where("ended_at", "<", now - KEPT)
		.execute();
	await dropUnused(db);
}

async function dropUnused(db: Db): Promise<void> {
	await db
		.deleteFrom("notice_content")
		.where((where) =>
			where.not(
				where.exists(
					where
						.selectFrom("notice")
						.select("notice.id")
						.whereRef("notice.content_id", "=", "notice_content.id"),
				),
			),
		)
		.execute();
}

function toNotice(row: NoticeRow): Notice {
	return {
		id: row.id,
		channel: row.channel,
		recipient: row.recipient,
		subject: row.subject,
		createdAt: timestamp(row.created_at),
		state: row.state,
		attempts: row.attempts,
		dueAt: row.state === "waiting" ? timestamp(row.due_at) : null,
		endedAt: timestampOrNull(row.ended_at),
		problem: row.problem as DeliveryProblem | null,
		answer: row.answer,
		isKept: row.content_id !== null,
	};
}
