import { expect, test } from "vitest";
import type { NewAlarm } from "../../csms/api/schemas/alarms";
import type { DiagnosisRow } from "../../csms/database/tables/diagnoses";
import { tellAlarms } from "../../csms/notices/alarm-watch";
import { addAlarm, changeAlarm, deleteAlarm } from "../../csms/notices/alarms";
import { setMailServer } from "../../csms/notices/mail-server";
import { addWebhook } from "../../csms/notices/webhooks";
import { onPostgres } from "./databases";
import { receiveMail } from "./mail-receiver";
import { shareCsms, temporaryFolder } from "./running-csms";
import { type RunningNotices, runNotices } from "./running-notices";
import { receiveCalls } from "./webhook-receiver";

const csms = shareCsms();
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 31, 4);

const FAULT: Omit<DiagnosisRow, "id"> = {
	identity: "CP1",
	connector_id: 1,
	kind: "hardware-fault",
	subject: "GroundFailure",
	words: "GroundFailure",
	severity: "fault",
	since: START,
	opened_at: START,
	over_at: null,
	last_at: START,
	times: 1,
	facts: "{}",
	evidence: "[]",
	acknowledged_at: null,
	acknowledged_by: null,
};

function open(process: RunningNotices, ...some: Partial<DiagnosisRow>[]): Promise<number[]> {
	return process.store.write(async (trx) => {
		const rows = await trx
			.insertInto("diagnosis")
			.values(some.map((one) => ({ ...FAULT, ...one })))
			.returning("id")
			.execute();
		return rows.map(({ id }) => id);
	});
}

function change(process: RunningNotices, id: number, columns: Partial<DiagnosisRow>): Promise<unknown> {
	return process.store.write((trx) =>
		trx.updateTable("diagnosis").set(columns).where("id", "=", id).execute(),
	);
}

/** An alarm of faults by e-mail, and a clock that has it look every five seconds. */
async function watch(given: Partial<NewAlarm> = {}, data = temporaryFolder()) {
	const process = await runNotices(data);
	const alarm = await process.store.write((trx) =>
		addAlarm(trx, {
			name: "Desk",
			severity: "fault",
			language: "en",
			emails: ["desk@example.com"],
			...given,
		}),
	);
	let now = START;
	return {
		data,
		process,
		alarm,
		now: () => now,
		/** Lets the time pass, in milliseconds. */
		async pass(time: number) {
			const step = time >= HOUR ? 5 * MINUTE : time >= 10 * MINUTE ? MINUTE : 5 * SECOND;
			for (const end = now + time; now < end; ) {
				now += step;
				await tellAlarms(process.context, now);
			}
		},
		/** The subjects of what was queued, the oldest first. */
		async told() {
			return (await process.list()).map(({ subject }) => subject).reverse();
		},
	};
}

test("one message when a diagnosis has lasted, and one when it is over", async () => {
	const { process, pass, told, now } = await watch();
	const [id] = await open(process, {});
	await pass(55 * SECOND);
	expect(await told()).toEqual([]);
	await pass(10 * SECOND);
	expect(await told()).toEqual([expect.stringMatching(/^Fault at CP1, connector 1: /)]);
	await pass(6 * HOUR);
	expect(await told()).toHaveLength(1);
	await change(process, id, { over_at: now() });
	await pass(2 * MINUTE);
	expect(await told()).toEqual([expect.any(String), expect.stringMatching(/^Over at CP1, connector 1: /)]);
	await pass(HOUR);
	expect(await told()).toHaveLength(2);
	const left = await process.store.db.selectFrom("alarm_diagnosis").selectAll().execute();
	expect(left).toEqual([]);
});

test("what flickers is no alarm, and what comes back is the same one", async () => {
	const { process, pass, told, now } = await watch();
	const [id] = await open(process, {});
	await pass(30 * SECOND);
	await change(process, id, { over_at: now() });
	await pass(5 * MINUTE);
	expect(await told()).toEqual([]);
	await change(process, id, { over_at: null });
	await pass(2 * MINUTE);
	expect(await told()).toHaveLength(1);
	for (let i = 0; i < 10; i++) {
		await change(process, id, { over_at: now() });
		await pass(30 * SECOND);
		await change(process, id, { over_at: null });
		await pass(10 * MINUTE);
	}
	expect(await told()).toHaveLength(1);
});

