import { Command, InvalidArgumentError } from "commander";
import { live } from "./virtual-life";

/** `npm run soak`: a virtual year. */

function count(text: string): number {
	const value = Number(text);
	if (!Number.isSafeInteger(value) || value < 1)
		throw new InvalidArgumentError("It must be a whole number above 0.");
	return value;
}

const { days, seed } = new Command("soak")
	.description("Lets a charge point live on the virtual clock, with all that goes wrong around it.")
	.option("--days <count>", "how long, 20 or more", count, 365)
	.option("--seed <number>", "the same seed makes the same life", count, 1 + (Date.now() % 2 ** 31))
	.parse()
	.opts<{ days: number; seed: number }>();

console.log(`${days} days with seed ${seed}`);
const begun = Date.now();
try {
	live(days, seed, (text) => console.log(text));
	console.log(`Every transaction is accounted for; ${Math.round((Date.now() - begun) / 1000)} s.`);
} catch (error) {
	console.error((error as Error).stack);
	process.exitCode = 1;
}
