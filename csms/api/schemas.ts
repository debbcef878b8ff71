import { type Static, type TSchema, Type } from "typebox";
import { connectorStatuses } from "../../modules/ocpp/csms-enums.generated";

/**
 * The bodies and answers of the REST calls under `/api/v1` and the data of the server-sent events.
 * Names and values that OCPP knows are spelt as OCPP spells them. Dates are ISO 8601 in UTC.
 */

const object = <Properties extends Record<string, TSchema>>(properties: Properties, description?: string) =>
	Type.Object(properties, { additionalProperties: false, ...(description ? { description } : {}) });
/** Any of the fields, and no other. */
const some = <Properties extends Record<string, TSchema>>(properties: Properties) =>
	Type.Partial(Type.Object(properties), { additionalProperties: false });
const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const Timestamp = Type.String({ format: "date-time" });
const IdToken = Type.String({
	minLength: 1,
	maxLength: 20,
	pattern: "^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$",
	description: "Printable ASCII without a space at either end; upper and lower case are the same",
});
const Identity = Type.String({
	minLength: 1,
	maxLength: 48,
	pattern: "^[A-Za-z0-9_.:+|*@=-]([A-Za-z0-9_.:+|*@= -]*[A-Za-z0-9_.:+|*@=-])?$",
	description: "What a charge point appends to the OCPP address",
});
const Account = Type.String({ minLength: 1, maxLength: 50, pattern: "^[A-Za-z0-9_.@-]+$" });
const Password = Type.String({ minLength: 8, maxLength: 200 });
const PersonName = Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" });

export const ApiError = object({ error: Type.String({ description: "One sentence for a person" }) });
export type ApiError = Static<typeof ApiError>;

// Accounts and sessions

export const Role = Type.Enum(["administrator", "operator"]);
export type Role = Static<typeof Role>;

export const Credentials = object({
	account: Type.String({ maxLength: 50 }),
	password: Type.String({ maxLength: 200 }),
});
export type Credentials = Static<typeof Credentials>;

/** Who is signed in: the answer of `POST /session` and `GET /session`. */
export const Session = object({ account: Type.String(), role: Role });
export type Session = Static<typeof Session>;

export const AccountRecord = object({ account: Type.String(), role: Role, createdAt: Timestamp });
export type AccountRecord = Static<typeof AccountRecord>;

export const NewAccount = object({ account: Account, role: Role, password: Password });
export type NewAccount = Static<typeof NewAccount>;

export const AccountChange = some({ role: Role, password: Password });
export type AccountChange = Static<typeof AccountChange>;

export const AccountParams = object({ account: Type.String() });

export const Settings = object({
	acceptRegistrations: Type.Boolean({ description: "A registered driver may charge at once" }),
});
export type Settings = Static<typeof Settings>;

export const SettingsChange = some(Settings.properties);
export type SettingsChange = Static<typeof SettingsChange>;

// Drivers and their ids

export const RegistrationState = Type.Enum(["Pending", "Accepted", "Rejected"]);
export type RegistrationState = Static<typeof RegistrationState>;

export const NewRegistration = object({
	name: PersonName,
	email: Type.String({ format: "email", maxLength: 254 }),
	idTag: Type.Optional(
		Type.String({
			maxLength: 20,
			pattern: "^[\\x20-\\x7e]*$",
			description: "The id on the driver's card; empty or absent: one is given out",
		}),
	),
});
export type NewRegistration = Static<typeof NewRegistration>;

export const Registration = object({
	id: Type.Integer(),
	name: Type.String(),
	email: Type.String(),
	idTag: Type.String(),
	status: RegistrationState,
	createdAt: Timestamp,
});
export type Registration = Static<typeof Registration>;

/** The answer of `POST /registrations`, for the driver alone. */
export const RegistrationReceipt = object({
	...Registration.properties,
	statusKey: Type.String({
		description: "Secret of this registration: GET /registrations/{statusKey}/status needs no account",
	}),
});
export type RegistrationReceipt = Static<typeof RegistrationReceipt>;

/** What a driver may see of the own registration without an account. */
export const RegistrationStatus = object({
	name: Type.String(),
	idTag: Type.String(),
	status: RegistrationState,
	createdAt: Timestamp,
});
export type RegistrationStatus = Static<typeof RegistrationStatus>;

export const RegistrationQuery = object({ status: Type.Optional(RegistrationState) });
export const RegistrationParams = object({ id: Type.Integer({ minimum: 1 }) });
export const StatusKeyParams = object({ statusKey: Type.String({ maxLength: 100 }) });

const idTagFields = {
	parentIdTag: nullable(IdToken),
	expiryDate: nullable(Timestamp),
	blocked: Type.Boolean(),
	maxActiveTransactions: nullable(
		Type.Integer({
			minimum: 0,
			maximum: 1000,
			description: "Transactions at the same time; null: any number",
		}),
	),
	user: nullable(Type.String({ maxLength: 100, description: "Whose id it is" })),
};

export const IdTag = object({ idTag: Type.String(), ...idTagFields, createdAt: Timestamp });
export type IdTag = Static<typeof IdTag>;

/** Left out: no parent, no expiry, not blocked, one transaction at a time, nobody's. */
export const NewIdTag = object({ idTag: IdToken, ...some(idTagFields).properties });
export type NewIdTag = Static<typeof NewIdTag>;

