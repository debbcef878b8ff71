import { Command, InvalidArgumentError, Option } from "commander";
import { fuzz, SUBJECTS } from "./fuzz";

/** `npm run fuzz`: the long run. */

function count(text: string): number {
	const value = Number(text);
	if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("It must be a whole number.");
	return value;
}

const options = new Command("fuzz")
	.description("Throws hostile frames, connections and damaged storage at the charge point.")
	.option("--inputs <count>", "how many", count, 100_000)
	.option("--seed <number>", "the same seed makes the same inputs", count, Date.now() % 2 ** 31)
	.addOption(
		new Option("--subject <name>", "one kind of input alone").choices([...Object.keys(SUBJECTS), "memory"]),
	)
	.parse()
	.opts<{ inputs: number; seed: number; subject?: string }>();

console.log(`${options.inputs} inputs with seed ${options.seed}`);
try {
	fuzz({ ...options, progress: (text) => console.log(text) });
	console.log("No input did any harm.");
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
