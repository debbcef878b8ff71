import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { Kysely, Migrator, SqliteDialect } from "kysely";
import Libsql from "libsql";
import { expect, onTestFinished, test, vi } from "vitest";
import { updateLastSeen } from "../../csms/database/last-seen";
import type { NewMeterValue } from "../../csms/database/meter-value-batch";
import { MeterValueWriter } from "../../csms/database/meter-value-writer";
import { makeFirstTables } from "../../csms/database/migrations/001-first-tables";
import { Store } from "../../csms/database/store";
import type { Tables } from "../../csms/database/tables";
import { addChargePoint, findChargePoint } from "../../csms/records/charge-points";
import { listMeterValues } from "../../csms/records/meter-values";
import { findTransaction, recordStart } from "../../csms/records/transactions";
import { boot } from "./charge-point-peer";
import { onPostgres, placeOf } from "./databases";
import { shareCsms, temporaryFolder } from "./running-csms";

const PATIENCE = 30_000;

const csms = shareCsms();

async function openStore(): Promise<Store> {
	const store = await Store.open(await placeOf(temporaryFolder()));
	onTestFinished(() => store.close());
	return store;
}

async function startTransaction(store: Store, identity: string): Promise<number> {
	const request = { connectorId: 1, idTag: "A", meterStart: 0, timestamp: "2026-01-01T00:00:00Z" };
	const { transaction } = await store.write((trx) => recordStart(trx, identity, "1", request, Date.now()));
	return transaction.transactionId;
}

const value = (
	identity: string,
	transactionId: number | null,
	at: number,
	energyWh: number,
): NewMeterValue => [
	identity,
	1,
	transactionId,
	at,
	energyWh,
	null,
	JSON.stringify([{ value: `${energyWh}` }]),
];

test("R-CS-09 meter values that come again are kept once, with and without a transaction", async () => {
	const store = await openStore();
	const id = await startTransaction(store, "S1");
	const first = [value("S1", id, 1, 10), value("S1", null, 1, 10), value("S1", id, 1, 11)];
	expect(await store.writeMeterValues(first)).toEqual([true, true, true]);
	const again = [...first, value("S1", id, 2, 10), value("S1", id, 2, 10), value("S2", null, 1, 10)];
	expect(await store.writeMeterValues(again)).toEqual([false, false, false, true, false, true]);
	expect(await store.writeMeterValues([])).toEqual([]);
	expect(await listMeterValues(store.db, id)).toMatchObject([
		{ energyWh: 10 },
		{ energyWh: 11 },
		{ energyWh: 10 },
	]);
});

test("R-CS-09 the newest of many meter values is the transaction's energy, whatever their order", async () => {
	const store = await openStore();
	const id = await startTransaction(store, "S3");
	const other = await startTransaction(store, "S4");
	await store.writeMeterValues([value("S3", id, 5, 50), value("S3", id, 3, 30), value("S4", other, 1, 7)]);
	await store.writeMeterValues([value("S3", id, 4, 40)]);
	expect(await findTransaction(store.db, id)).toMatchObject({ last_energy_at: 5, last_energy_wh: 50 });
	expect(await findTransaction(store.db, other)).toMatchObject({ last_energy_at: 1, last_energy_wh: 7 });
});

test("many messages at once are stored as few are, in the order of jobs before and after them", async () => {
	const store = await openStore();
	const ids = await Promise.all(
		Array.from({ length: 40 }, (_, index) => startTransaction(store, `T${index}`)),
	);
	const round = (at: number) =>
		Promise.all(ids.map((id, index) => store.writeMeterValues([value(`T${index}`, id, at, at)])));
	// By and by another thread takes over, on SQLite.
	for (let at = 1; at <= 300; at++) {
		expect(await round(at)).toEqual(ids.map(() => [true]));
		if (at % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 300));
	}
	await round(300);
	const energies = round(301).then(() => store.write((trx) => findTransaction(trx, ids[7])));
	expect(await energies).toMatchObject({ last_energy_wh: 301 });
	for (const id of [ids[0], ids[39]]) expect(await listMeterValues(store.db, id)).toHaveLength(301);
});

