import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
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
	/** Frames or payloads that ocpp-rpc found wrong. */
	readonly violations: string[] = [];
	connections = 0;
	/** A CALL has come. */
	onCall?: (action: string) => void;
	/** The Basic password of each connection; undefined without one. */
	readonly passwords: (string | undefined)[] = [];
	/** Refuses handshakes with HTTP 401. */
	refuse: (password: string | undefined) => boolean = () => false;
	readonly #server: RPCServer;
	readonly #secure: Server | undefined;
	readonly #handlers = new Map<string, Handler>();
	#client: Client | undefined;
	#port: number;
	#transactionId = 100;

	/** `port`: that of another one before, which is closed. With `tls`, in PEM, it speaks wss alone. */
	constructor(port = 0, tls?: { key: string; cert: string }) {
		this.#port = port;
		this.#server = new RPCServer({ protocols: ["ocpp1.6"], strictMode: true });
		this.#secure = tls && createServer(tls).on("upgrade", this.#server.handleUpgrade);
		this.#server.auth((accept, reject, handshake) => {
			const password = handshake.password?.toString();
			if (this.refuse(password)) {
				reject(401, "wrong key");
				return;
			}
			this.passwords.push(password);
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
	call(action: string, payload: object = {}): Promise<any> {
		if (!this.#client) throw new Error("the charge point is not connected");
		return this.#client.call(action, payload);
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
			throw createRPCError("NotImplemented");
		});
	}
}

/** What is used of ocpp-rpc's server-side client. */
interface Client {
	on(event: string, listener: (event: { error: Error }) => void): void;
	handle(handler: (call: { method: string; params: Received["payload"] }) => unknown): void;
	call(method: string, params: object): Promise<unknown>;
}
