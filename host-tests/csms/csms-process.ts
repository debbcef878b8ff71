import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { databaseOf } from "./databases";
import { TOKEN } from "./running-csms";

const MAIN = fileURLToPath(new URL("../../csms/main.ts", import.meta.url));

export interface CsmsProcess {
	child: ChildProcess;
	/** The ready line; rejects when the process ends before it. */
	ready: Promise<{ csms: string; ocpp: string }>;
	/** How the process ended. */
	ended: Promise<{ code: number | null; stdout: string[]; stderr: string }>;
}

/**
 * Runs the command line of the CSMS in a process of its own, which is gone after the test. On PostgreSQL
 * its database is the one that belongs to the folder of `--data`.
 */
export async function spawnCsms(
	argv: string[],
	environment: Record<string, string> = {},
): Promise<CsmsProcess> {
	const data = argv[argv.indexOf("--data") + 1];
	const database = argv.includes("--data") ? await databaseOf(data) : undefined;
	const child = spawn(process.execPath, ["--import", "tsx", MAIN, ...argv], {
		env: { PATH: process.env.PATH, CSMS_API_TOKEN: TOKEN, DATABASE_URL: database, ...environment },
		stdio: ["ignore", "pipe", "pipe"],
	});
	onTestFinished(() => void child.kill("SIGKILL"));
	const stdout: string[] = [];
	let stderr = "";
	child.stderr!.on("data", (data) => {
		stderr += data;
	});
	const ended = once(child, "close").then(([code]) => ({ code, stdout, stderr }));
	const ready = new Promise<{ csms: string; ocpp: string }>((resolve, reject) => {
		createInterface(child.stdout!).on("line", (line) => {
			stdout.push(line);
			resolve(JSON.parse(line));
		});
		ended.then(() => reject(new Error(`The CSMS ended: ${stderr}`)));
	});
	ready.catch(() => {});
	return { child, ready, ended };
}
