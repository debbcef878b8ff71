import fc from "fast-check";
import { expect, test } from "vitest";
import { insertMeterValues } from "../../csms/database/meter-value-batch";
import { Store } from "../../csms/database/store";
import { digitsOf, smallestUnits } from "../../csms/money";
import { Curve, CurveMaker } from "../../csms/records/energy-curve";
import { markBooted } from "../../csms/records/open-transactions";
import { recordStart } from "../../csms/records/transactions";
import { makeDueCurves } from "../../csms/statistics/curve-making";
import { noteDue } from "../../csms/statistics/due";
import type { TariffVersion } from "../../csms/tariffs/cost";
import { readTariffVersions } from "../../csms/tariffs/tariffs";
import { placeOf } from "./databases";
import { addUsers, clear, drawn, enter, type Grouped, plainOf, tell } from "./drawn-transactions";
import { readings } from "./plain-statistics";
import { download, readCsv } from "./report-files";
import { type RunningCsms, runCsms, temporaryFolder } from "./running-csms";

const ZONE = "Asia/Taipei";
const CURRENCY = "EUR";
const PERIOD = "from=2026-02-25&to=2026-03-06";
const [FROM, TO] = [Date.parse("2026-02-25T00:00:00+08:00"), Date.parse("2026-03-07T00:00:00+08:00")];
/** Seconds: nobody works up meter values but the test. */
const NEVER = 1e6;

/** Each kind of price, and others in the evening. */
const TARIFF = {
	...{ validFrom: "2020-01-01T00:00:00Z", startFee: "0.5", pricePerKwh: "0.355" },
	...{ pricePerMinute: "0.01", pricePerIdleMinute: "0.05" },
	windows: [
		{
			...{ weekdays: [1, 2, 3, 4, 5], from: "16:00", to: "22:00" },
			...{ pricePerKwh: "0.8", pricePerMinute: "0.02", pricePerIdleMinute: "0.1" },
		},
	],
};

interface Told extends Grouped {
	/** Its meter values are told in so many messages. */
	messages: number;
	/** It has not ended. */
	runs: boolean;
}

const told = fc
	.record({ draw: drawn, messages: fc.integer({ min: 1, max: 4 }), runs: fc.boolean() })
	.map(({ draw, messages, runs }): Told => ({ ...plainOf(draw, 0), messages, runs }));

/** A transaction as the CSMS learns of it, and what is known so far. */
class Story {
	readonly known: Grouped;
	/** What the charge point tells, one after another. */
	readonly events: (() => Promise<unknown>)[];

	constructor(store: Store, id: number, { messages, runs, ...whole }: Told) {
		this.known = { ...whole, id, values: [], stop: null, superseded: null, meterStop: null, late: false };
		const size = Math.ceil(whole.values.length / messages);
		const values = Array.from({ length: messages }, (_, index) => async () => {
			const some = whole.values.slice(index * size, (index + 1) * size);
			await tell(store, { ...this.known, values: some });
			this.known.values = [...this.known.values, ...some].sort((a, b) => a.at - b.at);
		});
		const end = async () => {
			const { stop, superseded, meterStop } = whole;
			Object.assign(this.known, { stop, superseded, meterStop });
			const reason = stop === null ? null : "Local";
			const set = { stop, superseded_at: superseded, meter_stop: meterStop, reason };
			await store.write((trx) => trx.updateTable("transaction").set(set).where("id", "=", id).execute());
		};
		const late = whole.late ? values.splice(Math.floor(messages / 2), 1) : [];
		this.events = [() => enter(store, this.known), ...values, ...(runs ? [] : [end]), ...late];
	}

	/** What it costs, from all its readings. */
	cost(version: TariffVersion, at: number): bigint {
		const { start, stop, superseded, meterStart, meterStop, values } = this.known;
		const newest = values.filter(({ energyWh }) => energyWh !== null).at(-1);
		let charging = 0;
		const points = readings(this.known).map(({ at, energy }, index, all) => {
			if (index > 0 && energy > all[index - 1].energy) charging += at - all[index - 1].at;
			return [at - start, energy, charging] as const;
		});
		const row = {
			...{ start, stop, superseded_at: superseded, open_reason: null, open_since: null },
			...{ meter_start: meterStart, meter_stop: meterStop },
			...{ last_energy_at: newest?.at ?? null, last_energy_wh: newest?.energyWh ?? null },
		};
		return version.lines(row, new Curve(start, points), at).reduce((sum, { amount }) => sum + amount, 0n);
	}
}

function centsOf(amount: string | null): bigint {
	return amount === null || amount === "" ? 0n : smallestUnits(amount, digitsOf(CURRENCY));
}

async function statisticsOf(csms: RunningCsms, query: string) {
	const { status, body } = await csms.rest("GET", `/statistics?${PERIOD}&${query}`);
	expect(status, JSON.stringify(body)).toBe(200);
	return body;
}

