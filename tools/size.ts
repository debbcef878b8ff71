/**
 * `npm run size`: links for the ESP32 and prints how much bytecode each module has. With `--write` it also
 * plays the scripted hour on the 32-bit build and writes both into docs/footprint.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { checkEsp32 } from "./esp32-check";
import { readSizes } from "./footprint/module-sizes";
import { memoryText, sizesText } from "./footprint/page";
import { findSdk, OUTPUT, ROOT } from "./moddable";
import { playHours } from "./played-hours";
import { withPart } from "./written-parts";

const PAGE = join(ROOT, "docs/footprint.md");
const { write } = new Command("npm run size --")
	.description("Bytecode by module, as it is linked for the ESP32.")
	.option("--write", "plays the scripted hour as well, and writes both into docs/footprint.md; some minutes")
	.parse()
	.opts<{ write?: true }>();

const progress = (line: string) => process.stderr.write(`${line}\n`);

try {
	await checkEsp32(progress);
	const sizes = readSizes(join(OUTPUT, "tmp/esp32/release/xs-evse"), findSdk().root);
	process.stdout.write(`${sizesText(sizes)}\n`);
	if (write) {
		const { ws, wss } = await playHours(progress);
		const page = withPart(readFileSync(PAGE, "utf8"), "sizes", sizesText(sizes));
		writeFileSync(PAGE, withPart(page, "memory", memoryText(ws, wss)));
	}
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	process.exitCode = 1;
}
