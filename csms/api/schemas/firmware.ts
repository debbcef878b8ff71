import { type Static, Type } from "typebox";
import { nullable, object, Timestamp } from "./fields";
import { newTransferFields, transferFields } from "./transfers";

/** Firmware images, and the updates of charge points with them. */

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" });
const Version = Type.String({
	minLength: 1,
	maxLength: 50,
	description: "The firmwareVersion that a charge point tells with it",
});
const Vendor = Type.String({ minLength: 1, maxLength: 20, description: "Only for charge points of it" });
const Model = Type.String({ minLength: 1, maxLength: 20, description: "Only for charge points of it" });
const Signature = Type.String({
	minLength: 1,
	maxLength: 800,
	description: "Base64; over the whole file, SHA-256 with RSA-PSS (salt length 32) or ECDSA",
});
const SigningCertificate = Type.String({ minLength: 1, maxLength: 5500, description: "PEM" });

/** The text fields of the form that an image comes with. */
export const FirmwareFields = object({
	name: Name,
	version: Version,
	chargePointVendor: Type.Optional(Vendor),
	chargePointModel: Type.Optional(Model),
	signature: Type.Optional(Signature),
	signingCertificate: Type.Optional(SigningCertificate),
});
export type FirmwareFields = Static<typeof FirmwareFields>;

export const FirmwareForm = object({
	...FirmwareFields.properties,
	file: Type.String({ contentMediaType: "application/octet-stream", description: "The image, of any type" }),
});

export const Firmware = object({
	id: Type.Integer(),
	name: Type.String(),
	version: Type.String(),
	chargePointVendor: nullable(Type.String()),
	chargePointModel: nullable(Type.String()),
	fileName: Type.String(),
	size: Type.Integer({ description: "Bytes" }),
	sha256: Type.String(),
	signed: Type.Boolean({ description: "It has a signature, which has been checked" }),
	account: Type.String({ description: "Who uploaded it" }),
	createdAt: Timestamp,
});
export type Firmware = Static<typeof Firmware>;

export const FirmwareParams = object({ id: Type.Integer() });

export const NewFirmwareUpdate = object({
	firmwareId: Type.Optional(Type.Integer({ description: "The image; not needed with a location" })),
	signed: Type.Optional(
		Type.Boolean({
			description: "SignedUpdateFirmware instead of UpdateFirmware; left out: when the image has a signature",
		}),
	),
	retrieveDate: Type.Optional({ ...Timestamp, description: "Not to be fetched before; left out: now" }),
	installDate: Type.Optional({ ...Timestamp, description: "Not to be installed before; only signed" }),
	...newTransferFields,
});
export type NewFirmwareUpdate = Static<typeof NewFirmwareUpdate>;

export const FirmwareUpdate = object({
	...transferFields,
	signed: Type.Boolean(),
	firmware: nullable(
		object({
			id: Type.Integer(),
			name: Type.String(),
			version: Type.String(),
			size: Type.Integer({ description: "Bytes" }),
		}),
	),
	retrieveDate: Timestamp,
	installDate: nullable(Timestamp),
	bytesServed: Type.Integer({ description: "How far into the image the charge point has fetched it here" }),
	firmwareVersionBefore: nullable(Type.String()),
	firmwareVersionAfter: nullable(
		Type.String({ description: "Another firmwareVersion that its BootNotification has told since" }),
	),
	campaignId: nullable(Type.Integer({ description: "The firmware campaign that it belongs to" })),
});
export type FirmwareUpdate = Static<typeof FirmwareUpdate>;
