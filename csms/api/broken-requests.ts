import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

/** What is answered where no request can be read; anything else is 400. */
const STATUSES: Readonly<Record<string, readonly [status: number, sentence: string]>> = {
	HPE_HEADER_OVERFLOW: [431, "The head of the request is too long."],
	ERR_HTTP_REQUEST_TIMEOUT: [408, "The request did not come in time."],
};

/** Answers what is no HTTP as every error is answered, and ends the connection. */
export function answerBrokenRequest({ code = "" }: NodeJS.ErrnoException, socket: Socket): void {
	if (code === "ECONNRESET" || socket.destroyed) return;
	if (!socket.writable) {
		socket.destroy();
		return;
	}
	const [status, sentence] = STATUSES[code] ?? [400, "This is no request that HTTP allows."];
	const body = JSON.stringify({ error: sentence });
	const lines = [
		`HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
		"Connection: close",
		"Content-Type: application/json; charset=utf-8",
		`Content-Length: ${Buffer.byteLength(body)}`,
	];
	socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