test.skipIf(onPostgres)(
	"a thread for meter values stores, sorts when it is asked or left alone, and ends",
	async () => {
		const folder = temporaryFolder();
		const store = await openStoreAt(folder);
		const id = await startTransaction(store, "W1");
		const writer = new MeterValueWriter(join(folder, "csms.db"));
		await vi.waitUntil(() => writer.ready, 20_000);
		await writer.write([value("W1", id, 1, 10), value("W1", id, 2, 20), value("W1", id, 1, 10)]);
		expect(await listMeterValues(store.db, id)).toEqual([]);
		await writer.settle();
		expect(await listMeterValues(store.db, id)).toMatchObject([{ energyWh: 10 }, { energyWh: 20 }]);
		expect(await store.writeMeterValues([value("W1", id, 2, 20), value("W1", id, 3, 30)])).toEqual([
			false,
			true,
		]);
		await writer.write([value("W1", id, 3, 30), value("W1", id, 0, 1)]);
		await vi.waitUntil(async () => (await listMeterValues(store.db, id)).length === 4, 10_000);
		expect(await findTransaction(store.db, id)).toMatchObject({ last_energy_wh: 30 });
		await writer.write(Array.from({ length: 2500 }, (_, index) => value("W1", id, 10 + index, index)));
		// More than go to the disk side by side.
		const batches = Array.from({ length: 6 }, (_, index) => [value("W1", id, 5000 + index, 5000 + index)]);
		await Promise.all(batches.map((batch) => writer.write(batch)));
		await writer.close();
		expect(await listMeterValues(store.db, id)).toHaveLength(4 + 2506);
		expect(await findTransaction(store.db, id)).toMatchObject({ last_energy_wh: 5005 });
	},
);

test("meter values that a process left unsorted are there after the next start", async () => {
	const folder = temporaryFolder();
	const before = await Store.open(await placeOf(folder));
	const id = await startTransaction(before, "W2");
	await before.writeMeterValues([value("W2", id, 1, 10)]);
	const meter_values = JSON.stringify([value("W2", id, 1, 10), value("W2", id, 2, 20)]);
	await before.write((trx) => trx.insertInto("meter_value_inbox").values({ meter_values }).execute());
	await before.close();
	const after = await Store.open(await placeOf(folder));
	onTestFinished(() => after.close());
	await after.sortLeft();
	expect(await listMeterValues(after.db, id)).toMatchObject([{ energyWh: 10 }, { energyWh: 20 }]);
	expect(await findTransaction(after.db, id)).toMatchObject({ last_energy_wh: 20 });
	expect(await after.db.selectFrom("meter_value_inbox").selectAll().execute()).toEqual([]);
});

async function openStoreAt(folder: string): Promise<Store> {
	const store = await Store.open({ file: join(folder, "csms.db") });
	onTestFinished(() => store.close());
	return store;
}

test.skipIf(onPostgres)(
	"what a thread that dies has stored is there for whoever reads next",
	async () => {
		const threads = new Set<Worker>();
		const { postMessage } = Worker.prototype;
		vi.spyOn(Worker.prototype, "postMessage").mockImplementation(function (this: Worker, message) {
			threads.add(this);
			postMessage.call(this, message);
		});
		onTestFinished(() => void vi.restoreAllMocks());
		const store = await openStore();
		const id = await startTransaction(store, "D1");
		const many = (at: number) =>
			Promise.all(
				Array.from({ length: 40 }, (_, index) =>
					store.writeMeterValues([value("D1", id, at + index, index)]),
				),
			);
		let stored = 0;
		while (threads.size === 0) {
			await many(stored);
			stored += 40;
		}
		await many(stored);
		stored += 40;
		const [thread] = threads;
		await thread.terminate();
		await vi.waitUntil(async () => (await listMeterValues(store.db, id)).length === stored, 10_000);
	},
	PATIENCE,
);

