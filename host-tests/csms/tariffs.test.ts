import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import type { TariffPrices } from "../../csms/api/schemas/tariffs";
import { amountText, digitsOf } from "../../csms/money";
import { Curve } from "../../csms/records/energy-curve";
import { TariffVersion } from "../../csms/tariffs/cost";
import { newAccount } from "./accounts-of-tests";
import { boot } from "./charge-point-peer";
import { runCsms, shareCsms } from "./running-csms";

const ZONE = "Asia/Taipei";
const FREE = { startFee: "0", pricePerKwh: "0", pricePerMinute: "0", pricePerIdleMinute: "0", windows: [] };

function version(prices: Partial<TariffPrices>, currency = "TWD", timeZone = ZONE): TariffVersion {
	return new TariffVersion({
		id: 1,
		valid_from: 0,
		currency,
		time_zone: timeZone,
		prices: JSON.stringify({ ...FREE, ...prices }),
		account: "admin",
		created_at: 0,
	});
}

function stopped(start: number, stop: number, energyWh: number) {
	const open = {
		superseded_at: null,
		open_reason: null,
		open_since: null,
		last_energy_at: null,
		last_energy_wh: null,
	};
	return { start, stop, meter_start: 1000, meter_stop: 1000 + energyWh, ...open };
}

