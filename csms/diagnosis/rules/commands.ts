import type { Facts } from "../../api/schemas/diagnoses";
import type { CommandRow } from "../../database/tables/commands";
import { type Asked, DAY, type Finding, newest, orDash, type Rule, record } from "../finding";
import type { Words } from "../words";

/** Commands that are looked through. */
const MOST_COMMANDS = 200;
/** What was refused so long ago is nobody's concern any more. */
const REFUSALS_LAST = 7 * DAY;
/** So many refusals of one action in a row are no accident. */
const MANY_REFUSALS = 3;
/** An answer may be lost with a connection; two within a day are a fault. */
const MANY_UNANSWERED = 2;

/** Statuses by which charge points refuse; others, such as Occupied, say how things are. */
const REFUSALS: readonly unknown[] = [
	"Rejected",
	"NotSupported",
	"NotImplemented",
	"Failed",
	"UnlockFailed",
	"VersionMismatch",
];
const NOT_SUPPORTED: readonly unknown[] = ["NotSupported", "NotImplemented"];

/** Commands that charge points refuse or do not answer. */
export const commands: Rule = { kinds: ["command-rejected", "command-unanswered"], find };

async function find(asked: Asked): Promise<Finding[]> {
	const { db, identity, now } = asked;
	const rows = await db
		.selectFrom("command")
		.selectAll()
		.where("identity", "=", identity)
		.where("result", "in", ["Response", "CallError", "Timeout"])
		.orderBy("id", "desc")
		.limit(MOST_COMMANDS)
		.execute();
	const recent = rows.filter(({ sent_at }) => sent_at > now - REFUSALS_LAST);
	const actions = [...new Set(recent.map(({ action }) => action))];
	const findings = actions.map((action) => rejected(asked, action, recent));
	return [...findings, unanswered(asked, recent)].filter((finding) => finding !== undefined);
}

/** It lasts until the charge point accepts that action. */
function rejected(
	{ known, identity }: Asked,
	action: string,
	rows: readonly CommandRow[],
): Finding | undefined {
	const answered = rows.filter((row) => row.action === action && row.result !== "Timeout");
	const firstGood = answered.findIndex((row) => !isRefused(row));
	const refused = firstGood < 0 ? answered : answered.slice(0, firstGood);
	const [latest] = refused;
	if (!latest) return;
	const before = known("command-rejected", null, action);
	const added = before ? refused.filter(({ sent_at }) => sent_at > before.last).length : 0;
	const { status, code } = answerOf(latest);
	return {
		kind: "command-rejected",
		connectorId: null,
		subject: action,
		words: wordsOf(latest),
		severity: refused.length >= MANY_REFUSALS ? "warning" : "note",
		since: before?.since ?? refused.at(-1)!.sent_at,
		last: latest.sent_at,
		count: before ? before.count + added : refused.length,
		facts: { action, answer: orDash(status ?? code), ...asFact(latest) },
		evidence: newest(refused.map((row) => toEvidence(identity, row))),
	};
}

/** It lasts until the charge point answers anything again, or for a day. */
function unanswered({ known, identity, now }: Asked, rows: readonly CommandRow[]): Finding | undefined {
	const before = known("command-unanswered");
	const firstAnswered = rows.findIndex(({ result }) => result !== "Timeout");
	const inARow = firstAnswered < 0 ? rows : rows.slice(0, firstAnswered);
	const lost = inARow.filter(({ sent_at }) => sent_at > now - DAY);
	const [latest] = lost;
	if (!latest || lost.length < MANY_UNANSWERED) return;
	const added = before ? lost.filter(({ sent_at }) => sent_at > before.last).length : 0;
	return {
		kind: "command-unanswered",
		connectorId: null,
		subject: null,
		words: "commandUnanswered",
		severity: "warning",
		since: before?.since ?? lost.at(-1)!.sent_at,
		last: latest.sent_at,
		count: before ? before.count + added : lost.length,
		facts: { action: latest.action },
		evidence: newest(lost.map((row) => toEvidence(identity, row))),
	};
}

function isRefused(row: CommandRow): boolean {
	return row.result === "CallError" || REFUSALS.includes(answerOf(row).status);
}

function answerOf({ response, call_error }: CommandRow): { status: string | null; code: string | null } {
	const { status } = JSON.parse(response ?? "{}") as { status?: string };
	const { code } = JSON.parse(call_error ?? "{}") as { code?: string };
	return { status: status ?? null, code: code ?? null };
}

function wordsOf(row: CommandRow): Words {
	const { status, code } = answerOf(row);
	if (NOT_SUPPORTED.includes(status ?? code)) return "commandNotSupported";
	return row.result === "CallError" ? "commandFailed" : "commandRejected";
}

/** What an operator looks for first: the key that was to be changed. */
function asFact({ payload }: CommandRow): Facts {
	const { key } = JSON.parse(payload) as { key?: unknown };
	return { key: typeof key === "string" ? key : null };
}

function toEvidence(identity: string, row: CommandRow) {
	const { status, code } = answerOf(row);
	return record("command", {
		at: row.sent_at,
		id: row.id,
		address: `/charge-points/${encodeURIComponent(identity)}/commands`,
		facts: { action: row.action, result: row.result, answer: status ?? code, account: row.account },
	});
}
