import { chargePointSchemas } from "../ocpp/charge-point-schemas.generated";
import { Endpoint, type EndpointOptions, type IncomingCall, type Outcome } from "../ocpp/endpoint";
import type { ChargePointAction, Requests } from "../ocpp/types";
import type { Timers } from "../timers";
import type { Core } from "./core";
import type { TlsFailure, TransportListener } from "./interfaces";
import { HANDLED, type HandledAction, handleCall } from "./operations";

/** The connection to the CSMS: one OCPP-J endpoint for each WebSocket that comes up. */
export class Connection implements TransportListener, EndpointOptions<HandledAction, ChargePointAction> {
	private readonly core: Core;
	private endpoint: Endpoint<HandledAction, ChargePointAction> | undefined;
	/** Monotonic time of the last frame in either direction (R-HB-01). */
	lastExchange = 0;

	constructor(core: Core) {
		this.core = core;
		core.host.transport.listener = this;
		this.setPingInterval(core.configuration.integer("WebSocketPingInterval"));
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
		this.core.host.transport.open(this.core.security.credentials.target);
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
		this.end();
		this.core.host.transport.close(1001, "restart", done);
	}

	/** Closes after what was sent is out, and connects to the present target (R-CON-12, R-CON-13). */
	reconnect(reason: string): void {
		this.end();
		this.core.host.transport.close(1000, reason, () => this.open());
	}

	setPingInterval(seconds: number): void {
		this.core.host.transport.setPingInterval(seconds);
	}

	opened(): void {
		this.endpoint = new Endpoint(this);
		this.lastExchange = this.timers.now();
		this.core.connected();
	}

	received(text: string): void {
		this.endpoint?.receive(text);
	}

	closed(code: number, reason: string): void {
		this.log(`connection closed: ${code} ${reason}`);
		this.end();
	}

	refused(status: number, reason: string, failure?: TlsFailure): void {
		this.log(status ? `the CSMS refused the connection: HTTP ${status}` : `no connection: ${reason}`);
		this.core.security.credentials.refused(status, reason, failure);
	}

	get timers(): Timers {
		return this.core.timers;
	}

	get schemas(): typeof chargePointSchemas {
		return chargePointSchemas;
	}

	get handles(): typeof HANDLED {
		return HANDLED;
	}

	get ignoreExtraFields(): boolean {
		return true;
	}

	/** The longest list that is taken, 50 full entries of a local list, has 300 of them. */
	get mostValues(): number {
		return 400;
	}

	ignoresCalls(): boolean {
		return this.core.registration.status === "Rejected";
	}

	newMessageId(): string {
		return this.core.host.newId();
	}

	messageTimeout(): number {
		return this.core.configuration.integer("MessageTimeout");
	}

	send(frame: string): void {
		this.core.host.transport.send(frame);
	}

	onCall(call: IncomingCall<HandledAction>): void {
		handleCall(this.core, call);
	}

	onIdle(): void {
		this.core.idle();
	}

	onInvalid(reason: string, frame: string): void {
		// Not the frame itself: it may be a broken one with a key in it (R-SEC-04).
		this.log(`a frame of ${frame.length} characters: ${reason}`);
		this.core.securityEvent("InvalidMessages", reason);
	}

	onFrame(direction: "in" | "out", frame: string): void {
		this.lastExchange = this.timers.now();
		this.core.host.frame?.(direction, frame);
	}

	log(text: string, error?: unknown): void {
		this.core.log(error ? `${text} ${error}` : text);
	}

	private end(): void {
		const endpoint = this.endpoint;
		if (!endpoint) return;
		this.endpoint = undefined;
		this.core.disconnected();
		endpoint.close();
	}
}
