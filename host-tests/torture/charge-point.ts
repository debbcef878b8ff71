import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ObservedState } from "../../simulator/observed-state";
import { childrenOf, killGroup, limitFiles, type RunningProcess, startProcess } from "./processes";

export const CONNECTORS = 2;

/** Short times, so that much happens in an hour, and no message that is given up. */
const SETTINGS = {
	AllowOfflineTxForUnknownId: "true",
	ClockAlignedDataInterval: "30",
	ConnectionTimeOut: "15",
	MessageTimeout: "5",
	MeterValueSampleInterval: "2",
	MeterValuesSampledData: "Energy.Active.Import.Register,Power.Active.Import",
	StopTxnSampledData: "Energy.Active.Import.Register",
	TransactionMessageAttempts: "1000",
	TransactionMessageRetryInterval: "1",
	WebSocketPingInterval: "5",
};

/** How the firmware ended when nobody killed it: `ended with status 1`, `was ended by SIGSEGV`. */
const CRASH = /The firmware (ended with status \d+|was ended by (?!SIGKILL)\w+|could not be started.*);/;

export type Engine = "node" | "xs";

/** A simulated charge point under torture: its simulator in a process group of its own. */
export class TorturedChargePoint {
	readonly identity: string;
	readonly engine: Engine;
	/** Told each state; the first one of a new process too. */
	onState?: (state: ObservedState) => void;
	/** A contactor has closed or opened. */
	onContactor?: () => void;
	/** The simulator is gone; called before it is started again. */
	onDown?: () => void;
	/** Simulator or firmware have ended although nobody ended them. */
	onCrash?: (how: string) => void;
	readonly #folder: string;
	readonly #csms: string;
	#process: RunningProcess | undefined;
	#panel = "";
	#state: ObservedState | undefined;
	/** Since when it could be connected and is not, ms. */
	#lostAt: number | undefined;

	constructor(identity: string, engine: Engine, folder: string, csms: string) {
		this.identity = identity;
		this.engine = engine;
		this.#folder = folder;
		this.#csms = csms;
	}

	/** The last state that was told; undefined while there is no simulator. */
	get state(): ObservedState | undefined {
		return this.#state;
	}

	/** Resolves when the firmware takes inputs and the first state is there. */
	async start(): Promise<void> {
		const started = startProcess(
			[
				...["--import", "tsx", "simulator/simulator.ts", "--headless", "--panel", "0"],
				...["--csms", this.#csms, "--id", this.identity, "--data", join(this.#folder, this.identity)],
				...["--connectors", String(CONNECTORS), "--engine", this.engine],
				...Object.entries(SETTINGS).flatMap(([key, value]) => ["--set", `${key}=${value}`]),
			],
			join(this.#folder, `${this.identity}.log`),
			(line) => {
				const crash = CRASH.exec(line);
				if (crash && this.#process === started) this.onCrash?.(`its firmware ${crash[1]}`);
			},
		);
		this.#process = started;
		void started.ended.then(() => {
			if (this.#process !== started) return;
			this.#gone();
			this.onCrash?.("its simulator has ended");
		});
		const { panel } = await started.ready;
		this.#panel = panel;
		await this.#follow(started);
	}

	/** SIGKILL of simulator and firmware: a power cut of the charge point and its world. */
	async kill(): Promise<void> {
		const killed = this.#process;
		if (!killed) return;
		this.#process = undefined;
		killGroup(killed.child);
		await killed.ended;
		this.#gone();
	}

	/** An orderly end. */
	async stop(): Promise<void> {
		const stopped = this.#process;
		if (!stopped) return;
		this.#process = undefined;
		stopped.child.kill("SIGTERM");
		await stopped.ended;
		this.#gone();
	}

	/** SIGKILL of the firmware alone, which the watchdog starts again; false when it is not there. */
	killFirmware(): boolean {
		const pid = this.#firmware;
		if (pid === undefined) return false;
		try {
			process.kill(pid, "SIGKILL");
			return true;
		} catch {
			return false;
		}
	}

	/** The firmware writes its flash no more beyond so many bytes; false when it is not there. */
	limitFlash(bytes: number | "unlimited"): boolean {
		const pid = this.#firmware;
		return pid !== undefined && limitFiles(pid, bytes);
	}

	/** Gives an input to a connector; false when it is refused or nobody is there. */
	input(connector: number, input: string, value: unknown): Promise<boolean> {
		return this.post("inputs", { connector, input, value });
	}

	/** A call of the control API; false when it is refused or nobody is there. */
	async post(path: "inputs" | "network" | "power", body: object): Promise<boolean> {
		if (!this.#process) return false;
		try {
			const response = await fetch(`${this.#panel}/api/${path}`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify(body),
				signal: AbortSignal.timeout(20_000),
			});
			return response.status === 204;
		} catch {
			return false;
		}
	}

	/**
	 * Lets the network come up anew when the charge point has been without a connection for so many ms: it waits
	 * for minutes at last between two attempts, and nothing could be broken meanwhile.
	 */
	async hasten(patience: number): Promise<void> {
		const isLost = this.#state?.power && this.#state.network && !this.#state.connected;
		this.#lostAt = isLost ? (this.#lostAt ?? performance.now()) : undefined;
		if (this.#lostAt === undefined || performance.now() - this.#lostAt < patience) return;
		this.#lostAt = undefined;
		await this.renewNetwork();
	}

	/** The link that comes up ends the wait between two attempts. */
	async renewNetwork(): Promise<void> {
		await this.post("network", { online: false });
		await this.post("network", { online: true });
	}

	/** What the meter of a connector shows, Wh, read from the flash while nothing runs. */
	storedWh(connector: number): number {
		const file = join(this.#folder, this.identity, "energy-registers.json");
		return Math.floor(JSON.parse(readFileSync(file, "utf8"))[connector] ?? 0);
	}

	get #firmware(): number | undefined {
		const pid = this.#process?.child.pid;
		return pid === undefined ? undefined : childrenOf(pid, this.engine === "xs" ? "mc.so" : "main.ts")[0];
	}

	#gone(): void {
		this.#process = undefined;
		this.#state = undefined;
		this.onDown?.();
	}

	/** Follows the events; resolves with the first state. */
	async #follow(started: RunningProcess): Promise<void> {
		const response = await fetch(`${this.#panel}/api/events`);
		const lines = createInterface(Readable.fromWeb(response.body as never));
		lines.on("error", () => undefined);
		await new Promise<void>((resolve) => {
			let event = "";
			lines.on("line", (line) => {
				if (line.startsWith("event: ")) event = line.slice(7);
				else if (line.startsWith("data: ") && event === "state" && this.#process === started) {
					const state = JSON.parse(line.slice(6)) as ObservedState;
					const moved = this.#state?.connectors.some(
						({ contactor }, index) => contactor !== state.connectors[index].contactor,
					);
					this.#state = state;
					this.onState?.(state);
					if (moved) this.onContactor?.();
					resolve();
				}
			});
			lines.on("close", () => resolve());
		});
	}
}
