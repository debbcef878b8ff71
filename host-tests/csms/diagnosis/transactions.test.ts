import { describe, expect, test } from "vitest";
import { markBooted, markByStatus, markSilent } from "../../../csms/records/open-transactions";
import { Bench, CP, DAY, HOUR, MINUTE } from "./bench";

describe("transactions that never stop", () => {
	const KIND = "transaction-not-stopped";

	test.each([
		["openSinceBoot", (bench: Bench) => bench.write((trx) => markBooted(trx, CP, bench.now))],
		[
			"openWhileAvailable",
			(bench: Bench) => bench.write((trx) => markByStatus(trx, CP, 1, "Available", bench.now)),
		],
		["openInSilence", (bench: Bench) => bench.write((trx) => markSilent(trx, [CP], bench.now))],
	] as const)("%s: after a quarter of an hour, until the stop comes", async (words, mark) => {
		const bench = await Bench.open();
		const id = await bench.transaction();
		bench.now += HOUR;
		await mark(bench);
		const since = new Date(bench.now).toISOString();
		bench.now += 14 * MINUTE;
		expect(await bench.look(KIND)).toEqual([]);
		bench.now += MINUTE;
		const [found] = await bench.look(KIND);
		expect(found).toMatchObject({ words, severity: "warning", connectorId: 1, count: 1, since });
		expect(found.facts).toMatchObject({ transactionId: id, idTag: "ALICE" });
		expect(found.evidence).toMatchObject([{ what: "transaction", id, address: `/transactions/${id}` }]);
		await bench.write((trx) =>
			trx
				.updateTable("transaction")
				.set({ stop: bench.now, meter_stop: 2000 })
				.where("id", "=", id)
				.execute(),
		);
		expect(await bench.look(KIND)).toEqual([]);
	});

	test("a newer one has begun on the connector: all of them are one diagnosis", async () => {
		const bench = await Bench.open();
		for (let i = 0; i < 3; i++) {
			await bench.transaction({ superseded_at: bench.now + HOUR });
			bench.now += HOUR;
		}
		await bench.transaction();
		bench.now += 15 * MINUTE;
		expect(await bench.look(KIND)).toMatchObject([{ words: "openSuperseded", count: 3 }]);
	});

	test("a meter value since then shows that it runs", async () => {
		const bench = await Bench.open();
		await bench.transaction();
		bench.now += HOUR;
		await bench.write((trx) => markBooted(trx, CP, bench.now));
		await bench.write((trx) =>
			trx
				.updateTable("transaction")
				.set({ last_energy_at: bench.now + MINUTE })
				.execute(),
		);
		bench.now += HOUR;
		expect(await bench.look(KIND)).toEqual([]);
	});

	test("two days and no end", async () => {
		const bench = await Bench.open();
		const id = await bench.transaction();
		bench.now += 2 * DAY - MINUTE;
		expect(await bench.look("transaction-long")).toEqual([]);
		bench.now += MINUTE;
		expect(await bench.look("transaction-long")).toMatchObject([
			{ words: "transactionLong", subject: String(id), severity: "warning", facts: { transactionId: id } },
		]);
		await bench.write((trx) => trx.updateTable("transaction").set({ stop: bench.now }).execute());
		expect(await bench.look("transaction-long")).toEqual([]);
	});
});
