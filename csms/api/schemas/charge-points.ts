import { type Static, Type } from "typebox";
import { connectorStatuses } from "../../../modules/ocpp/csms-enums.generated";
import { Health } from "./diagnoses";
import { Identity, nullable, object, some, Timestamp } from "./fields";

/** The charge points and what they told. */

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

const Name = nullable(
	Type.String({ minLength: 1, maxLength: 100, pattern: "\\S", description: "How people call it" }),
);
const Location = nullable(
	Type.String({
		minLength: 1,
		maxLength: 200,
		pattern: "\\S",
		description: "Where it stands, such as an address",
	}),
);

export const ChargePoint = object({
	identity: Type.String(),
	name: Name,
	location: Location,
	connected: Type.Boolean(),
	registration: Type.Enum(["Accepted", "Pending", "Rejected"], {
		description: "What its next BootNotification is answered",
	}),
	securityProfile: SecurityProfile,
	nextSecurityProfile: Type.Union([SecurityProfile, Type.Null()], {
		description: "A raise that was sent: in force from the first connection that fulfils it",
	}),
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
	health: Health,
	connectors: Type.Array(Connector, { description: "Those that it has told of, by connectorId" }),
});
export type ChargePoint = Static<typeof ChargePoint>;

export const ChargePointChange = some({
	name: Name,
	location: Location,
	securityProfile: SecurityProfile,
	authorizationKey: nullable(
		Type.String({
			pattern: "^(([0-9a-fA-F]{2}){16,20}|[\\x20-\\x7e]{16,20})$",
			description: "16 to 20 bytes in hexadecimal, or as ASCII characters; never read back",
		}),
	),
	tolerant: Type.Boolean({ description: "Messages that break their schema are taken in all the same" }),
	registration: Type.Enum(["Accepted", "Pending", "Rejected"]),
});
export type ChargePointChange = Static<typeof ChargePointChange>;

/** The beginning of the list by identity, or what comes after one of it. */
export const ChargePointQuery = object({
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: "All when left out" })),
	after: Type.Optional(
		Type.String({ maxLength: 48, description: "Only those that come after this identity" }),
	),
});
export type ChargePointQuery = Static<typeof ChargePointQuery>;

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
