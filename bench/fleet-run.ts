import type { LatencySummary } from "./latencies";
import { enterIdTag, followOverview } from "./overview";
import { type ServerOptions, startGenerator, startServer, TOKEN } from "./processes";

interface FleetOptions extends ServerOptions {
	chargePoints: number;
	minutes: number;
	interval: number;
}

interface EndedTransaction {
	identity: string;
	transactionId: number | undefined;
	energyWh: number;
}

/** Transactions that are looked up when all is over. */
const LOOKED_UP = 500;

/** Runs a fleet against the CSMS and prints a table for each phase. */
export async function runFleet(options: FleetOptions): Promise<void> {
	const { chargePoints, minutes, interval } = options;
	console.log(`${chargePoints} charge points, meter values and heartbeats every ${interval} s`);
	const server = await startServer("csms", options);
	const csms = server.csms!;
	await enterIdTag(csms);
	const before = server.memory();
	const page = await followOverview(csms);
	const fleet = startGenerator("fleet.ts", [server.ocpp, chargePoints, minutes * 60, interval]);
	let cpu = server.cpu();
	for (;;) {
		const line = await fleet.next();
		if (line.phase === "end") {
			await lookUp(csms, line.transactions);
			break;
		}
		const used = server.cpu() - cpu;
		cpu += used;
		const memory = server.memory();
		const perConnection = Math.round((memory - before) / chargePoints / 1024);
		console.log(
			`\n${line.phase}: ${line.seconds.toFixed(1)} s, ${(used / line.seconds).toFixed(2)} CPUs, ` +
				`RSS ${Math.round(memory / 1024 ** 2)} MiB, ${perConnection} KiB a connection; ` +
				`${line.unanswered} without an answer, ${line.refused} refused, ` +
				`${line.brokenConnections} connections broke`,
		);
		console.table(
			Object.fromEntries(
				Object.entries<LatencySummary>(line.latencies).map(([what, { count, p50, p99, most }]) => [
					what,
					{ count, "p50 ms": p50.toFixed(1), "p99 ms": p99.toFixed(1), "most ms": most.toFixed(1) },
				]),
			),
		);
	}
	page.close();
	await server.stop();
}

/** Asks the CSMS for what it has confirmed. */
async function lookUp(csms: string, transactions: EndedTransaction[]): Promise<void> {
	const step = Math.max(1, Math.floor(transactions.length / LOOKED_UP));
	const chosen = transactions.filter((_, index) => index % step === 0);
	let wrong = 0;
	for (const { identity, transactionId, energyWh } of chosen) {
		const response = await fetch(`${csms}/api/v1/transactions/${transactionId}/meter-values`, {
			headers: { authorization: `Bearer ${TOKEN}` },
		});
		const values = response.status === 200 ? ((await response.json()) as { energyWh: number }[]) : [];
		if (values.at(-1)?.energyWh === energyWh) continue;
		wrong++;
		console.log(
			`${identity}: ${energyWh} Wh of transaction ${transactionId} were confirmed and are not there`,
		);
	}
	console.log(`\n${chosen.length} transactions looked up, ${wrong} without their last confirmed meter value`);
}
