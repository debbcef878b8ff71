import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { PNG } from "pngjs";
import { findSdk, MissingToolError, ROOT } from "./moddable";

const runFile = promisify(execFile);

/** What an invisible window needs, with the Debian packages that bring it. */
const PROGRAMS = { Xvfb: "xvfb", xdotool: "xdotool", import: "imagemagick", stdbuf: "coreutils" };
const SCREEN = "900x700x24";
/** Longest wait for the build and for the window, ms. */
const PATIENCE = 240_000;

/** The window for one connector, as tools/sim.ts opens it. */
export const WINDOW = { x: 20, y: 20, width: 820, height: 640 };

/** Centres of the controls for one connector, as pixels of the screen. */
export const CONTROLS = {
	idField: { x: 220, y: 117 },
	present: { x: 180, y: 147 },
	cable: { x: 165, y: 177 },
	vehicle: { x: 165, y: 207 },
	ready: { x: 165, y: 237 },
	pause: { x: 165, y: 267 },
	emergencyStop: { x: 165, y: 357 },
	network: { x: 165, y: 387 },
	power: { x: 165, y: 417 },
} as const;

/** One sentence that names what is missing for the window of mcsim; undefined when it can be opened. */
export function whatWindowLacks(): string | undefined {
	try {
		const mcsim = join(findSdk().root, "build/bin/lin/release/mcsim");
		if (!existsSync(mcsim)) return "the Moddable SDK has no mcsim";
	} catch (error) {
		if (error instanceof MissingToolError) return error.message;
		throw error;
	}
	const missing = Object.entries(PROGRAMS).filter(([program]) => spawnSync(program, ["--version"]).error);
	if (missing.length === 0) return undefined;
	return `${missing.map(([program]) => program).join(", ")} missing (${missing.map(([, name]) => name).join(", ")} in Debian)`;
}

/** `npm run sim` on a screen that nobody sees. */
export class McsimWindow {
	/** What was logged. */
	readonly log: string[] = [];
	readonly #display: string;
	readonly #server: ChildProcess;
	readonly #sim: ChildProcess;

	private constructor(display: string, server: ChildProcess, sim: ChildProcess) {
		this.#display = display;
		this.#server = server;
		this.#sim = sim;
		for (const stream of [sim.stdout, sim.stderr])
			if (stream) createInterface(stream).on("line", (line) => this.log.push(line));
	}

	/** Opens the window; resolves when the firmware has something to say in it. */
	static async open(options: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<McsimWindow> {
		const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", SCREEN, "-nolisten", "tcp"], {
			stdio: ["ignore", "ignore", "ignore", "pipe"],
		});
		const number = await new Promise<string>((resolve, reject) => {
			server.once("error", reject);
			server.once("exit", (status) => reject(new Error(`Xvfb ended with status ${status}`)));
			server.stdio[3]?.once("data", (data) => resolve(String(data).trim()));
		});
		const display = `:${number}`;
		const sim = spawn(process.execPath, ["--import", "tsx", "tools/sim.ts", ...options], {
			cwd: ROOT,
			env: { ...process.env, TZ: "UTC", LC_ALL: "C", ...env, DISPLAY: display },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const window = new McsimWindow(display, server, sim);
		await window.until(/BootNotification|no connection/);
		return window;
	}

	/** Resolves with the first logged line from `start` on that fits. */
	async until(pattern: RegExp, start = 0): Promise<string> {
		const limit = Date.now() + PATIENCE;
		for (;;) {
			const found = this.log.slice(start).find((line) => pattern.test(line));
			if (found !== undefined) return found;
			if (this.#sim.exitCode !== null || Date.now() > limit)
				throw new Error(`${pattern} in vain:\n${this.log.slice(-10).join("\n")}`);
			await sleep(50);
		}
	}

	/** Clicks on a control. */
	async click({ x, y }: { x: number; y: number }): Promise<void> {
		await this.xdotool("mousemove", String(x), String(y));
		// The window learns of the mouse first, and hears the click then.
		await sleep(100);
		await this.xdotool("click", "1");
		await sleep(200);
	}

	/** Types into the field that was clicked. */
	type(text: string): Promise<void> {
		return this.xdotool("type", "--delay", "30", text);
	}

	/** What is on the screen. */
	async picture(): Promise<PNG> {
		const { stdout } = await runFile("import", ["-display", this.#display, "-window", "root", "png24:-"], {
			encoding: "buffer",
			maxBuffer: 1 << 24,
		});
		return PNG.sync.read(stdout);
	}

	/** Ends it as Ctrl-C does; resolves with the status. */
	async close(): Promise<number | null> {
		const ended = new Promise<number | null>((resolve) => this.#sim.once("exit", resolve));
		if (this.#sim.exitCode === null) this.#sim.kill("SIGINT");
		const status = this.#sim.exitCode ?? (await ended);
		this.#server.kill();
		return status;
	}

	private async xdotool(...parameters: string[]): Promise<void> {
		await runFile("xdotool", parameters, { env: { ...process.env, DISPLAY: this.#display } });
	}
}
