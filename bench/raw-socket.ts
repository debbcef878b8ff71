import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/** All sockets read into this one: what has come is used before the next read. */
const READ_BUFFER = Buffer.allocUnsafe(256 * 1024);
const HEADERS_END = "\r\n\r\n";
const TEXT = 0x81;
const CLOSE = 8;
const PING = 9;

export interface RawSocketListener {
	/** The handshake is done. */
	onOpen(): void;
	/** The text of one frame; the bytes are only good until this returns. */
	onText(bytes: Buffer): void;
	/** The connection has ended, or never began; called once. */
	onEnd(why: string): void;
}

/**
 * A WebSocket of a charge point that costs as little as possible, so that the benchmark measures the server
 * and not itself: whole text frames below 64 KiB from the server, no extensions, no checks of UTF-8.
 */
export class RawSocket {
	readonly #socket: Socket;
	readonly #listener: RawSocketListener;
	readonly #mask = randomBytes(4);
	#open = false;
	#ended = false;
	/** The begin of a frame or of the headers whose rest has not come. */
	#rest: Buffer | undefined;

	/** `url` without the identity, such as `ws://127.0.0.1:8180/ocpp`. */
	constructor(url: string, identity: string, listener: RawSocketListener) {
		this.#listener = listener;
		const { hostname, port, pathname, host } = new URL(url);
		this.#socket = connect({
			host: hostname,
			port: Number(port),
			noDelay: true,
			onread: {
				buffer: READ_BUFFER,
				callback: (length) => {
					this.#receive(READ_BUFFER.subarray(0, length));
					return true;
				},
			},
		});
		this.#socket.on("connect", () => {
			const key = randomBytes(16).toString("base64");
			this.#socket.write(
				`GET ${pathname}/${identity} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
					`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Protocol: ocpp1.6${HEADERS_END}`,
			);
		});
		this.#socket.on("error", (error) => this.#end(error.message));
		this.#socket.on("close", () => this.#end("closed"));
	}

	/** Sends a text frame. */
	send(text: string): void {
		this.sendFrame(this.frame(text));
	}

	/** The bytes of a text frame, masked. */
	frame(text: string): Buffer {
		return encode(TEXT, Buffer.from(text), this.#mask);
	}

	/** Writes other ASCII characters over those from `at` on of the text in a frame made by {@link frame}. */
	patch(frame: Buffer, at: number, text: string): void {
		const start = frame.length - payloadLength(frame);
		for (let index = 0; index < text.length; index++) {
			frame[start + at + index] = text.charCodeAt(index) ^ this.#mask[(at + index) & 3];
		}
	}

	/** Sends the bytes of a frame; they must stay as they are until it is answered. */
	sendFrame(frame: Buffer): void {
		this.#socket.write(frame);
	}

	/** Is gone without a word. */
	destroy(): void {
		this.#ended = true;
		this.#socket.destroy();
	}

	#end(why: string): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#socket.destroy();
		this.#listener.onEnd(why);
	}

	#receive(chunk: Buffer): void {
		if (this.#ended) return;
		let bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
		this.#rest = undefined;
		if (!this.#open) {
			const end = bytes.indexOf(HEADERS_END);
			if (end >= 0) {
				const status = bytes.toString("latin1", 0, bytes.indexOf("\r\n"));
				if (!status.startsWith("HTTP/1.1 101 ")) {
					this.#end(status);
					return;
				}
				this.#open = true;
				bytes = bytes.subarray(end + HEADERS_END.length);
				this.#listener.onOpen();
			}
		}
		if (this.#open) bytes = this.#takeFrames(bytes);
		// The read buffer is used again.
		if (bytes.length > 0) this.#rest = Buffer.from(bytes);
	}

	/** Handles the whole frames and answers the bytes after them. */
	#takeFrames(bytes: Buffer): Buffer {
		let at = 0;
		while (bytes.length - at >= 2 && !this.#ended) {
			let start = at + 2;
			let length = bytes[at + 1];
			if (length === 126) {
				if (bytes.length - at < 4) break;
				length = bytes.readUInt16BE(start);
				start += 2;
			} else if (length > 126) throw new Error("A frame of the server is longer than 64 KiB.");
			const end = start + length;
			if (bytes.length < end) break;
			const payload = bytes.subarray(start, end);
			if (bytes[at] === TEXT) this.#listener.onText(payload);
			else this.#takeControl(bytes[at] & 0x0f, payload);
			at = end;
		}
		return bytes.subarray(at);
	}

	#takeControl(opcode: number, payload: Buffer): void {
		if (opcode === PING) this.#socket.write(encode(0x8a, payload, this.#mask));
		else if (opcode === CLOSE) this.#end(`close ${payload.length >= 2 ? payload.readUInt16BE(0) : ""}`);
	}
}

function encode(head: number, payload: Buffer, mask: Buffer): Buffer {
	const { length } = payload;
	if (length > 0xffff) throw new Error("A frame is longer than 64 KiB.");
	const start = length < 126 ? 6 : 8;
	const frame = Buffer.allocUnsafeSlow(start + length);
	frame[0] = head;
	if (length < 126) frame[1] = 0x80 | length;
	else {
		frame[1] = 0x80 | 126;
		frame.writeUInt16BE(length, 2);
	}
	mask.copy(frame, start - 4);
	for (let index = 0; index < length; index++) frame[start + index] = payload[index] ^ mask[index & 3];
	return frame;
}

function payloadLength(frame: Buffer): number {
	const length = frame[1] & 0x7f;
	return length < 126 ? length : frame.readUInt16BE(2);
}
