import {
	createServer,
	type Server as HttpServer,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import type { Server, Socket } from "node:net";

/** First byte of a TLS connection: a record with a handshake (RFC 8446, 5.1). */
const HANDSHAKE = 22;
/** Milliseconds that a new connection may be silent. */
const PATIENCE = 10_000;

/** What takes the connections without TLS. */
export interface PlainSide {
	/** Takes the handshakes of charge points. */
	readonly server: HttpServer;
	/** Ends what is open. */
	close(): void;
}

/**
 * Lets a server of TLS take connections without TLS on the same port: a raise of SecurityProfile changes `ws`
 * to `wss` and keeps the port, so charge points of profiles 0 and 1 need both. Nothing else is served without
 * TLS; a browser is sent to https.
 */
export function splitTransports(secure: Server): PlainSide {
	const takeSecure = secure.listeners("connection") as ((socket: Socket) => void)[];
	const plain = createServer(redirect);
	plain.timeout = PATIENCE;
	const open = new Set<Socket>();
	secure.removeAllListeners("connection");
	secure.on("connection", (socket: Socket) => {
		const end = () => socket.destroy();
		socket.on("error", end);
		socket.setTimeout(PATIENCE, end);
		socket.once("readable", () => {
			const first = socket.read(1) as Buffer | null;
			if (!first) {
				socket.destroy();
				return;
			}
			socket.unshift(first);
			socket.off("error", end);
			socket.off("timeout", end);
			socket.setTimeout(0);
			if (first[0] === HANDSHAKE) {
				for (const take of takeSecure) take.call(secure, socket);
				return;
			}
			open.add(socket);
			socket.on("close", () => open.delete(socket));
			plain.emit("connection", socket);
		});
	});
	return {
		server: plain,
		close() {
			for (const socket of open) socket.destroy();
		},
	};
}

function redirect({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
	const host = headers.host ?? "";
	const location = `https://${host}${url}`;
	if ((method === "GET" || method === "HEAD") && URL.canParse(location)) {
		response.writeHead(308, { location, connection: "close" }).end();
		return;
	}
	response.writeHead(426, { "content-type": "application/json; charset=utf-8", connection: "close" });
	response.end(JSON.stringify({ error: "Use https: nothing but OCPP is served without TLS." }));
}