test("what a period costs is what its transactions cost, however much is worked up", {
	timeout: 120_000,
}, async () => {
	const data = temporaryFolder();
	const csms = await runCsms({ data, statisticsAge: NEVER });
	const store = await Store.open(await placeOf(data));
	try {
		expect((await csms.rest("PATCH", "/settings", { timeZone: ZONE, currency: CURRENCY })).status).toBe(200);
		await addUsers(store);
		expect((await csms.rest("POST", "/tariffs", TARIFF)).status).toBe(201);
		const workUp = async () => {
			await store.write((trx) => noteDue(trx, ZONE, Date.now()));
			while (await makeDueCurves(store, ZONE, Date.now()));
		};
		const [version] = await readTariffVersions(store.db);
		const check = async (stories: readonly Story[]) => {
			const started = stories.filter(({ known: { start } }) => start >= FROM && start < TO);
			const plain = (at: number, of = started) =>
				of.reduce((sum, story) => sum + story.cost(version, at), 0n);
			const days = await statisticsOf(csms, "interval=day");
			for (const { from, to, total } of days.intervals) {
				const those = started.filter(
					({ known: { start } }) => start >= Date.parse(from) && start < Date.parse(to),
				);
				expect(centsOf(total.cost), from).toBe(plain(Date.parse(days.at), those));
			}
			const byConnector = await statisticsOf(csms, "by=connector");
			expect(centsOf(byConnector.total.cost)).toBe(plain(Date.parse(byConnector.at)));
			// The reports do not say to the millisecond until when they count what runs.
			if (stories.some(({ known: { stop, superseded } }) => stop === null && superseded === null)) return;
			const { bytes } = await download(csms, `/reports/billing?${PERIOD}&format=csv`);
			expect(centsOf(readCsv(bytes).at(-1)![9])).toBe(plain(0));
		};
		const plans = fc.array(told, { minLength: 1, maxLength: 5 });
		const seldom = fc.nat(4).map((number) => number === 0);
		const order = fc.array(fc.record({ of: fc.nat(), worksUp: fc.boolean(), looks: seldom }), {
			...{ minLength: 30, maxLength: 30 },
		});
		await fc.assert(
			fc.asyncProperty(plans, order, async (plans, order) => {
				await clear(store);
				const stories = plans.map((plan, index) => new Story(store, index + 1, plan));
				const begun = new Set<Story>();
				for (const { of, worksUp, looks } of order) {
					const left = stories.filter(({ events }) => events.length > 0);
					if (left.length === 0) break;
					const story = left[of % left.length];
					await story.events.shift()!();
					begun.add(story);
					if (worksUp) await workUp();
					if (looks) await check([...begun]);
				}
				await check([...begun]);
			}),
			{ numRuns: 10, endOnFailure: true },
		);
	} finally {
		await store.close();
	}
});

test("the next transaction adds nothing to the cost of one that a boot had ended", async () => {
	const data = temporaryFolder();
	const csms = await runCsms({ data });
	const store = await Store.open(await placeOf(data));
	try {
		const tariff = { validFrom: "2020-01-01T00:00:00Z", pricePerKwh: "10", pricePerIdleMinute: "1" };
		expect((await csms.rest("POST", "/tariffs", tariff)).status).toBe(201);
		await csms.rest("PUT", "/charge-points/CUT", { registration: "Accepted" });
		const start = Date.parse("2026-03-02T20:00:00Z");
		const begin = (messageId: string, minutes: number) => {
			const at = start + minutes * 60_000;
			const timestamp = new Date(at).toISOString();
			const request = { connectorId: 1, idTag: "TAG", meterStart: 0, timestamp };
			return store.write((trx) => recordStart(trx, "CUT", messageId, request, at));
		};
		const { transactionId } = (await begin("1", 0)).transaction;
		const place = ["CUT", 1, transactionId] as const;
		await store.write((trx) => insertMeterValues(trx, [[...place, start + 30 * 60_000, 4000, null, "[]"]]));
		await store.write((trx) => markBooted(trx, "CUT", start + 35 * 60_000));
		const read = async () => (await csms.rest("GET", `/transactions/${transactionId}`)).body;
		const ended = await read();
		expect(ended).toMatchObject({
			openReason: "Boot",
			openSince: "2026-03-02T20:35:00.000Z",
			cost: { amount: "45", lines: [{ kind: "energy" }, { kind: "idle", quantity: 300 }] },
		});
		await begin("2", 600);
		expect(await read()).toEqual(ended);
	} finally {
		await store.close();
	}
});

test("a first reading with more digits than the start has is no charging", () => {
	const start = Date.parse("2026-03-02T20:00:00Z");
	const maker = new CurveMaker({
		...{ start, stop: null, superseded_at: null, open_reason: null, open_since: null },
		...{ meter_start: 1000, meter_stop: null, last_energy_at: start + 60_000, last_energy_wh: 1000.4 },
	});
	maker.add(start, 1000.4);
	maker.add(start + 60_000, 1000.4);
	const curve = new Curve(start, maker.points());
	expect([curve.chargedUntil, curve.charging, curve.before(start + 1).energy]).toEqual([start, 0, 400]);
});
