import fc from "fast-check";
import { DateTime } from "luxon";
import { expect, test } from "vitest";
import type { Figures, Statistics } from "../../csms/api/schemas/statistics";
import { Store } from "../../csms/database/store";
import { placeOf } from "./databases";
import { addUsers, clear, DAYS, drawn, enter, FROM, type Grouped, plainOf, tell } from "./drawn-transactions";
import { plainFigures } from "./plain-statistics";
import { type RunningCsms, runCsms, temporaryFolder } from "./running-csms";

const ZONE = "Asia/Taipei";
const DAY = 24 * 3600_000;
const QUERY = "from=2026-02-25&to=2026-03-06";

async function read(csms: RunningCsms, query: string): Promise<Statistics> {
	for (;;) {
		const { status, body } = await csms.rest("GET", `/statistics?${query}`);
		expect(status, JSON.stringify(body)).toBe(200);
		if (!body.pending) return body;
	}
}

const ADDITIVE = ["sessions", "energyWh", "duration", "chargingDuration", "startedEnergyWh"] as const;

function expectSum(parts: readonly Figures[], whole: Figures): void {
	for (const name of ADDITIVE) {
		// Thousandths, without the digits that binary fractions make up.
		const sum = parts.reduce((sum, part) => sum + Math.round(part[name] * 1000), 0);
		expect(sum, name).toBe(Math.round(whole[name] * 1000));
	}
}

test("the figures of days, weeks, months and groups are those of a plain recomputation", {
	timeout: 120_000,
}, async () => {
	const data = temporaryFolder();
	const csms = await runCsms({ data, statisticsAge: 0 });
	const store = await Store.open(await placeOf(data));
	try {
		expect((await csms.rest("PATCH", "/settings", { timeZone: ZONE })).status).toBe(200);
		await addUsers(store);
		await fc.assert(
			fc.asyncProperty(fc.array(drawn, { maxLength: 10 }), async (draws) => {
				await clear(store);
				const all = draws.map((draw, index) => plainOf(draw, index + 1));
				for (const transaction of all) await enter(store, transaction);
				// What comes late changes what was worked up before.
				await read(csms, QUERY);
				for (const transaction of all.filter(({ late }) => late)) await tell(store, transaction);

				const daily = await read(csms, `${QUERY}&interval=day`);
				const now = Date.parse(daily.at);
				expect(daily.intervals).toHaveLength(DAYS);
				for (const [index, { total }] of daily.intervals.entries()) {
					const from = FROM + index * DAY;
					expect(total).toMatchObject(plainFigures(all, from, from + DAY, now));
				}
				expectSum(
					daily.intervals.map(({ total }) => total),
					daily.total,
				);

				for (const interval of ["week", "month", "none"] as const) {
					const answer = await read(csms, `${QUERY}&interval=${interval}`);
					for (const { from, to, total } of answer.intervals) {
						const plain = plainFigures(all, Date.parse(from), Date.parse(to), Date.parse(answer.at));
						expect(total).toMatchObject(plain);
					}
				}

				for (const [by, keyOf] of [
					["charge-point", ({ identity }: Grouped) => identity],
					["connector", ({ identity, connectorId }: Grouped) => `${identity}/${connectorId}`],
					["user", ({ user }: Grouped) => (user === null ? "" : String(user))],
					["group", ({ parent }: Grouped) => parent?.toLowerCase() ?? ""],
				] as const) {
					const answer = await read(csms, `${QUERY}&by=${by}`);
					const at = Date.parse(answer.at);
					expectSum(
						answer.groups.map(({ total }) => total),
						answer.total,
					);
					for (const { key, total } of answer.groups) {
						const own = all.filter((each) => keyOf(each) === key);
						expect(total, `${by} ${key}`).toMatchObject(plainFigures(own, FROM, FROM + DAYS * DAY, at));
					}
					const [first] = answer.groups;
					if (!first) continue;
					const alone = await read(
						csms,
						`${QUERY}&by=${by}&only=${encodeURIComponent(first.key)}&interval=day`,
					);
					expect(alone.groups.map(({ key }) => key)).toEqual([first.key]);
					expectSum(
						alone.intervals.map(({ total }) => total),
						first.total,
					);
				}
			}),
			{ numRuns: 8 },
		);
	} finally {
		await store.close();
	}
});

