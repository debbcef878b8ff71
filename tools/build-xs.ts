/** Builds the firmware for the Moddable SDK's desktop platform, and the host that runs it without a window. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { findSdk, MissingToolError, type ModdableSdk, OUTPUT, ROOT, run } from "./moddable";

const HOST_SOURCES = join(ROOT, "simulator/xs/host");
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
 * Exceptions of a debug build name file and line; an instrumented one is as fast as a release, and prints
 * each second on standard error what memory it uses. "measure" is an instrumented build for 32 bits, where
 * all is as large as on the ESP32, and its host answers what simulator/xs/host/measure.c says.
 */
export type Kind = "debug" | "instrument" | "measure";

/**
 * Builds what has changed since the last time and returns the command that runs the firmware without a
 * window, and the library that mcsim loads. `progress` gets the lines that the tools print. Throws a
 * MissingToolError without an SDK.
 */
export async function buildXs(
	kind: Kind,
	progress: (line: string) => void,
	program: Program = FIRMWARE,
): Promise<{ command: string; args: readonly string[]; library: string }> {
	const sdk = sdkFor(kind);
	const output = kind === "measure" ? `${OUTPUT}-measure` : OUTPUT;
	mkdirSync(output, { recursive: true });
	// Keeps simulators that start at the same time from building into each other's files.
	const lock = join(output, "lock");
	const folder = kind === "debug" ? "debug" : "instrument";
	const lines: string[] = [];
	const onLine = (line: string) => {
		lines.push(line);
		progress(line);
	};
	try {
		const glib = glibOptions(kind, sdk);
		const mcconfig = ["mcconfig", `-${folder[0]}`, "-m", "-p", "lin", "-t", "build", "-o", output];
		await run("flock", [lock, ...mcconfig], { cwd: program.folder, env: sdk.env, onLine });
		await buildHost(kind, sdk, output, lock, glib, onLine);
	} catch (error) {
		if (error instanceof MissingToolError) throw error;
		throw new Error(`${program.name} could not be built (${(error as Error).message}):\n${lines.join("\n")}`);
	}
	const library = join(output, "bin/lin/mc", folder, program.name, "mc.so");
	return { command: join(output, "host"), args: [library, ...SCREEN], library };
}

/** One sentence that names what is missing for the kind "measure"; undefined when it can be built. */
export function whatMeasuringLacks(): string | undefined {
	try {
		glibOptions("measure", sdkFor("measure"));
		return undefined;
	} catch (error) {
		if (error instanceof MissingToolError) return error.message;
		throw error;
	}
}

function sdkFor(kind: Kind): ModdableSdk {
	const sdk = findSdk();
	// A debug build would print its instruments, too.
	if (kind === "debug") sdk.env.MAKEFLAGS = "INSTRUMENT=0";
	if (kind === "measure") {
		// With mxStress the host can have garbage collected before each allocation; it does so when asked.
		sdk.env.CC = "gcc -m32 -DmxStress=1";
		sdk.env.PKG_CONFIG_LIBDIR = "/usr/lib/i386-linux-gnu/pkgconfig:/usr/share/pkgconfig";
	}
	return sdk;
}

/** What the compiler and the linker need for GLib. */
function glibOptions(kind: Kind, sdk: ModdableSdk): readonly string[] {
	const glib = spawnSync("pkg-config", ["--cflags", "--libs", "gio-2.0"], { encoding: "utf8", env: sdk.env });
	if (kind !== "measure") {
		if (glib.status === 0) return glib.stdout.trim().split(/\s+/);
		throw new MissingToolError("The headers of GLib are missing; in Debian the package is libglib2.0-dev.");
	}
	const empty = ["-m32", "-x", "c", "-include", "stdio.h", "-o", "/dev/null", "-"];
	const compiled = spawnSync("gcc", empty, { input: "int main(void) { return 0; }", env: sdk.env });
	if (glib.status === 0 && compiled.status === 0) return glib.stdout.trim().split(/\s+/);
	throw new MissingToolError(
		"To build for 32 bits, Debian's packages gcc-multilib and libglib2.0-dev:i386 are needed " +
			"(after dpkg --add-architecture i386).",
	);
}

async function buildHost(
	kind: Kind,
	sdk: ModdableSdk,
	output: string,
	lock: string,
	glib: readonly string[],
	onLine: (line: string) => void,
): Promise<void> {
	const host = join(output, "host");
	const built = existsSync(host) ? statSync(host).mtimeMs : 0;
	if (readdirSync(HOST_SOURCES).every((name) => statSync(join(HOST_SOURCES, name)).mtimeMs <= built)) return;
	const args = ["-O2", "-Wall", "-rdynamic", "-o", host, join(HOST_SOURCES, "host.c")];
	args.push(`-I${join(sdk.root, "build/simulators/modules")}`);
	if (kind === "measure") {
		// Structures of the engine are looked at: the options are those that mcconfig compiles it with.
		args.push("-m32", join(HOST_SOURCES, "measure.c"), "-DINCLUDE_XSPLATFORM=1", '-DXSPLATFORM="lin_xs.h"');
		args.push("-DmxInstrument=1", "-D_RELEASE=1");
		for (const folder of ["includes", "platforms", "sources"]) args.push(`-I${join(sdk.root, "xs", folder)}`);
		args.push(`-I${join(output, "tmp/lin/mc/instrument", FIRMWARE.name)}`);
		// GLib for 32 bits is where the system does not look for it; this finds what the firmware needs, too.
		const { stdout } = spawnSync("pkg-config", ["--variable=libdir", "gio-2.0"], { env: sdk.env });
		args.push(`-Wl,--disable-new-dtags,-rpath,${String(stdout).trim()}`);
	}
	onLine("# cc host.c");
	await run("flock", [lock, "gcc", ...args, ...glib, "-lm", "-ldl"], { cwd: ROOT, env: sdk.env, onLine });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const kinds = new Command("npm run build:xs --")
		.description("Builds the firmware for the desktop, and prints the command that runs it without a window.")
		.option("--instruments", "prints each second what memory it uses")
		.addOption(new Option("--measure", "for 32 bits, with instruments").conflicts("instruments"))
		.parse()
		.opts<{ instruments?: true; measure?: true }>();
	try {
		const { command, args } = await buildXs(
			kinds.measure ? "measure" : kinds.instruments ? "instrument" : "debug",
			(line) => process.stderr.write(`${line}\n`),
		);
		process.stdout.write(`${[command, ...args].join(" ")}\n`);
	} catch (error) {
		process.stderr.write(`${(error as Error).message}\n`);
		process.exitCode = 1;
	}
}
