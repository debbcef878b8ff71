import type { TimerHandle, Timers } from "../timers";
import { type CallErrorCode, readErrorCode } from "./error-codes";
import { callError, type IncomingCall, ReceivedCall } from "./incoming-call";
import { isTooMuch, TOO_DEEP } from "./nesting";
import type { Action, Requests, Responses } from "./types";
import { type Schemas, type Violation, validate } from "./validate";

export type { IncomingCall } from "./incoming-call";

/** How a call ended. */
export type Outcome<A extends Action> = { ok: true; payload: Responses[A] } | Failure;

interface Failure {
	ok: false;
	/**
	 * `error`: the peer sent a CALLERROR. `malformed`: its response is not what the schema says; the
	 * code is then GenericError (R-FRM-19). `timeout`: no answer in time. `closed`: the connection was
	 * lost first, which is no failure of the message (R-FRM-20).
	 */
	reason: "error" | "malformed" | "timeout" | "closed";
	/** There is one after `error` and `malformed`. */
	code?: CallErrorCode;
	/** For a log: the peer's own words after `error`, and empty when it had none. */
	description: string;
	/** The peer's error details. */
	details?: unknown;
}

export interface EndpointOptions<Received extends Action, Called extends Action> {
	timers: Timers;
	/** What this side receives: `chargePointSchemas` or `csmsSchemas`. */
	schemas: Schemas<Received, Called>;
	/** The received actions that this side supports (R-FRM-12); all when left out. */
	handles?: readonly Received[];
	/** True while CALLs are neither handled nor answered, whatever they are (R-BOOT-06). */
	ignoresCalls?(): boolean;
	/** A received message has at most so many values, lists and objects, each of which takes memory. */
	mostValues?: number;
	/** Accept responses with fields that the schema does not name (R-FRM-15). */
	ignoreExtraFields?: boolean;
	/** A message id never used before, up to 36 characters: a UUID (R-FRM-03). */
	newMessageId(): string;
	/** Seconds from sending a CALL until it counts as timed out (R-FRM-07); asked at each CALL. */
	messageTimeout(): number;
	/** Sends one text frame. */
	send(frame: string): void;
	/** A valid CALL of a supported action. An exception answers it with InternalError. */
	onCall(call: IncomingCall<Received>): void;
	/** A call has ended, none is outstanding and none waits. */
	onIdle?(): void;
	/** A frame that could not even be answered (R-FRM-16). */
	onInvalid?(reason: string, frame: string): void;
	/** Every frame, before it is handled or sent. */
	onFrame?(direction: "in" | "out", frame: string): void;
	/** What else is worth knowing: dropped responses, exceptions of callbacks. */
	log?(text: string, error?: unknown): void;
}

/**
 * A frame of more characters is handled in a turn of its own: whoever has received it keeps its text, with
 * TLS also its bytes, until it returns, and the memory of a small device has no room for all of that beside
 * what handling needs.
 */
const LONG = 2048;

/** A call of this side, waiting or outstanding. */
interface OwnCall {
	readonly action: Action;
	readonly messageId: string;
	readonly frame: string;
	readonly done: (outcome: Outcome<Action>) => void;
}

/**
 * One side of OCPP-J on one WebSocket connection: frames, ids, one outstanding CALL, time-outs,
 * validation and error codes (R-FRM-01 to R-FRM-20). A new connection takes a new Endpoint.
 */
export class Endpoint<Received extends Action, Called extends Action> {
	private readonly options: EndpointOptions<Received, Called>;
	private readonly waiting: OwnCall[] = [];
	private outstanding: OwnCall | undefined;
	private timeout: TimerHandle | undefined;
	/** Received calls that have no answer yet. */
	private readonly handling: ReceivedCall<Action>[] = [];
	/** Long frames, and those behind them, that are handled in a moment. */
	private readonly late: { frame: readonly unknown[]; messageId: string }[] = [];
	private closed = false;

	constructor(options: EndpointOptions<Received, Called>) {
		this.options = options;
	}

	/** Whether an own call is outstanding or waits. */
	get busy(): boolean {
		return this.outstanding !== undefined || this.waiting.length > 0;
	}

