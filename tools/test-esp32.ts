/**
 * `npm run test:esp32`: the firmware's image for the board `qemu` in Espressif's emulator, driven by the simulator.
 * Both must be there; otherwise one line says what is missing.
 */
import { spawnSync } from "node:child_process";
import { findEmulator } from "../simulator/esp32/engine";
import { readImage } from "../simulator/esp32/flash-file";
import { ROOT } from "./moddable";

const missing = whatIsMissing();
if (missing !== undefined) process.stdout.write(`Left out: the image on an emulated ESP32 (${missing})\n`);
else {
	const { status } = spawnSync(
		"node_modules/.bin/vitest",
		["run", "--config", "vitest.esp32.config.ts", ...process.argv.slice(2)],
		{
			...{ cwd: ROOT, stdio: "inherit" as const },
		},
	);
	if (status !== 0) process.exitCode = 1;
}

function whatIsMissing(): string | undefined {
	try {
		findEmulator();
		readImage();
		return undefined;
	} catch (error) {
		return (error as Error).message.replace("--engine esp32 needs", "needs").replace(/\.$/, "");
	}
}
