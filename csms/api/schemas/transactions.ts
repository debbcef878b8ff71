import { type Static, Type } from "typebox";
import { AuthorizationStatus } from "./drivers";
import { nullable, object, Timestamp } from "./fields";

/** Transactions and their meter values. */

export const Transaction = object({
	transactionId: Type.Integer(),
	identity: Type.String(),
	connectorId: Type.Integer(),
	idTag: Type.String(),
	user: nullable(Type.String({ description: "Whose id it is" })),
	idTagStatus: AuthorizationStatus,
	active: Type.Boolean(),
	start: Timestamp,
	stop: nullable(Timestamp),
	meterStart: Type.Integer({ description: "Energy register at the start, Wh" }),
	meterStop: nullable(Type.Integer({ description: "Energy register at the stop, Wh" })),
	energyWh: nullable(Type.Number({ description: "Wh so far or in all; null before the first meter value" })),
	reason: nullable(Type.String({ description: "Why it ended; Local if the charge point gave none" })),
	stopIdTag: nullable(Type.String({ description: "The id that ended it" })),
	reservationId: nullable(Type.Integer()),
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
	idTag: Type.Optional(Type.String()),
	from: Type.Optional(Type.String({ format: "date-time", description: "Started at this moment or later" })),
	to: Type.Optional(Type.String({ format: "date-time", description: "Started before this moment" })),
	active: Type.Optional(Type.Boolean()),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1000 })),
});

export const TransactionParams = object({ transactionId: Type.Integer() });

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
