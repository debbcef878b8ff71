import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder, where the manifest is. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
/** Where everything goes that the SDK makes. */
export const OUTPUT = join(ROOT, ".build/xs");

/** Something that the SDK needs, or the SDK itself, is not on this machine; the message says what. */
export class MissingToolError extends Error {}

/** A Moddable SDK on this machine with its tools built. */
export interface ModdableSdk {
	root: string;
	/** The environment for its tools. */
	env: NodeJS.ProcessEnv;
}

/** Looks for the SDK at $MODDABLE, else at ~/.local/share/moddable; throws a MissingToolError. */
export function findSdk(): ModdableSdk {
	const root = process.env.MODDABLE || join(homedir(), ".local/share/moddable");
	if (process.platform !== "linux")
		throw new MissingToolError("The firmware is built with the Moddable SDK on Linux only.");
	if (!existsSync(join(root, "examples/manifest_base.json")))
		throw new MissingToolError(
			`There is no Moddable SDK at ${root}; install version 8.2.3, or let MODDABLE name its folder.`,
		);
	const tools = join(root, "build/bin/lin/release");
	if (!existsSync(join(tools, "mcconfig")))
		throw new MissingToolError(
			`The Moddable SDK at ${root} has no tools; "make" in its folder build/makefiles/lin builds them.`,
		);
	for (const program of ["gcc", "make", "pkg-config"])
		if (spawnSync(program, ["--version"]).error)
			throw new MissingToolError(`The Moddable SDK needs ${program}, which is not installed.`);
	const path = [join(ROOT, "node_modules/.bin"), tools, process.env.PATH ?? ""].join(delimiter);
	return { root, env: { ...process.env, MODDABLE: root, PATH: path } };
}

/** Runs a program; each line of what it prints goes to `onLine`. Rejects when it does not end with status 0. */
export function run(
	program: string,
	args: readonly string[],
	options: { cwd: string; env: NodeJS.ProcessEnv; onLine: (line: string) => void },
): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
		for (const stream of [child.stdout, child.stderr]) {
			let rest = "";
			stream.setEncoding("utf8").on("data", (text: string) => {
				const lines = (rest + text).split("\n");
				rest = lines.pop() ?? "";
				lines.forEach(options.onLine);
			});
		}
		child.on("error", reject);
		child.on("close", (status, signal) => {
			if (status === 0) resolve();
			else reject(new Error(`${program} ended with ${signal ?? `status ${status}`}`));
		});
	});
}
