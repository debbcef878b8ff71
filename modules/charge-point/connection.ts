import { chargePointSchemas } from "../ocpp/charge-point-schemas.generated";
import { Endpoint, type IncomingCall, type Outcome } from "../ocpp/endpoint";
import type { ChargePointAction, Requests } from "../ocpp/types";
import type { Timers } from "../timers";
import type { Configuration } from "./configuration";
import type { Transport, TransportTarget } from "./interfaces";
import { HANDLED, type HandledAction } from "./operations";

export interface ConnectionOptions {
	identity: string;
	/** OCPP-J endpoint without the identity. */
	csms: string;
	transport: Transport;
	timers: Timers;
	configuration: Configuration;
	newId(): string;
	log(text: string): void;
	/** Sees every frame, for an observer. */
	onFrame?: (direction: "in" | "out", frame: string) => void;
}

/** The connection to the CSMS: one OCPP-J endpoint for each WebSocket that comes up. */
export class Connection {
	readonly #options: ConnectionOptions;
	#endpoint: Endpoint<HandledAction, ChargePointAction> | undefined;
	/** Monotonic time of the last frame in either direction (R-HB-01). */
	lastExchange = 0;
	onOpen?: () => void;
	onClose?: () => void;
	/** True while CALLs are neither handled nor answered (R-BOOT-06). */
	ignoresCalls?: () => boolean;
	onCall?: (call: IncomingCall<HandledAction>) => void;
	/** Nothing is under way and nothing waits: the transaction queue may send. */
	onIdle?: () => void;

	constructor(options: ConnectionOptions) {
		this.#options = options;
		const { transport, configuration, log } = options;
		transport.onOpen = () => this.#opened();
		transport.onText = (text) => this.#endpoint?.receive(text);
		transport.onClose = (code, reason) => {
			log(`connection closed: ${code} ${reason}`);
			this.#closed();
		};
		transport.onRefused = (status, reason) =>
			log(status ? `the CSMS refused the connection: HTTP ${status}` : `no connection: ${reason}`);
		transport.setPingInterval(configuration.integer("WebSocketPingInterval"));
	}

	get isOpen(): boolean {
		return this.#endpoint !== undefined;
	}

	/** Nothing is under way and nothing waits on an open connection. */
	get isIdle(): boolean {
		return this.#endpoint !== undefined && !this.#endpoint.busy;
	}

	/** Connects and stays connected until `close`; with changed credentials it connects anew (R-CON-13). */
	open(): void {
		const { identity, csms, configuration, transport } = this.#options;
		const profile = configuration.integer("SecurityProfile");
		const endpoint = profile >= 2 ? csms.replace(/^ws:/, "wss:") : csms;
		const target: TransportTarget = { url: `${endpoint.replace(/\/$/, "")}/${encodeURIComponent(identity)}` };
		const key = configuration.text("AuthorizationKey");
		if (key !== undefined && (profile === 1 || profile === 2)) {
			target.user = identity;
			target.password = decodeHex(key);
		}
		transport.open(target);
	}

	/** Sends a CALL; without a connection `done` is told "closed" at once. */
	call<A extends ChargePointAction>(
		action: A,
		payload: Requests[A],
		done: (outcome: Outcome<A>) => void,
		messageId?: string,
	): void {
		if (this.#endpoint) this.#endpoint.call(action, payload, done, messageId);
		else done({ ok: false, reason: "closed", description: "not connected" });
	}

	/** Voids the CALLs that wait for their turn: nothing more may be sent (R-BOOT-06). */
	voidWaiting(): void {
		this.#endpoint?.voidWaiting();
	}

	/** Closes for good, after what was sent is out (R-CON-12). */
	close(done: () => void): void {
		this.#closed();
		this.#options.transport.close(1001, "restart", done);
	}

	/** The AuthorizationKey has changed: where it is used, connects anew with it (R-SEC-04). */
	credentialsChanged(): void {
		const profile = this.#options.configuration.integer("SecurityProfile");
		if (profile !== 1 && profile !== 2) return;
		this.#closed();
		this.#options.transport.close(1000, "new credentials", () => this.open());
	}

	setPingInterval(seconds: number): void {
		this.#options.transport.setPingInterval(seconds);
	}

	#opened(): void {
		const { transport, timers, configuration, newId, log, onFrame } = this.#options;
		this.#endpoint = new Endpoint({
			timers,
			schemas: chargePointSchemas,
			handles: HANDLED,
			ignoresCalls: () => this.ignoresCalls?.() ?? false,
			ignoreExtraFields: true,
			newMessageId: newId,
			send: (text) => transport.send(text),
			messageTimeout: () => configuration.integer("MessageTimeout"),
			onCall: (call) => this.onCall?.(call),
			onIdle: () => this.onIdle?.(),
			// Not the frame itself: it may be a broken one with a key in it (R-SEC-04).
			onInvalid: (reason, text) => log(`a frame of ${text.length} characters: ${reason}`),
			log: (text, error) => log(error ? `${text} ${error}` : text),
			onFrame: (direction, text) => {
				this.lastExchange = timers.now();
				onFrame?.(direction, text);
			},
		});
		this.lastExchange = timers.now();
		this.onOpen?.();
	}

	#closed(): void {
		const endpoint = this.#endpoint;
		if (!endpoint) return;
		this.#endpoint = undefined;
		this.onClose?.();
		endpoint.close();
	}
}

/** The AuthorizationKey's bytes: the hex digits decoded (R-SEC-03). */
function decodeHex(hex: string): Uint8Array {
	const bytes = new Uint8Array(hex.length / 2);
	for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
	return bytes;
}
