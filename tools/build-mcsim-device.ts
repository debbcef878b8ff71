/**
 * Makes `simulator/mcsim/simulators/xs-evse.generated.js`: the device for the SDK's simulator, which loads
 * one file of JavaScript. With `--check` it only tells whether the file is what the sources say.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** The folder that mcsim is started with. */
export const SIMULATORS = join(ROOT, "simulator/mcsim/simulators");
const DEVICE = join(SIMULATORS, "xs-evse.generated.js");

async function bundle(): Promise<string> {
	const result = await build({
		...{ root: ROOT, configFile: false, logLevel: "error", publicDir: false },
		build: {
			...{ write: false, minify: false, target: "es2022", modulePreload: false },
			lib: { entry: join(ROOT, "simulator/mcsim/device.ts"), formats: ["es"], fileName: "device" },
			rolldownOptions: { external: ["ControlsPane", "DevicePane"] },
		},
	});
	const [{ output }] = result as { output: { code: string }[] }[];
	return `// Made by tools/build-mcsim-device.ts from simulator/mcsim; do not edit.\n${output[0].code}`;
}

/** Builds the device where its sources have changed. */
export async function buildMcsimDevice(): Promise<void> {
	const code = await bundle();
	if (!existsSync(DEVICE) || readFileSync(DEVICE, "utf8") !== code) writeFileSync(DEVICE, code);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	if (!process.argv.includes("--check")) await buildMcsimDevice();
	else if (!existsSync(DEVICE) || readFileSync(DEVICE, "utf8") !== (await bundle())) {
		console.error("The device for mcsim is not what its sources say: npx tsx tools/build-mcsim-device.ts");
		process.exitCode = 1;
	}
}