	/**
	 * Sends a CALL as soon as those before it have ended (R-FRM-05), and tells how it ended. The
	 * message id is given to send the same message again (R-FRM-03). On a closed endpoint `done` is
	 * called before this returns.
	 */
	call<A extends Called>(
		action: A,
		payload: Requests[A],
		done: (outcome: Outcome<A>) => void,
		messageId = this.options.newMessageId(),
	): void {
		const frame = JSON.stringify([2, messageId, action, payload]);
		const call: OwnCall = { action, messageId, frame, done: done as OwnCall["done"] };
		if (this.closed) {
			this.void(call);
			return;
		}
		this.waiting.push(call);
		this.sendNext();
	}

	/** Takes one received text frame, whatever it is; a long one is handled after this has returned. */
	receive(text: string): void {
		if (this.closed) return;
		this.options.onFrame?.("in", text);
		const excess = isTooMuch(text, this.options.mostValues);
		if (excess) {
			this.refuseUnparsed(text, excess);
			return;
		}
		let frame: unknown;
		try {
			frame = JSON.parse(text);
		} catch {
			this.options.onInvalid?.("not JSON", text);
			return;
		}
		if (!Array.isArray(frame)) {
			this.options.onInvalid?.("not an array", text);
			return;
		}
		const type: unknown = frame[0];
		if (typeof type === "number" && type !== 2 && type !== 3 && type !== 4) return; // R-FRM-02
		const messageId: unknown = frame[1];
		if (typeof messageId !== "string" || messageId === "") {
			this.options.onInvalid?.("no usable message id", text);
			return;
		}
		if (text.length <= LONG && this.late.length === 0) {
			this.take(frame, messageId);
			return;
		}
		this.late.push({ frame, messageId });
		this.options.timers.set(() => this.takeLate(), 0);
	}

	/** One for each timer: what a callback throws keeps none back. */
	private takeLate(): void {
		const late = this.late.shift();
		if (late) this.take(late.frame, late.messageId);
	}

	private take(frame: readonly unknown[], messageId: string): void {
		const type = frame[0];
		if (type === 3) this.receiveResult(frame, messageId);
		else if (type === 4) this.receiveError(frame, messageId);
		else if (this.options.ignoresCalls?.()) return;
		else if (type === 2) this.receiveCall(frame, messageId);
		else this.refuse(messageId, "FormationViolation", "The message type is not a number");
	}

	/**
	 * The connection is lost: voids the outstanding and the waiting calls and all answers still to be
	 * given (R-CON-09). What comes later is ignored.
	 */
	close(): void {
		if (this.closed) return;
		this.closed = true;
		this.late.length = 0;
		this.options.timers.clear(this.timeout);
		if (this.outstanding) this.waiting.unshift(this.outstanding);
		this.outstanding = undefined;
		this.voidWaiting();
	}

	/** Voids the calls that wait, as a lost connection would: nothing more may be sent (R-BOOT-06). */
	voidWaiting(): void {
		for (let call = this.waiting.shift(); call; call = this.waiting.shift()) this.void(call);
	}

	private sendNext(): void {
		if (this.outstanding) return;
		const call = this.waiting.shift();
		if (!call) return;
		this.outstanding = call;
		this.timeout = this.options.timers.set(
			() => this.finish({ ok: false, reason: "timeout", description: "no answer in time" }),
			this.options.messageTimeout() * 1000,
		);
		this.transmit(call.frame);
	}

	private transmit(frame: string): void {
		this.options.onFrame?.("out", frame);
		try {
			this.options.send(frame);
		} catch (error) {
			this.options.log?.("Sending a frame failed.", error);
		}
	}

	/** Ends the outstanding call. */
	private finish(outcome: Outcome<Action>): void {
		const call = this.outstanding!;
		this.outstanding = undefined;
		this.options.timers.clear(this.timeout);
		this.tell(call, outcome);
		if (this.closed) return;
		this.sendNext();
		if (this.busy) return;
		try {
			this.options.onIdle?.();
		} catch (error) {
			this.options.log?.("An exception in onIdle.", error);
		}
	}

	private void(call: OwnCall): void {
		this.tell(call, { ok: false, reason: "closed", description: "the connection was lost" });
	}

	private tell(call: OwnCall, outcome: Outcome<Action>): void {
		try {
			call.done(outcome);
		} catch (error) {
			this.options.log?.(`An exception after the call ${call.action} had ended.`, error);
		}
	}

