import { type Static, Type } from "typebox";
import { Role } from "./accounts";
import { ConnectorStatus } from "./charge-points";
import { RegistrationState } from "./drivers";
import { Email, IdToken, nullable, object, PageQuery, Password, PersonName, some, Timestamp } from "./fields";
import { Money } from "./money";
import { Transaction } from "./transactions";
import { Language } from "./users";

/** What a driver sees and does: the own, and nothing of others. */

export const Me = object({
	account: Type.String(),
	role: Role,
	userId: nullable(Type.Integer({ description: "Null for accounts that are no driver's" })),
	name: nullable(Type.String()),
	email: nullable(Type.String()),
	language: nullable(Language),
	registration: nullable(
		Type.Enum(["Pending", "Accepted", "Rejected"], {
			description: "Accepted: with an id that may charge; null for accounts that are no driver's",
		}),
	),
});
export type Me = Static<typeof Me>;

export const AccountClosing = object({
	oldPassword: Type.String({ maxLength: 200, description: "The account's password" }),
});

export const MeChange = some({
	name: PersonName,
	email: Email,
	language: nullable(Language),
	password: Password,
	oldPassword: Type.String({ maxLength: 200, description: "Needed for a new password or e-mail address" }),
});
export type MeChange = Static<typeof MeChange>;

const Label = Type.String({
	minLength: 1,
	maxLength: 40,
	pattern: "\\S",
	description: "What the driver calls the card",
});

/** A card of the driver, or one that waits for an answer. */
export const OwnIdTag = object({
	idTag: Type.String(),
	label: nullable(Type.String({ description: "What the driver calls it" })),
	status: RegistrationState,
	blocked: Type.Boolean(),
	expiryDate: nullable(Timestamp),
	createdAt: Timestamp,
});
export type OwnIdTag = Static<typeof OwnIdTag>;

export const NewOwnIdTag = object({
	idTag: Type.Optional(
		Type.String({ ...IdToken, description: "The id on the card; absent: one is given out" }),
	),
	label: Type.Optional(nullable(Label)),
});
export type NewOwnIdTag = Static<typeof NewOwnIdTag>;

export const OwnIdTagChange = some({
	blocked: Type.Boolean({ description: "Only true: an operator lets a card that was lost charge again" }),
	label: nullable(Label),
});
export type OwnIdTagChange = Static<typeof OwnIdTagChange>;

const {
	user: _1,
	userId: _2,
	stopIdTag: _3,
	closedBy: _4,
	parentIdTag: _5,
	...ownFields
} = Transaction.properties;
export const OwnTransaction = object(ownFields);
export type OwnTransaction = Static<typeof OwnTransaction>;

const period = {
	from: Type.Optional(Type.String({ format: "date-time", description: "Started at this moment or later" })),
	to: Type.Optional(Type.String({ format: "date-time", description: "Started before this moment" })),
};
export const OwnTransactionQuery = object({
	...period,
	active: Type.Optional(Type.Boolean()),
	...PageQuery.properties,
});

export const OwnMeterValuesQuery = object({
	newest: Type.Optional(
		Type.Integer({ minimum: 1, maximum: 1000, description: "Only so many, the newest; all when left out" }),
	),
});

export const OwnTotalsQuery = object({
	...period,
	timeZone: Type.Optional(
		Type.String({
			maxLength: 50,
			description: "In which months begin, such as Asia/Taipei; that of the settings without it",
		}),
	),
});
export const MonthTotal = object({
	month: Type.String({ description: "In which they started, such as 2026-01" }),
	transactions: Type.Integer(),
	energyWh: Type.Number(),
	duration: Type.Number({ description: "Seconds from start to stop, or until now" }),
	cost: Type.Union([Money, Type.Null()], {
		description: "In the currency of the settings; null when none of them has a cost in it",
	}),
});
export type MonthTotal = Static<typeof MonthTotal>;

export const FreeConnector = object({
	identity: Type.String(),
	name: nullable(Type.String({ description: "How people call the charge point" })),
	location: nullable(Type.String({ description: "Where it stands" })),
	connectorId: Type.Integer(),
	status: ConnectorStatus,
	since: Timestamp,
	connectionTimeout: nullable(
		Type.Integer({ description: "Seconds after a remote start to plug in; null where it is not known" }),
	),
});
export type FreeConnector = Static<typeof FreeConnector>;

/** How people call a charge point at which the driver has charged. */
export const OwnChargePoint = object({
	identity: Type.String(),
	name: nullable(Type.String()),
	location: nullable(Type.String()),
});
export type OwnChargePoint = Static<typeof OwnChargePoint>;

export const RemoteStart = object({
	identity: Type.String(),
	connectorId: Type.Integer({ minimum: 1 }),
	idTag: IdToken,
});
export type RemoteStart = Static<typeof RemoteStart>;
export const RemoteStop = object({ transactionId: Type.Integer() });

/** The server-sent events of `GET /me/events` that no call answers. */
export const OwnConnectorEvent = object({
	identity: Type.String(),
	connectorId: Type.Integer(),
	status: ConnectorStatus,
	since: Timestamp,
});
export type OwnConnectorEvent = Static<typeof OwnConnectorEvent>;
export const OwnChargePointEvent = object({ identity: Type.String(), connected: Type.Boolean() });
export type OwnChargePointEvent = Static<typeof OwnChargePointEvent>;
export const OwnRegistrationEvent = object({ idTag: Type.String(), status: RegistrationState });
export type OwnRegistrationEvent = Static<typeof OwnRegistrationEvent>;
export const OwnIdTagEvent = object({ idTag: Type.String() });
export type OwnIdTagEvent = Static<typeof OwnIdTagEvent>;
