import { constants } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { StartError } from "./start-error";

/** Paths of PEM files. */
export interface TlsFiles {
	/** Several belong to the keys by their place: one of RSA and one of ECDSA serve every charge point. */
	cert: string | readonly string[];
	key: string | readonly string[];
	/** Whoever shows a certificate of these roots may use security profile 3. */
	clientCa?: string;
}

/** What an HTTPS server takes. */
export interface TlsOptions {
	cert: Buffer[];
	key: Buffer[];
	/** Never left out: without it every public authority could vouch for a charge point. */
	ca: (Buffer | string)[];
	requestCert: true;
	rejectUnauthorized: false;
	minVersion: "TLSv1.2";
	ciphers: string;
	secureOptions: number;
}

/**
 * TLS 1.3, then for TLS 1.2 the four of the whitepaper (A00.FR.317, A00.FR.421) and those with forward secrecy
 * for certificates with RSA keys. The two that begin with AES have none and come last.
 */
const CIPHERS = [
	"TLS_AES_256_GCM_SHA384",
	"TLS_CHACHA20_POLY1305_SHA256",
	"TLS_AES_128_GCM_SHA256",
	"ECDHE-ECDSA-AES256-GCM-SHA384",
	"ECDHE-RSA-AES256-GCM-SHA384",
	"ECDHE-ECDSA-CHACHA20-POLY1305",
	"ECDHE-RSA-CHACHA20-POLY1305",
	"ECDHE-ECDSA-AES128-GCM-SHA256",
	"ECDHE-RSA-AES128-GCM-SHA256",
	"AES256-GCM-SHA384",
	"AES128-GCM-SHA256",
].join(":");

/** Reads and checks the files; throws a StartError that names the one that cannot be used. */
export function readTls({ clientCa, ...files }: TlsFiles): TlsOptions {
	const [cert, key] = [[files.cert].flat(), [files.key].flat()];
	const options: TlsOptions = {
		cert: cert.map((path) => read("--tls-cert", path)),
		key: key.map((path) => read("--tls-key", path)),
		ca: clientCa === undefined ? [] : [read("--tls-client-ca", clientCa)],
		requestCert: true,
		// Charge points of profile 2 and browsers show none; profile 3 is checked at the handshake.
		rejectUnauthorized: false,
		minVersion: "TLSv1.2",
		ciphers: CIPHERS,
		// A00.FR.320
		secureOptions: constants.SSL_OP_NO_COMPRESSION | constants.SSL_OP_NO_RENEGOTIATION,
	};
	cert.forEach((path, i) => {
		try {
			createSecureContext({ cert: options.cert[i], key: options.key[i] });
		} catch (error) {
			throw new StartError(
				`The certificate ${path} and the key ${key[i]} cannot be used: ${(error as Error).message}.`,
			);
		}
	});
	try {
		createSecureContext(options);
	} catch (error) {
		throw new StartError(`The file ${clientCa} cannot be used: ${(error as Error).message}.`);
	}
	return options;
}

function read(option: string, path: string): Buffer {
	try {
		return readFileSync(path);
	} catch (error) {
		throw new StartError(`The file ${path} of ${option} cannot be read: ${(error as Error).message}.`);
	}
}
