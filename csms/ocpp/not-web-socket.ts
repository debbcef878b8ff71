import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

/** What belongs to the offer of another protocol. */
const OFFER = new Set(["upgrade", "http2-settings"]);

/** Whether a request asks for a WebSocket. */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
	return headers.upgrade?.trim().toLowerCase() === "websocket";
}

/**
 * Answers a request that offers another protocol as if it did not (RFC 9110, 7.8). Many programs offer HTTP/2
 * with every request (`Upgrade: h2c`), and Node.js hands all of them to whoever takes upgrades, without their
 * body: the server reads it once more, without the offer.
 */
export function serveWithoutUpgrade(
	server: Server,
	request: IncomingMessage,
	socket: Duplex,
	head: Buffer,
): void {
	const { method, url, httpVersion, rawHeaders } = request;
	const lines = [`${method} ${url} HTTP/${httpVersion}`];
	for (let i = 0; i < rawHeaders.length; i += 2) {
		const [name, value] = [rawHeaders[i], rawHeaders[i + 1]];
		if (OFFER.has(name.toLowerCase())) continue;
		lines.push(`${name}: ${name.toLowerCase() === "connection" ? withoutOffer(value) : value}`);
	}
	socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
	server.emit(socket instanceof TLSSocket ? "secureConnection" : "connection", socket);
}

function withoutOffer(connection: string): string {
	const kept = connection.split(",").filter((option) => !OFFER.has(option.trim().toLowerCase()));
	return kept.join(",").trim() || "keep-alive";
}