describe("the cost of a transaction", () => {
	const start = Date.parse("2026-03-02T20:00:00+08:00");
	const hour = 3600_000;

	test("is made of start fee, energy, charging time and time after it", () => {
		// 6 kWh in the first hour, then nothing.
		const curve = new Curve(start, [
			[0, 0, 0],
			[hour, 6_000_000, hour],
			[2 * hour, 6_000_000, hour],
		]);
		const tariff = version(
			{ startFee: "0.5", pricePerKwh: "0.355", pricePerMinute: "0.01", pricePerIdleMinute: "0.1" },
			"EUR",
		);
		expect(tariff.cost(stopped(start, start + 2 * hour, 6000), curve, 0)).toEqual({
			amount: "9.23",
			currency: "EUR",
			lines: [
				{ kind: "start", quantity: 1, price: "0.5", amount: "0.50" },
				{ kind: "energy", quantity: 6000, price: "0.355", amount: "2.13" },
				{ kind: "time", quantity: 3600, price: "0.01", amount: "0.60" },
				{ kind: "idle", quantity: 3600, price: "0.1", amount: "6.00" },
			],
		});
	});

	test("counts energy at the prices of the time at which it flowed, over midnight and by weekday", () => {
		// 1 kWh in each hour from 20:00 on Monday to 02:00 on Tuesday.
		const curve = new Curve(start, [
			[0, 0, 0],
			[6 * hour, 6_000_000, 6 * hour],
		]);
		const night = { weekdays: [1], from: "22:00", to: "01:00" };
		const tariff = version({
			pricePerKwh: "10",
			windows: [{ ...FREE, ...night, pricePerKwh: "4" }] as never,
		});
		const { amount, lines } = tariff.cost(stopped(start, start + 6 * hour, 6000), curve, 0);
		expect(lines).toEqual([
			{ kind: "energy", quantity: 3000, price: "10", amount: "30" },
			{ kind: "energy", quantity: 3000, price: "4", amount: "12" },
		]);
		expect(amount).toBe("42");
	});

	test("rounds a half up to the digits of daily use", () => {
		const energy = (wh: number) =>
			new Curve(start, [
				[0, 0, 0],
				[hour, wh * 1000, hour],
			]);
		const cost = (wh: number, currency: string) =>
			version({ pricePerKwh: "5" }, currency).cost(stopped(start, start + hour, wh), energy(wh), 0).amount;
		expect(cost(1500, "TWD")).toBe("8");
		expect(cost(1499, "TWD")).toBe("7");
		expect(cost(1501, "EUR")).toBe("7.51");
		expect(cost(1500, "JPY")).toBe("8");
		expect([digitsOf("TWD"), digitsOf("EUR"), digitsOf("KWD")]).toEqual([0, 2, 3]);
		expect([amountText(5n, 2), amountText(-1234n, 2)]).toEqual(["0.05", "-12.34"]);
	});

	test("adds up to the same as minute by minute, in any time zone", () => {
		const window = fc.record({
			weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
			from: fc.integer({ min: 0, max: 95 }),
			length: fc.integer({ min: 1, max: 95 }),
			price: fc.integer({ min: 0, max: 20 }),
		});
		const clock = (quarter: number) =>
			`${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`;
		fc.assert(
			fc.property(
				fc.array(window, { maxLength: 4 }),
				fc.constantFrom("Asia/Taipei", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"),
				fc.constantFrom("2026-03-02T09:00Z", "2026-03-28T20:00Z", "2026-10-24T20:00Z"),
				fc.integer({ min: 1, max: 4 * 20 }),
				(windows, zone, begin, quarters) => {
					const tariff = version(
						{
							pricePerMinute: "3",
							windows: windows.map(({ weekdays, from, length, price }) => ({
								...FREE,
								weekdays,
								from: clock(from),
								to: clock((from + length) % 96),
								pricePerMinute: String(price),
							})) as never,
						},
						"TWD",
						zone,
					);
					const from = Date.parse(begin);
					const to = from + quarters * 15 * 60_000;
					const curve = new Curve(from, [
						[0, 0, 0],
						[to - from, 1000, to - from],
					]);
					let plain = 0;
					for (let minute = from; minute < to; minute += 60_000) {
						const local = DateTime.fromMillis(minute, { zone });
						const quarter = Math.floor((local.hour * 60 + local.minute) / 15);
						const found = windows.find(({ weekdays, from, length }) => {
							if (quarter >= from && quarter < from + length) return weekdays.includes(local.weekday);
							return quarter + 96 < from + length && weekdays.includes(local.minus({ days: 1 }).weekday);
						});
						plain += found ? found.price : 3;
					}
					expect(tariff.cost(stopped(from, to, 1), curve, 0).amount).toBe(String(plain));
				},
			),
			{ numRuns: 30 },
		);
	});
});

describe("tariffs", () => {
	const csms = shareCsms({ statisticsAge: 0 });

	test("a version begins now or later once one has begun, and what has begun cannot be removed", async () => {
		const past = "2026-01-01T00:00:00Z";
		const first = await csms.rest("POST", "/tariffs", { validFrom: past, pricePerKwh: "8.5" });
		expect(first).toMatchObject({
			status: 201,
			body: { currency: "TWD", pricePerKwh: "8.5", validTo: null },
		});
		expect(await csms.rest("POST", "/tariffs", { validFrom: "2026-02-01T00:00:00Z" })).toMatchObject({
			status: 409,
		});
		const later = new Date(Date.now() + 3600_000).toISOString();
		const next = await csms.rest("POST", "/tariffs", { validFrom: later, pricePerKwh: "9" });
		expect(next.status).toBe(201);
		expect(await csms.rest("POST", "/tariffs", { validFrom: later })).toMatchObject({ status: 409 });
		expect((await csms.rest("GET", "/tariffs")).body).toMatchObject([
			{ validFrom: later, validTo: null },
			{ pricePerKwh: "8.5", validTo: later },
		]);
		expect((await csms.rest("DELETE", `/tariffs/${first.body.id}`)).status).toBe(409);
		expect((await csms.rest("DELETE", `/tariffs/${next.body.id}`)).status).toBe(204);
		expect((await csms.rest("DELETE", `/tariffs/${next.body.id}`)).status).toBe(404);
	});

	test("what is no price and no window is refused", async () => {
		const window = {
			weekdays: [1],
			from: "08:00",
			to: "09:00",
			...FREE,
			startFee: undefined,
			windows: undefined,
		};
		for (const body of [
			{ pricePerKwh: "-1" },
			{ pricePerKwh: "1,5" },
			{ pricePerKwh: "0.1234567" },
			{ pricePerKwh: 8 },
			{ windows: [{ ...window, from: "08:10" }] },
			{ windows: [{ ...window, weekdays: [] }] },
			{ windows: [{ ...window, to: "08:00" }] },
		]) {
			expect((await csms.rest("POST", "/tariffs", body)).status, JSON.stringify(body)).toBe(400);
		}
	});
});

test("a transaction, its driver and the statistics tell what it costs; a new tariff does not alter it", async () => {
	const csms = await runCsms({ statisticsAge: 0 });
	const driver = await newAccount(csms, "driver", "mei", "MEI");
	await csms.rest("POST", "/tariffs", {
		validFrom: "2020-01-01T00:00:00Z",
		startFee: "5",
		pricePerKwh: "10",
	});
	const peer = await boot(csms.ocpp, "CP1");
	const start = Date.now() - 3600_000;
	const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();
	const [, , { transactionId }] = await peer.call("StartTransaction", {
		connectorId: 1,
		idTag: "MEI",
		meterStart: 1000,
		timestamp: at(0),
	});
	const read = async () => (await csms.rest("GET", `/transactions/${transactionId}`)).body;
	expect((await read()).cost).toMatchObject({ amount: "5", currency: "TWD" });
	await peer.call("StopTransaction", { transactionId, idTag: "MEI", meterStop: 3060, timestamp: at(30) });
	const cost = {
		amount: "26",
		currency: "TWD",
		lines: [
			{ kind: "start", quantity: 1, price: "5", amount: "5" },
			{ kind: "energy", quantity: 2060, price: "10", amount: "21" },
		],
	};
	expect((await read()).cost).toEqual(cost);
	await csms.rest("POST", "/tariffs", { pricePerKwh: "99" });
	expect((await read()).cost).toEqual(cost);
	expect((await csms.rest("GET", "/transactions")).body[0].cost).toEqual(cost);

	const day = DateTime.fromMillis(start, {
		zone: (await csms.rest("GET", "/settings")).body.timeZone,
	}).toISODate();
	const { body: statistics } = await csms.rest("GET", `/statistics?from=${day}&to=${day}&by=user`);
	expect(statistics.total).toMatchObject({
		sessions: 1,
		cost: "26",
		pricedSessions: 1,
		startedEnergyWh: 2060,
	});
	expect(statistics.groups).toMatchObject([{ userId: expect.any(Number), total: { cost: "26" } }]);

	expect((await driver.rest("GET", `/me/transactions/${transactionId}`)).body.cost).toEqual(cost);
	expect((await driver.rest("GET", "/me/totals")).body).toMatchObject([
		{ cost: { amount: "26", currency: "TWD" } },
	]);
});
