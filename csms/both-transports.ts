import {
	createServer,
	type Server as HttpServer,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";

/** First byte of a TLS connection: a record with a handshake (RFC 8446, 5.1). */
const HANDSHAKE = 22;

/** What takes the connections without TLS. */
export interface PlainSide {
	/** What takes handshakes of charge points has to be added to it; without that they are refused. */
	readonly server: HttpServer;
	/** Takes connections, with TLS and without, on more addresses; one that cannot be had is left out. */
	listenAlso(addresses: readonly string[], port: number): Promise<void>;
	/** Ends what is open. */
	close(): void;
}

/**
 * Lets a server of TLS take connections without TLS on the same port: a raise of SecurityProfile changes `ws`
 * to `wss` and keeps the port, so charge points of profiles 0 and 1 need both. Nothing else is served without
 * TLS; a browser is sent to https. A connection may be silent for `patience` milliseconds.
 */
export function splitTransports(secure: Server, patience: number): PlainSide {
	const takeSecure = secure.listeners("connection") as ((socket: Socket) => void)[];
	const plain = createServer(redirect);
	plain.timeout = patience;
	const open = new Set<Socket>();
	const others: Server[] = [];
	secure.removeAllListeners("connection");
	secure.on("connection", (socket: Socket) => {
		const end = () => socket.destroy();
		socket.on("error", end);
		socket.setTimeout(patience, end);
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
		async listenAlso(addresses, port) {
			for (const host of addresses) {
				const other = createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
					secure.emit("connection", socket);
				});
				others.push(other);
				await new Promise<void>((resolve) => {
					other.once("error", () => resolve());
					other.listen({ host, port }, resolve);
				});
			}
		},
		close() {
			for (const other of others) other.close();
			for (const socket of open) socket.destroy();
		},
	};
}

function redirect({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
	const location = `https://${headers.host ?? ""}${url}`;
	const page = (method === "GET" || method === "HEAD") && headers.upgrade === undefined;
	if (page && URL.canParse(location)) {
		response.writeHead(308, { location, connection: "close" }).end();
		return;
	}
	response.writeHead(426, { "content-type": "application/json; charset=utf-8", connection: "close" });
	response.end(JSON.stringify({ error: "Use TLS: https, and wss for charge points." }));
}
