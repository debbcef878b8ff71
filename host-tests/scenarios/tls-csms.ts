import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { type WebSocket, WebSocketServer } from "ws";

/** How a connection came about. */
export interface Admitted {
	secure: boolean;
	/** TLS version and cipher suite. */
	protocol: string | null;
	cipher: string | undefined;
	/** User and password of HTTP Basic. */
	basic: string | undefined;
	/** Common name of the client certificate. */
	client: string | undefined;
}

/** A CSMS that speaks ws and wss on one port, and keeps what it got. */
export class TlsCsms {
	readonly admitted: Admitted[] = [];
	// biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every kind
	readonly received: { action: string; payload: any }[] = [];
	readonly #port: Server;
	readonly #connections = new Set<Socket>();
	readonly #answers = new Map<string, (answer: unknown) => void>();
	#peer: WebSocket | undefined;
	#calls = 0;

	/** Key and chain in PEM; with `clientCa` it asks for a client certificate, and takes others as well. */
	constructor(options: { key: string; cert: string; clientCa?: string }) {
		const { key, cert, clientCa } = options;
		const plain = createHttpServer();
		const secure = createHttpsServer({
			...{ key, cert, ca: clientCa, requestCert: clientCa !== undefined, rejectUnauthorized: false },
		});
		const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "ocpp1.6" });
		for (const server of [plain, secure])
			server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) =>
				sockets.handleUpgrade(request, socket, head, (peer) => this.#admit(peer, request)),
			);
		this.#port = createServer((socket) => {
			this.#connections.add(socket);
			socket.on("close", () => this.#connections.delete(socket));
			socket.on("error", () => undefined);
			socket.once("readable", () => {
				const first = socket.read(1) as Buffer | null;
				if (!first) return;
				socket.unshift(first);
				// A TLS record begins with 22, a handshake.
				(first[0] === 22 ? secure : plain).emit("connection", socket);
			});
		});
	}

	async open(): Promise<void> {
		this.#port.listen(0, "127.0.0.1");
		await once(this.#port, "listening");
	}

	/** `host` is another name of this machine. */
	url(scheme: "ws" | "wss", host = "127.0.0.1"): string {
		return `${scheme}://${host}:${(this.#port.address() as AddressInfo).port}/ocpp`;
	}

	async close(): Promise<void> {
		for (const socket of this.#connections) socket.destroy();
		this.#port.close();
	}

	/** Payloads of an action, in order. */
	// biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every kind
	all(action: string): any[] {
		return this.received.filter((one) => one.action === action).map(({ payload }) => payload);
	}

	/** Sends a CALL; resolves with its answer. */
	call(action: string, payload: object): Promise<unknown> {
		const id = `csms-${++this.#calls}`;
		this.#peer?.send(JSON.stringify([2, id, action, payload]));
		return new Promise((resolve) => this.#answers.set(id, resolve));
	}

	#admit(peer: WebSocket, { headers, socket }: IncomingMessage): void {
		const tls = "getPeerCertificate" in socket ? (socket as TLSSocket) : undefined;
		const [, basic] = (headers.authorization ?? "").split(" ");
		this.admitted.push({
			secure: tls !== undefined,
			protocol: tls?.getProtocol() ?? null,
			cipher: tls?.getCipher().standardName,
			basic: basic && Buffer.from(basic, "base64").toString("latin1"),
			client: tls?.authorized ? String(tls.getPeerCertificate().subject.CN) : undefined,
		});
		this.#peer = peer;
		peer.on("message", (data) => {
			const [type, id, ...rest] = JSON.parse(data.toString()) as [number, string, ...unknown[]];
			if (type !== 2) {
				this.#answers.get(id)?.(type === 3 ? rest[0] : { code: rest[0] });
				return;
			}
			const [action, payload] = rest as [string, unknown];
			this.received.push({ action, payload });
			peer.send(JSON.stringify([3, id, answerTo(action)]));
		});
	}
}

function answerTo(action: string): unknown {
	const currentTime = new Date().toISOString();
	if (action === "BootNotification") return { status: "Accepted", interval: 300, currentTime };
	if (action === "SignCertificate") return { status: "Accepted" };
	return action === "Heartbeat" ? { currentTime } : {};
}
