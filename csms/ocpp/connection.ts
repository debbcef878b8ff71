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
import { concerns } from "../diagnosis/concerns";
import { maskFrame } from "../masking";
import { timestamp } from "../moment";
import { Backlog } from "./backlog";
import { Measures } from "./connection-measures";
import { handlers } from "./handlers";
import { mendFrame } from "./mending";
import { OwnTransactions } from "./own-transactions";
import { RuleWatch } from "./rule-watch";
import { storable, withoutNul } from "./storable";
import { ViolationLog } from "./violation-log";

const timers: Timers = {
	now: () => performance.now(),
	set: (callback, delay) => setTimeout(callback, delay),
	clear: (handle) => clearTimeout(handle as NodeJS.Timeout | undefined),
};

/** Milliseconds that a charge point has to answer a close. */
const CLOSE_TIMEOUT = 1000;
/** Bytes that may wait for a charge point to read them: it is cut off beyond. */
const MOST_UNREAD = 4 * 1024 * 1024;

/** How the endpoint tells of an answer that no call waits for. */
const UNASKED = "Dropped an answer";

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
	readonly measures = new Measures();
	readonly violations: ViolationLog;
	/** What broke the connection; empty unless something did. */
	fault = "";
	readonly transactions: OwnTransactions;
	/** When in the ping interval it is pinged. */
	readonly turn: number;
	readonly #context: Context;
	readonly #socket: WebSocket;
	readonly #endpoint: Endpoint<ChargePointAction, CsmsAction>;
	/** Actions of the calls that wait for an answer, by message id. */
	readonly #called = new Map<string, CsmsAction>();
	/** Their payloads. */
	readonly #requests = new Map<unknown, Record<string, unknown>>();
	/** The handling of the newest received call: one after another, in the order of arrival. */
	#handling: Promise<void> = Promise.resolve();
	/** Received calls that have no answer yet. */
	readonly #backlog: Backlog;
	/** A newer connection has taken its place. */
	#retired = false;
	/** What stands in the answers instead of message ids that were mended. */
	readonly #replacedIds = new Map<string, unknown>();
	readonly #watch: RuleWatch;
	/** A message or a pong has come since the last ping. */
	#alive = true;
	/** Nothing that came on it counts any more. */
	#abandoned = false;
	/** The preparation of the newest command: one after another, in the order in which they were given. */
	#preparing: Promise<unknown> = Promise.resolve();

	constructor(context: Context, socket: WebSocket, row: ChargePointRow, turn: number) {
		this.turn = turn;
		this.identity = row.identity;
		this.transactions = new OwnTransactions(row.identity);
		this.registration = row.registration;
		this.bootStatus = row.boot_status;
		this.tolerant = row.tolerant !== 0;
		this.#context = context;
		this.#socket = socket;
		this.#backlog = new Backlog(socket);
		this.violations = new ViolationLog(context, row.identity);
		this.#watch = new RuleWatch(this.violations);
		const { log } = context;
		this.#endpoint = new Endpoint<ChargePointAction, CsmsAction>({
			timers,
			schemas: csmsSchemas,
			ignoreExtraFields: true,
			newMessageId: randomUUID,
			messageTimeout: () => context.messageTimeout,
			send: (frame) => this.#send(this.#withOriginalId(frame)),
			onCall: (call) => this.#onCall(call),
			onFrame: (direction, frame) => this.#onFrame(direction, frame),
			onInvalid: (reason, frame) => this.#watch.unanswerable(reason, frame),
			log: (text, error) => {
				if (text.startsWith(UNASKED)) this.#watch.unasked();
				else log.warn({ identity: this.identity, err: error }, text);
			},
		});
		socket.on("message", (data, isBinary) => {
			if (isBinary) this.#receiveBinary(String(data));
			else this.#receive(String(data));
		});
		socket.on("pong", () => {
			this.measures.ponged();
			this.#keepAlive();
		});
		socket.on("error", (error: NodeJS.ErrnoException) => {
			log.info({ identity: this.identity, err: error }, "A connection broke.");
			this.fault = error.message;
			if (!error.code?.startsWith("WS_ERR")) return;
			this.violations.note({ action: undefined, rule: "Transport", what: error.message, outcome: "Refused" });
		});
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

	/** Whether a newer connection has taken its place. */
	get retired(): boolean {
		return this.#retired;
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
				this.#watch.answered(action, outcome);
				resolve(outcome);
			};
			this.#endpoint.call(action, payload, done, messageId);
		});
	}

	/** Runs `prepare`, which ends with {@link call}, after those before it have called. */
	inTurn<Result>(prepare: () => Promise<Result>): Promise<Result> {
		const prepared = this.#preparing.then(prepare);
		this.#preparing = prepared.catch(() => {});
		return prepared;
	}

	/** Pings; ends a connection that has said nothing since the last ping. */
	ping(): void {
		if (!this.#alive) {
			this.#context.log.info({ identity: this.identity }, "A connection is dead.");
			this.#socket.terminate();
			return;
		}
		this.#alive = false;
		this.measures.pinged();
		this.#socket.ping();
	}

	/** Handles nothing that comes from now on, and closes; a peer that does not answer is cut off. */
	close(code: number, reason: string): void {
		this.#endpoint.close();
		this.#socket.close(code, reason);
		setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT).unref();
	}

	/**
	 * A newer connection has taken its place: what has come is still answered here, nothing more is
	 * handled, and it closes. What the charge point sends on it meanwhile it has to send again.
	 */
	async retire(code: number, reason: string): Promise<void> {
		this.#retired = true;
		await this.settled();
		this.close(code, reason);
	}

	/**
	 * A newer connection to another process has taken its place a while ago: it closes, and what has come is not
	 * handled, for it may be older than what came there.
	 */
	abandon(code: number, reason: string): void {
		this.#retired = true;
		this.#abandoned = true;
		this.close(code, reason);
	}

	/** Takes what has changed in the entry of the charge point. */
	follow(row: ChargePointRow): void {
		this.registration = row.registration;
		this.bootStatus = row.boot_status;
		this.tolerant = row.tolerant !== 0;
	}

	/** Resolves when the calls received so far have been handled. */
	settled(): Promise<void> {
		return this.#handling;
	}

	#receive(text: string): void {
		this.#keepAlive();
		this.lastSeen = Date.now();
		if (this.#retired) return;
		this.#watch.received(text);
		if (!this.tolerant) {
			this.#endpoint.receive(text);
			return;
		}
		const mended = mendFrame(text, (messageId) => this.#called.get(messageId), this.lastSeen);
		const { frame, action, replacedId } = mended;
		this.#watch.mended(action, mended.mended);
		if (replacedId) this.#replacedIds.set(replacedId.messageId, replacedId.original);
		this.#endpoint.receive(frame);
	}

	/** OCPP-J has text frames alone; a tolerant CSMS reads text in binary ones. */
	#receiveBinary(text: string): void {
		const what = "It is a binary frame";
		const outcome = this.tolerant ? "Mended" : "Refused";
		this.violations.note({ action: undefined, rule: "Frame", what, outcome }, text);
		if (this.tolerant) this.#receive(text);
		else {
			this.#keepAlive();
			this.lastSeen = Date.now();
		}
	}

	/** The answer to a CALL whose message id was mended carries the one that came. */
	#withOriginalId(frame: string): string {
		if (this.#replacedIds.size === 0) return frame;
		const parts = JSON.parse(frame) as unknown[];
		const messageId = parts[1] as string;
		if (parts[0] === 2 || !this.#replacedIds.has(messageId)) return frame;
		parts[1] = this.#replacedIds.get(messageId);
		this.#replacedIds.delete(messageId);
		return JSON.stringify(parts);
	}

	#keepAlive(): void {
		this.#alive = true;
	}

	#send(frame: string): void {
		if (this.#socket.bufferedAmount <= MOST_UNREAD) {
			this.#socket.send(frame);
			return;
		}
		if (this.fault !== "") return;
		this.fault = "It does not read what it is sent";
		this.violations.note({ action: undefined, rule: "Transport", what: this.fault, outcome: "Refused" });
		this.#socket.terminate();
	}

	#onCall(call: IncomingCall<ChargePointAction>): void {
		const receivedAt = Date.now();
		const frame = this.#watch.newest;
		if (this.#backlog.calls > 0) {
			const what = "A CALL came before the one before it was answered";
			this.violations.note({ action: call.action, rule: "Order", what, outcome: "Tolerated" }, frame);
		}
		this.#backlog.add(frame.length);
		this.#handling = this.#handling.then(() => this.#handle(call, receivedAt, frame));
	}

	async #handle(call: IncomingCall<ChargePointAction>, receivedAt: Moment, frame: string): Promise<void> {
		try {
			await this.#answer(call, receivedAt, frame);
		} finally {
			this.#backlog.remove(frame.length);
		}
	}

	async #answer(call: IncomingCall<ChargePointAction>, receivedAt: Moment, frame: string): Promise<void> {
		const { action } = call;
		if (action !== "BootNotification" && this.acceptance !== "Accepted") {
			const tolerated = this.tolerant && this.registration === "Accepted" && this.bootStatus === null;
			const what = "It came before the BootNotification was accepted";
			const outcome = tolerated ? "Tolerated" : "Refused";
			this.violations.note({ action, rule: "Order", what, outcome }, frame);
			if (!tolerated) {
				call.fail("SecurityError", "This charge point is not accepted: a BootNotification comes first.");
				return;
			}
		}
		const messageId = withoutNul(call.messageId);
		// The table of handlers ties request and response together; a union of calls cannot.
		const handle = handlers[call.action] as (
			call: Call,
			request: Requests[ChargePointAction],
		) => Promise<Responses[ChargePointAction]>;
		const respond = call.respond.bind(call) as (response: Responses[ChargePointAction]) => void;
		try {
			// A heartbeat changes nothing, and is answered without the database.
			if (action !== "Heartbeat") await this.#context.cluster.certain();
			if (this.#abandoned) return;
			const payload = storable(csmsSchemas.requests[action], call.payload, (what) =>
				this.violations.note({ action, rule: "Value", what, outcome: "Mended" }, frame),
			);
			respond(await handle({ context: this.#context, connection: this, messageId, receivedAt }, payload));
			this.#context.diagnosing.noticed(this.identity, concerns(action));
		} catch (error) {
			this.#context.log.error({ identity: this.identity, action, err: error }, "A call failed.");
			call.fail("InternalError", "The CSMS could not process the message; try again later.");
		}
	}

	#onFrame(direction: "in" | "out", frame: string): void {
		if (direction === "out") this.#watch.sent(frame);
		const { live } = this.#context;
		const { identity } = this;
		if (!live.watches("frame", identity)) return;
		const masked = maskFrame(frame, (messageId) => this.#requests.get(messageId));
		live.tell("frame", { timestamp: timestamp(Date.now()), identity, direction, frame: masked });
	}
}
