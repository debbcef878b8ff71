import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { Context } from "../context";
import type { ChargePointRow } from "../database/tables/charge-points";
import { wrongCertificate } from "./client-certificate";
import { matchesKey } from "./verified-keys";

/** 16 to 20 bytes in hexadecimal, as AuthorizationKey is configured (R-SEC-04). */
const HEX_KEY = /^([0-9a-fA-F]{2}){16,20}$/;
/** The same as text, which some charge points take instead. */
const TEXT_KEY = /^[\x20-\x7e]{16,20}$/;
/** What a wrong key is answered, whatever is wrong with it. */
const WRONG_KEY = "The credentials are wrong.";
/** How some charge points send a key of hexadecimal digits, whose bytes were to be sent. */
const AS_TEXT = "The key came as hexadecimal text instead of its bytes";
const AS_TEXT_REFUSED = `${AS_TEXT}. Enter the charge point as tolerant, if it knows no better.`;

/** Whether a charge point can send this value of its AuthorizationKey (A00.FR.205). */
export function isKey(key: string): boolean {
	return HEX_KEY.test(key) || TEXT_KEY.test(key);
}

/** The bytes that a charge point sends for a value of its AuthorizationKey (R-SEC-03). */
export function keyBytes(key: string): Buffer {
	return HEX_KEY.test(key) ? Buffer.from(key, "hex") : Buffer.from(key);
}

/** What a handshake has shown. */
export interface Shown {
	/** Why it is refused: a sentence; undefined when it is not. */
	wrong?: string;
	/** The same for operators, where it would tell a stranger too much. */
	wrongInside?: string;
	/** How it bends the rules, being tolerated. */
	bent?: string;
	/** It fulfils the raised profile: the former one is over (R-CS-14). */
	nextProfile?: boolean;
	/** It has the key that was sent last: the former one is over (R-CS-13). */
	nextKey?: boolean;
}

/**
 * Checks a handshake against the charge point's security profile (R-SEC-01, R-SEC-03); while a raise is on
 * its way, both profiles are good. A stronger transport than the profile asks for is welcome.
 */
export async function checkCredentials(
	context: Context,
	request: IncomingMessage,
	row: ChargePointRow,
): Promise<Shown> {
	if (row.next_security_profile !== null) {
		const shown = await checkProfile(row.next_security_profile, context, request, row);
		if (shown.wrong === undefined) return { ...shown, nextProfile: true };
	}
	return checkProfile(row.security_profile, context, request, row);
}

async function checkProfile(
	profile: number,
	context: Context,
	request: IncomingMessage,
	row: ChargePointRow,
): Promise<Shown> {
	if (profile === 0) return {};
	if (profile === 1) return checkBasic(request, row);
	if (profile === 2) {
		if (!context.proxies.isEncrypted(request)) return { wrong: "This charge point has to use TLS." };
		return checkBasic(request, row);
	}
	const { socket } = request;
	// A proxy that ends TLS keeps the charge point's certificate to itself.
	if (!(socket instanceof TLSSocket))
		return { wrong: "This charge point has to use TLS up to the CSMS itself." };
	return { wrong: await wrongCertificate(context, socket, row) };
}

async function checkBasic({ headers }: IncomingMessage, row: ChargePointRow): Promise<Shown> {
	const [scheme, encoded] = (headers.authorization ?? "").split(" ");
	if (scheme.toLowerCase() !== "basic" || !encoded) {
		return { wrong: "This charge point has to authenticate itself." };
	}
	const credentials = Buffer.from(encoded, "base64");
	const user = Buffer.from(`${row.identity}:`);
	if (!credentials.subarray(0, user.length).equals(user)) return { wrong: WRONG_KEY };
	const key = credentials.subarray(user.length);
	const next = await formOf(row.next_authorization_key_hash, key);
	const form = next ?? (await formOf(row.authorization_key_hash, key));
	if (form === undefined) return { wrong: WRONG_KEY };
	if (form === "text" && row.tolerant === 0) return { wrong: WRONG_KEY, wrongInside: AS_TEXT_REFUSED };
	return { nextKey: next !== undefined, bent: form === "text" ? AS_TEXT : undefined };
}

/** How the key was sent: as its bytes, or as their hexadecimal text; undefined when it is another. */
async function formOf(hash: string | null, key: Buffer): Promise<"bytes" | "text" | undefined> {
	if (hash === null) return;
	if (await matchesKey(key, hash)) return "bytes";
	const hex = key.toString("latin1");
	if (HEX_KEY.test(hex) && (await matchesKey(Buffer.from(hex, "hex"), hash))) return "text";
}
