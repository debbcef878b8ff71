import { describe, expect, test } from "vitest";
import { Bench, HOUR, MINUTE } from "./bench";

/** A connector that charges, with a transaction that has just begun at 1000 Wh. */
async function charging(): Promise<{ bench: Bench; id: number }> {
	const bench = await Bench.open();
	await bench.status("Charging");
	return { bench, id: await bench.transaction() };
}

/** Readings a minute apart. */
async function read(
	bench: Bench,
	id: number,
	readings: readonly number[],
	powerW: number | null,
): Promise<void> {
	for (const wh of readings) {
		bench.now += MINUTE;
		await bench.meter(id, wh, powerW);
	}
}

async function stop(bench: Bench, id: number, meterStop: number): Promise<void> {
	await bench.write((trx) =>
		trx
			.updateTable("transaction")
			.set({ stop: bench.now, meter_stop: meterStop, reason: "Local" })
			.where("id", "=", id)
			.execute(),
	);
}

const same = (times: number, wh: number) => Array.from({ length: times }, () => wh);
const rising = (times: number, from: number, step: number) =>
	Array.from({ length: times }, (_, i) => from + i * step);

describe("meters that stand still", () => {
	const KIND = "meter-stands-still";

	test("power is reported and nothing is counted, until it counts again", async () => {
		const { bench, id } = await charging();
		await read(bench, id, rising(5, 1100, 180), 11_000);
		expect(await bench.look()).toEqual([]);
		await read(bench, id, same(6, 1820), 11_000);
		const [found, ...more] = await bench.look();
		expect(more).toEqual([]);
		expect(found).toMatchObject({
			...{ kind: KIND, words: "meterStandsStill", severity: "fault", connectorId: 1, count: 1 },
			facts: { transactionId: id, toWh: 1820, minutes: 6 },
		});
		expect(found.evidence).toMatchObject([
			{ what: "meter-value", address: `/transactions/${id}/meter-values`, facts: { energyWh: 1820 } },
			{ what: "meter-value" },
			{ what: "transaction", id },
		]);
		await read(bench, id, rising(3, 2000, 180), 11_000);
		expect(await bench.look()).toEqual([]);
	});

	test("the currents tell it as well", async () => {
		const { bench, id } = await charging();
		const sampled = ["L1", "L2", "L3"].map((phase) => ({
			measurand: "Current.Import",
			phase,
			unit: "A",
			value: "16",
		}));
		for (let i = 0; i < 6; i++) {
			bench.now += MINUTE;
			await bench.meter(id, 1000, null, sampled);
		}
		expect(await bench.look(KIND)).toHaveLength(1);
	});

	test("without power and current the status Charging tells it after half an hour", async () => {
		const { bench, id } = await charging();
		await read(bench, id, same(29, 1000), null);
		expect(await bench.look(KIND)).toEqual([]);
		await read(bench, id, same(3, 1000), null);
		expect(await bench.look(KIND)).toHaveLength(1);
	});

	test("a vehicle that pauses or takes nothing is no fault", async () => {
		const { bench, id } = await charging();
		await bench.status("SuspendedEV");
		await read(bench, id, same(60, 1000), 0);
		expect(await bench.look(KIND)).toEqual([]);
		await read(bench, id, same(60, 1000), null);
		expect(await bench.look(KIND)).toEqual([]);
		await bench.status("Charging");
		await read(bench, id, same(60, 1000), 0);
		expect(await bench.look(KIND)).toEqual([]);
	});

	test("nor is a coarse register", async () => {
		const { bench, id } = await charging();
		const readings = rising(60, 0, 61).map((wh) => 1000 + Math.floor(wh / 400) * 400);
		for (const wh of readings) {
			await read(bench, id, [wh], 3680);
			expect(await bench.look(KIND)).toEqual([]);
		}
	});

	test("a session that has ended tells it by its powers; a later good one ends it", async () => {
		const { bench, id } = await charging();
		await read(bench, id, same(10, 1000), 11_000);
		await stop(bench, id, 1000);
		await bench.status("Available");
		const [found] = await bench.look(KIND);
		expect(found).toMatchObject({ facts: { transactionId: id } });
		bench.now += HOUR;
		await bench.status("Charging");
		const later = await bench.transaction();
		expect(await bench.look(KIND)).toMatchObject([{ id: found.id, count: 1 }]);
		await read(bench, later, rising(3, 1100, 180), 11_000);
		expect(await bench.look(KIND)).toEqual([]);
	});
});

