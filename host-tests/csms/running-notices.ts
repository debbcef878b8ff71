import pino from "pino";
import { onTestFinished } from "vitest";
import { Cluster } from "../../csms/cluster/cluster";
import type { Context } from "../../csms/context";
import { Store } from "../../csms/database/store";
import { Live } from "../../csms/live";
import { Notices } from "../../csms/notices/notices";
import { listNotices } from "../../csms/notices/queue";
import { Fleet } from "../../csms/ocpp/fleet";
import { placeOf } from "./databases";
import { temporaryFolder } from "./running-csms";

export interface RunningNotices {
	store: Store;
	notices: Notices;
	/** What alarms need of it. */
	context: Context;
	list(): ReturnType<typeof listNotices>;
	stop(): Promise<void>;
}

/** A process that sends messages and does nothing else; the same `data` is the same database. */
export async function runNotices(data = temporaryFolder()): Promise<RunningNotices> {
	const place = await placeOf(data);
	const store = await Store.open(place);
	const log = pino({ level: "silent" });
	const database = "url" in place ? place.url : undefined;
	const cluster = new Cluster(store, log, { database, beatInterval: 1000 });
	const live = new Live();
	const notices = new Notices({ store, live, cluster, log });
	const settings = {
		acceptRegistrations: false,
		cpoName: null,
		timeZone: "Asia/Taipei",
		currency: "TWD",
		baseAddress: "https://csms.example/",
	};
	const context = { store, log, live, cluster, notices, settings, fleet: new Fleet() } as unknown as Context;
	await cluster.start(context);
	notices.start();
	let stopped: Promise<void> | undefined;
	const stop = () => {
		stopped ??= (async () => {
			await notices.stop();
			await cluster.leave();
			await store.close();
		})();
		return stopped;
	};
	onTestFinished(stop);
	return { store, notices, context, stop, list: () => listNotices(store.db, { limit: 100 }) };
}
