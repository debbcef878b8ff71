import type { Socket, SocketEvents, SocketFactory } from "../../modules/net/sockets";
import { acceptUpgrade } from "./loopback";

export type ClientFrame =
	| { text: string }
	| { ping: true }
	| { pong: string }
	| { close: number; reason: string };

/** Sockets whose other end the test plays by hand, on virtual time. */
export class ScriptedSockets implements SocketFactory {
	/** Every socket so far, the newest last. */
	readonly all: ScriptedSocket[] = [];
	/** Thrown by the next `open`. */
	failure?: Error;

	open(host: string, port: number, secure: boolean, events: SocketEvents): Socket {
		if (this.failure) throw this.failure;
		const socket = new ScriptedSocket(host, port, secure, events);
		this.all.push(socket);
		return socket;
	}

	get last(): ScriptedSocket {
		return this.all[this.all.length - 1];
	}

	/** How many are open now. */
	get openCount(): number {
		return this.all.filter((socket) => !socket.closed).length;
	}
}

export class ScriptedSocket implements Socket {
	closed = false;
	/** The client has written. */
	onWritten?: () => void;
	/** All that the client wrote. */
	written = Buffer.alloc(0);
	#received = Buffer.alloc(0);
	#writable = 0;

	constructor(
		readonly host: string,
		readonly port: number,
		readonly secure: boolean,
		readonly events: SocketEvents,
	) {}

	read(count: number): ArrayBuffer | undefined {
		if (count > this.#received.length) throw new RangeError("more than readable");
		const part = Uint8Array.from(this.#received.subarray(0, count));
		this.#received = this.#received.subarray(count);
		return part.buffer;
	}

	write(bytes: Uint8Array): number {
		if (this.closed) throw new Error("closed");
		if (bytes.length > this.#writable) throw new RangeError("would block");
		this.written = Buffer.concat([this.written, bytes]);
		this.#writable -= bytes.length;
		this.onWritten?.();
		return this.#writable;
	}

	close(): void {
		this.closed = true;
	}

	/** `count` bytes can be written from now on. */
	grant(count: number): void {
		this.#writable = count;
		this.events.onWritable(count);
	}

	receive(bytes: Uint8Array | string): void {
		const more = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
		this.#received = Buffer.concat([this.#received, more]);
		this.events.onReadable(this.#received.length);
	}

	/** Takes the connection and the upgrade. */
	accept(): void {
		this.grant(1 << 20);
		this.receive(acceptUpgrade(this.request));
	}

	refuse(status: number): void {
		this.grant(1 << 20);
		this.receive(`HTTP/1.1 ${status} No\r\n\r\n`);
	}

	/** The upgrade request. */
	get request(): string {
		return this.written.toString("latin1", 0, this.written.indexOf("\r\n\r\n") + 4);
	}

	/** The frames that the client sent, unmasked. Throws when they are not whole. */
	get frames(): ClientFrame[] {
		const frames: ClientFrame[] = [];
		let at = this.request.length;
		while (at < this.written.length) {
			const [first, second] = this.written.subarray(at);
			let length = second & 0x7f;
			at += 2;
			if (length === 126) length = this.written.readUInt16BE(at);
			else if (length === 127) length = Number(this.written.readBigUInt64BE(at));
			at += length < 126 ? 0 : length < 65_536 ? 2 : 8;
			const mask = this.written.subarray(at, at + 4);
			at += 4;
			const payload = Buffer.from(this.written.subarray(at, at + length)).map(
				(byte, index) => byte ^ mask[index & 3],
			);
			if (payload.length < length) throw new Error("a frame is cut");
			at += length;
			const text = Buffer.from(payload).toString();
			if (first === 0x81) frames.push({ text });
			else if (first === 0x89) frames.push({ ping: true });
			else if (first === 0x8a) frames.push({ pong: text });
			else if (first === 0x88)
				frames.push({
					close: length < 2 ? 1005 : Buffer.from(payload).readUInt16BE(0),
					reason: Buffer.from(payload).toString("utf8", 2),
				});
			else throw new Error(`a frame that begins with ${first}`);
		}
		return frames;
	}
}
