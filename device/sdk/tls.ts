import Resource from "Resource";
import CertificateManager from "ssl/cert";
import handshakeProtocol from "ssl/handshake";
import SSLSession from "ssl/session";
import SSLStream from "ssl/stream";
import X509 from "x509";
import type { TlsFailure, TlsSettings } from "../../modules/charge-point/interfaces";
import { type Certificate, readCertificate } from "../../modules/charge-point/security/certificate";
import { rootOf } from "../../modules/charge-point/security/certificate-store";
import { isForServer } from "../../modules/charge-point/security/server-name";
import { privateNumber, sdkCryptography } from "./cryptography";
import { signDigest } from "./ecdsa";

/**
 * The TLS of the SDK with what it lacks: roots that the CSMS has installed, client certificates with keys
 * on an elliptic curve, and an end where the SDK would go on without encryption or without a signature of
 * the server.
 */

/** What a session of the SDK is given; it hands them all to `verify`. */
export interface TlsOptions {
	/** Judges the server's certificates, DER, its own first. */
	judge(certificates: readonly Uint8Array[]): boolean;
	clientCertificates?: readonly Uint8Array[];
	/** PKCS #8, P-256. */
	clientKey?: Uint8Array;
	/** No session is taken up again: changed roots would not be asked. */
	cache: false;
}

const HANDSHAKE_RECORD = 22;
const SERVER_KEY_EXCHANGE = 12;
const CERTIFICATE_VERIFY = 15;
const NAMED_CURVE = 3;
/** Numbers of hashes (SHA-256 to SHA-512) and signatures in TLS 1.2. */
const SHA256 = 4;
const SHA512 = 6;
const RSA = 1;
const ECDSA = 3;

CertificateManager.prototype.verify = (certificates, options) => options.judge(certificates);

const { doProtocol, handshake, readPacket } = SSLSession.prototype;

/** An alert, in either direction, is for the SDK as good as an end of the handshake. */
SSLSession.prototype.handshake = function (socket) {
	const done = handshake.call(this, socket);
	if (done && this.alert) throw new Error(`alert: ${this.alert.level}, ${this.alert.description}`);
	if (done && (!this.clientCipher || !this.serverCipher)) throw new Error("the server wants no encryption");
	return done;
};

/** The SDK checks no signature for which the server names an algorithm that it does not know. */
SSLSession.prototype.readPacket = function (socket) {
	const packet = readPacket.call(this, socket);
	if (packet && !this.serverCipher) checkKeyExchange(new Uint8Array(packet));
	return packet;
};

/** The SDK signs with RSA alone. */
SSLSession.prototype.doProtocol = function (socket, protocol, ...parameters) {
	const key = this.options.clientKey;
	if (protocol.name !== "certificateVerify" || !key) {
		doProtocol.call(this, socket, protocol, ...parameters);
		return;
	}
	const digest = new Uint8Array(this.handshakeDigests.SHA256.close(true));
	const signature = signDigest(privateNumber(key), digest);
	const body = new SSLStream();
	body.writeChars(SHA256, 1);
	body.writeChars(ECDSA, 1);
	body.writeChars(signature.length, 2);
	body.writeChunk(signature);
	const packetize = () => handshakeProtocol.packetize(this, CERTIFICATE_VERIFY, body);
	doProtocol.call(this, socket, { name: protocol.name, packetize });
};

/** Options for a server; `failed` is told what it is that will end the handshake. */
export function tlsOptions(
	host: string,
	settings: TlsSettings | undefined,
	failed: (failure: TlsFailure) => void,
): TlsOptions {
	return {
		cache: false,
		clientCertificates: settings?.identity?.chain,
		clientKey: settings?.identity?.privateKey,
		judge(certificates) {
			const root = judge(certificates, host, settings);
			if (!root) failed("certificate");
			else settings?.trusted?.(root.der);
			return root !== undefined;
		},
	};
}

/** What an exception of the SDK's TLS says of its cause. */
export function failureOf(reason: string): TlsFailure | undefined {
	const alert = /alert: \d+, (\d+)$/.exec(reason)?.[1];
	if (alert === "70") return "version";
	if (alert === "40" || alert === "71" || reason.startsWith("handshake: unsuppoorted cipher"))
		return "cipher";
	if (alert !== undefined && Number(alert) >= 42 && Number(alert) <= 49) return "identity";
	return undefined;
}

/** The root that vouches for the server, now. */
function judge(
	certificates: readonly Uint8Array[],
	host: string,
	settings: TlsSettings | undefined,
): Certificate | undefined {
	// The chain is part of a buffer that is used again.
	const chain = certificates.map((certificate) => readCertificate(certificate.slice()));
	if (chain.length === 0 || !isForServer(chain[0], host)) return undefined;
	const roots = (settings?.roots ?? []).map(readCertificate);
	if (roots.length === 0 || settings?.platformRoots) roots.push(...resources(certificates));
	return rootOf(chain, roots, Date.now(), sdkCryptography);
}

/** The SDK's roots that have issued one of the certificates. */
function resources(certificates: readonly Uint8Array[]): Certificate[] {
	const manager = new CertificateManager({});
	const roots: Certificate[] = [];
	for (const certificate of certificates) {
		const index = manager.getIndex("ca.ski", X509.decodeAKI(certificate));
		if (index >= 0) roots.push(readCertificate(new Uint8Array(new Resource(`ca${index}.der`).slice(0))));
	}
	return roots;
}

/** Throws when the server does not sign its part of the key exchange with an algorithm that we take. */
function checkKeyExchange(record: Uint8Array): void {
	if (record[0] !== HANDSHAKE_RECORD) return;
	for (let at = 5; at + 4 <= record.length; ) {
		const length = (record[at + 1] << 16) | (record[at + 2] << 8) | record[at + 3];
		if (record[at] === SERVER_KEY_EXCHANGE) {
			// Type and number of the curve, length and point, then hash and signature.
			const algorithm = at + 8 + record[at + 7];
			const [hash, signature] = [record[algorithm], record[algorithm + 1]];
			const known = hash >= SHA256 && hash <= SHA512 && (signature === RSA || signature === ECDSA);
			if (record[at + 4] !== NAMED_CURVE || !known)
				throw new Error("the server does not sign the key exchange");
		}
		at += 4 + length;
	}
}
