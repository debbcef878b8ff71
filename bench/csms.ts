import { cpus, totalmem } from "node:os";
import { Command, Option } from "commander";
import { runFlatOut } from "./flat-out-run";
import { runFleet } from "./fleet-run";
import { SERVERS } from "./processes";

/** `npm run bench:csms -- flat|fleet`: the CSMS under load. Linux only: memory is read from /proc. */

function positive(text: string): number {
	const number = Number(text);
	if (!(number > 0)) throw new Error(`"${text}" is no number above 0.`);
	return number;
}

const program = new Command("npm run bench:csms --").description("Measures the CSMS under load.");
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
	const [{ model }] = cpus();
	const memory = Math.round(totalmem() / 1024 ** 3);
	console.log(
		`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${model}, ${memory} GiB`,
	);
}
