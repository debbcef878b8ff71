import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { FirmwareCommand } from "./engine";
import { openPipe } from "./esp32/pipe";
import { FrameCollector } from "./frame-collector";
import { type FromFirmware, RESTART_STATUS, type ToFirmware } from "./protocol";

/** After a crash the watchdog needs this long to start the firmware again, ms. */
const WATCHDOG_TIME = 1000;
/** A firmware that does not end with its input is killed after this, ms. */
const END_PATIENCE = 1000;

/** The power was taken away before the firmware took inputs. */
export class PowerLostError extends Error {
	constructor(message = "The power was switched off before the firmware took inputs.") {
		super(message);
	}
}

export interface FirmwareOptions {
	command: FirmwareCommand;
	/** First lines of each boot; `crashed` when the watchdog started it. */
	bootLines: (crashed: boolean) => ToFirmware[];
	onMessage: (message: FromFirmware) => void;
	/** It takes inputs. */
	onUp: () => void;
	/** It runs no more: what it drove is without drive. `crash` tells how it ended, unless that was meant. */
	onDown: (crash?: string) => void;
	log: (text: string) => void;
}

type Child = ChildProcessByStdio<Writable, Readable | null, Readable>;

/** The board with its firmware: a process that is killed by a power cut and restarted by a reset. */
export class FirmwareProcess {
	readonly #options: FirmwareOptions;
	#child: Child | undefined;
	#frames = new FrameCollector();
	#watchdog: NodeJS.Timeout | undefined;
	#powered = false;
	#running = false;
	/** It has its boot lines: what is sent reaches the firmware that runs. */
	#listening = false;
	/** The process that was killed last is dead. */
	#dead: Promise<void> = Promise.resolve();
	#waiting: { resolve: () => void; reject: (reason: Error) => void }[] = [];

	constructor(options: FirmwareOptions) {
		this.#options = options;
	}

	get powered(): boolean {
		return this.#powered;
	}

	/** It takes inputs. */
	get running(): boolean {
		return this.#running;
	}

	/** Boots; resolves when the firmware takes inputs, rejects when the power is cut before. */
	powerOn(): Promise<void> {
		if (this.#running) return Promise.resolve();
		const up = new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
		if (!this.#powered) {
			this.#powered = true;
			void this.#dead.then(() => {
				if (this.#powered && !this.#child) this.#start();
			});
		}
		return up;
	}

	/** Kills it at this instant; resolves when it is dead. */
	powerOff(): Promise<void> {
		return this.#end((child) => child.kill("SIGKILL"));
	}

	/** Ends it in order: by the end of its input, which an emulator does not mind, or by a signal. */
	close(): Promise<void> {
		return this.#end((child) => {
			if (this.#options.command.emulator) child.kill();
			else child.stdin.end();
			const patience = setTimeout(() => child.kill("SIGKILL"), END_PATIENCE);
			child.once("exit", () => clearTimeout(patience));
		});
	}

	/** Gives it a line, unless it is dead or has not asked for its boot lines, which tell the same. */
	send(line: ToFirmware): void {
		if (this.#listening && this.#child?.stdin.writable) this.#child.stdin.write(`${JSON.stringify(line)}\n`);
	}

	#end(by: (child: Child) => void): Promise<void> {
		this.#powered = false;
		clearTimeout(this.#watchdog);
		const child = this.#child;
		this.#child = undefined;
		for (const { reject } of this.#waiting.splice(0)) reject(new PowerLostError());
		if (child) {
			const exited = child.exitCode !== null || child.signalCode !== null;
			if (!exited) this.#dead = new Promise((resolve) => child.once("exit", () => resolve()));
			by(child);
			this.#down();
		}
		return this.#dead;
	}

	#start(crashed = false): void {
		const { command } = this.#options;
		const pipe = command.emulator && openPipe();
		const child = spawn(command.command, command.args, {
			...{ cwd: command.cwd, stdio: ["pipe", pipe?.writer ?? "pipe", "pipe"] },
		}) as Child;
		pipe?.closeWriter();
		this.#child = child;
		this.#listening = false;
		const ifCurrent =
			<Arguments extends unknown[]>(handler: (...args: Arguments) => void) =>
			(...args: Arguments) => {
				if (this.#child === child) handler(...args);
			};
		createInterface({ input: pipe?.reader ?? child.stdout! }).on(
			"line",
			ifCurrent((line: string) => this.#receive(line)),
		);
		createInterface({ input: child.stderr }).on(
			"line",
			ifCurrent((line: string) => this.#options.log(line)),
		);
		// A write to a process that has just died: its exit tells what there is to tell.
		child.stdin.on("error", () => undefined);
		child.on(
			"error",
			ifCurrent((error: Error) => this.#ended(`could not be started (${error.message})`)),
		);
		// At "close" everything that it has said was read, the reason of a crash too.
		child.on(
			"close",
			ifCurrent((status: number | null, signal: string | null) => {
				if (status === RESTART_STATUS) this.#ended(undefined);
				else this.#ended(signal ? `was ended by ${signal}` : `ended with status ${status}`);
			}),
		);
		if (!command.emulator) this.#boot(crashed);
		else if (child.pid !== undefined) endWithThisProcess(child);
	}

	#boot(crashed: boolean): void {
		this.#frames = new FrameCollector();
		this.#listening = true;
		for (const line of this.#options.bootLines(crashed)) this.send(line);
	}

	/** The firmware in an emulator starts: for the first time, or again by a restart of its own. */
	#starting(): void {
		if (this.#listening) {
			this.#options.log("The firmware has failed and starts again.");
			this.#down("fails and starts again");
		}
		// How the one before has ended is in the emulated chip.
		this.#boot(false);
	}

	#receive(line: string): void {
		let message: FromFirmware;
		try {
			message = JSON.parse(line) as FromFirmware;
		} catch {
			// An emulator has nothing else to say there: it is the empty or cut line before a start.
			if (!this.#options.command.emulator) this.#options.log(line);
			return;
		}
		if ("starting" in message) {
			this.#starting();
			return;
		}
		if ("restarting" in message) {
			this.#options.log("The firmware restarts.");
			this.#listening = false;
			this.#down();
			return;
		}
		if ("ready" in message) {
			this.#running = true;
			this.#options.onUp();
			for (const { resolve } of this.#waiting.splice(0)) resolve();
			return;
		}
		const whole = this.#frames.take(message);
		if (whole) this.#options.onMessage(whole);
	}

	/** The process has ended by itself, in a crash or, without one, to be started again. */
	#ended(crash: string | undefined): void {
		this.#child = undefined;
		this.#down(crash);
		if (!this.#powered) return;
		if (crash === undefined) {
			this.#options.log("The firmware restarts.");
			this.#start();
		} else {
			this.#options.log(`The firmware ${crash}; the watchdog starts it again.`);
			this.#watchdog = setTimeout(() => this.#start(true), WATCHDOG_TIME);
		}
	}

	#down(crash?: string): void {
		this.#running = false;
		this.#options.onDown(crash);
	}
}

/**
 * An emulator does not end with its input: a shell waits for the end of this process, however that comes, and
 * kills it.
 */
function endWithThisProcess(child: Child): void {
	const watcher = spawn("sh", ["-c", `read -r _; kill -KILL ${child.pid}`], {
		stdio: ["pipe", "ignore", "ignore"],
	});
	watcher.on("error", () => undefined);
	child.once("exit", () => watcher.kill("SIGKILL"));
}
