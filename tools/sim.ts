import "./node-version";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { Command } from "commander";
import { type ChargePointArguments, withChargePoint } from "../simulator/command-line";
import { claimDataFolder } from "../simulator/data-folder";
import { type DeviceSettings, SETTINGS_FILE } from "../simulator/mcsim/device-settings";
import { surroundings } from "../simulator/surroundings";
import { buildMcsimDevice, SIMULATORS } from "./build-mcsim-device";
import { buildXs } from "./build-xs";
import { findSdk, MissingToolError } from "./moddable";

/**
 * `npm run sim`: builds the firmware for the SDK's simulator and opens it there, with the project's own
 * device. Ends with the window, or with Ctrl-C.
 */

/** Below the folder of configurations, mcsim begins all names with this. */
const CONFIGURATION = "tech.moddable.mcsim";
/** Room for board and controls, for one connector and for several. */
const [WIDTH, HEIGHT, LARGE_HEIGHT] = [820, 640, 800];

const log = (text: string) => process.stderr.write(`${new Date().toISOString()} ${text}\n`);
const undo: (() => void)[] = [];

function end(status: number): never {
	for (const step of undo.splice(0).reverse()) step();
	process.exit(status);
}

/** What mcsim keeps for this window alone: other windows of the same user are not touched. */
function configure(settings: DeviceSettings): string {
	const folder = mkdtempSync(join(tmpdir(), "xs-evse-sim-"));
	undo.push(() => rmSync(folder, { recursive: true, force: true }));
	mkdirSync(join(folder, CONFIGURATION));
	writeFileSync(join(folder, CONFIGURATION, SETTINGS_FILE), JSON.stringify(settings));
	const height = settings.boot.connectors === 1 ? HEIGHT : LARGE_HEIGHT;
	const lines = ["[window]", "fullscreen=false", "maximized=false", "x=20", "y=20"];
	writeFileSync(
		join(folder, `${CONFIGURATION}.ini`),
		[...lines, `width=${WIDTH}`, `height=${height}`, ""].join("\n"),
	);
	return folder;
}

async function open(options: ChargePointArguments): Promise<void> {
	const { root, env } = findSdk();
	const mcsim = join(root, "build/bin/lin/release/mcsim");
	if (!existsSync(mcsim))
		throw new MissingToolError(
			`The Moddable SDK at ${root} has no mcsim; "make" in build/makefiles/lin builds it.`,
		);
	if (!env.DISPLAY && !env.WAYLAND_DISPLAY)
		throw new Error(
			'There is no display for the window; "xvfb-run npm run sim" makes an invisible one, ' +
				'and "npm run simulator -- --engine xs" needs none.',
		);
	const data = resolve(options.data);
	undo.push((await claimDataFolder(data)).release);
	await buildMcsimDevice();
	const { library } = await buildXs("debug", log);
	const { csms, id, connectors, cable, set, ca } = options;
	const folder = configure({
		data,
		boot: { identity: id, csms, connectors, cable, settings: set, ca, ...surroundings() },
	});
	// Into a pipe mcsim would write its lines late, and at its end not at all.
	const child = spawn("stdbuf", ["-oL", mcsim, SIMULATORS, library], {
		// Without a bus of the session the window belongs to this process, whatever else runs.
		env: { ...env, XDG_CONFIG_HOME: folder, DBUS_SESSION_BUS_ADDRESS: "disabled:" },
		stdio: ["ignore", "pipe", "pipe"],
	});
	undo.push(() => child.kill("SIGKILL"));
	log(`${id} starts in a window, with the CSMS ${csms} and the flash in ${data}.`);
	for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", log);
	child.on("error", (error) => {
		log(`mcsim could not be started (${error.message}).`);
		end(1);
	});
	child.on("close", (status, signal) => {
		// Ctrl-C reaches both of us.
		if (signal === "SIGINT") end(0);
		if (status !== 0) log(`mcsim ended with ${signal ?? `status ${status}`}.`);
		end(status ?? 1);
	});
}

const options = withChargePoint(new Command("npm run sim --"))
	.description("The charge point in the window of the Moddable SDK's simulator.")
	.parse(process.argv.slice(2), { from: "user" })
	.opts<ChargePointArguments>();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => end(0));
try {
	await open(options);
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	end(1);
}
