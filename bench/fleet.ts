import { FleetMember, type FleetPhase } from "./fleet-member";
import { Latencies, type LatencySummary } from "./latencies";
import { report } from "./report";

/**
 * The fleet, a process of its own. All charge points connect at once; then they live in the steady state;
 * then they all lose their connection and come back at once. Reports each phase.
 * Arguments: the address, the charge points, the seconds of the steady state, the seconds of the interval.
 */
const [url, chargePoints, seconds, interval] = process.argv.slice(2);

/** Seconds that a storm may last. */
const PATIENCE = 300;

/** Latencies of the present phase by action; `connect` is from the first try to the finished handshake. */
let latencies = new Map<string, Latencies>();

function keep(what: string, milliseconds: number): void {
	let kept = latencies.get(what);
	if (!kept) {
		kept = new Latencies();
		latencies.set(what, kept);
	}
	kept.add(milliseconds);
}

let brokenConnections = 0;
const members = Array.from(
	{ length: Number(chargePoints) },
	(_, index) =>
		new FleetMember(url, `BENCH${index}`, Number(interval), keep, () => {
			brokenConnections++;
		}),
);

async function phase(name: FleetPhase, work: () => Promise<void>): Promise<void> {
	latencies = new Map();
	brokenConnections = 0;
	const start = performance.now();
	await work();
	report({
		phase: name,
		seconds: (performance.now() - start) / 1000,
		latencies: Object.fromEntries([...latencies].map(([what, kept]) => [what, kept.summary()])) as Record<
			string,
			LatencySummary
		>,
		brokenConnections,
		unanswered: members.reduce((sum, member) => sum + member.unanswered, 0),
		refused: members.reduce((sum, member) => sum + member.refused, 0),
	});
}

async function storm(): Promise<void> {
	const patience = AbortSignal.timeout(PATIENCE * 1000);
	await Promise.race([
		Promise.all(members.map((member) => member.reconnect())),
		new Promise((resolve) => patience.addEventListener("abort", resolve)),
	]);
}

const pause = (duration: number) => new Promise((resolve) => setTimeout(resolve, duration * 1000));

await phase("all connect at once", storm);
for (const member of members) member.live();
await phase("steady state", async () => void (await pause(Number(seconds))));
await phase("all reconnect at once", storm);
for (const member of members) member.rest();
// What is under way is answered.
await pause(2);
report({
	phase: "end",
	transactions: members.map(({ identity, transactionId, energyWh }) => ({
		identity,
		transactionId,
		energyWh,
	})),
	unanswered: members.reduce((sum, member) => sum + member.unanswered, 0),
});
