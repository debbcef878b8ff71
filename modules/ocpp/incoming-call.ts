import type { CallErrorCode } from "./error-codes";
import type { Action, Requests, Responses } from "./types";

export interface Answerer {
	/** Takes the frame that answers a call. */
	answer(call: ReceivedCall<Action>, frame: string): void;
}

/** A received CALL: its payload is valid, and it waits for one answer, at once or later. */
export class ReceivedCall<A extends Action> {
	readonly action: A;
	readonly messageId: string;
	readonly payload: Requests[A];
	private readonly answerer: Answerer;

	constructor(action: A, messageId: string, payload: Requests[A], answerer: Answerer) {
		this.action = action;
		this.messageId = messageId;
		this.payload = payload;
		this.answerer = answerer;
	}

	/**
	 * Sends the CALLRESULT: the place for every outcome that the response can express (R-FRM-09).
	 * Only the first answer counts, and none after the connection was lost (R-CON-09).
	 */
	respond(payload: Responses[A]): void {
		this.answerer.answer(
			this as unknown as ReceivedCall<Action>,
			JSON.stringify([3, this.messageId, payload]),
		);
	}

	/** Sends a CALLERROR instead: for what the action's response cannot express (R-FRM-09). */
	fail(code: CallErrorCode, description = "", details: object = {}): void {
		this.answerer.answer(
			this as unknown as ReceivedCall<Action>,
			callError(this.messageId, code, description, details),
		);
	}
}

/** One of the calls of these actions: `action` tells which, and so the type of the payloads. */
export type IncomingCall<A extends Action = Action> = A extends Action ? ReceivedCall<A> : never;

/** The CALLERROR frame; a description longer than 255 characters is cut. */
export function callError(
	messageId: string,
	code: CallErrorCode,
	description: string,
	details: object,
): string {
	return JSON.stringify([4, messageId, code, description.slice(0, 255), details]);
}
