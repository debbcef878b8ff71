import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { CsmsOptions } from "../../../csms/start";
import { databaseOf } from "../databases";
import { type Answer, callRest, PASSWORD, TOKEN } from "../running-csms";

const MAIN = fileURLToPath(new URL("cluster-process-main.ts", import.meta.url));

/** Seconds between signs of life, so that a death is known after two. */
const QUICK = 0.4;

export interface ClusterProcess {
	child: ChildProcess;
	url: string;
	ocpp: string;
	/** Resolved when it has ended. */
	ended: Promise<unknown>;
	/** What it has logged so far. */
	log(): string;
	rest(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** Starts one of the processes on the database of a data folder; it is gone after the test. */
export async function startProcess(
	data: string,
	options: Partial<CsmsOptions> = {},
): Promise<ClusterProcess> {
	const all = {
		host: "127.0.0.1",
		port: 0,
		data,
		database: await databaseOf(data),
		acceptUnknown: true,
		acceptRegistrations: false,
		adminPassword: PASSWORD,
		apiToken: TOKEN,
		beatInterval: QUICK,
		...options,
	};
	const child = spawn(process.execPath, ["--import", "tsx", MAIN, JSON.stringify(all)], {
		env: { PATH: process.env.PATH },
		stdio: ["ignore", "pipe", "pipe"],
	});
	onTestFinished(() => void child.kill("SIGKILL"));
	let log = "";
	child.stderr!.on("data", (text) => {
		log += text;
	});
	const ended = once(child, "close");
	const line = await Promise.race([
		once(createInterface(child.stdout!), "line"),
		ended.then(() => {
			throw new Error(`The process ended: ${log}`);
		}),
	]);
	const { csms: url, ocpp } = JSON.parse(String(line[0]));
	return { child, url, ocpp, ended, log: () => log, rest: (...call) => callRest(url, ...call) };
}

/** Asks again and again until the answer is right; the test's time is the limit. */
export async function until<Result>(
	ask: () => Promise<Result>,
	isRight: (result: Result) => boolean,
): Promise<Result> {
	for (;;) {
		const result = await ask();
		if (isRight(result)) return result;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
