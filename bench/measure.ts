import type { Reports } from "./flat-out";
import type { LatencySummary } from "./latencies";
import { enterIdTag, followOverview } from "./overview";
import { type ServerName, type ServerOptions, startGenerator, startServer } from "./processes";

export interface MeasureOptions extends ServerOptions {
	connections: number;
	/** Measured flat out. */
	seconds: number;
	/** After it: messages a second of all connections together, and for how many seconds. */
	paced?: { rate: number; seconds: number };
	/** Processor time of the database's own processes so far, seconds. */
	databaseCpu?(): number;
}

/** What one server did in one round. */
export interface Measured {
	/** Flat out, messages a second. */
	rate: number;
	latency: LatencySummary;
	/** At the given pace. */
	paced?: LatencySummary;
	/** Bytes at the end. */
	memory: number;
	/** Bytes that live more when all are connected, before the first meter values, divided by their number. */
	perConnection: number;
	/** Processors that the server kept busy flat out. */
	cpu: number;
	/** Processor time of each message flat out, microseconds: of the server, of its first thread, of the database. */
	work: { server: number; firstThread: number; database: number };
	/** Events a second that the live page was told flat out. */
	events?: number;
}

const WARM_UP = 3;
/** Seconds until what the connections have cost is measured. */
const REST = 2;

/** Starts a server, lets all charge points connect and send, and ends it. */
export async function measure(name: ServerName, options: MeasureOptions): Promise<Measured> {
	const { connections, seconds, paced, databaseCpu = () => 0 } = options;
	const server = await startServer(name, options);
	if (server.csms !== undefined) await enterIdTag(server.csms);
	const page = server.csms === undefined ? undefined : await followOverview(server.csms);
	const before = await server.liveMemory();
	const parameters = [connections, REST, WARM_UP, seconds, ...(paced ? [paced.rate, paced.seconds] : [])];
	const generator = startGenerator("flat-out.ts", [server.ocpp, ...parameters]);
	const next = async (): Promise<Reports> => {
		const line: Reports = await generator.next();
		if (line.error !== undefined) throw new Error(line.error);
		return line;
	};
	const used = () => ({
		server: server.cpu(),
		firstThread: server.firstThreadCpu(),
		database: databaseCpu(),
		events: page?.events() ?? 0,
		at: performance.now(),
	});
	await next();
	const perConnection = ((await server.liveMemory()) - before) / connections;
	await next();
	const start = used();
	const { rate, latency } = (await next()).flatOut;
	const end = used();
	const memory = server.memory();
	const elapsed = (end.at - start.at) / 1000;
	const ofEach = (what: "server" | "firstThread" | "database") =>
		((end[what] - start[what]) / (rate * elapsed)) * 1e6;
	if (paced) await next();
	const result: Measured = {
		rate,
		latency,
		paced: paced && (await next()).paced.latency,
		memory,
		perConnection,
		cpu: (end.server - start.server) / elapsed,
		work: { server: ofEach("server"), firstThread: ofEach("firstThread"), database: ofEach("database") },
		events: page && (end.events - start.events) / elapsed,
	};
	page?.close();
	await server.stop();
	return result;
}
