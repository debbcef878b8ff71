import { Latencies, type LatencySummary } from "./latencies";
import { report } from "./report";
import { Sender } from "./sender";

/**
 * The load generator of the flat-out and the growth run, a process of its own. All connections boot and start a
 * transaction and rest; then each sends its next MeterValues when the answer to the last has come; then all
 * together send so many a second, at a steady pace.
 * Arguments: the address, the connections, the seconds of resting, of warming up and of measuring flat out, and
 * the messages a second and the seconds of the last part, which is left out without them.
 */
const [url, ...numbers] = process.argv.slice(2);
const [connections, rest, warmUp, seconds, pace = 0, pacedSeconds = 0] = numbers.map(Number);

/** What the generator reports, one after another. */
export interface Reports {
	ready: true;
	measuring: true;
	flatOut: { rate: number; latency: LatencySummary };
	paced: { rate: number; latency: LatencySummary };
	error: string;
}

/** Connections whose handshake, boot and start are under way: with more, some servers let them wait for seconds. */
const AT_A_TIME = 200;

const latencies = new Latencies();
const pause = (duration: number) => new Promise((resolve) => setTimeout(resolve, duration * 1000));

/** The answers of the next so many seconds. */
async function measure(duration: number): Promise<Reports["flatOut"]> {
	latencies.clear();
	const start = performance.now();
	await pause(duration);
	const latency = latencies.summary();
	return { rate: latency.count / ((performance.now() - start) / 1000), latency };
}

function tell(line: Partial<Reports>): void {
	report(line);
}

function fail(error: Error): never {
	tell({ error: error.message });
	process.exit(1);
}

const senders = Array.from(
	{ length: connections },
	(_, index) => new Sender(url, `BENCH${index}`, latencies, fail),
);
const waiting = senders.values();
await Promise.all(
	Array.from({ length: AT_A_TIME }, async () => {
		for (const sender of waiting) await sender.begin();
	}),
);
tell({ ready: true });
await pause(rest);
for (const sender of senders) sender.flatOut = true;
await pause(warmUp);
tell({ measuring: true });
tell({ flatOut: await measure(seconds) });
if (pace > 0) {
	for (const sender of senders) sender.flatOut = false;
	await pause(1);
	const start = performance.now();
	let sent = 0;
	const clock = setInterval(() => {
		// A turn that comes late makes up for what became due: it counts from when it was due.
		for (let due = start; ; sent++) {
			due = start + (sent / pace) * 1000;
			if (due > performance.now()) break;
			senders[sent % connections].send(due);
		}
	}, 1);
	await pause(1);
	tell({ measuring: true });
	tell({ paced: await measure(pacedSeconds) });
	clearInterval(clock);
}
process.exit(0);
