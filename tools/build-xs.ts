/** Builds the firmware for the Moddable SDK's desktop platform, and the host that runs it without a window. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findSdk, MissingToolError, type ModdableSdk, OUTPUT, ROOT, run } from "./moddable";

const HOST = join(OUTPUT, "host");
const HOST_SOURCE = join(ROOT, "simulator/xs/host/host.c");
/** Keeps simulators that start at the same time from building into each other's files. */
const LOCK = join(OUTPUT, "lock");
/** Pixels of the OLED. */
const SCREEN = ["128", "64"];

/** What is built. */
export interface Program {
	/** Where its manifest is. */
	folder: string;
	/** As the manifest says. */
	name: string;
}

const FIRMWARE: Program = { folder: ROOT, name: "xs-evse" };

/**
 * Builds what has changed since the last time and returns the command that runs the firmware without a
 * window, and the library that mcsim loads. Exceptions
 * of a debug build name file and line; an instrumented one is as fast as on a release, and prints each
 * second on standard error what memory it uses. `progress` gets the lines that the tools print. Throws a
 * MissingToolError without an SDK.
 */
export async function buildXs(
	kind: "debug" | "instrument",
	progress: (line: string) => void,
	program: Program = FIRMWARE,
): Promise<{ command: string; args: readonly string[]; library: string }> {
	const sdk = findSdk();
	// A debug build would print its instruments, too.
	if (kind === "debug") sdk.env.MAKEFLAGS = "INSTRUMENT=0";
	mkdirSync(OUTPUT, { recursive: true });
	const lines: string[] = [];
	const onLine = (line: string) => {
		lines.push(line);
		progress(line);
	};
	try {
		await buildHost(sdk, onLine);
		const mcconfig = [
			"mcconfig",
			kind === "debug" ? "-d" : "-i",
			"-m",
			"-p",
			"lin",
			"-t",
			"build",
			"-o",
			OUTPUT,
		];
		await run("flock", [LOCK, ...mcconfig], { cwd: program.folder, env: sdk.env, onLine });
	} catch (error) {
		if (error instanceof MissingToolError) throw error;
		throw new Error(`${program.name} could not be built (${(error as Error).message}):\n${lines.join("\n")}`);
	}
	const library = join(OUTPUT, "bin/lin/mc", kind, program.name, "mc.so");
	return { command: HOST, args: [library, ...SCREEN], library };
}

async function buildHost(sdk: ModdableSdk, onLine: (line: string) => void): Promise<void> {
	if (existsSync(HOST) && statSync(HOST).mtimeMs >= statSync(HOST_SOURCE).mtimeMs) return;
	const glib = spawnSync("pkg-config", ["--cflags", "--libs", "gio-2.0"], { encoding: "utf8" });
	if (glib.status !== 0)
		throw new MissingToolError("The headers of GLib are missing; in Debian the package is libglib2.0-dev.");
	const include = `-I${join(sdk.root, "build/simulators/modules")}`;
	const args = ["-O2", "-Wall", "-rdynamic", "-o", HOST, HOST_SOURCE, include];
	onLine("# cc host.c");
	await run("flock", [LOCK, "gcc", ...args, ...glib.stdout.trim().split(/\s+/), "-ldl"], {
		cwd: ROOT,
		env: sdk.env,
		onLine,
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	try {
		const { command, args } = await buildXs(
			process.argv.includes("--instruments") ? "instrument" : "debug",
			(line) => process.stderr.write(`${line}\n`),
		);
		process.stdout.write(`${[command, ...args].join(" ")}\n`);
	} catch (error) {
		process.stderr.write(`${(error as Error).message}\n`);
		process.exitCode = 1;
	}
}
