import { fromBase64 } from "../../base64";
import { frozen } from "../../frozen";
import { fromUtf8 } from "../../utf8";
import { DerReader, equalBytes, TAG, toHex } from "./der";
import type { Cryptography, HashAlgorithm, SignatureScheme } from "./interfaces";

interface SignatureAlgorithm {
	scheme: SignatureScheme;
	hash: HashAlgorithm;
}

/** What a certificate says (RFC 5280). */
export interface Certificate {
	der: Uint8Array;
	/** The signed part. */
	tbs: Uint8Array;
	/** Without leading zeros; the content of the INTEGER. */
	serialNumber: Uint8Array;
	/** The Name as DER. */
	issuer: Uint8Array;
	subject: Uint8Array;
	/** ms since 1970 UTC. */
	notBefore: number;
	notAfter: number;
	/** SubjectPublicKeyInfo as DER. */
	publicKey: Uint8Array;
	/** The key alone: the value of its BIT STRING. */
	keyBits: Uint8Array;
	/** May sign certificates. */
	isAuthority: boolean;
	/** Extensions by their object identifier in hex. */
	extensions: ReadonlyMap<string, Uint8Array>;
	/** Undefined: one that is not supported. */
	algorithm: SignatureAlgorithm | undefined;
	signature: Uint8Array;
}

/** Object identifiers, the content in hex. */
export const OID = frozen({
	commonName: "550403",
	organization: "55040a",
	subjectAltName: "551d11",
	authorityKeyIdentifier: "551d23",
	ecdsaWithSha256: "2a8648ce3d040302",
});
const BASIC_CONSTRAINTS = "551d13";
const KEY_USAGE = "551d0f";
const RSA_PSS = "2a864886f70d01010a";
/** keyCertSign in the first byte of the key usage. */
const KEY_CERT_SIGN = 0x04;

const ALGORITHMS: Readonly<Record<string, SignatureAlgorithm>> = frozen({
	"2a864886f70d010105": { scheme: "RSA", hash: "SHA-1" },
	"2a8648ce3d0401": { scheme: "ECDSA", hash: "SHA-1" },
	"2a864886f70d01010b": { scheme: "RSA", hash: "SHA-256" },
	"2a864886f70d01010c": { scheme: "RSA", hash: "SHA-384" },
	"2a864886f70d01010d": { scheme: "RSA", hash: "SHA-512" },
	"2a8648ce3d040302": { scheme: "ECDSA", hash: "SHA-256" },
	"2a8648ce3d040303": { scheme: "ECDSA", hash: "SHA-384" },
	"2a8648ce3d040304": { scheme: "ECDSA", hash: "SHA-512" },
});
const HASHES: Readonly<Record<string, HashAlgorithm>> = frozen({
	"608648016503040201": "SHA-256",
	"608648016503040202": "SHA-384",
	"608648016503040203": "SHA-512",
});

const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";

/** The certificates of a PEM text (RFC 7468) in their order. Throws a SyntaxError when it is none. */
export function readPem(pem: string): Certificate[] {
	const certificates: Certificate[] = [];
	// No regular expression: one over kilobytes takes much of the stack of XS.
	let end = 0;
	for (let begin = pem.indexOf(BEGIN); begin >= 0; begin = pem.indexOf(BEGIN, end)) {
		end = pem.indexOf(END, begin);
		const bytes = end < 0 ? undefined : fromBase64(pem.slice(begin + BEGIN.length, end));
		if (!bytes) throw new SyntaxError("a certificate is not base64");
		certificates.push(readCertificate(bytes));
	}
	if (certificates.length === 0) throw new SyntaxError("there is no certificate in PEM");
	return certificates;
}

/** Throws a SyntaxError when it is no X.509 certificate. */
export function readCertificate(bytes: Uint8Array): Certificate {
	const outer = new DerReader(bytes);
	const certificate = outer.inside(TAG.sequence);
	const signed = certificate.next(TAG.sequence);
	const algorithm = certificate.next(TAG.sequence);
	const signature = bits(certificate);
	if (!outer.atEnd || !certificate.atEnd) throw new SyntaxError("something follows the certificate");
	const tbs = new DerReader(signed.content);
	if (tbs.tag === 0xa0) tbs.next();
	const serialNumber = tbs.next(TAG.integer).content;
	const inner = tbs.next(TAG.sequence);
	if (!equalBytes(inner.bytes, algorithm.bytes)) throw new SyntaxError("two signature algorithms");
	const issuer = tbs.next(TAG.sequence).bytes;
	const validity = tbs.inside(TAG.sequence);
	const notBefore = time(validity);
	const notAfter = time(validity);
	const subject = tbs.next(TAG.sequence).bytes;
	const publicKey = tbs.next(TAG.sequence);
	const key = new DerReader(publicKey.content);
	key.next(TAG.sequence);
	const extensions = readExtensions(tbs);
	return {
		der: bytes,
		tbs: signed.bytes,
		serialNumber: withoutZeros(serialNumber),
		issuer,
		subject,
		notBefore,
		notAfter,
		publicKey: publicKey.bytes,
		keyBits: bits(key),
		isAuthority: isAuthority(extensions, equalBytes(issuer, subject)),
		extensions,
		algorithm: readAlgorithm(algorithm.content),
		signature,
	};
}

