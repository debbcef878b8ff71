import { createPublicKey, webcrypto } from "node:crypto";
import {
	BasicConstraintsExtension,
	ExtendedKeyUsageExtension,
	type Extension,
	KeyUsageFlags,
	KeyUsagesExtension,
	Pkcs10CertificateRequest,
	type PublicKeyType,
	SubjectAlternativeNameExtension,
	type X509Certificate,
	X509CertificateGenerator,
} from "@peculiar/x509";

const { subtle } = webcrypto;
const DAY = 86_400_000;

/** The clock of the tests' CSMS begins at this moment. */
export const NOW = Date.UTC(2026, 10, 22, 10);

const ALGORITHMS = {
	"P-256": { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
	"P-384": { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
	RSA: {
		name: "RSASSA-PKCS1-v1_5",
		modulusLength: 2048,
		publicExponent: Uint8Array.of(1, 0, 1),
		hash: "SHA-256",
	},
	"RSA-PSS": {
		name: "RSA-PSS",
		modulusLength: 2048,
		publicExponent: Uint8Array.of(1, 0, 1),
		hash: "SHA-256",
		saltLength: 32,
	},
} as const;
export type KeyKind = keyof typeof ALGORITHMS;

interface Validity {
	notBefore?: number;
	notAfter?: number;
}

/** A root, or what it has signed, made by an independent library. */
export class Authority {
	readonly certificate: X509Certificate;
	readonly keys: webcrypto.CryptoKeyPair;
	readonly #algorithm: (typeof ALGORITHMS)[KeyKind];

	private constructor(certificate: X509Certificate, keys: webcrypto.CryptoKeyPair, kind: KeyKind) {
		this.certificate = certificate;
		this.keys = keys;
		this.#algorithm = ALGORITHMS[kind];
	}

	static async root(name: string, kind: KeyKind = "P-256", validity: Validity = {}): Promise<Authority> {
		const algorithm = ALGORITHMS[kind];
		const keys = (await subtle.generateKey(algorithm, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
		const certificate = await X509CertificateGenerator.createSelfSigned({
			serialNumber: "00a1b2c3",
			name: `O=Test, CN=${name}`,
			...dates(validity),
			signingAlgorithm: algorithm,
			keys,
			extensions: authorityExtensions(),
		});
		return new Authority(certificate, keys, kind);
	}

	get pem(): string {
		return this.certificate.toString("pem");
	}

	get der(): Uint8Array {
		return new Uint8Array(this.certificate.rawData);
	}

	/** The value of the public key's BIT STRING. */
	get keyBits(): Uint8Array {
		const info = Buffer.from(this.certificate.publicKey.rawData);
		const key = createPublicKey({ key: info, format: "der", type: "spki" });
		if (key.asymmetricKeyType === "rsa") return key.export({ type: "pkcs1", format: "der" });
		// A point that is written in full.
		return info.subarray(-(key.asymmetricKeyDetails?.namedCurve === "secp384r1" ? 97 : 65));
	}

	/** An authority below this one. */
	async below(name: string, kind: KeyKind = "P-256"): Promise<Authority> {
		const keys = (await subtle.generateKey(ALGORITHMS[kind], true, [
			"sign",
			"verify",
		])) as webcrypto.CryptoKeyPair;
		const certificate = await this.#issue(`CN=${name}`, keys.publicKey, {}, authorityExtensions());
		return new Authority(certificate, keys, kind);
	}

	/** What the CA makes of a PKCS #10 request; throws when the request is not signed by its key. */
	async sign(csr: string, validity: Validity & { subject?: string } = {}): Promise<string> {
		const request = new Pkcs10CertificateRequest(csr);
		if (!(await request.verify())) throw new Error("the request is not signed by its key");
		const extensions = [
			new BasicConstraintsExtension(false),
			new ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.2"]),
		];
		const subject = validity.subject ?? request.subject;
		return (await this.#issue(subject, request.publicKey, validity, extensions)).toString("pem");
	}

	/** A certificate with its key, both PEM: of a server with these names, or of somebody who signs firmware. */
	async issue(
		subject: string,
		{ dns = [], kind = "P-256", ...validity }: Validity & { dns?: string[]; kind?: KeyKind } = {},
	): Promise<{ cert: string; key: string; privateKey: webcrypto.CryptoKey }> {
		const keys = (await subtle.generateKey(ALGORITHMS[kind], true, [
			"sign",
			"verify",
		])) as webcrypto.CryptoKeyPair;
		const extensions = [
			new BasicConstraintsExtension(false),
			new SubjectAlternativeNameExtension(dns.map((value) => ({ type: "dns" as const, value }))),
		];
		const certificate = await this.#issue(`CN=${subject}`, keys.publicKey, validity, extensions);
		const pkcs8 = Buffer.from(await subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
		const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.match(/.{1,64}/g)!.join("\n")}\n-----END PRIVATE KEY-----\n`;
		return { cert: certificate.toString("pem"), key, privateKey: keys.privateKey };
	}

	#issue(
		subject: string,
		publicKey: PublicKeyType,
		validity: Validity,
		extensions: Extension[],
	): Promise<X509Certificate> {
		return X509CertificateGenerator.create({
			subject,
			issuer: this.certificate.subjectName,
			...dates(validity),
			signingAlgorithm: this.#algorithm,
			publicKey,
			signingKey: this.keys.privateKey,
			extensions,
		});
	}
}

function dates({ notBefore = NOW - DAY, notAfter = NOW + 365 * DAY }: Validity) {
	return { notBefore: new Date(notBefore), notAfter: new Date(notAfter) };
}

function authorityExtensions() {
	return [
		new BasicConstraintsExtension(true, undefined, true),
		new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
	];
}
