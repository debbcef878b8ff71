import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Whatever else happens, nothing is left running. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
	for (const child of running) killGroup(child);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

export interface RunningProcess {
	child: ChildProcess;
	/** What its ready line says; rejects when it ends before that. */
	ready: Promise<Record<string, string>>;
	/** Everything that it has said is read. */
	ended: Promise<void>;
}

/** Starts a program of the project in a process group of its own, with its log appended to a file. */
export function startProcess(
	parameters: readonly string[],
	log: string,
	onLine: (line: string) => void,
	environment: Record<string, string> = {},
): RunningProcess {
	const child = spawn(process.execPath, parameters, {
		cwd: ROOT,
		detached: true,
		env: { ...process.env, ...environment },
		stdio: ["ignore", "pipe", "pipe"],
	});
	running.add(child);
	const file = createWriteStream(log, { flags: "a" });
	file.write(`${new Date().toISOString()} -- process ${child.pid} starts --\n`);
	createInterface(child.stderr!).on("line", (line) => {
		file.write(`${line}\n`);
		onLine(line);
	});
	const lines = createInterface(child.stdout!);
	const ended = once(child, "close").then(([status, signal]) => {
		running.delete(child);
		file.end(`${new Date().toISOString()} -- process ${child.pid} has ended: ${signal ?? status} --\n`);
	});
	const ready = Promise.race([
		once(lines, "line").then(([line]) => JSON.parse(line)),
		ended.then(() => Promise.reject(new Error(`A process has ended before it was ready; see ${log}`))),
	]);
	ready.catch(() => undefined);
	return { child, ready, ended };
}

/** SIGKILL of a process and of all that it has started. */
export function killGroup(child: ChildProcess): void {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	try {
		process.kill(-child.pid, "SIGKILL");
	} catch (error) {
		// It has ended just now.
		if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
	}
}

/** The processes that a process has started and whose command line has this in it. */
export function childrenOf(pid: number, part: string): number[] {
	try {
		return readdirSync(`/proc/${pid}/task`)
			.flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" "))
			.filter((child) => child !== "" && readFileSync(`/proc/${child}/cmdline`, "utf8").includes(part))
			.map(Number);
	} catch {
		// It has ended just now.
		return [];
	}
}

/**
 * Lets a process write no file beyond so many bytes, as on a full disk, or again as it likes: the kernel refuses
 * with EFBIG. False when the process is not there any more.
 */
export function limitFiles(pid: number, bytes: number | "unlimited"): boolean {
	const { status, error } = spawnSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:unlimited`]);
	if (error) throw new Error(`The full disks need prlimit, of the package util-linux (${error.message}).`);
	return status === 0;
}
