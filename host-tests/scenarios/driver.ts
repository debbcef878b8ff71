import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ChargePointState, ConnectorState } from "../../modules/charge-point/state";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The engine that the scenarios run on: `node`, or `xs` in `npm run test:xs`. */
export const ENGINE = process.env.ENGINE ?? "node";

/** The emulated ESP32 shares the machine with the test, and takes its time. */
export const PATIENCE = ENGINE === "esp32" ? 4 : 1;

type State = ChargePointState & {
	power: boolean;
	network: boolean;
	display: { width: number; height: number; lines: string[] };
	connectors: (ConnectorState & { leds: Record<string, boolean> })[];
};

/** A simulator started from the shell, driven as the contract says. */
export class Driver {
	readonly data = mkdtempSync(join(tmpdir(), "xs-evse-"));
	readonly log: string[] = [];
	#panel = "";
	#process: ChildProcess | undefined;

	/** Starts the simulator; a second call after `kill` starts it again with the same flash. */
	async start(csms: string, ...options: string[]): Promise<void> {
		const fixed = ["--csms", csms, "--data", this.data, "--panel", "0", "--headless", "--engine", ENGINE];
		const child = spawn(
			process.execPath,
			["--import", "tsx", "simulator/simulator.ts", ...fixed, ...options],
			{
				...{ cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"], detached: true },
			},
		);
		this.#process = child;
		createInterface(child.stderr!).on("line", (line) => this.log.push(line));
		const lines = createInterface(child.stdout!);
		const [line] = await Promise.race([
			once(lines, "line") as Promise<[string]>,
			once(child, "exit").then(() => Promise.reject(new Error(this.log.join("\n")))),
		]);
		this.#panel = JSON.parse(line).panel;
	}

	/** SIGKILL of the whole tree: a power cut of charge point and world. */
	async kill(): Promise<void> {
		const child = this.#process;
		if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
		const gone = once(child, "exit");
		process.kill(-child.pid, "SIGKILL");
		await gone;
	}

	async end(): Promise<void> {
		await this.kill();
		rmSync(this.data, { recursive: true, force: true });
	}

	/** Address of the panel and of the control API. */
	get panel(): string {
		return this.#panel;
	}

	async state(): Promise<State> {
		return (await fetch(`${this.#panel}/api/state`)).json() as Promise<State>;
	}

	/** The answer's HTTP status; anything but 204 is an error unless `refused` is expected. */
	async input(input: string, value: unknown, connector = 1): Promise<void> {
		await this.#post("inputs", { connector, input, value });
	}

	async network(online: boolean): Promise<void> {
		await this.#post("network", { online });
	}

	async power(on: boolean): Promise<void> {
		await this.#post("power", { on });
	}

	/** Waits until the first connector's state, or the whole one's, fulfils the condition. */
	async until(
		condition: (connector: State["connectors"][0], state: State) => boolean,
		seconds = 8,
	): Promise<State> {
		const end = Date.now() + seconds * 1000 * PATIENCE;
		for (;;) {
			const state = await this.state();
			if (condition(state.connectors[0], state)) return state;
			if (Date.now() > end) {
				throw new Error(
					`not reached: ${condition}\n${JSON.stringify(state, null, 1)}\n${this.log.slice(-20).join("\n")}`,
				);
			}
			await new Promise((resolve) => setTimeout(resolve, 40));
		}
	}

	untilStatus(status: string, seconds?: number): Promise<State> {
		return this.until((connector) => connector.status === status, seconds);
	}

	async #post(path: string, body: object): Promise<void> {
		const response = await fetch(`${this.#panel}/api/${path}`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		});
		if (response.status !== 204)
			throw new Error(`${path} ${JSON.stringify(body)}: ${response.status} ${await response.text()}`);
	}
}

/** Waits until something holds. */
export async function eventually(condition: () => boolean, seconds = 8): Promise<void> {
	const end = Date.now() + seconds * 1000 * PATIENCE;
	while (!condition()) {
		if (Date.now() > end) throw new Error(`not reached: ${condition}`);
		await new Promise((resolve) => setTimeout(resolve, 40));
	}
}
