import { DateTime } from "luxon";
import { SMTPServer } from "smtp-server";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Store } from "../../csms/database/store";
import { nextDue, periodBefore, periodOf } from "../../csms/records/report-periods";
import { forgetRuns } from "../../csms/records/report-runs";
import { newAccount } from "./accounts-of-tests";
import { onPostgres, placeOf } from "./databases";
import { download, readCsv } from "./report-files";
import { type RunningCsms, readEvents, runCsms, temporaryFolder } from "./running-csms";

// A thread that makes PDFs takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const DAILY = { kind: "days", format: "csv", language: "en", rhythm: "daily", time: "06:00" };

async function runsOf(csms: RunningCsms) {
	return (await csms.rest("GET", "/report-runs")).body as {
		id: number;
		state: string;
		from: string;
		problem: string | null;
		size: number;
	}[];
}

/** Makes the schedule due since a moment, as if the time had passed. */
async function makeDue(data: string, id: number, at: number): Promise<void> {
	const store = await Store.open(await placeOf(data));
	await store.write(async (trx) => {
		await trx.updateTable("report_schedule").set({ next_at: at }).where("id", "=", id).execute();
	});
	await store.close();
}

describe("when reports are due", () => {
	const at = (text: string) => DateTime.fromISO(text).toMillis();

	test.each([
		["daily", "2026-03-10T05:59:59+08:00", "2026-03-10T06:00:00+08:00"],
		["daily", "2026-03-10T06:00:00+08:00", "2026-03-11T06:00:00+08:00"],
		["weekly", "2026-03-10T06:00:00+08:00", "2026-03-16T06:00:00+08:00"],
		["monthly", "2026-03-10T06:00:00+08:00", "2026-04-01T06:00:00+08:00"],
	] as const)("%s after %s", (rhythm, after, due) => {
		expect(nextDue(rhythm, "06:00", "Asia/Taipei", at(after))).toBe(at(due));
	});

	test("a time that the change of the clocks leaves out is not lost", () => {
		const due = nextDue("daily", "02:30", "Europe/Berlin", at("2026-03-28T12:00:00Z"));
		expect(DateTime.fromMillis(due, { zone: "Europe/Berlin" }).toISODate()).toBe("2026-03-29");
	});

	test.each([
		["daily", "2026-03-09", "2026-03-09"],
		["weekly", "2026-03-02", "2026-03-08"],
		["monthly", "2026-02-01", "2026-02-28"],
	] as const)("%s reports are about whole days of the site", (rhythm, first, last) => {
		// Still the 9th in UTC.
		const period = periodBefore(at("2026-03-10T06:00:00+08:00"), rhythm, "Asia/Taipei");
		expect(period).toMatchObject({ first, last });
		expect(period.to).toBe(DateTime.fromISO(last, { zone: "Asia/Taipei" }).plus({ days: 1 }).toMillis());
	});

	test("a day that has no midnight ends at the next one, and days do not overlap", () => {
		// In Chile the clocks went from 0:00 to 1:00 on this day.
		const day = periodOf("2026-09-06", "2026-09-06", "America/Santiago");
		expect(day.from).toBe(at("2026-09-06T04:00:00Z"));
		expect(day.to).toBe(at("2026-09-07T03:00:00Z"));
		expect(periodOf("2026-09-07", "2026-09-07", "America/Santiago").from).toBe(day.to);
		const before = periodBefore(at("2026-09-06T12:00:00-03:00"), "daily", "America/Santiago");
		expect(before).toMatchObject({ first: "2026-09-05", last: "2026-09-05", to: day.from });
		expect(before.from).toBe(at("2026-09-05T04:00:00Z"));
	});
});

