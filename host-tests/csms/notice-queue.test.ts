import { expect, onTestFinished, test } from "vitest";
import { Store } from "../../csms/database/store";
import type { Db } from "../../csms/database/tables";
import {
	claimNotices,
	endAttempt,
	forgetOld,
	listNotices,
	type Outcome,
	queueMail,
	sendAgain,
} from "../../csms/notices/queue";
import { placeOf } from "./databases";
import { temporaryFolder } from "./running-csms";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MAIL = { to: "a@example.com", subject: "Subject", text: "Text" };
const LATER: Outcome = { taken: false, problem: "unreachable", answer: "No answer", isFinal: false };
const TAKEN: Outcome = { taken: true, problem: null, answer: "250 OK", isFinal: true };

async function openStore(): Promise<Store> {
	const store = await Store.open(await placeOf(temporaryFolder()));
	onTestFinished(() => store.close());
	return store;
}

/** The next attempt at that moment; undefined when nothing is due. */
function attempt(store: Store, now: number, outcome: Outcome) {
	return store.write(async (trx) => {
		const [claimed] = await claimNotices(trx, 1, { now, limit: 1, except: [] });
		return claimed && endAttempt(trx, claimed.row, outcome, now);
	});
}

const countOf = async (db: Db, table: "notice" | "notice_content" | "notice_attachment") =>
	(await db.selectFrom(table).selectAll().execute()).length;

test("the waits grow to an hour, and after a day a message is given up and can be sent again", async () => {
	const store = await openStore();
	const [id] = await store.write((trx) => queueMail(trx, MAIL));
	const begin = Date.now();
	const waits: number[] = [];
	let now = begin;
	let notice = await attempt(store, now, LATER);
	while (notice?.state === "waiting") {
		const due = Date.parse(notice.dueAt!);
		waits.push(due - now);
		expect(await attempt(store, due - 1, LATER)).toBe(undefined);
		now = due;
		notice = await attempt(store, now, LATER);
	}
	expect(waits.slice(0, 8).map((wait) => wait / MINUTE)).toEqual([0.5, 1, 2, 4, 8, 16, 32, 60]);
	expect(Math.max(...waits)).toBe(HOUR);
	expect(notice).toMatchObject({
		state: "failed",
		problem: "unreachable",
		answer: "No answer",
		isKept: true,
	});
	expect(now - begin).toBeGreaterThan(DAY - HOUR - MINUTE);
	expect(now - begin).toBeLessThanOrEqual(DAY);
	await store.write((trx) => sendAgain(trx, id, now));
	expect(await attempt(store, now, TAKEN)).toMatchObject({ state: "sent", attempts: 1 });
});

test("what was taken, or failed a month ago, takes no room any more", async () => {
	const store = await openStore();
	const attachments = [{ filename: "a.pdf", contentType: "application/pdf", content: Buffer.from("PDF") }];
	await store.write((trx) =>
		queueMail(trx, { ...MAIL, to: ["a@example.com", "b@example.com"], attachments }),
	);
	const now = Date.now();
	await attempt(store, now, TAKEN);
	// The other reader still waits for it.
	expect(await countOf(store.db, "notice_attachment")).toBe(1);
	await attempt(store, now, { ...LATER, isFinal: true });
	expect(await listNotices(store.db, { limit: 10 })).toMatchObject([{ state: "failed" }, { state: "sent" }]);
	await store.write((trx) => forgetOld(trx, now + 29 * DAY));
	expect(await countOf(store.db, "notice")).toBe(2);
	await store.write((trx) => forgetOld(trx, now + 31 * DAY));
	for (const table of ["notice", "notice_content", "notice_attachment"] as const) {
		expect(await countOf(store.db, table), table).toBe(0);
	}
});

test("what is too large, or goes to nobody, is refused and leaves nothing behind", async () => {
	const store = await openStore();
	const large = { filename: "a", contentType: "text/plain", content: Buffer.alloc(11 * 1024 * 1024) };
	const refused = (mail: Parameters<typeof queueMail>[1]) => store.write((trx) => queueMail(trx, mail));
	await expect(refused({ ...MAIL, attachments: [large, large] })).rejects.toMatchObject({ statusCode: 413 });
	await expect(refused({ ...MAIL, to: [] })).rejects.toMatchObject({ statusCode: 400 });
	await store.write(async (trx) => {
		const rows = Array.from({ length: 9_999 }, () => ({
			channel: "mail" as const,
			recipient: "a@example.com",
			subject: "Subject",
			created_at: 0,
			state: "waiting" as const,
			attempts: 0,
			due_at: 0,
		}));
		for (let at = 0; at < rows.length; at += 500) {
			await trx
				.insertInto("notice")
				.values(rows.slice(at, at + 500))
				.execute();
		}
	});
	await expect(refused({ ...MAIL, to: ["a@example.com", "b@example.com"] })).rejects.toMatchObject({
		statusCode: 503,
	});
	expect(await countOf(store.db, "notice_content")).toBe(0);
	await store.write((trx) => queueMail(trx, MAIL));
});
