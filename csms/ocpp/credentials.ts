import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { ChargePointRow } from "../database/tables/charge-points";
import type { Proxies } from "../proxies";
import { matches } from "../secrets";

/** 16 to 20 bytes in hexadecimal, as AuthorizationKey is configured (R-SEC-04). */
const HEX_KEY = /^([0-9a-fA-F]{2}){16,20}$/;

/** The bytes that a charge point sends for a value of its AuthorizationKey (R-SEC-03). */
export function keyBytes(key: string): Buffer {
	return HEX_KEY.test(key) ? Buffer.from(key, "hex") : Buffer.from(key);
}

/**
 * Checks a handshake against the charge point's security profile (R-SEC-01, R-SEC-03). Answers
 * what is wrong, or undefined. A stronger transport than the profile asks for is welcome.
 */
export async function wrongCredentials(
	request: IncomingMessage,
	row: ChargePointRow,
	proxies: Proxies,
): Promise<string | undefined> {
	const { socket } = request;
	switch (row.security_profile) {
		case 0:
			return;
		case 1:
			return wrongBasic(request, row);
		case 2:
			if (!proxies.isEncrypted(request)) return "This charge point has to use TLS.";
			return wrongBasic(request, row);
		default:
			// A proxy that ends TLS keeps the charge point's certificate to itself.
			if (!(socket instanceof TLSSocket)) return "This charge point has to use TLS up to the CSMS itself.";
			return wrongCertificate(socket, row);
	}
}

async function wrongBasic(
	{ headers }: IncomingMessage,
	{ identity, authorization_key_hash, tolerant }: ChargePointRow,
): Promise<string | undefined> {
	const [scheme, encoded] = (headers.authorization ?? "").split(" ");
	if (scheme.toLowerCase() !== "basic" || !encoded) return "This charge point has to authenticate itself.";
	const wrong = "The credentials are wrong.";
	const credentials = Buffer.from(encoded, "base64");
	const user = Buffer.from(`${identity}:`);
	if (!credentials.subarray(0, user.length).equals(user) || authorization_key_hash === null) return wrong;
	const key = credentials.subarray(user.length);
	if (await matches(key, authorization_key_hash)) return;
	const hex = key.toString("latin1");
	if (tolerant && HEX_KEY.test(hex) && (await matches(Buffer.from(hex, "hex"), authorization_key_hash)))
		return;
	return wrong;
}

/** The common name is the identity or the serial number that the charge point has told. */
function wrongCertificate(socket: TLSSocket, row: ChargePointRow): string | undefined {
	if (!socket.authorized) return "This charge point has to show a certificate that is trusted here.";
	const name = socket.getPeerCertificate().subject?.CN;
	const names = [row.identity, row.charge_point_serial_number, row.charge_box_serial_number];
	if (!names.includes(String(name))) return "The certificate belongs to another charge point.";
}