test("days of 23 and 25 hours, ISO weeks and months are those of the site's time zone", async () => {
	const csms = await runCsms({ statisticsAge: 0 });
	await csms.rest("PATCH", "/settings", { timeZone: "Europe/Berlin" });
	const spring = await read(csms, "from=2026-03-28&to=2026-03-30&interval=day");
	expect(spring.intervals.map(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 3600_000)).toEqual([
		24, 23, 24,
	]);
	const autumn = await read(csms, "from=2026-10-25&to=2026-10-25&interval=day");
	expect(autumn.intervals).toMatchObject([
		{ label: "2026-10-25", from: "2026-10-24T22:00:00.000Z", to: "2026-10-25T23:00:00.000Z" },
	]);
	const weeks = await read(csms, "from=2025-12-28&to=2026-01-12&interval=week");
	expect(weeks.intervals.map(({ label }) => label)).toEqual(["2025-W52", "2026-W01", "2026-W02", "2026-W03"]);
	const months = await read(csms, "from=2026-01-31&to=2026-03-01&interval=month");
	expect(months.intervals.map(({ label }) => label)).toEqual(["2026-01", "2026-02", "2026-03"]);
	// There midnight does not exist on the day on which the clocks are put forward.
	await csms.rest("PATCH", "/settings", { timeZone: "America/Santiago" });
	const chile = await read(csms, "from=2026-09-05&to=2026-09-07&interval=day");
	expect(chile.intervals.map(({ label }) => label)).toEqual(["2026-09-05", "2026-09-06", "2026-09-07"]);
	expect(chile.intervals[1]).toMatchObject({
		from: "2026-09-06T04:00:00.000Z",
		to: "2026-09-07T03:00:00.000Z",
	});
});

test("what is asked wrongly is refused in words", async () => {
	const csms = await runCsms({ statisticsAge: 0 });
	for (const [query, status, words] of [
		["from=2026-03-06", 400, "to"],
		["from=2026-03-06&to=2026-03-05", 400, "before the first"],
		["from=2026-02-30&to=2026-03-05", 400, "from"],
		["from=1990-01-01&to=2026-03-05", 422, "eleven years"],
		["from=2026-01-01&to=2026-03-05&only=A", 400, "by"],
		["from=2026-01-01&to=2026-03-05&interval=year", 400, "interval"],
	] as const) {
		const { status: answered, body } = await csms.rest("GET", `/statistics?${query}`);
		expect([answered, body.error], query).toEqual([status, expect.stringContaining(words)]);
	}
	expect((await csms.rest("PATCH", "/settings", { timeZone: "Asia/Nowhere" })).status).toBe(400);
	expect((await csms.rest("PATCH", "/settings", { currency: "XXQ" })).status).toBe(400);
});

test("another time zone makes other days of what was worked up before", async () => {
	const data = temporaryFolder();
	const csms = await runCsms({ data, statisticsAge: 0 });
	const store = await Store.open(await placeOf(data));
	try {
		await csms.rest("PATCH", "/settings", { timeZone: "UTC" });
		const start = Date.parse("2026-02-25T20:00:00Z");
		const value = { at: start, energyWh: null, powerW: 7000 };
		const place = {
			id: 1,
			identity: "A",
			connectorId: 1,
			start,
			meterStart: 0,
			meterStop: 7000,
			superseded: null,
		};
		await enter(store, {
			...place,
			stop: start + 3600_000,
			values: [value],
			user: null,
			parent: null,
			late: false,
		});
		const utc = await read(csms, "from=2026-02-25&to=2026-02-26&interval=day");
		expect(utc.intervals.map(({ total }) => [total.energyWh, total.peakPowerW])).toEqual([
			[7000, 7000],
			[0, null],
		]);
		await csms.rest("PATCH", "/settings", { timeZone: ZONE });
		const taipei = await read(csms, "from=2026-02-25&to=2026-02-26&interval=day");
		expect(taipei.intervals.map(({ total }) => [total.energyWh, total.peakPowerW])).toEqual([
			[0, null],
			[7000, 7000],
		]);
		expect(DateTime.fromISO(taipei.from, { zone: ZONE }).hour).toBe(0);
	} finally {
		await store.close();
	}
});
