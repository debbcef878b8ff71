import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FirmwareCommand } from "../simulator/engine";
import { MissingToolError } from "../tools/moddable";
import { type Profile, readProfile } from "./callgrind";

/** valgrind's own version. Throws a MissingToolError when it is not there. */
export function valgrindVersion(): string {
	const { error, stdout } = spawnSync("valgrind", ["--version"], { encoding: "utf8" });
	if (error) throw new MissingToolError("valgrind is not installed; in Debian the package is valgrind.");
	return stdout.trim();
}

/** A firmware process whose instructions callgrind counts. */
export class CountedRun {
	/** Starts it with counting. */
	readonly command: FirmwareCommand;
	readonly #folder = mkdtempSync(join(tmpdir(), "xs-evse-callgrind-"));
	#dumps = 0;

	constructor({ command, args, cwd }: FirmwareCommand) {
		const output = join(this.#folder, "profile");
		const options = [`--callgrind-out-file=${output}`, `--log-file=${join(this.#folder, "log.%p")}`];
		this.command = {
			command: "valgrind",
			args: ["--tool=callgrind", ...options, command, ...args],
			cwd,
		};
	}

	/** What was executed since the last time, or since the start. Throws when callgrind does not tell. */
	count(): Profile {
		const log = readdirSync(this.#folder).find((name) => name.startsWith("log."));
		const { status, stdout, stderr } = spawnSync("callgrind_control", ["--dump", String(log?.slice(4))], {
			encoding: "utf8",
		});
		if (status !== 0) throw new Error(`callgrind does not tell what it has counted: ${stdout}${stderr}`);
		return readProfile(readFileSync(join(this.#folder, `profile.${++this.#dumps}`), "utf8"));
	}

	close(): void {
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