test("a site that loses its internet is one message", async () => {
	const { process, pass, told } = await watch();
	for (let i = 1; i <= 20; i++) {
		await open(process, { identity: `CP${i}`, connector_id: null, kind: "offline", words: "offline" });
		await pass(5 * SECOND);
	}
	await pass(5 * MINUTE);
	expect(await told()).toEqual(["20 new problems at 20 charge points"]);
});

test("what goes on coming cannot make more messages than one in five settling times, and none is lost", async () => {
	const { process, pass, told } = await watch();
	for (let i = 1; i <= 120; i++) {
		await open(process, { identity: `CP${i}` });
		await pass(30 * SECOND);
	}
	await pass(10 * MINUTE);
	const subjects = await told();
	expect(subjects.length).toBeLessThanOrEqual(14);
	const counts = subjects.map((subject) => Number(/^(\d+) new/.exec(subject)?.[1] ?? 1));
	expect(counts.reduce((sum, count) => sum + count, 0)).toBe(120);
});

test("it tells only the severity, the kinds and the charge points that were chosen", async () => {
	const { process, pass, told } = await watch({
		severity: "warning",
		kinds: ["hardware-fault", "offline"],
		identities: ["CP1", "CP2"],
	});
	await open(
		process,
		{ identity: "CP3" },
		{ severity: "note" },
		{ kind: "clock-wrong", words: "clockAhead" },
		{ identity: "CP2", severity: "warning", kind: "offline", words: "offline", connector_id: null },
	);
	await pass(3 * MINUTE);
	expect(await told()).toEqual([expect.stringMatching(/^Warning at CP2: /)]);
});

test("it reminds when that is asked for, and not of what somebody takes care of", async () => {
	const { process, pass, told, now } = await watch({ remindHours: 2, tellsEnd: false });
	const [first, second] = await open(process, {}, { identity: "CP2" });
	await pass(HOUR);
	expect(await told()).toEqual(["2 new problems at 2 charge points"]);
	await pass(HOUR + 15 * MINUTE);
	expect((await told()).at(-1)).toBe("2 problems still there at 2 charge points");
	await change(process, first, { acknowledged_at: now(), acknowledged_by: "me" });
	await pass(2 * HOUR);
	expect((await told()).slice(2)).toEqual([expect.stringMatching(/^Still there at CP2/)]);
	await change(process, second, { over_at: now() });
	await pass(3 * HOUR);
	expect(await told()).toHaveLength(3);
});

test("nothing is told twice or lost over a restart, nor by several processes", async () => {
	const { data, process, pass, now } = await watch();
	await open(process, {});
	await pass(40 * SECOND);
	await process.stop();
	// SQLite has one process alone.
	const others = [await runNotices(data), ...(onPostgres ? [await runNotices(data)] : [])];
	for (let at = now(); at < now() + 10 * MINUTE; at += 5 * SECOND) {
		await Promise.all(others.map(({ context }) => tellAlarms(context, at)));
	}
	expect(await others[0].list()).toHaveLength(1);
});

test("an alarm that is off or removed tells nothing; on again, it tells what there is", async () => {
	const { process, alarm, pass, told } = await watch();
	await process.store.write((trx) => changeAlarm(trx, alarm.id, { isOn: false }));
	await open(process, {});
	await pass(10 * MINUTE);
	expect(await told()).toEqual([]);
	await process.store.write((trx) => changeAlarm(trx, alarm.id, { isOn: true }));
	await pass(2 * MINUTE);
	expect(await told()).toHaveLength(1);
	await process.store.write((trx) => deleteAlarm(trx, alarm.id));
	await open(process, { identity: "CP2" });
	await pass(10 * MINUTE);
	expect(await told()).toHaveLength(1);
});

