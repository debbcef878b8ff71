import { toUtf8 } from "../utf8";

/** OCPP 1.6 needs seven levels; the rest is room for the details of a peer's CALLERROR. */
const maxDepth = 12;

export const TOO_DEEP = "nested too deep";

/**
 * XS makes an object of a text, and counts from its start, to find one character: bytes are found at once. In short
 * pieces, they take little memory.
 */
const pieceLength = 256;

/**
 * Whether a JSON text nests deeper than any OCPP message, or has more than so many values. JSON.parse of XS
 * is recursive, and each value takes memory; where stack or memory end it does not throw but restarts the
 * device, so this is asked before.
 */
export function isTooMuch(
	json: string,
	mostValues = Number.POSITIVE_INFINITY,
): typeof TOO_DEEP | "too many values" | undefined {
	if (json.length <= mostValues && opensFewerThan(maxDepth, json)) return undefined;
	let depth = 0;
	let values = 0;
	let inText = false;
	let escaped = false;
	const end = json.length;
	for (let start = 0; start < end; start += pieceLength) {
		const piece = toUtf8(json.slice(start, start + pieceLength));
		const length = piece.length;
		for (let at = 0; at < length; at++) {
			const code = piece[at];
			if (inText) {
				if (escaped) escaped = false;
				else if (code === 0x5c) escaped = true;
				else if (code === 0x22) inText = false;
			} else if (code === 0x22) inText = true;
			else if (code === 0x5b || code === 0x7b) {
				if (++depth > maxDepth) return TOO_DEEP;
				values++;
			} else if (code === 0x2c) values++;
			else if (code === 0x5d || code === 0x7d) depth--;
		}
		if (values > mostValues) return "too many values";
	}
	return undefined;
}

/** True for nearly all short messages, and found at the speed of indexOf: they have few brackets at all. */
function opensFewerThan(limit: number, json: string): boolean {
	let opens = 0;
	for (let at = json.indexOf("["); at >= 0; at = json.indexOf("[", at + 1))
		if (++opens >= limit) return false;
	for (let at = json.indexOf("{"); at >= 0; at = json.indexOf("{", at + 1))
		if (++opens >= limit) return false;
	return true;
}
