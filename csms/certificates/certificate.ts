import { createHash, type KeyObject, X509Certificate } from "node:crypto";
import type { CertificateHashData, HashAlgorithm } from "../../modules/ocpp/types";
import type { KeyType } from "../database/tables/certificates";
import type { Moment } from "../database/tables/columns";

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM text in their order. Throws an Error with half a sentence when it is none. */
export function readPem(pem: string): X509Certificate[] {
	const blocks = pem.match(PEM) ?? [];
	if (blocks.length === 0 || pem.replaceAll(PEM, "").trim() !== "") {
		throw new Error("is no certificate in PEM");
	}
	return blocks.map((block) => {
		try {
			return new X509Certificate(block);
		} catch {
			throw new Error("holds a certificate that cannot be read");
		}
	});
}

/** What is kept of a certificate. */
export interface Description {
	/** SHA-256 of the DER in hexadecimal, lower case. */
	fingerprint: string;
	/** Hexadecimal, lower case, no leading zeros. */
	serialNumber: string;
	subject: string;
	issuer: string;
	keyType: KeyType;
	notBefore: Moment;
	notAfter: Moment;
}

/** What people and records are told of a certificate. */
export function describe(certificate: X509Certificate): Description {
	return {
		fingerprint: fingerprintOf(certificate),
		serialNumber: serialNumberOf(certificate),
		subject: oneLine(certificate.subject),
		issuer: oneLine(certificate.issuer),
		keyType: certificate.publicKey.asymmetricKeyType?.startsWith("rsa") ? "RSA" : "ECDSA",
		notBefore: Date.parse(certificate.validFrom),
		notAfter: Date.parse(certificate.validTo),
	};
}

/** SHA-256 of the DER in hexadecimal, lower case. */
export function fingerprintOf({ fingerprint256 }: X509Certificate): string {
	return fingerprint256.replaceAll(":", "").toLowerCase();
}

/** Hexadecimal without leading zeros, as OCPP writes it (R-SEC-11). */
function serialNumberOf({ serialNumber }: X509Certificate): string {
	return serialNumber.toLowerCase().replace(/^0+(?=.)/, "");
}

/** The names of a subject by type, such as `O` and `CN`; a type may stand there more than once. */
export function namesOf(certificate: X509Certificate, type: "O" | "CN"): string[] {
	const names = certificate.toLegacyObject().subject?.[type] as string | string[] | undefined;
	return names === undefined ? [] : [names].flat();
}

/**
 * By which OCPP names a certificate that has signed itself (R-SEC-11). Of others the key of the issuer
 * would be needed: undefined.
 */
export async function hashDataOf(
	certificate: X509Certificate,
	hashAlgorithm: HashAlgorithm = "SHA256",
): Promise<CertificateHashData | undefined> {
	if (certificate.subject !== certificate.issuer || !certificate.verify(certificate.publicKey)) return;
	const { X509Certificate: Reader } = await import("@peculiar/x509");
	const issuer = new Uint8Array(new Reader(certificate.raw).issuerName.toArrayBuffer());
	const hash = (bytes: Uint8Array) => createHash(hashAlgorithm.toLowerCase()).update(bytes).digest("hex");
	return {
		hashAlgorithm,
		issuerNameHash: hash(issuer),
		issuerKeyHash: hash(keyBits(certificate.publicKey)),
		serialNumber: serialNumberOf(certificate),
	};
}

/** The value of the public key's BIT STRING. */
function keyBits(key: KeyObject): Uint8Array {
	if (key.asymmetricKeyType?.startsWith("rsa")) return key.export({ type: "pkcs1", format: "der" });
	const { x = "", y } = key.export({ format: "jwk" });
	const first = Buffer.from(x, "base64url");
	// A point on a curve is written in full; keys of the Edwards curves have no second coordinate.
	return y === undefined ? first : Buffer.concat([Buffer.of(4), first, Buffer.from(y, "base64url")]);
}

/** Node writes a line for each name. */
function oneLine(name: string): string {
	return name.split("\n").join(", ");
}