test.each(["en", "zh-TW"] as const)(
	"the mail says what, since when, why and what to do (%s)",
	async (language) => {
		const server = await receiveMail();
		const { process, pass } = await watch({ language, name: "<Pult>" });
		await process.store.write((trx) => setMailServer(trx, server.settings));
		const [id] = await open(process, { identity: "CP<1>" });
		await pass(2 * MINUTE);
		await expect.poll(() => server.received.length).toBe(1);
		const [mail] = server.received;
		expect(mail.header("Subject")).toContain("CP<1>");
		const text = mail.part("text/plain");
		const html = mail.part("text/html");
		// In Taipei's time.
		expect(text).toContain("12:00");
		expect(text).toContain(`https://csms.example/operator/diagnoses/${id}`);
		expect(html).toContain(`href="https://csms.example/operator/diagnoses/${id}"`);
		expect(html).not.toContain("CP<1>");
		expect(html).not.toContain("<Pult>");
		for (const words of language === "en"
			? ["Since: ", "Likely cause: ", "What to do: "]
			: ["開始時間：", "可能原因：", "處理方式："]) {
			expect(text).toContain(words);
		}
		expect(text).not.toMatch(/\{\{|diagnosis\.|alarmMail\./);
	},
);

test("webhooks are told the events that they want, with the words", async () => {
	const [all, ends] = [await receiveCalls(), await receiveCalls()];
	const process = await runNotices();
	const webhooks = await process.store.write(async (trx) => [
		await addWebhook(trx, { name: "All", address: all.address }),
		await addWebhook(trx, { name: "Ends", address: ends.address, events: ["diagnosis.ended"] }),
		await addWebhook(trx, { name: "Off", address: ends.address, isOn: false }),
	]);
	await process.store.write((trx) =>
		addAlarm(trx, {
			name: "Desk",
			severity: "note",
			language: "en",
			settleSeconds: 0,
			webhooks: webhooks.map(({ id }) => id),
		}),
	);
	const [id] = await open(process, { severity: "note" });
	await tellAlarms(process.context, START);
	await tellAlarms(process.context, START + SECOND);
	await expect.poll(() => all.calls.length).toBe(1);
	expect(all.calls[0].body).toMatchObject({
		type: "diagnosis.opened",
		timestamp: new Date(START + SECOND).toISOString(),
		data: {
			alarm: { name: "Desk" },
			diagnoses: [
				{ id, identity: "CP1", connectorId: 1, kind: "hardware-fault", severity: "note", until: null },
			],
		},
	});
	expect(Object.keys(all.calls[0].body.data.diagnoses[0])).toEqual(
		expect.arrayContaining(["title", "seen", "cause", "advice", "link", "evidence"]),
	);
	await change(process, id, { over_at: START + 2 * SECOND });
	await tellAlarms(process.context, START + 3 * SECOND);
	await expect.poll(() => [all.calls.length, ends.calls.length]).toEqual([2, 1]);
	expect(ends.calls[0].body).toMatchObject({ type: "diagnosis.ended", data: { diagnoses: [{ id }] } });
});

test("alarms are kept by the REST interface, which refuses those that nobody would get", async () => {
	const alarm = { name: "Desk", severity: "warning", language: "zh-TW" };
	expect((await csms.rest("POST", "/alarms", alarm)).status).toBe(400);
	expect((await csms.rest("POST", "/alarms", { ...alarm, webhooks: [99] })).status).toBe(400);
	expect((await csms.rest("POST", "/alarms", { ...alarm, emails: ["no address"] })).status).toBe(400);
	const added = await csms.rest("POST", "/alarms", { ...alarm, emails: ["a@example.com"] });
	expect(added).toMatchObject({
		status: 201,
		body: { isOn: true, kinds: null, identities: null, settleSeconds: 60, remindHours: null, tellsEnd: true },
	});
	const { id } = added.body;
	const changed = await csms.rest("PATCH", `/alarms/${id}`, { remindHours: 24, kinds: ["offline"] });
	expect(changed.body).toMatchObject({ remindHours: 24, kinds: ["offline"], emails: ["a@example.com"] });
	expect((await csms.rest("PATCH", `/alarms/${id}`, { emails: [] })).status).toBe(400);
	expect((await csms.rest("GET", "/alarms")).body).toEqual([changed.body]);
	const { body: webhook } = await csms.rest("POST", "/webhooks", {
		name: "W",
		address: "https://w.example/",
	});
	await csms.rest("PATCH", `/alarms/${id}`, { webhooks: [webhook.id] });
	await csms.rest("DELETE", `/webhooks/${webhook.id}`);
	expect((await csms.rest("GET", "/alarms")).body).toMatchObject([{ id, webhooks: [] }]);
	expect((await csms.rest("DELETE", `/alarms/${id}`)).status).toBe(204);
	expect((await csms.rest("DELETE", `/alarms/${id}`)).status).toBe(404);
});
