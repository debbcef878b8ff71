import { csmsSchemas } from "../../modules/ocpp/csms-schemas.generated";
import type { ChargePointAction, CsmsAction, Requests, Responses } from "../../modules/ocpp/types";
import { validate } from "../../modules/ocpp/validate";

/** What the charge point sent. */
export interface Sent {
	action: ChargePointAction;
	// biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every kind
	payload: any;
	messageId: string;
	/** Virtual time, ms. */
	at: number;
	/** The how manieth connection it came by. */
	connection: number;
}

/** No answer at all. */
export const SILENCE = Symbol("no answer");

export interface CallError {
	code: string;
}

type Answer<A extends ChargePointAction> = Responses[A] | typeof SILENCE | CallError;

/** The CSMS of a test: answers as told, keeps what it got, and sees that every frame fits its schema. */
export class ScriptedCsms {
	readonly received: Sent[] = [];
	/** The answers since our newest CALL, by message id. */
	readonly #results = new Map<string, unknown>();
	readonly #answers = new Map<string, (payload: unknown) => unknown>();
	readonly #now: () => number;
	readonly #flush: () => void;
	#send: ((text: string) => void) | undefined;
	#calls = 0;
	/** An answer to one of our CALLs has come. */
	onResult?: () => void;
	nextTransactionId = 1001;
	connections = 0;
	/** What was wrong with a frame: the charge point would catch an exception of its transport. */
	violation: unknown;

	/** `flush` delivers what is under way. */
	constructor(now: () => number, flush: () => void) {
		this.#now = now;
		this.#flush = flush;
	}

	/** Wall clock of the CSMS: virtual time zero is 2026-11-22T10:00:00Z. */
	get time(): string {
		return new Date(Date.UTC(2026, 10, 22, 10) + this.#now()).toISOString();
	}

	/** Decides the answers to an action from now on. */
	answer<A extends ChargePointAction>(
		action: A,
		answer: Answer<A> | ((payload: Requests[A]) => Answer<A>),
	): void {
		const decide = typeof answer === "function" ? answer : () => answer;
		this.#answers.set(action, decide as (payload: unknown) => unknown);
	}

	/** Back to the usual answers of an action. */
	answerAsUsual(action: ChargePointAction): void {
		this.#answers.delete(action);
	}

	/** The payloads of an action, in order. */
	// biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every kind
	all(action: ChargePointAction): any[] {
		return this.received.filter((sent) => sent.action === action).map((sent) => sent.payload);
	}

	/** The newest payload of an action. */
	// biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every kind
	last(action: ChargePointAction): any {
		return this.all(action).at(-1);
	}

	/** Answers the newest message of an action that was left without an answer. */
	reply<A extends ChargePointAction>(action: A, payload: Responses[A]): void {
		const { messageId } = this.received.findLast((sent) => sent.action === action)!;
		this.sendFrame([3, messageId, payload]);
		this.#flush();
	}

	/** Forgets what was received. */
	clear(): void {
		this.received.length = 0;
	}

	/** Statuses of a connector in the order in which they were notified. */
	statuses(connectorId: number): string[] {
		const sent = this.all("StatusNotification").filter((payload) => payload.connectorId === connectorId);
		return sent.map((payload) => payload.status);
	}

	/** Sends a CALL and returns its answer, or undefined when there is none. */
	call<A extends CsmsAction>(action: A, payload: Requests[A]): Responses[A] | CallError | undefined {
		const messageId = `csms-${++this.#calls}`;
		this.#results.clear();
		this.sendFrame([2, messageId, action, payload]);
		this.#flush();
		return this.#results.get(messageId) as Responses[A] | undefined;
	}

	/** The answer to the newest CALL: it may have come later. */
	get lastResult(): unknown {
		return this.#results.get(`csms-${this.#calls}`);
	}

	sendFrame(frame: unknown): void {
		this.sendText(JSON.stringify(frame));
	}

	sendText(text: string): void {
		if (!this.#send) throw new Error("no connection");
		this.#send(text);
	}

	connected(send: (text: string) => void): void {
		this.connections++;
		this.#send = send;
	}

	disconnected(): void {
		this.#send = undefined;
	}

	/** A frame of the charge point. */
	receive(text: string): void {
		try {
			this.#receive(JSON.parse(text));
		} catch (error) {
			this.violation ??= error;
		}
	}

	// biome-ignore lint/suspicious/noExplicitAny: a frame of any kind
	#receive(frame: any): void {
		if (frame[0] !== 2) this.onResult?.();
		if (frame[0] === 2) this.#receiveCall(frame[1], frame[2], frame[3]);
		else if (frame[0] === 3) this.#results.set(frame[1], frame[2]);
		else this.#results.set(frame[1], { code: frame[2] });
	}

	#receiveCall(messageId: string, action: ChargePointAction, payload: unknown): void {
		const violation = validate(csmsSchemas.requests[action], payload);
		if (violation)
			throw new Error(`${action}: ${violation.path} ${violation.detail} in ${JSON.stringify(payload)}`);
		this.received.push({ action, payload, messageId, at: this.#now(), connection: this.connections });
		const decide = this.#answers.get(action);
		const answer = decide ? decide(payload) : this.#usual(action);
		if (answer === SILENCE) return;
		const error = (answer as CallError | null)?.code;
		if (error !== undefined) this.#send?.(JSON.stringify([4, messageId, error, "", {}]));
		else this.#send?.(JSON.stringify([3, messageId, answer]));
	}

	#usual(action: ChargePointAction): unknown {
		switch (action) {
			case "BootNotification":
				return { status: "Accepted", currentTime: this.time, interval: 300 };
			case "Heartbeat":
				return { currentTime: this.time };
			case "Authorize":
				return { idTagInfo: { status: "Accepted" } };
			case "StartTransaction":
				return { idTagInfo: { status: "Accepted" }, transactionId: this.nextTransactionId++ };
			case "DataTransfer":
				return { status: "Accepted" };
			default:
				return {};
		}
	}
}

/** Whether an answer of the charge point fits its schema. */
export function fitsResponse(action: CsmsAction, payload: unknown): boolean {
	return validate(csmsSchemas.responses[action], payload) === undefined;
}
