import { type Static, Type } from "typebox";
import { nullable, object, PageQuery, Timestamp } from "./fields";

/** Commands to charge points. */

export const CommandParams = object({ identity: Type.String(), Action: Type.String() });
export const CommandPayload = Type.Record(Type.String(), Type.Unknown(), {
	description: "The request payload of the OCPP action",
});

export const CommandResponse = object({ response: Type.Record(Type.String(), Type.Unknown()) });
export type CommandResponse = Static<typeof CommandResponse>;

export const CommandError = object({
	error: Type.String(),
	callError: object({ code: Type.String(), description: Type.String() }),
});
export type CommandError = Static<typeof CommandError>;

/** One command with who gave it, when, what, and the answer. */
export const Command = object({
	id: Type.Integer(),
	identity: Type.String(),
	action: Type.String(),
	payload: Type.Record(Type.String(), Type.Unknown()),
	account: Type.String(),
	sentAt: Timestamp,
	answeredAt: nullable(Timestamp),
	result: Type.Enum(["Waiting", "Response", "CallError", "Timeout", "NotConnected", "Refused"]),
	response: nullable(Type.Record(Type.String(), Type.Unknown())),
	callError: nullable(object({ code: Type.String(), description: Type.String() })),
});
export type Command = Static<typeof Command>;

export const CommandQuery = object({
	identity: Type.Optional(Type.String()),
	action: Type.Optional(Type.String()),
	account: Type.Optional(Type.String({ description: "Who gave it" })),
	from: Type.Optional(Type.String({ format: "date-time", description: "Sent at this moment or later" })),
	to: Type.Optional(Type.String({ format: "date-time", description: "Sent before this moment" })),
	...PageQuery.properties,
});
