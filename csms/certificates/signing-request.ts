import { createPublicKey } from "node:crypto";
import type { Pkcs10CertificateRequest, PublicKey } from "@peculiar/x509";
import type { KeyType } from "../database/tables/certificates";

/** Bits that a key has to have (whitepaper A00.FR.502, A00.FR.503). */
const RSA_BITS = 2048;
/** Keys that would take seconds to check. */
const MOST_RSA_BITS = 8192;
/** Those of Web Cryptography, as OpenSSL names them. */
const CURVES: readonly string[] = ["prime256v1", "secp384r1", "secp521r1"];

/** A request that can be signed. */
export interface SigningRequest {
	keyType: KeyType;
	/** Undefined: it names none, for the CPO has no name here. */
	organization?: string;
	commonName: string;
	publicKey: PublicKey;
}

/** Who may ask: the names that its certificate has to carry. */
export interface Requester {
	/** Null: any organization is taken, and none. */
	cpoName: string | null;
	identity: string;
	/** Those that the charge point has told of itself. */
	serialNumbers: readonly string[];
}

/**
 * Reads a PKCS #10 request in PEM, and answers a sentence for the operator when it cannot be signed: its
 * signature is wrong, its key too weak (A00.FR.501), or its names are others (A02.FR.13, A00.FR.511).
 */
export async function judgeRequest(csr: string, requester: Requester): Promise<SigningRequest | string> {
	if (!csr.includes("-----BEGIN")) return "The request is not in PEM.";
	let request: Pkcs10CertificateRequest;
	let publicKey: PublicKey;
	let key: KeyKind | string;
	try {
		const x509 = await import("@peculiar/x509");
		request = new x509.Pkcs10CertificateRequest(csr);
		({ publicKey } = request);
		key = kindOf(publicKey);
	} catch {
		return "The request is no PKCS #10 that can be read.";
	}
	if (typeof key === "string") return key;
	if (!(await request.verify().catch(() => false))) return "The request is not signed by its own key.";
	const organizations = request.subjectName.getField("O");
	const commonNames = request.subjectName.getField("CN");
	if (organizations.length > 1 || commonNames.length !== 1) {
		return "The request has to name one organization (O) and one common name (CN).";
	}
	const [organization] = organizations as [organization?: string];
	const [commonName] = commonNames;
	if (requester.cpoName !== null && organization !== requester.cpoName) {
		const named = organization === undefined ? "missing" : `"${organization}"`;
		return `The organization is ${named} and not the CPO's name "${requester.cpoName}": set CpoName at the charge point.`;
	}
	if (!isOwnName(commonName, requester)) {
		return `The common name "${commonName}" is neither the charge point's serial number nor its identity.`;
	}
	return { keyType: key.keyType, organization, commonName, publicKey };
}

/** Whether a common name is the charge point's: its identity, or a serial number (case does not count, R-FRM-22). */
export function isOwnName(
	commonName: string,
	{ identity, serialNumbers }: Omit<Requester, "cpoName">,
): boolean {
	const lower = commonName.toLowerCase();
	return commonName === identity || serialNumbers.some((serial) => serial.toLowerCase() === lower);
}

interface KeyKind {
	keyType: KeyType;
}

/** The kind of a key, or why it cannot be used. */
function kindOf(publicKey: PublicKey): KeyKind | string {
	const key = createPublicKey({ key: Buffer.from(publicKey.rawData), format: "der", type: "spki" });
	const { modulusLength = 0, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
	switch (key.asymmetricKeyType) {
		case "rsa":
			if (modulusLength < RSA_BITS)
				return `The RSA key has ${modulusLength} bits; ${RSA_BITS} are the least.`;
			if (modulusLength > MOST_RSA_BITS) return `The RSA key has more than ${MOST_RSA_BITS} bits.`;
			return { keyType: "RSA" };
		case "ec":
			return CURVES.includes(namedCurve)
				? { keyType: "ECDSA" }
				: `Keys on the curve ${namedCurve} are not taken; P-256, P-384 and P-521 are.`;
		default:
			return `Keys of the kind ${key.asymmetricKeyType} are not taken; RSA and ECDSA are.`;
	}
}