test("schedules are entered, changed, paused and deleted by operators, and seen by all staff", async () => {
	const csms = await runCsms();
	await csms.rest("PATCH", "/settings", { timeZone: "Asia/Taipei" });
	const operator = await newAccount(csms, "operator", "olga");
	const reader = await newAccount(csms, "read-only", "rolf");
	const { status, body } = await operator.rest("POST", "/report-schedules", DAILY);
	expect(status).toBe(201);
	expect(body).toMatchObject({ ...DAILY, recipients: [], keptDays: 400, paused: false, account: "olga" });
	expect(DateTime.fromISO(body.nextAt, { zone: "Asia/Taipei" }).toFormat("HH:mm")).toBe("06:00");
	const path = `/report-schedules/${body.id}`;
	const changed = await operator.rest("PATCH", path, { time: "07:30", rhythm: "weekly" });
	expect(DateTime.fromISO(changed.body.nextAt, { zone: "Asia/Taipei" }).toFormat("HH:mm c")).toBe("07:30 1");
	expect((await operator.rest("PATCH", path, { paused: true })).body.nextAt).toBeNull();
	expect((await reader.rest("GET", "/report-schedules")).body).toHaveLength(1);
	for (const [method, address, sent] of [
		["POST", "/report-schedules", DAILY],
		["PATCH", path, { paused: false }],
		["POST", `${path}/runs`, undefined],
		["DELETE", path, undefined],
	] as const) {
		expect((await reader.rest(method, address, sent)).status, `${method} ${address}`).toBe(403);
	}
	for (const wrong of [
		{ time: "24:00" },
		{ recipients: ["nobody"] },
		{ kind: "nonsense" },
		{ keptDays: 0 },
	]) {
		expect((await operator.rest("POST", "/report-schedules", { ...DAILY, ...wrong })).status).toBe(400);
	}
	expect((await operator.rest("DELETE", path)).status).toBe(204);
	expect((await operator.rest("PATCH", path, { paused: true })).status).toBe(404);
	const audit = (await csms.rest("GET", "/audit")).body as { path: string; account: string }[];
	expect(
		audit.filter((entry) => entry.path.includes("report-schedules") && entry.account === "olga"),
	).toHaveLength(9);
});

test("a report that was due while the CSMS was down is made at its start, each day for itself", async () => {
	const data = temporaryFolder();
	const before = await runCsms({ data });
	await before.rest("PATCH", "/settings", { timeZone: "Asia/Taipei" });
	const { body } = await before.rest("POST", "/report-schedules", DAILY);
	await before.stop();
	const due = DateTime.now().setZone("Asia/Taipei").startOf("day").minus({ days: 2 }).set({ hour: 6 });
	await makeDue(data, body.id, due.toMillis());
	const csms = await runCsms({ data });
	await expect.poll(async () => (await runsOf(csms)).length, { timeout: 30_000 }).toBeGreaterThan(1);
	await expect
		.poll(async () => (await runsOf(csms)).every(({ state }) => state === "made"), { timeout: 30_000 })
		.toBe(true);
	const runs = await runsOf(csms);
	const first = due.minus({ days: 1 }).toISODate();
	expect(runs.at(-1)).toMatchObject({ state: "made", problem: null, from: first, to: first, account: null });
	expect(new Set(runs.map(({ from }) => from)).size).toBe(runs.length);
	expect(runs.length).toBe(DateTime.now().setZone("Asia/Taipei").hour >= 6 ? 3 : 2);
	const [schedule] = (await csms.rest("GET", "/report-schedules")).body;
	expect(Date.parse(schedule.nextAt)).toBeGreaterThan(Date.now());
	const file = await download(csms, `/report-runs/${runs[0].id}/file`);
	expect(file.status).toBe(200);
	expect(file.bytes).toHaveLength(runs[0].size);
	expect(readCsv(file.bytes)[0][0]).toBe("Day");
});

test.runIf(onPostgres)("of several processes one makes a report", async () => {
	const data = temporaryFolder();
	const [one, two] = [
		await runCsms({ data, reportInterval: 0.05 }),
		await runCsms({ data, reportInterval: 0.05 }),
	];
	const { body } = await one.rest("POST", "/report-schedules", DAILY);
	for (let times = 1; times <= 4; times++) {
		await makeDue(data, body.id, Date.now() - 1000);
		await expect
			.poll(async () => (await runsOf(two)).filter(({ state }) => state === "made").length, {
				timeout: 30_000,
			})
			.toBe(times);
	}
	expect(await runsOf(one)).toHaveLength(4);
});

