/**
 * `npm run test:xs`: everything that needs the Moddable SDK. Builds the firmware for the desktop, runs the
 * scenarios and the engine's own tests on it, and checks that it links for the ESP32.
 */
import { spawnSync } from "node:child_process";
import { buildXs, whatMeasuringLacks } from "./build-xs";
import { checkEsp32 } from "./esp32-check";
import { whatWindowLacks } from "./mcsim-window";
import { MissingToolError, ROOT } from "./moddable";

try {
	await buildXs("debug", (line) => process.stderr.write(`${line}\n`));
	const { status } = spawnSync(
		"node_modules/.bin/vitest",
		["run", "--config", "vitest.xs.config.ts", ...process.argv.slice(2)],
		{
			cwd: ROOT,
			stdio: "inherit",
		},
	);
	if (status !== 0) process.exitCode = 1;
	await checkEsp32((platform) => process.stdout.write(`The firmware links for ${platform}.\n`));
	leftOut("the window of mcsim", whatWindowLacks());
	leftOut("the memory of a 32-bit build", whatMeasuringLacks());
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	if (!(error instanceof MissingToolError)) process.exitCode = 1;
}

/** `.ci/run` gathers these lines. */
function leftOut(what: string, lacking: string | undefined): void {
	if (lacking !== undefined) process.stdout.write(`Left out: ${what} (${lacking.replace(/\.$/, "")})\n`);
}
