import RNG from "rng";

/** Bytes that nobody can foresee. */
export function randomBytes(count: number): Uint8Array {
	return new Uint8Array(RNG.get(count));
}

/** A random number, 0 to below 1. */
export function random(): number {
	return new DataView(RNG.get(4)).getUint32(0) / 2 ** 32;
}

/** A version 4 UUID (RFC 9562 section 5.4). */
export function uuid(): string {
	const bytes = randomBytes(16);
	bytes[6] = (bytes[6] & 0x0f) | 0x40;
	bytes[8] = (bytes[8] & 0x3f) | 0x80;
	let text = "";
	for (let at = 0; at < 16; at++) {
		if (at === 4 || at === 6 || at === 8 || at === 10) text += "-";
		text += (bytes[at] + 256).toString(16).slice(1);
	}
	return text;
}