test("a report that a process has left half made is made by the next", async () => {
	const data = temporaryFolder();
	const first = await runCsms({ data });
	const { body } = await first.rest("POST", "/report-schedules", DAILY);
	await first.stop();
	const store = await Store.open(await placeOf(data));
	const left = {
		first_day: "2026-01-01",
		last_day: "2026-01-01",
		recipients: "[]",
		kept_days: 1,
		begun_at: 1,
	};
	for (const attempts of [1, 3]) {
		await store.write(async (trx) => {
			const { kind, format, language } = DAILY as { kind: "days"; format: "csv"; language: "en" };
			const run = { schedule_id: body.id, kind, format, language, ...left, claimed_by: 4711, attempts };
			await trx
				.insertInto("report_run")
				.values({ ...run, state: "running" })
				.execute();
		});
	}
	await store.close();
	const csms = await runCsms({ data });
	const states = async () => (await runsOf(csms)).map(({ state, problem }) => [state, problem]);
	await expect.poll(states, { timeout: 30_000 }).toEqual([
		["failed", "failed"],
		["made", null],
	]);
});

test("a schedule is tried at once, told live, and what it made goes when it need not be kept", async () => {
	const data = temporaryFolder();
	const csms = await runCsms({ data });
	const live = await readEvents(csms.url, { path: "/events?names=report-run" });
	await live.opened;
	const { body } = await csms.rest("POST", "/report-schedules", { ...DAILY, format: "pdf", keptDays: 2 });
	const started = await csms.rest("POST", `/report-schedules/${body.id}/runs`);
	expect(started.status).toBe(202);
	expect(started.body).toMatchObject({ scheduleId: body.id, state: "running", size: null });
	expect(await live.next("report-run")).toMatchObject({ id: started.body.id, state: "running" });
	const made = await live.next("report-run");
	expect(made).toMatchObject({ id: started.body.id, state: "made", problem: null });
	expect(Date.parse(made.keptUntil!) - Date.parse(made.endedAt!)).toBe(2 * 86_400_000);
	const path = `/report-runs/${made.id}/file`;
	const file = await download(csms, path);
	expect(String(file.bytes.subarray(0, 5))).toBe("%PDF-");
	expect(file.headers.get("content-disposition")).toBe(`attachment; filename="${made.fileName}"`);

	await csms.rest("DELETE", `/report-schedules/${body.id}`);
	expect(await runsOf(csms)).toMatchObject([{ id: made.id, scheduleId: null }]);
	await csms.stop();
	const store = await Store.open(await placeOf(data));
	const forget = (at: number) => store.write((trx) => forgetRuns(trx, at));
	expect(await forget(Date.parse(made.keptUntil!) - 1)).toBe(0);
	expect(await forget(Date.parse(made.keptUntil!))).toBe(1);
	await store.close();
	const again = await runCsms({ data });
	expect((await download(again, path)).status).toBe(404);
});

test("a report goes to its recipients, and says when there is no mail server", async () => {
	const csms = await runCsms();
	await csms.rest("PATCH", "/settings", { cpoName: "喆能充電" });
	const recipients = ["boss@example.com", "desk@example.com"];
	const { body } = await csms.rest("POST", "/report-schedules", { ...DAILY, language: "zh-TW", recipients });
	const run = () => csms.rest("POST", `/report-schedules/${body.id}/runs`);
	const newest = async () => (await runsOf(csms))[0];
	await run();
	await expect.poll(newest, { timeout: 30_000 }).toMatchObject({ state: "made", problem: "no-mail-server" });

	const mails: { to: string[]; text: string }[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ["STARTTLS"],
		onData(stream, session, done) {
			const parts: Buffer[] = [];
			stream.on("data", (part) => parts.push(part));
			stream.on("end", () => {
				const to = session.envelope.rcptTo.map(({ address }) => address);
				mails.push({ to, text: String(Buffer.concat(parts)) });
				done();
			});
		},
	});
	await new Promise<void>((resolve) => {
		server.listen(0, "127.0.0.1", resolve);
	});
	onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
	const { port } = server.server.address() as { port: number };
	const set = await csms.rest("PUT", "/mail-server", {
		host: "127.0.0.1",
		port,
		security: "none",
		user: null,
		sender: "csms@example.com",
	});
	expect(set.status, JSON.stringify(set.body)).toBe(200);
	await run();
	await expect.poll(newest, { timeout: 30_000 }).toMatchObject({ state: "made", problem: null });
	await expect.poll(() => mails.length, { timeout: 30_000 }).toBe(2);
	expect(mails.flatMap(({ to }) => to).sort()).toEqual(recipients);
	expect(mails[0].text).toMatch(/filename="?days-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv/);
	expect(mails[0].text).toContain("text/csv");
});
