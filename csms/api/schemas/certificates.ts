import { type Static, Type } from "typebox";
import { certificateUses, hashAlgorithms } from "../../../modules/ocpp/enums.generated";
import { NewestQuery, nullable, object, PageQuery, Timestamp } from "./fields";

/** The certificate authority, certificates of charge points, refused handshakes, security events. */

const KeyType = Type.Enum(["RSA", "ECDSA"]);
const Pem = Type.String({ description: "PEM" });
const Fingerprint = Type.String({ description: "SHA-256 of the DER in hexadecimal, lower case" });

/** A root that signs certificates of charge points. */
export const RootCertificate = object({
	keyType: KeyType,
	fingerprint: Fingerprint,
	serialNumber: Type.String(),
	subject: Type.String(),
	notBefore: Timestamp,
	notAfter: Timestamp,
	certificate: Pem,
});
export type RootCertificate = Static<typeof RootCertificate>;

/** A certificate with which a charge point connects at profile 3. */
export const ChargePointCertificate = object({
	fingerprint: Fingerprint,
	serialNumber: Type.String(),
	subject: Type.String(),
	issuer: Type.String(),
	keyType: KeyType,
	notBefore: Timestamp,
	notAfter: Timestamp,
	certificateChain: nullable(Pem),
	issuedAt: nullable(Timestamp),
	delivery: nullable(
		Type.Enum(["Waiting", "Accepted", "Rejected", "Failed"], {
			description: "What became of CertificateSigned; null when it was not sent from here",
		}),
	),
	deliveredAt: nullable(Timestamp),
	lastUsedAt: nullable(Timestamp),
	revokedAt: nullable(Timestamp),
	revokedBy: nullable(Type.String()),
});
export type ChargePointCertificate = Static<typeof ChargePointCertificate>;

/** A SignCertificate, and why it was rejected. */
export const CertificateRequest = object({
	id: Type.Integer(),
	receivedAt: Timestamp,
	status: Type.Enum(["Accepted", "Rejected"]),
	reason: nullable(Type.String()),
	csr: Type.String(),
});
export type CertificateRequest = Static<typeof CertificateRequest>;

/** A root that a charge point keeps. */
export const InstalledCertificate = object({
	certificateType: Type.Enum([...certificateUses]),
	certificateHashData: object({
		hashAlgorithm: Type.Enum([...hashAlgorithms]),
		issuerNameHash: Type.String(),
		issuerKeyHash: Type.String(),
		serialNumber: Type.String(),
	}),
	subject: nullable(Type.String()),
	notAfter: nullable(Timestamp),
	certificate: nullable(Pem),
	reportedAt: Timestamp,
});
export type InstalledCertificate = Static<typeof InstalledCertificate>;

export const ChargePointCertificates = object({
	certificates: Type.Array(ChargePointCertificate, { description: "Its own, the newest first" }),
	requests: Type.Array(CertificateRequest, { description: "The last 20, the newest first" }),
	installed: Type.Array(InstalledCertificate, {
		description: "The roots that it keeps, as far as it has told",
	}),
});
export type ChargePointCertificates = Static<typeof ChargePointCertificates>;

/** The newest certificate of a charge point. */
export const NewestCertificate = object({
	identity: Type.String(),
	...ChargePointCertificate.properties,
});
export type NewestCertificate = Static<typeof NewestCertificate>;

export const KeyTypeParams = object({ keyType: KeyType });
export const CertificateParams = object({ identity: Type.String(), fingerprint: Type.String() });

/** Refused handshakes of one identity from one address for one reason. */
export const RefusedHandshake = object({
	id: Type.Integer(),
	identity: Type.String({
		description: "As it stood in the address, known or not; empty before it was told",
	}),
	address: Type.String(),
	status: Type.Integer({ description: "The HTTP status that it was answered; 0: TLS came to nothing" }),
	reason: Type.String(),
	count: Type.Integer(),
	firstAt: Timestamp,
	lastAt: Timestamp,
});
export type RefusedHandshake = Static<typeof RefusedHandshake>;

export const RefusedHandshakeQuery = object({
	identity: Type.Optional(Type.String()),
	...NewestQuery.properties,
});

/** A SecurityEventNotification, with what it means. */
export const SecurityEvent = object({
	id: Type.Integer(),
	receivedAt: Timestamp,
	identity: Type.String(),
	type: Type.String(),
	timestamp: Type.String(),
	techInfo: nullable(Type.String()),
	critical: Type.Boolean({ description: "As the whitepaper says; false for types that it does not know" }),
	meaning: nullable(
		Type.String({ description: "One sentence; null for types that the whitepaper does not know" }),
	),
});
export type SecurityEvent = Static<typeof SecurityEvent>;

export const SecurityEventQuery = object({ identity: Type.Optional(Type.String()), ...PageQuery.properties });
