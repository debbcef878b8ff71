import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Command } from "commander";

/** `npm run check`: types, lint, dead code, generated files, imports and module lists, side by side; under half a minute. */

new Command("npm run check").description("Types, lint, generated files and the folders' imports.").parse();

const PROJECT = fileURLToPath(new URL("..", import.meta.url));

const CHECKS: readonly (readonly [name: string, command: string, ...parameters: string[]])[] = [
	["types of the firmware's modules", "tsc", "-p", "modules"],
	["types of everything on Node.js", "tsc", "-p", "."],
	["types of the Moddable platforms", "tsc", "-p", "device"],
	["types of the pages", "tsc", "-p", "csms/pages"],
	["types of the panel", "tsc", "-p", "simulator/panel"],
	["types of the device for mcsim", "tsc", "-p", "simulator/mcsim"],
	["format and lint", "biome", "check", "--error-on-warnings", "."],
	["generated OCPP files", "tsx", "tools/generate-ocpp.ts", "--check"],
	["the device for mcsim", "tsx", "tools/build-mcsim-device.ts", "--check"],
	["the folders' imports", "tsx", "tools/check-imports.ts"],
	["the list of preloaded modules", "tsx", "tools/check-preload.ts"],
	["packages and their licences", "tsx", "tools/check-dependencies.ts"],
];

function run(command: string, parameters: readonly string[]): Promise<{ status: number; output: string }> {
	return new Promise((resolve) => {
		const child = spawn(`node_modules/.bin/${command}`, parameters, { cwd: PROJECT });
		let output = "";
		child.stdout.on("data", (data) => (output += data));
		child.stderr.on("data", (data) => (output += data));
		child.on("error", (error) => resolve({ status: 1, output: error.message }));
		child.on("close", (status) => resolve({ status: status ?? 1, output }));
	});
}

let failed = 0;
await Promise.all(
	CHECKS.map(async ([name, command, ...parameters]) => {
		const { status, output } = await run(command, parameters);
		if (status === 0) {
			console.log(`ok      ${name}`);
			return;
		}
		failed++;
		console.log(`failed  ${name}\n${output}`);
	}),
);
if (failed > 0) process.exitCode = 1;
