import { type Utf8Decoder, utf8Decoder } from "../utf8";
import { PING, PONG, TEXT } from "./frames";

/** What arrives. The bytes given belong to the callee. */
export interface FrameEvents {
	onText(text: string): void;
	onPing(payload: Uint8Array): void;
	onPong(): void;
	/** The peer's Close frame: 1005 when it named no code. */
	onCloseFrame(code: number, reason: string): void;
}

/** The peer breaks RFC 6455; `code` is the status to close with (section 7.4.1). */
export class ProtocolError extends Error {
	readonly code: number;

	constructor(code: number, message: string) {
		super(message);
		this.code = code;
	}
}

const CONTINUATION = 0;
const BINARY = 2;

/** Takes a server's frames apart, however the bytes are cut into pieces (RFC 6455 section 5). */
export class FrameReader {
	private readonly events: FrameEvents;
	private readonly maxMessage: number;
	private readonly decoder: Utf8Decoder = utf8Decoder(true);
	/** The header of the present frame: 2, 4 or 10 bytes. */
	private readonly header = new Uint8Array(10);
	private headerLength = 0;
	/** Bytes of the present frame's payload that are still to come; -1 while its header is read. */
	private missing = -1;
	/** The message that is being collected, over its fragments. */
	private message: Uint8Array | undefined;
	private messageLength = 0;
	private fragmented = false;
	/** The payload of the present control frame. */
	private control: Uint8Array | undefined;

	/** `maxMessage`: the longest message that is taken, in bytes; longer ones are a 1009. */
	constructor(maxMessage: number, events: FrameEvents) {
		this.maxMessage = maxMessage;
		this.events = events;
	}

	/** Takes received bytes. Throws a ProtocolError; nothing may be pushed after that. */
	push(bytes: Uint8Array): void {
		let at = 0;
		while (at < bytes.length) {
			if (this.missing < 0) {
				this.header[this.headerLength++] = bytes[at++];
				if (this.headerLength === 2) this.checkHeader();
				if (this.headerLength < this.headerSize()) continue;
				this.begin();
			} else {
				const part = bytes.subarray(at, at + this.missing);
				at += part.length;
				this.collect(part);
			}
			if (this.missing === 0) this.finish();
		}
	}

	private get opcode(): number {
		return this.header[0] & 0x0f;
	}

	private get final(): boolean {
		return (this.header[0] & 0x80) !== 0;
	}

	private get isControl(): boolean {
		return (this.header[0] & 0x08) !== 0;
	}

	private headerSize(): number {
		if (this.headerLength < 2 || this.header[1] < 126) return 2;
		return this.header[1] === 126 ? 4 : 10;
	}

	/** Judges the first two bytes. */
	private checkHeader(): void {
		const opcode = this.opcode;
		if (this.header[0] & 0x70) throw new ProtocolError(1002, "a reserved bit is set");
		if (this.header[1] & 0x80) throw new ProtocolError(1002, "a server's frame must not be masked");
		if (this.isControl) {
			if (opcode > PONG) throw new ProtocolError(1002, `opcode ${opcode} is reserved`);
			if (!this.final) throw new ProtocolError(1002, "a control frame must not be fragmented");
			if (this.header[1] > 125) throw new ProtocolError(1002, "a control frame is longer than 125 bytes");
		} else if (opcode > BINARY) throw new ProtocolError(1002, `opcode ${opcode} is reserved`);
		else if (opcode === BINARY) throw new ProtocolError(1003, "binary messages are not taken");
		else if ((opcode === CONTINUATION) !== this.fragmented)
			throw new ProtocolError(
				1002,
				opcode === TEXT ? "a new message within a message" : "nothing to continue",
			);
	}

	/** The header is complete: makes room for the payload. */
	private begin(): void {
		const header = this.header;
		let length = header[1];
		if (length === 126) length = header[2] * 256 + header[3];
		else if (length === 127) {
			length = 0;
			for (let at = 2; at < 10; at++) length = length * 256 + header[at];
		}
		this.missing = length;
		if (this.isControl) {
			this.control = new Uint8Array(length);
			return;
		}
		const total = this.messageLength + length;
		if (total > this.maxMessage)
			throw new ProtocolError(1009, `a message is longer than ${this.maxMessage} bytes`);
		const before = this.message;
		if (before && total <= before.length) return;
		// Doubling, so that a message in very many fragments is not copied for each of them.
		const room = this.final
			? total
			: Math.min(this.maxMessage, Math.max(total, before ? 2 * before.length : 0));
		const message = new Uint8Array(room);
		if (before) message.set(before.subarray(0, this.messageLength));
		this.message = message;
	}

	private collect(part: Uint8Array): void {
		const { control } = this;
		if (control) control.set(part, control.length - this.missing);
		else {
			this.message?.set(part, this.messageLength);
			this.messageLength += part.length;
		}
		this.missing -= part.length;
	}

	/** The frame is complete. The state is ready for the next one before anybody is told. */
	private finish(): void {
		const opcode = this.opcode;
		this.missing = -1;
		this.headerLength = 0;
		const { control: payload } = this;
		if (payload) {
			this.control = undefined;
			if (opcode === PING) this.events.onPing(payload);
			else if (opcode === PONG) this.events.onPong();
			else this.takeClose(payload);
			return;
		}
		this.fragmented = !this.final;
		if (this.fragmented) return;
		this.events.onText(this.takeText());
	}

	/** The message, whose bytes nothing holds on to while it is worked on: it may be as long as the memory allows. */
	private takeText(): string {
		const { message, messageLength } = this;
		this.message = undefined;
		this.messageLength = 0;
		return message ? this.decode(message.subarray(0, messageLength)) : "";
	}

	private takeClose(payload: Uint8Array): void {
		if (payload.length === 0) {
			this.events.onCloseFrame(1005, "");
			return;
		}
		const code = payload.length === 1 ? 0 : payload[0] * 256 + payload[1];
		const named = code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
		if (!named && (code < 3000 || code > 4999))
			throw new ProtocolError(1002, "a Close frame without a valid code");
		this.events.onCloseFrame(code, this.decode(payload.subarray(2)));
	}

	private decode(bytes: Uint8Array): string {
		try {
			return this.decoder.decode(bytes);
		} catch {
			throw new ProtocolError(1007, "a text is not UTF-8");
		}
	}
}
