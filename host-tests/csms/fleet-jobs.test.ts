import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { Cluster } from "../../csms/cluster/cluster";
import type { Context } from "../../csms/context";
import { Store } from "../../csms/database/store";
import { Live } from "../../csms/live";
import { Fleet } from "../../csms/ocpp/fleet";
import { onPostgres, placeOf } from "./databases";
import { temporaryFolder } from "./running-csms";

/** Milliseconds between two runs. */
const INTERVAL = 300;

test("what is done regularly is done once in the fleet, and by another process when one is gone", async () => {
	const data = temporaryFolder();
	const place = await placeOf(data);
	const database = "url" in place ? place.url : undefined;
	const runs: { by: number; at: number }[] = [];
	const start = async (by: number) => {
		const store = await Store.open(place);
		const log = pino({ level: "silent" });
		const cluster = new Cluster(store, log, { database, beatInterval: 3000 });
		await cluster.start({ store, log, live: new Live(), fleet: new Fleet(), cluster } as unknown as Context);
		const end = cluster.every("test", INTERVAL, async () => {
			runs.push({ by, at: performance.now() });
			if (runs.length === 2) throw new Error("One that fails does not end it");
		});
		const leave = async () => {
			await end();
			await cluster.leave();
			await store.close();
		};
		return leave;
	};
	const leaveFirst = await start(1);
	// SQLite has one process alone.
	const leaveSecond = onPostgres ? await start(2) : undefined;
	if (leaveSecond) onTestFinished(leaveSecond);
	await expect.poll(() => runs.length, { timeout: 10_000 }).toBeGreaterThan(3);
	await leaveFirst();
	const [first] = runs;
	const last = runs.at(-1)!;
	// Timers may be a little early.
	expect(runs.length - 1).toBeLessThanOrEqual((last.at - first.at) / (INTERVAL * 0.8));
	const before = runs.length;
	if (leaveSecond) {
		await expect.poll(() => runs.length, { timeout: 10_000 }).toBeGreaterThan(before);
		expect(runs.at(-1)!.by).toBe(2);
	} else {
		await new Promise((resolve) => setTimeout(resolve, INTERVAL * 2));
		expect(runs).toHaveLength(before);
	}
});