describe("meters that run backwards", () => {
	const KIND = "meter-backwards";

	test("within a session; it lasts until a later session is right", async () => {
		const { bench, id } = await charging();
		await read(bench, id, [1100, 1200, 1150], null);
		expect(await bench.look()).toMatchObject([
			{
				...{ kind: KIND, words: "meterBackwards", severity: "fault", connectorId: 1, count: 1 },
				facts: { transactionId: id, fromWh: 1200, toWh: 1150, differenceWh: 50 },
			},
		]);
		// Also when more values have come since than are looked at.
		await read(bench, id, rising(130, 1200, 10), null);
		const [found] = await bench.look(KIND);
		await stop(bench, id, 2500);
		expect(await bench.look(KIND)).toMatchObject([{ id: found.id, count: 1 }]);
		bench.now += HOUR;
		const later = await bench.transaction({ meter_start: 2500 });
		expect(await bench.look(KIND)).toHaveLength(1);
		await read(bench, later, [2600, 2700], null);
		expect(await bench.look(KIND)).toEqual([]);
	});

	test("from the start, and to the stop", async () => {
		const { bench, id } = await charging();
		await read(bench, id, [10, 20], null);
		expect(await bench.look(KIND)).toMatchObject([{ facts: { fromWh: 1000, toWh: 10 } }]);
		await stop(bench, id, 30);
		const next = await bench.transaction({ meter_start: 30, connector_id: 1 });
		await read(bench, next, [100], null);
		await stop(bench, next, 40);
		expect(await bench.look(KIND)).toMatchObject([
			{ count: 2, facts: { transactionId: next, fromWh: 100, toWh: 40 } },
		]);
	});

	test("rounding is none, nor are readings that come late", async () => {
		const { bench, id } = await charging();
		await read(bench, id, [1100.9, 1100, 1200], null);
		bench.now -= 90_000;
		await bench.meter(id, 1100.5);
		bench.now += HOUR;
		expect(await bench.look(KIND)).toEqual([]);
	});
});

describe("meters that begin lower than they ended", () => {
	const KIND = "meter-reset";

	test("between two sessions of a connector, until the next one fits", async () => {
		const { bench, id } = await charging();
		bench.now += HOUR;
		await stop(bench, id, 5000);
		bench.now += HOUR;
		const next = await bench.transaction({ meter_start: 3 });
		expect(await bench.look()).toMatchObject([
			{
				...{ kind: KIND, words: "meterReset", severity: "warning", connectorId: 1, count: 1 },
				facts: { transactionId: next, fromWh: 5000, toWh: 3, differenceWh: 4997 },
			},
		]);
		bench.now += HOUR;
		await stop(bench, next, 800);
		expect(await bench.look(KIND)).toHaveLength(1);
		bench.now += HOUR;
		await bench.transaction({ meter_start: 800 });
		expect(await bench.look(KIND)).toEqual([]);
	});

	test("not on another connector, nor after a session that was closed by hand", async () => {
		const { bench, id } = await charging();
		bench.now += HOUR;
		await stop(bench, id, 5000);
		bench.now += HOUR;
		await bench.status("Charging", "NoError", { connectorId: 2 });
		await bench.transaction({ connector_id: 2, meter_start: 3 });
		expect(await bench.look()).toEqual([]);
		await bench.write((trx) =>
			trx.updateTable("transaction").set({ reason: null }).where("id", "=", id).execute(),
		);
		await bench.transaction({ meter_start: 4990 });
		expect(await bench.look()).toEqual([]);
	});
});

describe("meters that jump", () => {
	const KIND = "meter-jumps";

	test("more than any charge point gives", async () => {
		const { bench, id } = await charging();
		await read(bench, id, [1100, 1200, 1_201_200], null);
		expect(await bench.look(KIND)).toMatchObject([
			{
				words: "meterJumps",
				severity: "fault",
				facts: { fromWh: 1200, toWh: 1_201_200, differenceWh: 1_200_000 },
			},
		]);
	});

	test("more than three times what it reports, and a large socket", async () => {
		const { bench, id } = await charging();
		await read(bench, id, [1100, 4000], 11_000);
		expect(await bench.look(KIND)).toHaveLength(1);
	});

	test("a fast charge point is none, nor a long gap", async () => {
		const { bench, id } = await charging();
		await read(bench, id, rising(5, 1000, 5000), null);
		bench.now += 8 * HOUR;
		await bench.meter(id, 90_000, 0);
		expect(await bench.look(KIND)).toEqual([]);
	});
});
