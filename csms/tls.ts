import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { StartError } from "./start-error";

/** Paths of PEM files. */
export interface TlsFiles {
	cert: string;
	key: string;
	/** Whoever shows a certificate of these roots may use security profile 3. */
	clientCa?: string;
}

/** What an HTTPS server takes. */
export interface TlsOptions {
	cert: Buffer;
	key: Buffer;
	ca?: Buffer;
	requestCert: boolean;
	rejectUnauthorized: boolean;
	minVersion: "TLSv1.2";
}

/** Reads and checks the files; throws a StartError that names the one that cannot be used. */
export function readTls({ cert, key, clientCa }: TlsFiles): TlsOptions {
	const options: TlsOptions = {
		cert: read("--tls-cert", cert),
		key: read("--tls-key", key),
		ca: clientCa === undefined ? undefined : read("--tls-client-ca", clientCa),
		requestCert: clientCa !== undefined,
		// Charge points of profile 2 and browsers show none; profile 3 is checked at the handshake.
		rejectUnauthorized: false,
		minVersion: "TLSv1.2",
	};
	try {
		createSecureContext(options);
	} catch (error) {
		throw new StartError(
			`The certificate ${cert} and the key ${key} cannot be used: ${(error as Error).message}.`,
		);
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
