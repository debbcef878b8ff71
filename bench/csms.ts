import { Command, Option } from "commander";
import { runFlatOut } from "./flat-out-run";
import { runFleet } from "./fleet-run";
import { GROWTH, runGrowth } from "./growth-run";
import { machine, publish } from "./page";
import { SERVERS } from "./processes";

/**
 * `npm run bench:csms` measures the CSMS beside other servers while the charge points grow more, and writes it into
 * docs/benchmarks.md; with `flat` or `fleet` it looks closer. Linux only: memory is read from /proc.
 */

function positive(text: string): number {
	const number = Number(text);
	if (!(number > 0)) throw new Error(`"${text}" is no number above 0.`);
	return number;
}

/** Several of an option that is given several values. */
function numbers(text: string, before: readonly number[] = []): number[] {
	return [...before, positive(text)];
}

const program = new Command("npm run bench:csms --").description("Measures the CSMS under load.");
program
	.command("growth", { isDefault: true })
	.description(
		`${GROWTH.chargePoints.join(", ")} charge points beside other servers; writes docs/benchmarks.md`,
	)
	.option("--charge-points <N...>", "other numbers; then nothing is written", numbers)
	.option("--seconds <N>", "another time for each measurement; then nothing is written", positive)
	.action(async (options) => {
		tellMachine();
		const text = await runGrowth({ ...GROWTH, ...options });
		if (Object.keys(options).length === 0) publish("csms", text);
		else console.log(text);
		process.exit(0);
	});
program
	.command("flat")
	.description("MeterValues without a pause, side by side with three other servers")
	.option("--connections <N>", "charge points", positive, 100)
	.option("--seconds <N>", "measured in each round", positive, 8)
	.option("--rounds <N>", "each server in turn, so many times; the median counts", positive, 3)
	.addOption(new Option("--servers <NAMES...>", "which").choices(SERVERS).default([...SERVERS]))
	.option("--database <URL>", "postgres://... for the CSMS instead of SQLite")
	.option("--profile <DIR>", "writes a processor profile of each server there")
	.action(async (options) => {
		tellMachine();
		await runFlatOut(options);
		process.exit(0);
	});
program
	.command("fleet")
	.description("a connected fleet, and all of it reconnecting at once")
	.option("--charge-points <N>", "how many", positive, 5000)
	.option("--minutes <N>", "in the steady state", positive, 3)
	.option(
		"--interval <SECONDS>",
		"between a charge point's meter values, and between its heartbeats",
		positive,
		60,
	)
	.option("--database <URL>", "postgres://... instead of SQLite")
	.option("--profile <DIR>", "writes a processor profile of the CSMS there")
	.action(async (options) => {
		tellMachine();
		await runFleet(options);
		process.exit(0);
	});
await program.parseAsync();

function tellMachine(): void {
	console.log(machine());
}
