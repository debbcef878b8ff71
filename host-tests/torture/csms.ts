import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { killGroup, limitFiles, type RunningProcess, startProcess } from "./processes";

const TOKEN = "token-of-the-torture";
const CLOCK_SHIFT = fileURLToPath(new URL("clock-shift.mjs", import.meta.url));
/** Milliseconds that a call of the REST interface may take. */
const PATIENCE = 20_000;

/** The CSMS under torture, in a process of its own. */
export class TorturedCsms {
	/** Told the port at each start. */
	onPort?: (port: number) => void;
	/** It has ended although nobody ended it. */
	onCrash?: () => void;
	readonly #folder: string;
	readonly #database: string | undefined;
	readonly #clock: string;
	#process: RunningProcess | undefined;
	#url = "";
	#isUp = false;

	/** `database`: `postgres://...` instead of SQLite. */
	constructor(folder: string, database: string | undefined) {
		this.#folder = folder;
		this.#database = database;
		this.#clock = join(folder, "csms-clock");
		this.setClock(0);
	}

	/** Resolves when it listens. */
	async start(): Promise<void> {
		const data = join(this.#folder, "csms");
		const started = startProcess(
			[
				...["--import", CLOCK_SHIFT, "--import", "tsx", "csms/main.ts"],
				...["--port", "0", "--data", data, "--accept-unknown"],
				...(this.#database ? ["--database", this.#database] : []),
			],
			join(this.#folder, "csms.log"),
			() => undefined,
			{ TORTURE_CLOCK: this.#clock, CSMS_API_TOKEN: TOKEN, CSMS_ADMIN_PASSWORD: "nobody signs in here" },
		);
		this.#process = started;
		void started.ended.then(() => {
			if (this.#process !== started) return;
			this.#process = undefined;
			this.#isUp = false;
			this.onCrash?.();
		});
		const { csms } = await started.ready;
		this.#url = csms;
		this.#isUp = true;
		this.onPort?.(Number(new URL(csms).port));
	}

	/** SIGKILL. */
	async kill(): Promise<void> {
		const killed = this.#process;
		this.#process = undefined;
		this.#isUp = false;
		if (!killed) return;
		killGroup(killed.child);
		await killed.ended;
	}

	/** An orderly end. */
	async stop(): Promise<void> {
		const stopped = this.#process;
		this.#process = undefined;
		this.#isUp = false;
		stopped?.child.kill("SIGTERM");
		await stopped?.ended;
	}

	/** Its clock is wrong by so many ms. */
	setClock(error: number): void {
		writeFileSync(this.#clock, String(error));
	}

	/**
	 * No file of it grows beyond so many bytes. False while it starts, as without a disk it rightly refuses to, and
	 * with PostgreSQL, whose files are not its own.
	 */
	limitFiles(bytes: number | "unlimited"): boolean {
		const pid = this.#process?.child.pid;
		return this.#isUp && pid !== undefined && this.#database === undefined && limitFiles(pid, bytes);
	}

	/** A call under /api/v1; rejects with what it says when that is not 2xx. */
	async rest<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
		const response = await fetch(`${this.#url}/api/v1${path}`, {
			method,
			headers: {
				authorization: `Bearer ${TOKEN}`,
				...(body === undefined ? {} : { "content-type": "application/json" }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(PATIENCE),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
		return (text === "" ? null : JSON.parse(text)) as Answer;
	}

	/** Sends a command to a charge point; false when it was not carried out. */
	async command(identity: string, action: string, payload: object): Promise<boolean> {
		try {
			await this.rest("POST", `/charge-points/${identity}/commands/${action}`, payload);
			return true;
		} catch {
			return false;
		}
	}
}
