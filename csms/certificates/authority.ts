import { createPrivateKey, randomBytes, webcrypto } from "node:crypto";
import type { Extension, Name, X509Certificate } from "@peculiar/x509";
import type { KeyType } from "../database/tables/certificates";
import type { SigningRequest } from "./signing-request";

const DAY = 86_400_000;
/** Days that a root lasts. */
const ROOT_DAYS = 20 * 365;
/** Days that a charge point's certificate lasts. */
const CERTIFICATE_DAYS = 365;
/** A clock that is so much behind takes a new certificate all the same, ms. */
const CLOCK_TOLERANCE = 60_000;
/** Extended key usage: client authentication of TLS. */
const CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

/** RSA-PSS and ECDSA with SHA-256, as the whitepaper wants (A00.FR.505, A00.FR.506). */
const ALGORITHMS = {
	RSA: {
		name: "RSA-PSS",
		modulusLength: 3072,
		publicExponent: Uint8Array.of(1, 0, 1),
		hash: "SHA-256",
		saltLength: 32,
	},
	ECDSA: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
} as const;

/** A root with its private key, both PEM. */
export interface Authority {
	keyType: KeyType;
	certificate: string;
	privateKey: string;
}

/** Makes a new root, whose owner is `organization`. An RSA key takes about a second. */
export async function newAuthority(keyType: KeyType, organization: string): Promise<Authority> {
	const x509 = await import("@peculiar/x509");
	const algorithm = ALGORITHMS[keyType];
	const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
		"sign",
		"verify",
	])) as webcrypto.CryptoKeyPair;
	const now = Date.now();
	const serialNumber = newSerialNumber();
	// Two roots never have the same name: a certificate of the other would break off TLS without a reason.
	const name = `Root of the charge points ${keyType} ${serialNumber.slice(0, 8)}`;
	const root = await x509.X509CertificateGenerator.createSelfSigned({
		serialNumber,
		name: subject(x509.Name, organization, name),
		notBefore: new Date(now - CLOCK_TOLERANCE),
		notAfter: new Date(now + ROOT_DAYS * DAY),
		signingAlgorithm: algorithm,
		keys,
		extensions: [
			new x509.BasicConstraintsExtension(true, 0, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
			await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
		],
	});
	const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
	const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
	return {
		keyType,
		certificate: pemOf(root),
		privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
	};
}

/** The certificate that a request asks for, and the root behind it, PEM. */
export async function sign(authority: Authority, request: SigningRequest): Promise<string> {
	const x509 = await import("@peculiar/x509");
	const algorithm = ALGORITHMS[authority.keyType];
	const root = new x509.X509Certificate(authority.certificate);
	const pkcs8 = createPrivateKey(authority.privateKey).export({ type: "pkcs8", format: "der" });
	const signingKey = await webcrypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["sign"]);
	const now = Date.now();
	const extensions: Extension[] = [
		new x509.BasicConstraintsExtension(false, undefined, true),
		new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
		new x509.ExtendedKeyUsageExtension([CLIENT_AUTHENTICATION]),
		await x509.SubjectKeyIdentifierExtension.create(request.publicKey),
		await x509.AuthorityKeyIdentifierExtension.create(root.publicKey),
	];
	const certificate = await x509.X509CertificateGenerator.create({
		serialNumber: newSerialNumber(),
		subject: subject(x509.Name, request.organization, request.commonName),
		issuer: root.subjectName,
		notBefore: new Date(now - CLOCK_TOLERANCE),
		notAfter: new Date(Math.min(now + CERTIFICATE_DAYS * DAY, root.notAfter.getTime())),
		signingAlgorithm: algorithm,
		publicKey: request.publicKey,
		signingKey,
		extensions,
	});
	return pemOf(certificate) + authority.certificate;
}

/** As UTF-8: the library would take quotes and commas in other texts for syntax. */
function subject(Subject: typeof Name, organization: string | undefined, commonName: string): Name {
	const owner = organization === undefined ? [] : [{ O: [{ utf8String: organization }] }];
	return new Subject([...owner, { CN: [{ utf8String: commonName }] }]);
}

/** 127 random bits: positive, and never the same twice. */
function newSerialNumber(): string {
	const bytes = randomBytes(16);
	bytes[0] = (bytes[0] & 0x3f) | 0x40;
	return bytes.toString("hex");
}

function pemOf(certificate: X509Certificate): string {
	return `${certificate.toString("pem")}\n`;
}
