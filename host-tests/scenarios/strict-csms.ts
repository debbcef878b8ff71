import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { createRPCError, RPCServer } from "ocpp-rpc";

/** Actions whose answer is empty. */
const WITHOUT_ANSWER = [
	"DiagnosticsStatusNotification",
	"FirmwareStatusNotification",
	"LogStatusNotification",
	"MeterValues",
	"SecurityEventNotification",
	"SignedFirmwareStatusNotification",
	"StatusNotification",
	"StopTransaction",
];

/** One CALL of the charge point. */
export interface Received {
	action: string;
	// biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every kind
	payload: any;
	at: number;
}

type Handler = (payload: Received["payload"]) => unknown;

/**
 * An independent CSMS: an `ocpp-rpc` server in strict mode, so that each message in both directions
 * is held against the official schemas by somebody else's code.
 */
export class StrictCsms {
	readonly received: Received[] = [];
	/** Frames or payloads that ocpp-rpc found wrong, and actions that nobody here can answer. */
	readonly violations: string[] = [];
	connections = 0;
	/** Actions that the charge point was called with and has answered by their schemas. */
	readonly answered = new Set<string>();
	/** A CALL has come. */
	onCall?: (action: string) => void;
	/** The Basic password of each connection; undefined without one. */
	readonly passwords: (string | undefined)[] = [];
	/** The common name in the client certificate of each connection; undefined without one that is trusted. */
	readonly clients: (string | undefined)[] = [];
	/** How many handshakes were refused. */
	refused = 0;
	/** Refuses handshakes with HTTP 401. */
	refuse: (password: string | undefined, client: string | undefined) => boolean = () => false;
	readonly #server: RPCServer;
	readonly #secure: Server | undefined;
	readonly #handlers = new Map<string, Handler>();
	#client: Client | undefined;
	#port: number;
	#transactionId = 100;

	/**
	 * `port`: that of another one before, which is closed. With `tls`, in PEM, it speaks wss alone; with a
	 * `clientCa` it asks for a client certificate, and takes others as well.
	 */
	constructor(port = 0, tls?: { key: string; cert: string; clientCa?: string }) {
		this.#port = port;
		this.#server = new RPCServer({ protocols: ["ocpp1.6"], strictMode: true });
		this.#secure = tls && secureServer(tls).on("upgrade", this.#server.handleUpgrade);
		this.#server.auth((accept, reject, handshake) => {
			const password = handshake.password?.toString();
			const client = trustedClient(handshake.request.socket);
			if (this.refuse(password, client)) {
				this.refused++;
				reject(401, "wrong credentials");
				return;
			}
			this.passwords.push(password);
			this.clients.push(client);
			accept();
		});
		this.#server.on("client", (client: Client) => this.#connected(client));
		this.#handlers.set("BootNotification", () => ({
			...{ status: "Accepted", interval: 300, currentTime: new Date().toISOString() },
		}));
		this.#handlers.set("Heartbeat", () => ({ currentTime: new Date().toISOString() }));
		this.#handlers.set("Authorize", ({ idTag }) => ({
			idTagInfo: { status: idTag === "UNKNOWN" ? "Invalid" : "Accepted" },
		}));
		this.#handlers.set("SignCertificate", () => ({ status: "Accepted" }));
		this.#handlers.set("StartTransaction", () => ({
			...{ idTagInfo: { status: "Accepted" }, transactionId: ++this.#transactionId },
		}));
	}

	/** Listens on a free port, or on the one it had before. */
	async open(): Promise<void> {
		if (this.#secure) await once(this.#secure.listen(this.#port, "127.0.0.1"), "listening");
		const http = this.#secure ?? (await this.#server.listen(this.#port, "127.0.0.1"));
		this.#port = (http.address() as AddressInfo).port;
	}

	get port(): number {
		return this.#port;
	}

	get url(): string {
		return `${this.#secure ? "wss" : "ws"}://127.0.0.1:${this.#port}/ocpp`;
	}

	/** The same by the name that a certificate can have. */
	get namedUrl(): string {
		return this.url.replace("127.0.0.1", "localhost");
	}

	async close(): Promise<void> {
		this.#secure?.close();
		await this.#server.close({ code: 1001, reason: "end of test", awaitPending: false, force: true });
	}

	/** Decides the answers to an action. */
	answer(action: string, handler: Handler): void {
		this.#handlers.set(action, handler);
	}

	all(action: string): Received["payload"][] {
		return this.received.filter((one) => one.action === action).map((one) => one.payload);
	}

	/** Statuses of a connector in order, repeated ones once. */
	statuses(connectorId: number): string[] {
		const all = this.all("StatusNotification").filter((payload) => payload.connectorId === connectorId);
		return all.map((payload) => payload.status).filter((status, i, list) => status !== list[i - 1]);
	}

	/** Sends a CALL; resolves with the answer. */
	// biome-ignore lint/suspicious/noExplicitAny: answers of every kind
	async call(action: string, payload: object = {}): Promise<any> {
		if (!this.#client) throw new Error("the charge point is not connected");
		const answer = await this.#client.call(action, payload);
		this.answered.add(action);
		return answer;
	}

	#connected(client: Client): void {
		this.#client = client;
		this.connections++;
		client.on("strictValidationFailure", (event: { error: Error }) =>
			this.violations.push(String(event.error)),
		);
		client.on("badMessage", (event: { error: Error }) => this.violations.push(String(event.error)));
		client.handle(({ method, params }) => {
			this.received.push({ action: method, payload: params, at: Date.now() });
			this.onCall?.(method);
			const handler = this.#handlers.get(method);
			if (handler) return handler(params);
			if (WITHOUT_ANSWER.includes(method)) return {};
			this.violations.push(`There is no answer to ${method}.`);
			throw createRPCError("NotImplemented");
		});
	}
}

function secureServer({ clientCa, ...tls }: { key: string; cert: string; clientCa?: string }): Server {
	return createServer({
		...tls,
		ca: clientCa,
		requestCert: clientCa !== undefined,
		rejectUnauthorized: false,
	});
}

function trustedClient(socket: Socket | TLSSocket): string | undefined {
	if (!("authorized" in socket) || !socket.authorized) return undefined;
	return String(socket.getPeerCertificate().subject.CN);
}

/** What is used of ocpp-rpc's server-side client. */
interface Client {
	on(event: string, listener: (event: { error: Error }) => void): void;
	handle(handler: (call: { method: string; params: Received["payload"] }) => unknown): void;
	call(method: string, params: object): Promise<unknown>;
}
