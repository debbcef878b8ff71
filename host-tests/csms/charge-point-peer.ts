import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { type ClientOptions, WebSocket } from "ws";

// biome-ignore lint/suspicious/noExplicitAny: tests send and look into what the protocol forbids, too
type Frame = any[];

/** A charge point made of nothing but a WebSocket: what it sends is what a test says. */
export interface Peer {
	/** Sends a CALL and resolves with the answering frame. */
	call(action: string, payload: unknown, messageId?: string): Promise<Frame>;
	/** Sends text as it is, or bytes as a binary frame. */
	send(text: string | Buffer): void;
	/** The next frame that answers no call of this peer. */
	received(): Promise<Frame>;
	/** The code of the close. */
	closed: Promise<number>;
	close(code?: number, reason?: string): void;
	/** Reads nothing any more, not even a close. */
	pause(): void;
	terminate(): void;
}

export const BOOT = { chargePointVendor: "Vendor", chargePointModel: "Model" };

export async function connect(
	ocpp: string,
	identity: string,
	options: ClientOptions = {},
	protocols: string[] = ["ocpp1.6"],
): Promise<Peer> {
	const socket = new WebSocket(`${ocpp}/${encodeURIComponent(identity)}`, protocols, options);
	const answers = new Map<string, (frame: Frame) => void>();
	const frames: Frame[] = [];
	const readers: ((frame: Frame) => void)[] = [];
	socket.on("message", (data) => {
		const frame = JSON.parse(String(data)) as Frame;
		const answered = frame[0] === 2 ? undefined : answers.get(frame[1]);
		if (answered) {
			answers.delete(frame[1]);
			answered(frame);
			return;
		}
		const reader = readers.shift();
		if (reader) reader(frame);
		else frames.push(frame);
	});
	const closed = new Promise<number>((resolve) => {
		socket.on("close", resolve);
	});
	onTestFinished(() => socket.terminate());
	await new Promise((resolve, reject) => {
		socket.on("open", resolve);
		socket.on("error", reject);
		socket.on("unexpected-response", (_request, response) => reject(new Error(`${response.statusCode}`)));
	});
	return {
		call(action, payload, messageId = randomUUID()) {
			return new Promise((resolve) => {
				answers.set(messageId, resolve);
				socket.send(JSON.stringify([2, messageId, action, payload]));
			});
		},
		send: (text) => socket.send(text),
		received() {
			const frame = frames.shift();
			if (frame) return Promise.resolve(frame);
			return new Promise((resolve) => {
				readers.push(resolve);
			});
		},
		closed,
		close: (code, reason) => socket.close(code, reason),
		pause: () => socket.pause(),
		terminate: () => socket.terminate(),
	};
}

/** A peer that has booted and is accepted. */
export async function boot(ocpp: string, identity: string): Promise<Peer> {
	const peer = await connect(ocpp, identity);
	const [, , payload] = await peer.call("BootNotification", BOOT);
	if (payload.status !== "Accepted") throw new Error(`Not accepted: ${JSON.stringify(payload)}`);
	return peer;
}
