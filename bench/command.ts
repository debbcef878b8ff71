import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { findSdk } from "../tools/moddable";

/** Runs `npm run bench:<name>`, which takes no options; what cannot be measured is told in one sentence. */
export async function benchmark(
	name: string,
	description: string,
	measure: () => Promise<void>,
): Promise<void> {
	new Command(`npm run bench:${name} --`)
		.description(`${description} Prints it and writes it into docs/benchmarks.md.`)
		.allowExcessArguments(false)
		.parse();
	try {
		await measure();
	} catch (error) {
		process.stderr.write(`${(error as Error).message}\n`);
		process.exitCode = 1;
	}
}

/** Tells who waits what is being done. */
export function progress(line: string): void {
	process.stderr.write(`${line}\n`);
}

/** Of the Moddable SDK on this machine. */
export function sdkVersion(): string {
	return readFileSync(join(findSdk().root, "tools/VERSION"), "utf8").trim();
}