	private receiveCall(frame: readonly unknown[], messageId: string): void {
		const { schemas, handles } = this.options;
		const action = frame[2];
		if (messageId.length > 36) {
			this.refuse(messageId, "FormationViolation", "The message id has more than 36 characters");
		} else if (this.handling.some((call) => call.messageId === messageId)) {
			this.refuse(messageId, "FormationViolation", "A call with this message id is still being handled");
		} else if (frame.length !== 4) {
			this.refuse(messageId, "FormationViolation", "A CALL has four elements");
		} else if (typeof action !== "string") {
			this.refuse(messageId, "FormationViolation", "The action is not text");
		} else if (!Object.hasOwn(schemas.requests, action)) {
			// The other side's own actions are known too.
			const code = Object.hasOwn(schemas.responses, action) ? "NotSupported" : "NotImplemented";
			this.refuse(messageId, code, "");
		} else if (handles && !handles.includes(action as Received)) {
			this.refuse(messageId, "NotSupported", "");
		} else {
			this.handle(action as Received, messageId, frame[3] ?? {}); // null: R-FRM-17
		}
	}

	private handle(action: Received, messageId: string, payload: unknown): void {
		const violation = validate(this.options.schemas.requests[action], payload);
		if (violation && isUnknownTrigger(action, violation)) {
			this.transmit(JSON.stringify([3, messageId, { status: "NotImplemented" }])); // R-FRM-14
			return;
		}
		if (violation) {
			this.refuse(messageId, violation.code, describe(violation));
			return;
		}
		const call = new ReceivedCall<Action>(action, messageId, payload as Requests[Action], this);
		this.handling.push(call);
		try {
			this.options.onCall(call as IncomingCall<Received>);
		} catch (error) {
			this.options.log?.(`An exception while handling ${action}.`, error);
			if (this.handling.includes(call)) call.fail("InternalError", "The call could not be processed");
		}
	}

	/** Sends the answer to a received call, once. */
	answer(call: ReceivedCall<Action>, frame: string): void {
		if (this.closed) return;
		const index = this.handling.indexOf(call);
		if (index < 0) {
			this.options.log?.(`Dropped a second answer to ${call.action} ${call.messageId}.`);
			return;
		}
		this.handling.splice(index, 1);
		this.transmit(frame);
	}

	private refuse(messageId: string, code: CallErrorCode, description: string): void {
		this.transmit(callError(messageId, code, description, {}));
	}

	/** What is too much for JSON.parse; a long list is answered, when its CALL begins as frames do. */
	private refuseUnparsed(text: string, reason: string): void {
		const messageId = /^\s*\[\s*2\s*,\s*"([^"\\]{1,36})"/.exec(text.slice(0, 60))?.[1];
		if (reason === TOO_DEEP || messageId === undefined || this.options.ignoresCalls?.())
			this.options.onInvalid?.(reason, text);
		else this.refuse(messageId, "OccurenceConstraintViolation", reason);
	}

	private receiveResult(frame: readonly unknown[], messageId: string): void {
		if (!this.awaits(messageId)) return;
		if (frame.length !== 3) {
			this.fail("malformed", "GenericError", "A CALLRESULT has three elements");
			return;
		}
		const { schemas, ignoreExtraFields } = this.options;
		const payload = frame[2] ?? {}; // null: R-FRM-17
		const violation = validate(
			schemas.responses[this.outstanding!.action as Called],
			payload,
			ignoreExtraFields,
		);
		if (violation) this.fail("malformed", "GenericError", describe(violation));
		else this.finish({ ok: true, payload: payload as Responses[Action] });
	}

	private receiveError(frame: readonly unknown[], messageId: string): void {
		if (!this.awaits(messageId)) return;
		const description = frame[3];
		this.fail("error", readErrorCode(frame[2]), typeof description === "string" ? description : "", frame[4]);
	}

	/** Whether this is the answer that is waited for; others are dropped (R-FRM-08). */
	private awaits(messageId: string): boolean {
		if (this.outstanding?.messageId === messageId) return true;
		this.options.log?.(`Dropped an answer that no call waits for: ${messageId.slice(0, 36)}.`);
		return false;
	}

	private fail(
		reason: "error" | "malformed",
		code: CallErrorCode,
		description: string,
		details?: unknown,
	): void {
		this.finish({ ok: false, reason, code, description, details });
	}
}

/** A trigger for a message that is not in the list gets a response (R-FRM-14, R-TRG-03). */
function isUnknownTrigger(action: Action, { code, path }: Violation): boolean {
	return (
		(action === "TriggerMessage" || action === "ExtendedTriggerMessage") &&
		path === "requestedMessage" &&
		code === "PropertyConstraintViolation"
	);
}

function describe({ path, detail }: Violation): string {
	return `${path === "" ? "The payload" : path} ${detail}`;
}
