/** One frame of a WebSocket (RFC 6455, section 5.2). */
export interface Frame {
	/** As it came. */
	bytes: Buffer;
	opcode: number;
	fin: boolean;
	/** Where its payload begins in `bytes`. */
	payloadAt: number;
	/** Without its mask. */
	payload: Buffer;
}

export const TEXT = 1;
const CONTINUATION = 0;
const BINARY = 2;

/** Cuts the bytes of one direction into frames. It refuses nothing: what a receiver would is for the receiver. */
export class FrameSplitter {
	#rest: Buffer;

	constructor(rest: Buffer = Buffer.alloc(0)) {
		this.#rest = rest;
	}

	/** What belongs to a frame that is not whole yet. */
	get rest(): Buffer {
		return this.#rest;
	}

	/** Takes bytes and returns the frames that are whole with them. */
	take(bytes: Buffer): Frame[] {
		const frames: Frame[] = [];
		let at = 0;
		const all = Buffer.concat([this.#rest, bytes]);
		for (let frame = frameAt(all, at); frame; frame = frameAt(all, at)) {
			frames.push(frame);
			at += frame.bytes.length;
		}
		this.#rest = all.subarray(at);
		return frames;
	}
}

function frameAt(all: Buffer, at: number): Frame | undefined {
	if (all.length < at + 2) return;
	const short = all[at + 1] & 0x7f;
	const masked = (all[at + 1] & 0x80) !== 0;
	const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
	const maskAt = at + 2 + lengthBytes;
	const payloadAt = maskAt + (masked ? 4 : 0);
	if (all.length < payloadAt) return;
	const length =
		lengthBytes === 0
			? short
			: lengthBytes === 2
				? all.readUInt16BE(at + 2)
				: Number(all.readBigUInt64BE(at + 2));
	if (all.length < payloadAt + length) return;
	const payload = Buffer.from(all.subarray(payloadAt, payloadAt + length));
	if (masked) for (let i = 0; i < payload.length; i++) payload[i] ^= all[maskAt + (i & 3)];
	return {
		bytes: Buffer.from(all.subarray(at, payloadAt + length)),
		opcode: all[at] & 0x0f,
		fin: (all[at] & 0x80) !== 0,
		payloadAt: payloadAt - at,
		payload,
	};
}

/** A whole text as one frame from the server, which masks nothing. */
export function serverFrame(text: string): Buffer {
	const payload = Buffer.from(text);
	const { length } = payload;
	const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
	head[0] = 0x80 | TEXT;
	if (head.length === 2) head[1] = length;
	else if (head.length === 4) {
		head[1] = 126;
		head.writeUInt16BE(length, 2);
	} else {
		head[1] = 127;
		head.writeBigUInt64BE(BigInt(length), 2);
	}
	return Buffer.concat([head, payload]);
}

/**
 * Reads a stream as the most forgiving receiver would: masks, reserved bits and opcodes may be as they like.
 * What it makes of damaged bytes is the worst that any receiver can.
 */
export class ForgivingReceiver {
	#splitter = new FrameSplitter();
	#message: Buffer | undefined;

	/** Another one that has received the same. */
	copy(): ForgivingReceiver {
		const copy = new ForgivingReceiver();
		copy.#splitter = new FrameSplitter(this.#splitter.rest);
		copy.#message = this.#message;
		return copy;
	}

	/** Takes bytes and returns the messages that are whole with them. */
	take(bytes: Buffer): string[] {
		const messages: string[] = [];
		for (const { opcode, fin, payload } of this.#splitter.take(bytes)) {
			if (opcode === TEXT || opcode === BINARY) this.#message = payload;
			else if (opcode === CONTINUATION && this.#message)
				this.#message = Buffer.concat([this.#message, payload]);
			else continue;
			if (!fin) continue;
			messages.push(this.#message.toString("utf8"));
			this.#message = undefined;
		}
		return messages;
	}
}

/** Whether a text could be taken for an OCPP-J message: an array in JSON, whatever is in it. */
export function couldBeMessage(text: string): boolean {
	try {
		return Array.isArray(JSON.parse(text));
	} catch {
		return false;
	}
}
