import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { BOOT, boot, type Peer } from "./charge-point-peer";
import { runCsms } from "./running-csms";

/** Frames that are written together. */
const BATCH = 100;
/** Characters are three bytes here. Requests and answers are more than the sockets of both sides hold together. */
const LONG = "電".repeat(250);
const PADDING = " ".repeat(8000);
const STATUS = { connectorId: 1, errorCode: "NoError", status: "Available" };
const PATIENCE = 60_000;

/** A charge point that sends frame upon frame and waits for nothing. */
class Flood {
	written = 0;
	answered = 0;
	readonly frames: number;
	readonly #socket: WebSocket;

	constructor(ocpp: string, frames: number) {
		this.frames = frames;
		this.#socket = new WebSocket(`${ocpp}/FLOOD`, ["ocpp1.6"]);
		onTestFinished(() => this.#socket.terminate());
	}

	async boot(): Promise<void> {
		await once(this.#socket, "open");
		this.#socket.send(JSON.stringify([2, "boot", "BootNotification", BOOT]));
		await once(this.#socket, "message");
		this.#socket.on("message", () => this.answered++);
	}

	/** Resolves when the operating system has taken all. */
	async send(action: string, payload: object, padding = ""): Promise<void> {
		const frame = (id: number) => JSON.stringify([2, `${id}`, action, payload]);
		while (this.written < this.frames) {
			const first = this.written;
			for (let id = first; id < first + BATCH - 1; id++) this.#socket.send(frame(id) + padding);
			await new Promise((resolve) => this.#socket.send(frame(first + BATCH - 1) + padding, resolve));
			this.written += BATCH;
		}
	}

	pause(): void {
		this.#socket.pause();
	}

	resume(): void {
		this.#socket.resume();
	}
}

/** Until no more can be written: others are served meanwhile. */
async function untilStuck(flood: Flood, other: Peer): Promise<void> {
	let before: number;
	do {
		before = flood.written;
		for (let count = 0; count < 10; count++) {
			expect((await other.call("StatusNotification", STATUS))[0]).toBe(3);
		}
		await delay(300);
	} while (flood.written > before);
}

test(
	"a charge point that reads no answers is not read either",
	async () => {
		const csms = await runCsms();
		const other = await boot(csms.ocpp, "OTHER");
		const flood = new Flood(csms.ocpp, 30_000);
		await flood.boot();
		flood.pause();
		// What is wrong is named in the answer.
		const sent = flood.send("Heartbeat", { [LONG]: LONG });
		await untilStuck(flood, other);
		expect(flood.written).toBeLessThan(flood.frames);
		flood.resume();
		await sent;
		await expect.poll(() => flood.answered, { timeout: 20_000 }).toBe(flood.frames);
	},
	PATIENCE,
);

test(
	"a charge point that does not wait for its answers is read as fast as they are given",
	async () => {
		const csms = await runCsms();
		const other = await boot(csms.ocpp, "OTHER");
		const flood = new Flood(csms.ocpp, 4000);
		await flood.boot();
		let isSent = false;
		const sent = flood.send("StatusNotification", STATUS, PADDING).then(() => {
			isSent = true;
		});
		let most = 0;
		while (!isSent) {
			expect((await other.call("StatusNotification", STATUS))[0]).toBe(3);
			most = Math.max(most, flood.written - flood.answered);
		}
		await sent;
		expect(most).toBeLessThan(flood.frames / 2);
		await expect.poll(() => flood.answered, { timeout: 30_000 }).toBe(flood.frames);
	},
	PATIENCE,
);
