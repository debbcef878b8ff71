import { webcrypto } from "node:crypto";
import { writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { Name, Pkcs10CertificateRequestGenerator } from "@peculiar/x509";
import type { CsmsOptions } from "../../csms/start";
import { Authority } from "../charge-point/certificates";
import { type Answer, type RunningCsms, runCsms, TOKEN, temporaryFolder } from "./running-csms";

const DAY = 86_400_000;
export const VALIDITY = { notBefore: Date.now() - DAY, notAfter: Date.now() + 90 * DAY };

export interface SecureCsms extends RunningCsms {
	/** Of its server certificates. */
	root: Authority;
	/** The files of `--tls-cert` and `--tls-key`. */
	tls: CsmsOptions["tls"];
}

/** A CSMS with an ECDSA and an RSA certificate for `localhost`, and a `rest` that trusts them. */
export async function runSecureCsms(
	options: Partial<CsmsOptions> & { clientCa?: Authority } = {},
): Promise<SecureCsms> {
	const { clientCa, ...others } = options;
	const folder = temporaryFolder();
	const file = (name: string, text: string) => {
		writeFileSync(join(folder, name), text);
		return join(folder, name);
	};
	const root = await Authority.root("Root of the servers", "P-256", VALIDITY);
	const servers = [
		await root.issue("localhost", { dns: ["localhost"], ...VALIDITY }),
		await root.issue("localhost", { dns: ["localhost"], kind: "RSA", ...VALIDITY }),
	];
	const tls = {
		cert: servers.map(({ cert }, i) => file(`cert-${i}.pem`, cert)),
		key: servers.map(({ key }, i) => file(`key-${i}.pem`, key)),
		...(clientCa && { clientCa: file("client-ca.pem", clientCa.pem) }),
	};
	const csms = await runCsms({ host: "localhost", tls, ...others });
	const rest: RunningCsms["rest"] = (method, path, body, headers) =>
		callSecureRest(csms.url, root.pem, method, path, body, headers);
	return { ...csms, root, tls, rest };
}

function callSecureRest(
	url: string,
	ca: string,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const all = body === undefined ? headers : { "content-type": "application/json", ...headers };
		const call = request(`${url}/api/v1${path}`, { method, headers: all, ca, agent: false }, (response) => {
			let text = "";
			response.on("data", (data) => {
				text += data;
			});
			response.on("end", () =>
				resolve({
					status: response.statusCode ?? 0,
					headers: new Headers(response.headers as Record<string, string>),
					body: text === "" ? null : text.startsWith("-----") ? text : JSON.parse(text),
				}),
			);
		});
		call.on("error", reject);
		call.end(body === undefined ? undefined : JSON.stringify(body));
	});
}

const ALGORITHMS = {
	ECDSA: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
	"P-384": { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" },
	RSA: rsa(2048),
	"weak RSA": rsa(1024),
	Ed25519: { name: "Ed25519" },
} as const;

function rsa(modulusLength: number) {
	const publicExponent = Uint8Array.of(1, 0, 1);
	return { name: "RSASSA-PKCS1-v1_5", modulusLength, publicExponent, hash: "SHA-256" } as const;
}

/** A charge point's key, PEM, and its request for a certificate. */
export async function newRequest(
	commonName: string,
	organization: string | null = "CPO",
	kind: keyof typeof ALGORITHMS = "ECDSA",
): Promise<{ csr: string; key: string }> {
	const algorithm = ALGORITHMS[kind];
	const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
		"sign",
		"verify",
	])) as webcrypto.CryptoKeyPair;
	const owner = organization === null ? [] : [{ O: [{ utf8String: organization }] }];
	const csr = await Pkcs10CertificateRequestGenerator.create({
		name: new Name([...owner, { CN: [{ utf8String: commonName }] }]),
		keys,
		signingAlgorithm: algorithm,
	});
	const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
	const lines = pkcs8.match(/.{1,64}/g)!.join("\n");
	return {
		csr: csr.toString("pem"),
		key: `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`,
	};
}

/** What a charge point sends of its key. */
export function basic(identity: string, key: string | Buffer): { authorization: string } {
	const credentials = Buffer.concat([Buffer.from(`${identity}:`), Buffer.from(key)]);
	return { authorization: `Basic ${credentials.toString("base64")}` };
}
