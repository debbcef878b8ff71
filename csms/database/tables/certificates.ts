import type { Generated, Selectable } from "kysely";
import type { CertificateUse, HashAlgorithm } from "../../../modules/ocpp/types";
import type { Moment } from "./columns";

/** What signs: an RSA authority signs for RSA keys, an ECDSA authority for keys on elliptic curves. */
export type KeyType = "RSA" | "ECDSA";

/** The certificate authority, and the certificates of charge points. */
export interface CertificateTables {
	certificate_authority: CertificateAuthorityTable;
	charge_point_certificate: ChargePointCertificateTable;
	certificate_request: CertificateRequestTable;
	installed_certificate: InstalledCertificateTable;
	refused_handshake: RefusedHandshakeTable;
}

interface CertificateAuthorityTable {
	key_type: KeyType;
	/** The root, PEM. */
	certificate: string;
	/** PKCS #8, PEM; leaves the database only to sign. */
	private_key: string;
	created_at: Moment;
}

/** A certificate that proves a charge point at profile 3: signed here, or shown by it. */
interface ChargePointCertificateTable {
	id: Generated<number>;
	identity: string;
	/** SHA-256 of the DER in hexadecimal, lower case. */
	fingerprint: string;
	/** Hexadecimal, lower case, no leading zeros. */
	serial_number: string;
	subject: string;
	issuer: string;
	key_type: KeyType;
	not_before: Moment;
	not_after: Moment;
	/** What CertificateSigned carries, PEM; null when it was not signed here. */
	certificate_chain: string | null;
	issued_at: Moment | null;
	/** What became of CertificateSigned; null when it was not signed here. */
	delivery: "Waiting" | "Accepted" | "Rejected" | "Failed" | null;
	delivered_at: Moment | null;
	last_used_at: Moment | null;
	/** When the charge point was last asked by itself to renew it. */
	renewal_asked_at: Moment | null;
	revoked_at: Moment | null;
	/** The account that revoked it. */
	revoked_by: string | null;
}

/** A SignCertificate. */
interface CertificateRequestTable {
	id: Generated<number>;
	identity: string;
	received_at: Moment;
	csr: string;
	status: "Accepted" | "Rejected";
	/** Why it was rejected. */
	reason: string | null;
}

/** A root that a charge point keeps, as it said itself. */
interface InstalledCertificateTable {
	id: Generated<number>;
	identity: string;
	certificate_type: CertificateUse;
	hash_algorithm: HashAlgorithm;
	issuer_name_hash: string;
	issuer_key_hash: string;
	serial_number: string;
	/** PEM; null when it was not installed from here. */
	certificate: string | null;
	reported_at: Moment;
}

/** Refused handshakes of one identity from one address for one reason. */
interface RefusedHandshakeTable {
	id: Generated<number>;
	identity: string;
	address: string;
	/** The HTTP status that they were answered; 0 when TLS came to nothing. */
	status: number;
	reason: string;
	count: number;
	first_at: Moment;
	last_at: Moment;
}

export type ChargePointCertificateRow = Selectable<ChargePointCertificateTable>;
export type CertificateRequestRow = Selectable<CertificateRequestTable>;
export type InstalledCertificateRow = Selectable<InstalledCertificateTable>;
export type RefusedHandshakeRow = Selectable<RefusedHandshakeTable>;
