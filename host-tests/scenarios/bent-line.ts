import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

type Frame = unknown[];

/**
 * A line between a simulator and a CSMS that bends what passes: for faults that the firmware does not have, such as
 * a clock that is set wrong or messages that break their schema.
 */
export class BentLine {
	/** Changes the frames of the charge point, or those of the CSMS, in place. */
	bendOut: (frame: Frame) => void = () => {};
	bendIn: (frame: Frame) => void = () => {};
	readonly #server: WebSocketServer;

	private constructor(server: WebSocketServer, upstream: string) {
		this.#server = server;
		server.on("connection", (chargePoint, request) => {
			const csms = new WebSocket(`${upstream}${request.url}`, ["ocpp1.6"]);
			const waiting: string[] = [];
			chargePoint.on("message", (data) => {
				const frame = JSON.parse(String(data)) as Frame;
				this.bendOut(frame);
				const text = JSON.stringify(frame);
				if (csms.readyState === WebSocket.OPEN) csms.send(text);
				else waiting.push(text);
			});
			csms.on("open", () => {
				for (const text of waiting) csms.send(text);
			});
			csms.on("message", (data) => {
				const frame = JSON.parse(String(data)) as Frame;
				this.bendIn(frame);
				chargePoint.send(JSON.stringify(frame));
			});
			for (const [one, other] of [
				[chargePoint, csms],
				[csms, chargePoint],
			]) {
				one.on("error", () => other.terminate());
				one.on("close", () => other.terminate());
			}
		});
	}

	/** Opens a line to the address of a CSMS, on a free port. */
	static async open(upstream: string): Promise<BentLine> {
		const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "ocpp1.6" });
		await once(server, "listening");
		return new BentLine(server, upstream);
	}

	get url(): string {
		return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** The charge point is told a time so many milliseconds ahead, from its next boot or heartbeat on. */
	shiftTime(ahead: number): void {
		this.bendIn = (frame) => {
			const payload = frame[2] as { currentTime?: string } | null;
			if (frame[0] !== 3 || !payload?.currentTime) return;
			payload.currentTime = new Date(Date.parse(payload.currentTime) + ahead).toISOString();
		};
	}

	async close(): Promise<void> {
		for (const client of this.#server.clients) client.terminate();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
