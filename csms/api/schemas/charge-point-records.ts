import { type Static, Type } from "typebox";
import { ConnectorStatus } from "./charge-points";
import { nullable, object, Timestamp } from "./fields";

/** What charge points told and did over time, and where they broke the rules. */

export const StatusNotification = object({
	id: Type.Integer(),
	identity: Type.String(),
	connectorId: Type.Integer(),
	status: ConnectorStatus,
	errorCode: Type.String(),
	info: nullable(Type.String()),
	vendorId: nullable(Type.String()),
	vendorErrorCode: nullable(Type.String()),
	timestamp: Type.String({ format: "date-time", description: "As told; of its receipt if none was told" }),
	receivedAt: Timestamp,
});
export type StatusNotification = Static<typeof StatusNotification>;

/** Which entries of a history by connector and time. */
export const HistoryQuery = object({
	connectorId: Type.Optional(Type.Integer({ minimum: -2147483648, maximum: 2147483647 })),
	from: Type.Optional(Type.String({ format: "date-time", description: "Of this moment or later" })),
	to: Type.Optional(Type.String({ format: "date-time", description: "Of before this moment" })),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});

/** A page of the status notifications: they are in the order of their timestamps, not of their numbers. */
export const StatusQuery = object({
	...HistoryQuery.properties,
	before: Type.Optional(
		Type.Integer({
			minimum: 1,
			description: "Only what follows the notification of this number in the list",
		}),
	),
});

const milliseconds = nullable(Type.Number({ description: "Milliseconds" }));

export const Connection = object({
	id: Type.Integer(),
	identity: Type.String(),
	connectedAt: Timestamp,
	address: Type.String({ description: "Where it came from" }),
	securityProfile: Type.Integer({ description: "What it had to fulfil at that time" }),
	tls: nullable(
		Type.String({ description: "Protocol and cipher suite, or `ended by a proxy`; null without TLS" }),
	),
	disconnectedAt: nullable(Timestamp),
	closeCode: nullable(Type.Integer({ description: "As WebSocket has it; 1006: it broke" })),
	closeReason: nullable(Type.String()),
	replaced: Type.Boolean({ description: "A newer connection of the same charge point took its place" }),
	ping: object(
		{ pongs: Type.Integer(), min: milliseconds, average: milliseconds, max: milliseconds },
		"Round trips of the answered pings",
	),
	clockDifference: object(
		{ min: milliseconds, max: milliseconds, last: milliseconds },
		"Receipt less timestamp of its messages: negative when its clock is ahead; messages that waited add to it",
	),
});
export type Connection = Static<typeof Connection>;

export const BootNotification = object({
	id: Type.Integer(),
	identity: Type.String(),
	receivedAt: Timestamp,
	payload: Type.Record(Type.String(), Type.Unknown()),
	status: Type.Enum(["Accepted", "Pending", "Rejected"], { description: "The answer" }),
	interval: Type.Integer({ description: "The answer, seconds" }),
});
export type BootNotification = Static<typeof BootNotification>;

export const DataTransfer = object({
	id: Type.Integer(),
	identity: Type.String(),
	direction: Type.Enum(["in", "out"], { description: "in: from the charge point" }),
	timestamp: Timestamp,
	vendorId: Type.String(),
	messageId: nullable(Type.String()),
	data: nullable(Type.String()),
	status: nullable(Type.String({ description: "The answer; null when there was none" })),
	answer: nullable(Type.String({ description: "The data of the answer" })),
});
export type DataTransfer = Static<typeof DataTransfer>;

export const ConfigurationKey = object({
	key: Type.String(),
	readonly: nullable(Type.Boolean({ description: "Null when the key was changed and never read" })),
	value: nullable(Type.String({ description: "Secrets are masked" })),
	readAt: Type.String({ format: "date-time", description: "When it was read, or changed with success" }),
});
export type ConfigurationKey = Static<typeof ConfigurationKey>;

export const Violation = object({
	id: Type.Integer(),
	identity: Type.String(),
	action: nullable(Type.String({ description: "Null where none can be told" })),
	rule: Type.Enum(["Transport", "Frame", "Schema", "Value", "Order", "Answer"], {
		description:
			"Transport: the WebSocket. Frame: the OCPP-J array. Schema: the payload. Value: what cannot be kept " +
			"as it is. Order: when it came. Answer: what it answered a command",
	}),
	what: Type.String({ description: "In English" }),
	outcome: Type.Enum(["Refused", "Mended", "Tolerated"], {
		description: "Mended: taken in after a change. Tolerated: taken in as it was",
	}),
	excerpt: nullable(Type.String({ description: "The beginning of such a message, secrets masked" })),
	count: Type.Integer(),
	first: Timestamp,
	last: Timestamp,
});
export type Violation = Static<typeof Violation>;
