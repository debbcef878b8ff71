import { type Static, Type } from "typebox";
import { AuthorizationStatus } from "./drivers";
import { nullable, object, PageQuery, Timestamp } from "./fields";
import { Cost } from "./money";

/** Transactions and their meter values. */

export const OpenReason = Type.Enum(["NewerTransaction", "Boot", "Available", "Silence"], {
	description:
		"Why it must have ended although no stop came. NewerTransaction: another one started on its connector. " +
		"Boot: its charge point booted and does not charge. Available: its connector is free. " +
		"Silence: its charge point has not been heard for a day",
});
export type OpenReason = Static<typeof OpenReason>;

export const Transaction = object({
	transactionId: Type.Integer(),
	identity: Type.String(),
	connectorId: Type.Integer(),
	idTag: Type.String(),
	user: nullable(Type.String({ description: "Whose id it is" })),
	userId: nullable(Type.Integer({ description: "The user whose id it was at the start" })),
	parentIdTag: nullable(Type.String({ description: "The parent of the id at the start: its group" })),
	idTagStatus: AuthorizationStatus,
	active: Type.Boolean({ description: "Not ended, and nothing says that it must have" }),
	openReason: nullable(OpenReason),
	openSince: nullable(Timestamp),
	start: Timestamp,
	stop: nullable(Timestamp),
	meterStart: Type.Integer({ description: "Energy register at the start, Wh" }),
	meterStop: nullable(Type.Integer({ description: "Energy register at the stop, Wh" })),
	energyWh: nullable(Type.Number({ description: "Wh so far or in all; null before the first meter value" })),
	cost: Type.Union([Cost, Type.Null()], {
		description: "So far or in all, by the tariff that was in force at its start; null without one",
	}),
	reason: nullable(
		Type.String({ description: "Why it ended; Local if the charge point gave none, null if closed by hand" }),
	),
	stopIdTag: nullable(Type.String({ description: "The id that ended it" })),
	reservationId: nullable(Type.Integer()),
	closedBy: nullable(Type.String({ description: "The account that closed it by hand" })),
	closedAt: nullable(Timestamp),
	closedStop: nullable(
		Type.String({ format: "date-time", description: "When the reading was that closed it" }),
	),
	closedMeter: nullable(
		Type.Integer({ description: "The reading that closed it, Wh; a late stop corrects it" }),
	),
});
export type Transaction = Static<typeof Transaction>;

/** A StopTransaction that does not fit what is known; kept, never refused. */
export const OddStop = object({
	id: Type.Integer(),
	receivedAt: Timestamp,
	identity: Type.String(),
	transactionId: Type.Integer({ description: "As the charge point gave it" }),
	why: Type.String({ description: "What does not fit, in English" }),
	payload: Type.Record(Type.String(), Type.Unknown()),
});
export type OddStop = Static<typeof OddStop>;

export const TransactionQuery = object({
	identity: Type.Optional(Type.String()),
	connectorId: Type.Optional(Type.Integer({ minimum: 0 })),
	idTag: Type.Optional(Type.String()),
	parentIdTag: Type.Optional(Type.String()),
	userId: Type.Optional(Type.Integer({ minimum: 1 })),
	from: Type.Optional(Type.String({ format: "date-time", description: "Started at this moment or later" })),
	to: Type.Optional(Type.String({ format: "date-time", description: "Started before this moment" })),
	active: Type.Optional(Type.Boolean()),
	open: Type.Optional(
		Type.Boolean({ description: "true: those without a stop although something says that they have ended" }),
	),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1000 })),
	before: PageQuery.properties.before,
});

export const TransactionParams = object({ transactionId: Type.Integer() });

export const TransactionClosing = object({
	force: Type.Optional(Type.Boolean({ description: "Also when it is running visibly", default: false })),
});

export const SampledValue = object({
	value: Type.String(),
	context: Type.Optional(Type.String()),
	format: Type.Optional(Type.String()),
	measurand: Type.Optional(Type.String()),
	phase: Type.Optional(Type.String()),
	location: Type.Optional(Type.String()),
	unit: Type.Optional(Type.String()),
});
export type SampledValue = Static<typeof SampledValue>;

export const MeterValue = object({
	timestamp: Timestamp,
	connectorId: Type.Integer(),
	transactionId: nullable(Type.Integer()),
	energyWh: nullable(Type.Number({ description: "The energy register in Wh, if it was among the values" })),
	powerW: nullable(Type.Number({ description: "Active power in W, if it was among the values" })),
	sampledValue: Type.Array(SampledValue),
});
export type MeterValue = Static<typeof MeterValue>;
