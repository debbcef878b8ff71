import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

/** A `ws` server as the CSMS makes it; `onCall` is given the parsed frame and what answers it. */
export function listen(
	onCall: (frame: unknown[], text: string, answer: (payload: object) => void) => void,
): void {
	const server = new WebSocketServer({
		host: "127.0.0.1",
		port: 0,
		perMessageDeflate: false,
		handleProtocols: () => "ocpp1.6",
	});
	server.on("connection", (socket) => {
		socket.on("message", (data) => {
			const text = String(data);
			const frame = JSON.parse(text);
			onCall(frame, text, (payload) => socket.send(JSON.stringify([3, frame[1], payload])));
		});
		socket.on("error", () => {});
	});
	server.on("listening", () => tellReady((server.address() as AddressInfo).port));
}

/** The ready line, as the CSMS prints it. */
export function tellReady(port: number): void {
	process.stdout.write(`${JSON.stringify({ ocpp: `ws://127.0.0.1:${port}/ocpp` })}\n`);
	// An orderly end, so that a profile is written.
	process.on("SIGTERM", () => process.exit(0));
}
