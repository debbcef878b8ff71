import type { LatencySummary } from "./latencies";
import { enterIdTag, followOverview } from "./overview";
import { type ServerName, type ServerOptions, startGenerator, startServer } from "./processes";

interface FlatOutOptions extends ServerOptions {
	connections: number;
	seconds: number;
	rounds: number;
	servers: ServerName[];
}

/** What one server did in one round. */
interface Measured {
	rate: number;
	latency: LatencySummary;
	/** Bytes at the end. */
	memory: number;
	/** Bytes that the connections have taken, divided by their number. */
	perConnection: number;
	/** Processors that the server kept busy. */
	cpu: number;
	/** Events that the live page was told. */
	events?: number;
}

const WARM_UP = 3;

const DESCRIPTIONS: Record<ServerName, string> = {
	bare: "ws that only answers",
	durable: "ws, group commits into SQLite",
	"ocpp-rpc": "ocpp-rpc, strict, stores nothing",
	csms: "xs-evse CSMS, a live page open",
};

/** Runs the servers in turn and prints a table with the medians. */
export async function runFlatOut(options: FlatOutOptions): Promise<void> {
	const { connections, seconds, rounds, servers } = options;
	console.log(
		`${connections} connections, MeterValues without a pause, ${rounds} rounds of ${seconds} s each\n`,
	);
	const measured = new Map<ServerName, Measured[]>(servers.map((name) => [name, []]));
	for (let round = 1; round <= rounds; round++) {
		for (const name of servers) {
			const result = await measure(name, options);
			measured.get(name)!.push(result);
			console.log(`round ${round}: ${name} ${Math.round(result.rate)} messages/s`);
		}
	}
	const medians = servers.map((name) => [name, medianOf(measured.get(name)!)] as const);
	const reference = medians.find(([name]) => name === "ocpp-rpc")?.[1].rate;
	console.log("");
	console.table(
		Object.fromEntries(
			medians.map(([name, { rate, latency, memory, perConnection, cpu, events }]) => [
				DESCRIPTIONS[name],
				{
					"messages/s": Math.round(rate),
					"to ocpp-rpc": reference === undefined ? "" : (rate / reference).toFixed(2),
					"p50 ms": latency.p50.toFixed(1),
					"p99 ms": latency.p99.toFixed(1),
					"RSS MiB": Math.round(memory / 1024 ** 2),
					"KiB/connection": Math.round(perConnection / 1024),
					CPUs: cpu.toFixed(2),
					"events/s": events === undefined ? "" : Math.round(events / seconds),
				},
			]),
		),
	);
}

async function measure(name: ServerName, options: FlatOutOptions): Promise<Measured> {
	const { connections, seconds } = options;
	const server = await startServer(name, options);
	const before = server.memory();
	if (server.csms !== undefined) await enterIdTag(server.csms);
	const page = server.csms === undefined ? undefined : await followOverview(server.csms);
	const generator = startGenerator("flat-out.ts", [server.ocpp, connections, WARM_UP, seconds]);
	await expectGood(generator.next());
	const start = { cpu: server.cpu(), at: performance.now(), events: page?.events() };
	const { rate, latency } = await expectGood(generator.next());
	const elapsed = (performance.now() - start.at) / 1000;
	const memory = server.memory();
	const result: Measured = {
		rate,
		latency,
		memory,
		perConnection: (memory - before) / connections,
		cpu: (server.cpu() - start.cpu) / elapsed,
		events: page && page.events() - start.events!,
	};
	page?.close();
	await server.stop();
	return result;
}

// biome-ignore lint/suspicious/noExplicitAny: the generator's own words
async function expectGood(line: Promise<any>): Promise<any> {
	const result = await line;
	if (result.error !== undefined) throw new Error(result.error);
	return result;
}

/** The round with the median rate. */
function medianOf(rounds: Measured[]): Measured {
	return rounds.toSorted((a, b) => a.rate - b.rate)[rounds.length >> 1];
}
