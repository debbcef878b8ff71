import { createHash, randomBytes, randomInt, scrypt, timingSafeEqual } from "node:crypto";

/** Work of scrypt: memory is 1 KiB << `log2N`, time grows with it and with `p`. */
interface Cost {
	log2N: number;
	p: number;
}

/** For what people choose; a quarter of a second on a laptop (OWASP's table, 32 MiB). */
const PASSWORD: Cost = { log2N: 15, p: 3 };
/** For keys of 16 random bytes and more, checked at each handshake of a charge point. */
const KEY: Cost = { log2N: 10, p: 1 };
const BLOCK = 8;

/** What no password matches, and to find that out takes as long as for a true hash. */
export const NO_PASSWORD = ["scrypt", PASSWORD.log2N, PASSWORD.p, "A".repeat(22), "A".repeat(43)].join("$");

/** A salted hash of a password, with what it takes to check it. */
export function hashPassword(password: string): Promise<string> {
	return hash(password, PASSWORD);
}

/** A salted hash of a charge point's AuthorizationKey (decoded bytes). */
export function hashKey(key: Uint8Array): Promise<string> {
	return hash(key, KEY);
}

/** Whether `secret` is what `stored` was made from by {@link hashPassword} or {@link hashKey}. */
export async function matches(secret: string | Uint8Array, stored: string): Promise<boolean> {
	const [, log2N, p, salt, expected] = stored.split("$");
	const found = await derive(secret, Buffer.from(salt, "base64url"), { log2N: Number(log2N), p: Number(p) });
	return timingSafeEqual(found, Buffer.from(expected, "base64url"));
}

async function hash(secret: string | Uint8Array, cost: Cost): Promise<string> {
	const salt = randomBytes(16);
	const derived = await derive(secret, salt, cost);
	return ["scrypt", cost.log2N, cost.p, salt.toString("base64url"), derived.toString("base64url")].join("$");
}

function derive(secret: string | Uint8Array, salt: Buffer, { log2N, p }: Cost): Promise<Buffer> {
	const N = 2 ** log2N;
	return new Promise((resolve, reject) => {
		const options = { N, r: BLOCK, p, maxmem: 256 * BLOCK * N };
		scrypt(secret, salt, 32, options, (error, derived) => (error ? reject(error) : resolve(derived)));
	});
}

/** A random token of 256 bits, fit for a cookie or an address. */
export function newToken(): string {
	return randomBytes(32).toString("base64url");
}

/** What is stored of a token: random as it is, it needs no salt. */
export function hashToken(token: string): string {
	return createHash("sha256").update(token).digest("base64url");
}

/** Compares in constant time. */
export function sameToken(one: string, other: string): boolean {
	return timingSafeEqual(Buffer.from(hashToken(one)), Buffer.from(hashToken(other)));
}

/** Letters and digits that nobody confuses: no 0 O 1 I L. */
const CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** Random text that a person can read aloud and type. */
export function newClearText(length: number): string {
	return Array.from({ length }, () => CLEAR[randomInt(CLEAR.length)]).join("");
}
