import { expect, test } from "vitest";
import { setMailServer } from "../../../csms/notices/mail-server";
import { claimNotices } from "../../../csms/notices/queue";
import { receiveMail } from "../mail-receiver";
import { temporaryFolder } from "../running-csms";
import { runNotices } from "../running-notices";

const MAIL = { subject: "Subject", text: "Text" };

test("each message is sent by one process alone", async () => {
	const data = temporaryFolder();
	const processes = [await runNotices(data), await runNotices(data), await runNotices(data)];
	const [first] = processes;
	const server = await receiveMail();
	await first.store.write((trx) => setMailServer(trx, server.settings));
	const to = Array.from({ length: 40 }, (_, i) => `reader-${i}@example.com`);
	await first.notices.mail({ to, ...MAIL });
	const waking = setInterval(() => {
		for (const { notices } of processes) notices.wake();
	}, 5);
	await expect
		.poll(async () => (await first.list()).every(({ state }) => state === "sent"), { timeout: 20_000 })
		.toBe(true);
	clearInterval(waking);
	const messages = server.received.map(({ header }) => header("Message-ID"));
	expect(new Set(messages).size).toBe(40);
	expect(messages).toHaveLength(40);
});

test("what a process had in its hands when it died is sent by another", async () => {
	const data = temporaryFolder();
	const living = await runNotices(data);
	const server = await receiveMail();
	await living.store.write((trx) => setMailServer(trx, server.settings));
	const dead = 1_000_000;
	await living.store.write(async (trx) => {
		await trx
			.insertInto("process")
			.values({ id: dead, started_at: Date.now(), beat_at: Date.now(), public_key: "" })
			.execute();
		await trx.insertInto("notice_content").values({ id: 1_000_000, text: "Text", html: null }).execute();
		await trx
			.insertInto("notice")
			.values({
				content_id: 1_000_000,
				channel: "mail",
				recipient: "a@example.com",
				subject: "Subject",
				created_at: Date.now(),
				state: "waiting",
				attempts: 0,
				due_at: 0,
			})
			.execute();
		await claimNotices(trx, dead, { now: Date.now(), limit: 10, except: [] });
	});
	// While that process lives it is not touched; the beats of the other remove it once it is silent.
	living.notices.wake();
	expect(await living.list()).toMatchObject([{ state: "waiting", attempts: 0 }]);
	await expect.poll(() => server.received.length, { timeout: 20_000, interval: 200 }).toBe(1);
	const left = await living.store.db.selectFrom("process").select("id").where("id", "=", dead).execute();
	expect(left).toEqual([]);
});
