import { fromUtf8, toUtf8 } from "./utf8";

const PADDING = 0x3d;

/** Base64 with padding, RFC 4648 section 4. */
export function toBase64(bytes: Uint8Array): string {
	// Bytes become text in one go: XS would copy a string for each character that is added to it.
	const text = new Uint8Array(4 * Math.ceil(bytes.length / 3));
	let to = 0;
	for (let at = 0; at < bytes.length; at += 3) {
		const left = bytes.length - at;
		const group = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
		text[to++] = digit(group >> 18);
		text[to++] = digit((group >> 12) & 63);
		text[to++] = left > 1 ? digit((group >> 6) & 63) : PADDING;
		text[to++] = left > 2 ? digit(group & 63) : PADDING;
	}
	return fromUtf8(text);
}

/** The bytes of a base64 text; blanks and line ends do not count. Undefined when it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
	const source = toUtf8(text);
	const bytes = new Uint8Array(Math.ceil((source.length * 3) / 4));
	let length = 0;
	let digits = 0;
	let padding = 0;
	let group = 0;
	for (let at = 0; at < source.length; at++) {
		const code = source[at];
		if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) continue;
		if (code === PADDING) {
			padding++;
			continue;
		}
		const value = digitValue(code);
		if (value < 0 || padding > 0) return;
		group = ((group << 6) | value) & 0xffffff;
		digits++;
		if (digits % 4 === 0) {
			bytes[length++] = group >> 16;
			bytes[length++] = group >> 8;
			bytes[length++] = group;
		}
	}
	if ((digits + padding) % 4 !== 0 || padding > 2) return;
	if (padding === 2) bytes[length++] = group >> 4;
	if (padding === 1) {
		bytes[length++] = group >> 10;
		bytes[length++] = group >> 2;
	}
	return bytes.subarray(0, length);
}

function digit(value: number): number {
	if (value < 26) return value + 0x41;
	if (value < 52) return value + 0x47;
	if (value < 62) return value - 4;
	return value === 62 ? 0x2b : 0x2f;
}

function digitValue(code: number): number {
	if (code >= 0x41 && code <= 0x5a) return code - 0x41;
	if (code >= 0x61 && code <= 0x7a) return code - 0x47;
	if (code >= 0x30 && code <= 0x39) return code + 4;
	if (code === 0x2b) return 62;
	return code === 0x2f ? 63 : -1;
}
