import type { EventName, Events, FrameEvent } from "../api/schemas/events";
import type { Interest } from "../live";

type EventMessage = {
	[Name in EventName]: { readonly type: "event"; readonly name: Name; readonly data: Events[Name] };
}[EventName];

/** What one CSMS process tells another. What a newer version has added is passed over. */
export type Message =
	/** The sender has come, or was cut off: it does not know what others want to read. */
	| { readonly type: "hello" }
	/** What readers at the sender want to be told. */
	| { readonly type: "interests"; readonly interests: readonly Interest[] }
	| EventMessage
	/** Events of the sender were lost. */
	| { readonly type: "missed" }
	/** The receiver is to send commands that wait in the database. */
	| { readonly type: "command" }
	/** A command that the receiver waits for has ended: how, is in the database. */
	| { readonly type: "ended"; readonly id: number }
	/** A command that the receiver waits for was not sent: the charge point is no longer here. */
	| { readonly type: "moved"; readonly id: number }
	/** The receiver is to tell which frames of a charge point it remembers. */
	| {
			readonly type: "frames-asked";
			readonly number: number;
			readonly identity: string;
			readonly limit: number;
	  }
	/** The answer to the question of that number. */
	| { readonly type: "frames"; readonly number: number; readonly frames: readonly FrameEvent[] }
	/** The entry of a charge point has changed. */
	| { readonly type: "follow"; readonly identity: string }
	/** Connections of a charge point with a lower number are to be closed. */
	| ({ readonly type: "close" } & Closing);

export interface Closing {
	readonly identity: string;
	readonly number: number;
	readonly code: number;
	readonly reason: string;
	/** A newer connection has taken the place: what has come is still answered. */
	readonly isReplaced: boolean;
}

/** Whom a message is for: one process by its number, or all others. */
export type Receiver = number | "all";