/** Whether `issuer` has signed the certificate, and may do so. */
export function isSignedBy(
	certificate: Certificate,
	issuer: Certificate,
	cryptography: Cryptography,
): boolean {
	return (
		issuer.isAuthority &&
		certificate.algorithm?.hash !== "SHA-1" &&
		isSignedWith(certificate, issuer, cryptography)
	);
}

/**
 * Whether a certificate is signed by itself, by whatever hash, authority or not: who installs it trusts it
 * for what it is, and old roots have SHA-1.
 */
export function isSelfSigned(certificate: Certificate, cryptography: Cryptography): boolean {
	return isSignedWith(certificate, certificate, cryptography);
}

function isSignedWith(certificate: Certificate, issuer: Certificate, cryptography: Cryptography): boolean {
	if (!certificate.algorithm || !equalBytes(certificate.issuer, issuer.subject)) return false;
	const verifier = cryptography.verifier(
		issuer.publicKey,
		certificate.algorithm.scheme,
		certificate.algorithm.hash,
	);
	verifier?.update(certificate.tbs);
	return verifier?.verify(certificate.signature) ?? false;
}

/** Valid at a moment, ms since 1970; without a clock (null) nobody can tell, and it is. */
export function isValidAt(certificate: Certificate, now: number | null): boolean {
	return now === null || (certificate.notBefore <= now && now <= certificate.notAfter);
}

/** The first value of an attribute of a Name. */
export function attribute(name: Uint8Array, type: string): string | undefined {
	const sets = new DerReader(name).inside(TAG.sequence);
	while (!sets.atEnd) {
		const set = sets.inside(TAG.set);
		while (!set.atEnd) {
			const pair = set.inside(TAG.sequence);
			if (toHex(pair.next(TAG.oid).content) === type) return fromUtf8(pair.next().content);
		}
	}
	return;
}

/** From an AlgorithmIdentifier's content. */
function readAlgorithm(content: Uint8Array): SignatureAlgorithm | undefined {
	const reader = new DerReader(content);
	const type = toHex(reader.next(TAG.oid).content);
	if (type !== RSA_PSS) return Object.hasOwn(ALGORITHMS, type) ? ALGORITHMS[type] : undefined;
	// Without a hash it would be SHA-1.
	const parameters = reader.inside(TAG.sequence);
	if (parameters.tag !== 0xa0) return;
	const hash = toHex(parameters.inside(0xa0).inside(TAG.sequence).next(TAG.oid).content);
	return Object.hasOwn(HASHES, hash) ? { scheme: "RSA-PSS", hash: HASHES[hash] } : undefined;
}

function readExtensions(tbs: DerReader): ReadonlyMap<string, Uint8Array> {
	const extensions = new Map<string, Uint8Array>();
	while (!tbs.atEnd) {
		const element = tbs.next();
		if (element.tag !== 0xa3) continue;
		const list = new DerReader(element.content).inside(TAG.sequence);
		while (!list.atEnd) {
			const extension = list.inside(TAG.sequence);
			const type = toHex(extension.next(TAG.oid).content);
			if (extension.tag === TAG.boolean) extension.next();
			extensions.set(type, extension.next(TAG.octetString).content);
		}
	}
	return extensions;
}

/** By basic constraints and key usage; a root of before them, without extensions, is one as well. */
function isAuthority(extensions: ReadonlyMap<string, Uint8Array>, selfIssued: boolean): boolean {
	const usage = extensions.get(KEY_USAGE);
	// A BIT STRING: tag, length, unused bits, the first eight.
	if (usage && ((usage[3] ?? 0) & KEY_CERT_SIGN) === 0) return false;
	const constraints = extensions.get(BASIC_CONSTRAINTS);
	if (!constraints) return selfIssued && extensions.size === 0;
	const reader = new DerReader(constraints).inside(TAG.sequence);
	return reader.tag === TAG.boolean && reader.next().content[0] !== 0;
}

function bits(reader: DerReader): Uint8Array {
	const content = reader.next(TAG.bitString).content;
	if (content[0] !== 0) throw new SyntaxError("a key or signature of no whole bytes");
	return content.subarray(1);
}

function withoutZeros(integer: Uint8Array): Uint8Array {
	let zeros = 0;
	while (zeros < integer.length - 1 && integer[zeros] === 0) zeros++;
	return integer.subarray(zeros);
}

/** UTCTime or GeneralizedTime in the form that RFC 5280 wants. */
function time(reader: DerReader): number {
	const { tag, content } = reader.next();
	let text = fromUtf8(content);
	if (tag === TAG.utcTime) text = (Number(text.slice(0, 2)) < 50 ? "20" : "19") + text;
	else if (tag !== TAG.generalizedTime) text = "";
	const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
	const time = parts ? Date.parse(`${parts.slice(1, 4).join("-")}T${parts.slice(4).join(":")}Z`) : Number.NaN;
	if (Number.isNaN(time)) throw new SyntaxError("a validity that is no time");
	return time;
}
