import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import { Endpoint, type IncomingCall, type Outcome } from "../../modules/ocpp/endpoint";
import type {
	ChargePointAction,
	CsmsAction,
	RegistrationStatus,
	Requests,
	Responses,
} from "../../modules/ocpp/types";
import type { Timers } from "../../modules/timers";
import type { Context } from "../context";
import type { ChargePointRow } from "../database/tables/charge-points";
import type { Moment } from "../database/tables/columns";
import { maskFrame } from "../masking";
import { timestamp } from "../moment";
import { handlers } from "./handlers";
import { mendFrame } from "./mending";

const timers: Timers = {
	now: () => performance.now(),
	set: (callback, delay) => setTimeout(callback, delay),
	clear: (handle) => clearTimeout(handle as NodeJS.Timeout | undefined),
};

/** Milliseconds that a charge point has to answer a close. */
const CLOSE_TIMEOUT = 1000;

/** What a handler is given besides the request. */
export interface Call {
	context: Context;
	connection: Connection;
	messageId: string;
	receivedAt: Moment;
}

/** One charge point's WebSocket, from the finished handshake to its close. */
export class Connection {
	readonly identity: string;
	/** What the next BootNotification is answered; follows changes by operators. */
	registration: RegistrationStatus;
	/** What the last BootNotification was answered, also on an earlier connection (R-CS-05). */
	bootStatus: RegistrationStatus | null;
	/** Messages that break their schema are mended as far as possible. */
	tolerant: boolean;
	/** When the last message came. */
	lastSeen: Moment = Date.now();
	readonly #context: Context;
	readonly #socket: WebSocket;
	readonly #endpoint: Endpoint<ChargePointAction, CsmsAction>;
	/** Actions of the calls that wait for an answer, by message id. */
	readonly #called = new Map<string, CsmsAction>();
	/** Their payloads. */
	readonly #requests = new Map<unknown, Record<string, unknown>>();
	/** The handling of the newest received call: one after another, in the order of arrival. */
	#handling: Promise<void> = Promise.resolve();
	/** A message or a pong has come since the last ping. */
	#alive = true;

	constructor(context: Context, socket: WebSocket, row: ChargePointRow) {
		this.identity = row.identity;
		this.registration = row.registration;
		this.bootStatus = row.boot_status;
		this.tolerant = row.tolerant !== 0;
		this.#context = context;
		this.#socket = socket;
		const { log } = context;
		this.#endpoint = new Endpoint<ChargePointAction, CsmsAction>({
			timers,
			schemas: csmsSchemas,
			ignoreExtraFields: true,
			newMessageId: randomUUID,
			messageTimeout: () => context.messageTimeout,
			send: (frame) => socket.send(frame),
			onCall: (call) => this.#onCall(call),
			onFrame: (direction, frame) => this.#onFrame(direction, frame),
			onInvalid: (reason) => log.warn({ identity: this.identity, reason }, "A frame could not be answered."),
			log: (text, error) => log.warn({ identity: this.identity, err: error }, text),
		});
		socket.on("message", (data) => this.#receive(String(data)));
		socket.on("pong", () => this.#keepAlive());
		socket.on("error", (error) => log.info({ identity: this.identity, err: error }, "A connection broke."));
		socket.on("close", () => this.#endpoint.close());
	}

	/**
	 * What the charge point may be sent (R-CS-04): nothing while Rejected, no remote start or stop
	 * while Pending. A charge point that has not booted yet counts as Pending.
	 */
	get acceptance(): RegistrationStatus {
		if (this.bootStatus === "Rejected" || this.registration === "Rejected") return "Rejected";
		return this.bootStatus === "Accepted" && this.registration === "Accepted" ? "Accepted" : "Pending";
	}

	/** Sends a CALL after those before it and resolves with how it ended. */
	call<A extends CsmsAction>(action: A, payload: Requests[A]): Promise<Outcome<A>> {
		const messageId = randomUUID();
		this.#called.set(messageId, action);
		this.#requests.set(messageId, { ...payload });
		return new Promise((resolve) => {
			const done = (outcome: Outcome<A>) => {
				this.#called.delete(messageId);
				this.#requests.delete(messageId);
				resolve(outcome);
			};
			this.#endpoint.call(action, payload, done, messageId);
		});
	}

	/** Pings; ends a connection that has said nothing since the last ping. */
	ping(): void {
		if (!this.#alive) {
			this.#context.log.info({ identity: this.identity }, "A connection is dead.");
			this.#socket.terminate();
			return;
		}
		this.#alive = false;
		this.#socket.ping();
	}

	/** Handles nothing that comes from now on, and closes; a peer that does not answer is cut off. */
	close(code: number, reason: string): void {
		this.#endpoint.close();
		this.#socket.close(code, reason);
		setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT).unref();
	}

	/** Takes what an operator has changed. */
	follow(row: ChargePointRow): void {
		this.registration = row.registration;
		this.tolerant = row.tolerant !== 0;
	}

	/** Resolves when the calls received so far have been handled. */
	settled(): Promise<void> {
		return this.#handling;
	}

	#receive(text: string): void {
		this.#keepAlive();
		this.lastSeen = Date.now();
		if (!this.tolerant) {
			this.#endpoint.receive(text);
			return;
		}
		const { frame, mended } = mendFrame(text, (messageId) => this.#called.get(messageId));
		if (mended.length > 0) {
			this.#context.log.warn(
				{ identity: this.identity, mended },
				"A message that breaks its schema was mended.",
			);
		}
		this.#endpoint.receive(frame);
	}

	#keepAlive(): void {
		this.#alive = true;
	}

	#onCall(call: IncomingCall<ChargePointAction>): void {
		const receivedAt = Date.now();
		this.#handling = this.#handling.then(() => this.#handle(call, receivedAt));
	}

	async #handle(call: IncomingCall<ChargePointAction>, receivedAt: Moment): Promise<void> {
		if (call.action !== "BootNotification" && this.acceptance !== "Accepted") {
			call.fail("SecurityError", "This charge point is not accepted: a BootNotification comes first.");
			return;
		}
		const { messageId } = call;
		// The table of handlers ties request and response together; a union of calls cannot.
		const handle = handlers[call.action] as (
			call: Call,
			request: Requests[ChargePointAction],
		) => Promise<Responses[ChargePointAction]>;
		const respond = call.respond.bind(call) as (response: Responses[ChargePointAction]) => void;
		try {
			const { payload } = call;
			respond(await handle({ context: this.#context, connection: this, messageId, receivedAt }, payload));
		} catch (error) {
			this.#context.log.error({ identity: this.identity, action: call.action, err: error }, "A call failed.");
			call.fail("InternalError", "The CSMS could not process the message; try again later.");
		}
	}

	#onFrame(direction: "in" | "out", frame: string): void {
		const { live } = this.#context;
		if (!live.watched) return;
		const { identity } = this;
		const masked = maskFrame(frame, (messageId) => this.#requests.get(messageId));
		live.tell("frame", { timestamp: timestamp(Date.now()), identity, direction, frame: masked });
	}
}
