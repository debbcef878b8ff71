import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Engine, type FirmwareCommand, firmwareCommand } from "../../simulator/engine";
import { FrameCollector } from "../../simulator/frame-collector";
import { Network } from "../../simulator/network";
import type { BootOptions, FromFirmware, ToFirmware } from "../../simulator/protocol";

/** What the firmware has told, by kind. */
type Told<Kind extends string> =
	Extract<FromFirmware, Record<Kind, unknown>> extends Record<Kind, infer Value> ? Value : never;

/** What simulator/xs/host/measure.c tells. */
const MEASURED = ["memory", "census", "abort", "frames"] as const;
type Measured = Partial<Record<(typeof MEASURED)[number], unknown>>;

interface Start {
	boot?: Partial<BootOptions>;
	env?: Record<string, string>;
	before?: readonly ToFirmware[];
}

/** A firmware process at its own lines of JSON, without a simulator. */
export class Firmware {
	readonly told: FromFirmware[] = [];
	/** What came on standard error. */
	readonly errors: string[] = [];
	readonly #measured: Measured[] = [];
	/** Resolves with the process's status. */
	readonly ended: Promise<number | null>;
	readonly #child: ChildProcessWithoutNullStreams;
	readonly #undo: (() => void | Promise<void>)[];
	#ended = false;

	private constructor(child: ChildProcessWithoutNullStreams, undo: (() => void | Promise<void>)[]) {
		this.#child = child;
		this.#undo = undo;
		this.ended = new Promise((resolve) =>
			child.once("close", (status) => {
				this.#ended = true;
				resolve(status);
			}),
		);
		child.stdin.on("error", () => undefined);
		const frames = new FrameCollector();
		createInterface(child.stdout).on("line", (line) => {
			const message = JSON.parse(line) as FromFirmware | Measured;
			if (MEASURED.some((kind) => kind in message)) this.#measured.push(message as Measured);
			else {
				const whole = frames.take(message as FromFirmware);
				if (whole) this.told.push(whole);
			}
		});
		createInterface(child.stderr).on("line", (line) => this.errors.push(line));
	}

	/** Boots on an engine with one connector and a network; a test can say more or otherwise. */
	static async boot(engine: Engine, options: Partial<BootOptions> = {}): Promise<Firmware> {
		return Firmware.run(await firmwareCommand(engine, "", () => undefined), { boot: options });
	}

	/** The same with a command of its own, what is added to its environment, and what it finds at its boot. */
	static async run(
		{ command, args, cwd }: FirmwareCommand,
		{ boot = {}, env = {}, before = [] }: Start = {},
	): Promise<Firmware> {
		const network = await Network.open();
		const data = mkdtempSync(join(tmpdir(), "xs-evse-firmware-"));
		const firmware = new Firmware(
			spawn(command, args, { cwd, stdio: "pipe", env: { ...process.env, ...env } }),
			[() => network.close(), () => rmSync(data, { recursive: true, force: true })],
		);
		for (const line of before) firmware.say(line);
		firmware.say({
			boot: {
				identity: "CP001",
				csms: "ws://127.0.0.1:9/ocpp",
				connectors: 1,
				cable: "detachable",
				settings: {},
				flash: join(data, "flash.bin"),
				network: network.port,
				language: "en",
				utcOffset: 0,
				...boot,
			},
		});
		return firmware;
	}

	say(line: ToFirmware): void {
		this.sayText(JSON.stringify(line));
	}

	sayText(text: string): void {
		this.#child.stdin.write(`${text}\n`);
	}

	/** Sets digital inputs of connector 1. */
	inputs(levels: Record<number, 0 | 1>): void {
		for (const [pin, level] of Object.entries(levels)) this.say({ digital: { pin: Number(pin), level } });
	}

	all<Kind extends "digital" | "state" | "display" | "ocpp" | "setup" | "log">(kind: Kind): Told<Kind>[] {
		return this.told.flatMap((message) =>
			kind in message ? [(message as Record<Kind, Told<Kind>>)[kind]] : [],
		);
	}

	/** The newest of a kind that fulfils the condition; waits for it. */
	async until<Kind extends "digital" | "state" | "display" | "ocpp" | "log">(
		kind: Kind,
		condition: (value: Told<Kind>) => boolean,
	): Promise<Told<Kind>> {
		const limit = Date.now() + 15_000;
		for (;;) {
			const found = this.all(kind).findLast(condition);
			if (found !== undefined) return found;
			if (Date.now() > limit) throw new Error(`in vain: ${JSON.stringify(this.told.slice(-5))}`);
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
	}

	/** Asks the host of the 32-bit build. */
	async measure<Answer>(what: "memory" | "census"): Promise<Answer> {
		const before = this.#measured.length;
		this.sayText(`#${what}`);
		const limit = Date.now() + 15_000;
		while (this.#measured.length === before) {
			if (Date.now() > limit || this.#ended)
				throw new Error(`no answer: ${this.errors.slice(-5).join("\n")}`);
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		return this.measured<Answer>(what) as Answer;
	}

	/** The newest that the host of the 32-bit build has told. */
	measured<Answer>(what: (typeof MEASURED)[number]): Answer | undefined {
		return this.#measured.findLast((message) => what in message)?.[what] as Answer | undefined;
	}

	/** Ends its input, and with it the process. */
	end(): Promise<number | null> {
		this.#child.stdin.end();
		return this.ended;
	}

	async close(): Promise<void> {
		this.#child.kill("SIGKILL");
		await this.ended;
		for (const step of this.#undo) await step();
	}
}