test.skipIf(onPostgres)("a thread that cannot open the database is given up and said so once", async () => {
	const log = { warn: vi.fn() };
	const writer = new MeterValueWriter(join(temporaryFolder(), "missing", "csms.db"), log);
	expect(writer.ready).toBe(false);
	await vi.waitUntil(() => log.warn.mock.calls.length > 0, 20_000);
	expect(writer.ready).toBe(false);
	expect(log.warn).toHaveBeenCalledTimes(1);
	await writer.close();
});

test("a whole fleet's last messages are written down together", async () => {
	const store = await openStore();
	const identities = ["L1", "L'2", '"L3"', "__proto__"];
	for (const identity of identities) await store.write((trx) => addChargePoint(trx, identity, {}));
	const seen = new Map(
		[...identities, "unknown"].map((identity, index) => [identity, 1_700_000_000_000 + index]),
	);
	await store.write((trx) => updateLastSeen(trx, seen));
	for (const [index, identity] of identities.entries()) {
		expect(await findChargePoint(store.db, identity)).toMatchObject({ last_seen: 1_700_000_000_000 + index });
	}
});

test("R-CS-08 meter values go to the charge point's own transaction, whatever becomes of it", async () => {
	const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
	const meterValues = (transactionId: number, second: number) => ({
		connectorId: 1,
		transactionId,
		meterValue: [{ timestamp: at(second), sampledValue: [{ value: `${second}` }] }],
	});
	const stored = async (id: number) => (await csms.rest("GET", `/transactions/${id}/meter-values`)).body;
	const peer = await boot(csms.ocpp, "O1");
	const stranger = await boot(csms.ocpp, "O2");
	const start = { connectorId: 1, idTag: "A", meterStart: 0, timestamp: at(0) };
	const [, , { transactionId }] = await peer.call("StartTransaction", start);
	await peer.call("MeterValues", meterValues(transactionId, 1));
	await stranger.call("MeterValues", meterValues(transactionId, 2));
	await peer.call("StopTransaction", { transactionId, meterStop: 5, timestamp: at(5) });
	await peer.call("MeterValues", meterValues(transactionId, 3));
	// On a new connection, which has not seen the start.
	peer.close();
	const again = await boot(csms.ocpp, "O1");
	await again.call("MeterValues", meterValues(transactionId, 4));
	await again.call("MeterValues", meterValues(transactionId + 1000, 4));
	expect(await stored(transactionId)).toMatchObject([{ energyWh: 1 }, { energyWh: 3 }, { energyWh: 4 }]);
	expect((await csms.rest("GET", `/transactions/${transactionId}`)).body).toMatchObject({ energyWh: 5 });
});

test.skipIf(onPostgres)(
	"meter values from before they were kept once are known when they come again",
	async () => {
		const file = join(temporaryFolder(), "csms.db");
		const before = new Kysely<Tables>({
			dialect: new SqliteDialect({ database: new Libsql(file) as never }),
		});
		const provider = {
			getMigrations: () => Promise.resolve({ "001 first tables": { up: makeFirstTables } }),
		};
		expect((await new Migrator({ db: before, provider }).migrateToLatest()).error).toBeUndefined();
		const [identity, connector_id, transaction_id, timestamp, energy_wh, power_w, sampled_value] = value(
			"M1",
			null,
			1,
			10,
		);
		const row = { identity, connector_id, transaction_id, timestamp, energy_wh, power_w, sampled_value };
		await before
			.insertInto("meter_value")
			.values(row as never)
			.execute();
		await before.destroy();

		const store = await Store.open({ file });
		onTestFinished(() => store.close());
		const values = [value("M1", null, 1, 10), value("M1", null, 1, 11)];
		expect(await store.writeMeterValues(values)).toEqual([false, true]);
	},
);