export const IdTagChange = some(idTagFields);
export type IdTagChange = Static<typeof IdTagChange>;

export const IdTagParams = object({ idTag: Type.String({ maxLength: 20 }) });

export const AuthorizationStatus = Type.Enum(["Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx"]);
export type AuthorizationStatus = Static<typeof AuthorizationStatus>;

/** An id that a charge point asked about, and what it was told; also the refused ones. */
export const Authorization = object({
	id: Type.Integer(),
	timestamp: Timestamp,
	identity: Type.String(),
	connectorId: nullable(Type.Integer({ description: "Null for Authorize, which names none" })),
	idTag: Type.String(),
	action: Type.Enum(["Authorize", "StartTransaction", "StopTransaction"]),
	status: AuthorizationStatus,
});
export type Authorization = Static<typeof Authorization>;

export const AuthorizationQuery = object({
	identity: Type.Optional(Type.String()),
	idTag: Type.Optional(Type.String()),
	refused: Type.Optional(Type.Boolean({ description: "true: only what was not Accepted" })),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});

// Charge points

export const ConnectorStatus = Type.Enum([...connectorStatuses]);
export type ConnectorStatus = Static<typeof ConnectorStatus>;

export const Connector = object({
	connectorId: Type.Integer({ description: "0 is the charge point as a whole" }),
	status: ConnectorStatus,
	errorCode: Type.String(),
	since: Timestamp,
	info: nullable(Type.String()),
	vendorId: nullable(Type.String()),
	vendorErrorCode: nullable(Type.String()),
});
export type Connector = Static<typeof Connector>;

const SecurityProfile = Type.Integer({ minimum: 0, maximum: 3 });
const bootText = nullable(Type.String());

export const ChargePoint = object({
	identity: Type.String(),
	connected: Type.Boolean(),
	registration: Type.Enum(["Accepted", "Pending", "Rejected"], {
		description: "What its next BootNotification is answered",
	}),
	securityProfile: SecurityProfile,
	hasAuthorizationKey: Type.Boolean(),
	tolerant: Type.Boolean(),
	createdAt: Timestamp,
	lastSeen: nullable(Timestamp),
	bootedAt: nullable(Timestamp),
	chargePointVendor: bootText,
	chargePointModel: bootText,
	chargePointSerialNumber: bootText,
	chargeBoxSerialNumber: bootText,
	firmwareVersion: bootText,
	iccid: bootText,
	imsi: bootText,
	meterType: bootText,
	meterSerialNumber: bootText,
	firmwareStatus: nullable(Type.String()),
	diagnosticsStatus: nullable(Type.String()),
	connectors: Type.Array(Connector, { description: "Those that it has told of, by connectorId" }),
});
export type ChargePoint = Static<typeof ChargePoint>;

export const ChargePointChange = some({
	securityProfile: SecurityProfile,
	authorizationKey: nullable(
		Type.String({
			pattern: "^([0-9a-fA-F]{2}){16,20}$",
			description: "16 to 20 bytes in hexadecimal, as for the AuthorizationKey of OCPP; never read back",
		}),
	),
	tolerant: Type.Boolean({ description: "Messages that break their schema are taken in all the same" }),
	registration: Type.Enum(["Accepted", "Pending", "Rejected"]),
});
export type ChargePointChange = Static<typeof ChargePointChange>;

export const ChargePointParams = object({ identity: Type.String() });
export const NewChargePointParams = object({ identity: Identity });

/** What a charge point told of its firmware, its uploads and its security, as it came. */
export const Notification = object({
	id: Type.Integer(),
	receivedAt: Timestamp,
	identity: Type.String(),
	action: Type.Enum([
		"FirmwareStatusNotification",
		"SignedFirmwareStatusNotification",
		"DiagnosticsStatusNotification",
		"LogStatusNotification",
		"SecurityEventNotification",
	]),
	payload: Type.Record(Type.String(), Type.Unknown()),
});
export type Notification = Static<typeof Notification>;

// Commands

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

export const NewestQuery = object({
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});

// Transactions

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

// Server-sent events of GET /events: the event's name is the key, its data the value.

export const ConnectorEvent = object({ identity: Type.String(), ...Connector.properties });
export type ConnectorEvent = Static<typeof ConnectorEvent>;

export const MeterValuesEvent = object({
	identity: Type.String(),
	connectorId: Type.Integer(),
	transactionId: nullable(Type.Integer()),
	meterValue: Type.Array(MeterValue),
});
export type MeterValuesEvent = Static<typeof MeterValuesEvent>;

export const FrameEvent = object({
	timestamp: Timestamp,
	identity: Type.String(),
	direction: Type.Enum(["in", "out"], { description: "in: from the charge point" }),
	frame: Type.Unknown({ description: "The OCPP-J array; text if it is none. Secrets are masked" }),
});
export type FrameEvent = Static<typeof FrameEvent>;

export interface Events {
	/** Entered, changed, connected, disconnected, booted. */
	"charge-point": ChargePoint;
	/** A StatusNotification. */
	connector: ConnectorEvent;
	/** Started, stopped, or its energy has grown. */
	transaction: Transaction;
	"meter-values": MeterValuesEvent;
	/** New, accepted or rejected. */
	registration: Registration;
	/** A charge point asked about an id; also the refused ones. */
	authorization: Authorization;
	/** Every OCPP-J frame of every charge point. */
	frame: FrameEvent;
}

export type EventName = keyof Events;
