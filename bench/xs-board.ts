import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StrictCsms } from "../host-tests/scenarios/strict-csms";
import type { FirmwareCommand } from "../simulator/engine";
import { FirmwareProcess } from "../simulator/firmware-process";
import { Network } from "../simulator/network";
import type { ToFirmware } from "../simulator/protocol";
import { BenchBoard } from "./board";

/** How long is waited for something at the most, ms. */
const PATIENCE = 60_000;

/** The firmware as a process of its own, on the real clock, over loopback to a CSMS that checks what it gets. */
export class XsBoard extends BenchBoard {
	/** Undone in reverse order. */
	readonly #undo: (() => unknown)[] = [];
	readonly #log: string[] = [];
	#csms!: StrictCsms;
	#network!: Network;
	#process!: FirmwareProcess;

	/** Boots; resolves when it takes inputs. */
	static async start(command: FirmwareCommand, settings: Record<string, string>): Promise<XsBoard> {
		const board = new XsBoard();
		try {
			await board.#open(command, settings);
		} catch (error) {
			await board.close();
			throw error;
		}
		return board;
	}

	now(): number {
		return performance.now();
	}

	say(line: ToFirmware): void {
		this.#process.send(line);
	}

	async command(action: string, payload: object): Promise<void> {
		const { status } = await this.#csms.call(action, payload);
		if (status !== undefined && status !== "Accepted") throw new Error(`${action}: ${status}`);
	}

	setOnline(online: boolean): void {
		this.#network.setOnline(online);
	}

	pass(milliseconds: number): Promise<void> {
		return new Promise((resolve) => setTimeout(resolve, milliseconds));
	}

	async close(): Promise<void> {
		for (const step of this.#undo.splice(0).reverse()) await step();
	}

	protected wait(met: Promise<number>, wanted: string): Promise<number> {
		return new Promise((resolve, reject) => {
			const patience = setTimeout(() => {
				reject(new Error(`It did not come to ${wanted}.\n${this.#log.slice(-5).join("\n")}`));
			}, PATIENCE);
			void met.then((at) => {
				clearTimeout(patience);
				resolve(at);
			});
		});
	}

	async #open(command: FirmwareCommand, settings: Record<string, string>): Promise<void> {
		const csms = new StrictCsms();
		this.#csms = csms;
		await csms.open();
		this.#undo.push(() => csms.close());
		csms.onCall = (action) => {
			this.seen.received.push(action);
			this.look();
		};
		const network = await Network.open();
		this.#network = network;
		this.#undo.push(() => network.close());
		const folder = mkdtempSync(join(tmpdir(), "xs-evse-bench-"));
		this.#undo.push(() => rmSync(folder, { recursive: true, force: true }));
		const boot = {
			...{ identity: "CP001", csms: csms.url, connectors: 1, cable: "detachable" as const, settings },
			...{ flash: join(folder, "flash.bin"), network: network.port, language: "en" as const, utcOffset: 0 },
		};
		const firmware = new FirmwareProcess({
			command,
			bootLines: () => [{ boot }],
			onMessage: (message) => this.take(message),
			onUp() {},
			onDown: (crash) => crash && this.#log.push(`The firmware ${crash}.`),
			log: (text) => this.#log.push(text),
		});
		this.#process = firmware;
		this.#undo.push(() => firmware.close());
		await firmware.powerOn();
	}
}
