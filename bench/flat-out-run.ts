import { type Measured, type MeasureOptions, measure } from "./measure";
import type { ServerName } from "./processes";

interface FlatOutOptions extends MeasureOptions {
	rounds: number;
	servers: ServerName[];
}

/** The servers in words. */
export const DESCRIPTIONS: Record<ServerName, string> = {
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
			medians.map(([name, { rate, latency, memory, perConnection, cpu, work, events }]) => [
				DESCRIPTIONS[name],
				{
					"messages/s": Math.round(rate),
					"to ocpp-rpc": reference === undefined ? "" : (rate / reference).toFixed(2),
					"p50 ms": latency.p50.toFixed(1),
					"p99 ms": latency.p99.toFixed(1),
					"RSS MiB": Math.round(memory / 1024 ** 2),
					"KiB/connection": Math.round(perConnection / 1024),
					CPUs: cpu.toFixed(2),
					"CPU µs/message": work.server.toFixed(1),
					"of the first thread": work.firstThread.toFixed(1),
					"events/s": events === undefined ? "" : Math.round(events),
				},
			]),
		),
	);
}

/** The round with the median rate. */
function medianOf(rounds: Measured[]): Measured {
	return rounds.toSorted((a, b) => a.rate - b.rate)[rounds.length >> 1];
}
