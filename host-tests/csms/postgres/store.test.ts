import { sql } from "kysely";
import type { Logger } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { Store } from "../../../csms/database/store";
import { boot } from "../charge-point-peer";
import { administer, databaseOf } from "../databases";
import { runCsms, temporaryFolder } from "../running-csms";
import { proxyTo } from "./database-proxy";

async function newDatabase(): Promise<string> {
	return (await databaseOf(temporaryFolder()))!;
}

async function openStore(url: string): Promise<Store> {
	const store = await Store.open({ url });
	onTestFinished(() => store.close());
	return store;
}

function add(store: Store, name: string) {
	return store.write((trx) => trx.insertInto("setting").values({ name, value: "x" }).execute());
}

async function names(store: Store): Promise<string[]> {
	const rows = await store.db.selectFrom("setting").select("name").orderBy("name").execute();
	return rows.map(({ name }) => name);
}

/** Ends all connections to the database of a URL, as a restart of the server does. */
function endConnections(url: string): Promise<void> {
	const database = new URL(url).pathname.slice(1);
	return administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`);
}

test("processes on one database commit one after another: a job sees what those of others wrote", async () => {
	const url = await newDatabase();
	const stores = await Promise.all([1, 2, 3].map(() => openStore(url)));
	const count = (store: Store) =>
		store.write(async (trx) => {
			const row = await trx.selectFrom("setting").select("value").where("name", "=", "n").executeTakeFirst();
			const value = String(Number(row?.value ?? 0) + 1);
			await trx
				.insertInto("setting")
				.values({ name: "n", value })
				.onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
				.execute();
			return Number(value);
		});
	const results: Promise<number>[] = [];
	for (let round = 0; round < 20; round++) {
		for (const store of stores) results.push(count(store));
		await new Promise(setImmediate);
	}
	const all = (await Promise.all(results)).sort((a, b) => a - b);
	expect(all).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
});

test("a commit is durable whatever the user's settings say, and cannot hold up others for long", async () => {
	const url = await newDatabase();
	const database = new URL(url).pathname.slice(1);
	await administer(`alter database ${database} set synchronous_commit = off`);
	await administer(`alter database ${database} set default_transaction_isolation = serializable`);
	const store = await openStore(url);
	const settings = ["synchronous_commit", "transaction_isolation", "lock_timeout", "statement_timeout"];
	const read = (name: string) => sql<{ value: string }>`select current_setting(${name}) as value`;
	const inside = await store.write(async (trx) => {
		const values: string[] = [];
		for (const name of [...settings, "idle_in_transaction_session_timeout"]) {
			values.push((await read(name).execute(trx)).rows[0].value);
		}
		return values;
	});
	expect(inside).toEqual(["on", "read committed", "10s", "10s", "5s"]);
	expect((await read("synchronous_commit").execute(store.db)).rows).toEqual([{ value: "off" }]);
});

test("connections that end while nothing happens are told to the log and replaced", async () => {
	const url = await newDatabase();
	const told: unknown[] = [];
	let both = () => {};
	const lost = new Promise<void>((resolve) => {
		both = resolve;
	});
	const log = {
		warn(...line: unknown[]) {
			told.push(line);
			if (told.length === 2) both();
		},
	};
	const store = await Store.open({ url }, log as Pick<Logger, "warn">);
	onTestFinished(() => store.close());
	await add(store, "a");
	await names(store);
	await endConnections(url);
	await lost;
	// Nothing more, for the driver's error carries the password.
	const reason = "terminating connection due to administrator command";
	expect(told).toEqual(Array(2).fill([{ reason }, "A connection to the database was lost."]));
	await add(store, "b");
	expect(await names(store)).toEqual(["a", "b"]);
});

test("a connection that ends in the middle of a commit: the jobs run once more", async () => {
	const url = await newDatabase();
	const store = await openStore(url);
	let runs = 0;
	const ended = store.write(async (trx) => {
		await trx.insertInto("setting").values({ name: "a", value: "x" }).execute();
		if (++runs === 1) await endConnections(url);
		await trx.insertInto("setting").values({ name: "b", value: "x" }).execute();
	});
	await Promise.all([ended, add(store, "c")]);
	expect([runs, await names(store)]).toEqual([2, ["a", "b", "c"]]);
});

test("a COMMIT that did not arrive is made again; one whose answer was lost is not", async () => {
	const url = await newDatabase();
	const proxy = await proxyTo(url);
	const store = await openStore(proxy.url);
	const append = (text: string) => {
		let runs = 0;
		return store.write(async (trx) => {
			const row = await trx
				.selectFrom("setting")
				.select("value")
				.where("name", "=", "log")
				.executeTakeFirst();
			const value = `${row?.value ?? ""}${text}`;
			await trx
				.insertInto("setting")
				.values({ name: "log", value })
				.onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
				.execute();
			return ++runs;
		});
	};
	expect(await append("a")).toBe(1);
	proxy.loseNext("before COMMIT");
	expect(await append("b")).toBe(2);
	proxy.loseNext("after COMMIT");
	expect(await append("c")).toBe(1);
	expect((await store.db.selectFrom("setting").select("value").execute())[0].value).toBe("abc");
});

test("without the database a message is answered with InternalError, and kept when it comes again", async () => {
	const proxy = await proxyTo(await newDatabase());
	const csms = await runCsms({ database: proxy.url });
	const peer = await boot(csms.ocpp, "CP001");
	const timestamp = new Date(Date.UTC(2026, 0, 1)).toISOString();
	const start = { connectorId: 1, idTag: "A", meterStart: 0, timestamp };
	proxy.cut();
	const failed = await Promise.all([
		peer.call("StartTransaction", start),
		peer.call("MeterValues", { connectorId: 1, meterValue: [{ timestamp, sampledValue: [{ value: "1" }] }] }),
	]);
	expect(failed.map(([type, , code]) => [type, code])).toEqual([
		[4, "InternalError"],
		[4, "InternalError"],
	]);
	expect((await csms.rest("GET", "/transactions")).status).toBe(500);
	proxy.restore();
	expect((await peer.call("StartTransaction", start))[0]).toBe(3);
	expect((await csms.rest("GET", "/transactions")).body).toHaveLength(1);
});
