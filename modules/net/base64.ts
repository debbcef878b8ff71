const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 with padding, RFC 4648 section 4. */
export function toBase64(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; at += 3) {
		const left = bytes.length - at;
		const group = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
		text += DIGITS[group >> 18] + DIGITS[(group >> 12) & 63];
		text += left > 1 ? DIGITS[(group >> 6) & 63] : "=";
		text += left > 2 ? DIGITS[group & 63] : "=";
	}
	return text;
}
