import { SingleBar } from "cli-progress";
import { Command, InvalidArgumentError } from "commander";
import { findSdk, MissingToolError } from "../../tools/moddable";
import type { Engine } from "./charge-point";
import { FAULTS } from "./plan";
import { type TortureResult, torture } from "./run";

/** `npm run torture`: docs/torture.md. */

function positive(text: string): number {
	const value = Number(text);
	if (!(value > 0)) throw new InvalidArgumentError("It must be a number above 0.");
	return value;
}

const options = new Command("torture")
	.description("Breaks everything between a CSMS and four charge points, and counts what they have left.")
	.option("--minutes <count>", "how long things break", positive, 60)
	.option("--seed <number>", "the same seed makes the same plan", positive, 1 + (Date.now() % 2 ** 31))
	.option("--database <URL>", "an empty postgres://... for the CSMS instead of SQLite")
	.parse()
	.opts<{ minutes: number; seed: number; database?: string }>();

/** Two on XS where the SDK is. */
function engines(): Engine[] {
	try {
		findSdk();
		return ["node", "node", "xs", "xs"];
	} catch (error) {
		if (!(error instanceof MissingToolError)) throw error;
		console.log(`Left out: charge points on XS in the torture (${error.message.replace(/\.$/, "")})`);
		return ["node", "node", "node", "node"];
	}
}

function report({ account, faults, tries, sessions, transactions, reasons, folder }: TortureResult): void {
	console.log("");
	console.table(Object.fromEntries(FAULTS.map((fault) => [fault, { times: faults[fault] }])));
	console.table({
		"an id was used": { count: tries },
		"the contactor was seen closed": { count: sessions },
		"transactions recorded": { count: transactions },
		...Object.fromEntries(
			Object.entries(reasons).map(([reason, count]) => [`    that ended by ${reason}`, { count }]),
		),
		"Wh by the meters": { count: account.metered },
		"Wh recorded": { count: account.recorded },
	});
	if (!folder) {
		console.log("Not one watt-hour and not one transaction apart.");
		return;
	}
	for (const difference of account.differences) console.error(difference);
	console.error(`${account.differences.length} differences. Data and logs are in ${folder}`);
	process.exitCode = 1;
}

const { minutes, seed, database } = options;
console.log(`${minutes} minutes with seed ${seed}`);
const bar = process.stdout.isTTY
	? new SingleBar({
			format: "  {bar}  {value} of {total} s, {faults} faults, {sessions} sessions",
			hideCursor: true,
		})
	: undefined;
let told = 0;
try {
	const result = await torture({
		...{ minutes, seed, database, engines: engines() },
		onPhase(phase) {
			bar?.stop();
			console.log(phase);
			if (phase.startsWith("Vehicles")) bar?.start(Math.round(minutes * 60), 0, { faults: 0, sessions: 0 });
		},
		onProgress(seconds, faults, sessions) {
			bar?.update(Math.round(seconds), { faults, sessions });
			if (bar || seconds < told + 60) return;
			told = seconds;
			console.log(`  ${Math.round(seconds)} s, ${faults} faults, ${sessions} sessions`);
		},
	});
	bar?.stop();
	report(result);
} catch (error) {
	bar?.stop();
	console.error((error as Error).message);
	process.exitCode = 1;
}
process.exit();
