import type { Utf8Encoder } from "../utf8";

/** Opcodes of frames that either end sends (RFC 6455 section 5.2). */
export const TEXT = 1;
const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

/** Longest payload of a control frame, in bytes. */
const CONTROL_LIMIT = 125;

/** One whole frame of `text`, masked with the four bytes of `mask` (RFC 6455 section 5.3). */
export function textFrame(text: string, mask: Uint8Array, encoder: Utf8Encoder): Uint8Array {
	// ASCII, by far the most frequent, is encoded in place.
	const frame = emptyFrame(TEXT, text.length, mask);
	const payload = frame.subarray(frame.length - text.length);
	if (encoder.encodeInto(text, payload).read === text.length) return masked(frame, payload, mask);
	return frameOf(TEXT, encoder.encode(text), mask);
}

/** One whole Ping or Pong frame. */
export function controlFrame(
	opcode: typeof PING | typeof PONG,
	payload: Uint8Array,
	mask: Uint8Array,
): Uint8Array {
	return frameOf(opcode, payload, mask);
}

/** One whole Close frame; 1005 stands for no code. A reason that is too long is cut. */
export function closeFrame(code: number, reason: string, mask: Uint8Array, encoder: Utf8Encoder): Uint8Array {
	if (code === 1005) return frameOf(CLOSE, new Uint8Array(0), mask);
	const payload = new Uint8Array(CONTROL_LIMIT);
	payload[0] = code >> 8;
	payload[1] = code;
	const written = encoder.encodeInto(reason, payload.subarray(2)).written;
	return frameOf(CLOSE, payload.subarray(0, 2 + written), mask);
}

function frameOf(opcode: number, payload: Uint8Array, mask: Uint8Array): Uint8Array {
	const frame = emptyFrame(opcode, payload.length, mask);
	const place = frame.subarray(frame.length - payload.length);
	place.set(payload);
	return masked(frame, place, mask);
}

/** A final frame with its header filled in and room for `length` bytes of payload at its end. */
function emptyFrame(opcode: number, length: number, mask: Uint8Array): Uint8Array {
	const extended = length < 126 ? 0 : length < 65536 ? 2 : 8;
	const frame = new Uint8Array(2 + extended + 4 + length);
	frame[0] = 0x80 | opcode;
	frame[1] = 0x80 | (extended === 0 ? length : extended === 2 ? 126 : 127);
	for (let at = 1 + extended, rest = length; at > 1; at--) {
		frame[at] = rest % 256;
		rest = Math.floor(rest / 256);
	}
	frame.set(mask, 2 + extended);
	return frame;
}

function masked(frame: Uint8Array, payload: Uint8Array, mask: Uint8Array): Uint8Array {
	for (let at = 0; at < payload.length; at++) payload[at] ^= mask[at & 3];
	return frame;
}
