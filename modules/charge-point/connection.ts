import { chargePointSchemas } from "../ocpp/charge-point-schemas.generated";
import { Endpoint, type IncomingCall, type Outcome } from "../ocpp/endpoint";
import type { ChargePointAction, Requests } from "../ocpp/types";
import type { Timers } from "../timers";
import type { Configuration } from "./configuration";
import type { TlsFailure, Transport, TransportTarget } from "./interfaces";
import { HANDLED, type HandledAction } from "./operations";

export interface ConnectionOptions {
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
	private readonly options: ConnectionOptions;
	private endpoint: Endpoint<HandledAction, ChargePointAction> | undefined;
	/** Monotonic time of the last frame in either direction (R-HB-01). */
	lastExchange = 0;
	onOpen?: () => void;
	onClose?: () => void;
	/** A try has failed: the HTTP status, or 0 for TCP, TLS and time-outs. */
	onRefused?: (status: number, reason: string, failure?: TlsFailure) => void;
	/** A frame came that could not even be answered (R-FRM-16). */
	onInvalid?: (reason: string) => void;
	/** Where to connect to from now on, and with what. */
	target?: () => TransportTarget;
	/** True while CALLs are neither handled nor answered (R-BOOT-06). */
	ignoresCalls?: () => boolean;
	onCall?: (call: IncomingCall<HandledAction>) => void;
	/** Nothing is under way and nothing waits: the transaction queue may send. */
	onIdle?: () => void;

	constructor(options: ConnectionOptions) {
		this.options = options;
		const { transport, configuration, log } = options;
		transport.onOpen = () => this.opened();
		transport.onText = (text) => this.endpoint?.receive(text);
		transport.onClose = (code, reason) => {
			log(`connection closed: ${code} ${reason}`);
			this.closed();
		};
		transport.onRefused = (status, reason, failure) => {
			log(status ? `the CSMS refused the connection: HTTP ${status}` : `no connection: ${reason}`);
			this.onRefused?.(status, reason, failure);
		};
		transport.setPingInterval(configuration.integer("WebSocketPingInterval"));
	}

	get isOpen(): boolean {
		return this.endpoint !== undefined;
	}

	/** Nothing is under way and nothing waits on an open connection. */
	get isIdle(): boolean {
		return this.endpoint !== undefined && !this.endpoint.busy;
	}

	/** Connects and stays connected until `close`; a second call does so anew, to the present target. */
	open(): void {
		const target = this.target?.();
		if (target) this.options.transport.open(target);
	}

	/** Sends a CALL; without a connection `done` is told "closed" at once. */
	call<A extends ChargePointAction>(
		action: A,
		payload: Requests[A],
		done: (outcome: Outcome<A>) => void,
		messageId?: string,
	): void {
		if (this.endpoint) this.endpoint.call(action, payload, done, messageId);
		else done({ ok: false, reason: "closed", description: "not connected" });
	}

	/** Voids the CALLs that wait for their turn: nothing more may be sent (R-BOOT-06). */
	voidWaiting(): void {
		this.endpoint?.voidWaiting();
	}

	/** Closes for good, after what was sent is out (R-CON-12). */
	close(done: () => void): void {
		this.closed();
		this.options.transport.close(1001, "restart", done);
	}

	/** Closes after what was sent is out, and connects to the present target (R-CON-12, R-CON-13). */
	reconnect(reason: string): void {
		this.closed();
		this.options.transport.close(1000, reason, () => this.open());
	}

	setPingInterval(seconds: number): void {
		this.options.transport.setPingInterval(seconds);
	}

	private opened(): void {
		const { transport, timers, configuration, newId, log, onFrame } = this.options;
		this.endpoint = new Endpoint({
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
			onInvalid: (reason, text) => {
				log(`a frame of ${text.length} characters: ${reason}`);
				this.onInvalid?.(reason);
			},
			log: (text, error) => log(error ? `${text} ${error}` : text),
			onFrame: (direction, text) => {
				this.lastExchange = timers.now();
				onFrame?.(direction, text);
			},
		});
		this.lastExchange = timers.now();
		this.onOpen?.();
	}

	private closed(): void {
		const endpoint = this.endpoint;
		if (!endpoint) return;
		this.endpoint = undefined;
		this.onClose?.();
		endpoint.close();
	}
}
