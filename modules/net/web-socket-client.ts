import { toBase64 } from "../base64";
import type { TlsFailure, TlsSettings } from "../charge-point/interfaces";
import type { TimerHandle, Timers } from "../timers";
import { type Utf8Encoder, utf8Encoder } from "../utf8";
import { type FrameEvents, FrameReader, ProtocolError } from "./frame-reader";
import { closeFrame, controlFrame, PING, PONG, textFrame } from "./frames";
import {
	READ_SIZE,
	type Socket,
	type SocketEvents,
	type SocketFactory,
	textOf,
	writableAfter,
} from "./sockets";
import { acceptFor, UpgradeReply, upgradeRequest } from "./upgrade";
import type { WebSocketAddress } from "./web-socket-address";

/** What a WebSocket needs of the platform. */
export interface WebSocketPlatform {
	timers: Timers;
	sockets: SocketFactory;
	/** The SHA-1 digest of `bytes`: 20 bytes. */
	sha1(bytes: Uint8Array): Uint8Array;
	/** Bytes that nobody can foresee (RFC 6455 section 10.3). */
	randomBytes(count: number): Uint8Array;
}

export interface WebSocketEvents {
	onOpen(): void;
	onText(text: string): void;
	onPong(): void;
	/** It never opened: the HTTP status, or 0 for TCP, TLS and time-outs. The last event. */
	onRefused(status: number, reason: string, failure?: TlsFailure): void;
	/** It had been open; 1005 and 1006 as in RFC 6455 section 7.1.5. The last event. */
	onClose(code: number, reason: string): void;
}

/** From the first TCP packet until the upgrade is done, ms. Three hanging tries fit into a minute. */
const HANDSHAKE_TIMEOUT = 15_000;
/** For everything queued, the Close frame and the peer's answer to it, ms. */
const CLOSE_TIMEOUT = 5_000;
/** For the peer to end TCP when the closing handshake is done, ms. */
const END_TIMEOUT = 2_000;

/**
 * One WebSocket connection as a client (RFC 6455), for text in the subprotocol ocpp1.6. Lives from
 * its construction to the last of its events, or to `drop`. No exception leaves it: one of the
 * socket ends the connection, one of a callback that the socket caused closes it with 1011.
 */
export class WebSocketClient implements FrameEvents, SocketEvents {
	private readonly platform: WebSocketPlatform;
	private readonly events: WebSocketEvents;
	private readonly maxMessage: number;
	private readonly encoder: Utf8Encoder = utf8Encoder();
	/** Until the upgrade is done. */
	private reply: UpgradeReply | undefined;
	private readonly reader: FrameReader;
	private socket: Socket | undefined;
	/** Of the handshake, then of the closing, at last of the report. */
	private timer: TimerHandle | undefined;
	/** What is still to be written, `written` bytes of the first not any more. */
	private readonly queue: Uint8Array[] = [];
	private written = 0;
	private queued = 0;
	private writable = 0;
	private opened = false;
	/** The Close frame is queued; nothing may follow it. */
	private closing = false;
	/** Decided, and nothing that still arrives changes it. */
	private outcome: { code: number; reason: string } | undefined;
	private ended = false;

	/**
	 * Connects at once. `maxMessage`: the longest message that is taken, in bytes (R-CON-11). `tls` is for a
	 * secure address; without it the platform's own roots count.
	 */
	constructor(
		platform: WebSocketPlatform,
		address: WebSocketAddress,
		authorization: string | undefined,
		maxMessage: number,
		events: WebSocketEvents,
		tls?: TlsSettings,
	) {
		this.platform = platform;
		this.events = events;
		this.maxMessage = maxMessage;
		this.reader = new FrameReader(maxMessage, this);
		const key = toBase64(platform.randomBytes(16));
		this.reply = new UpgradeReply(acceptFor(key, platform.sha1));
		this.enqueue(this.encoder.encode(upgradeRequest(address, key, authorization)));
		this.setTimer(HANDSHAKE_TIMEOUT, () => this.end(0, "no answer in time"));
		try {
			this.socket = platform.sockets.open(address.host, address.port, address.secure && (tls ?? true), this);
		} catch (error) {
			this.end(0, textOf(error));
		}
	}

	/** Sends one text message; dropped when not open, or closing. */
	send(text: string): void {
		if (!this.opened || this.closing || this.ended) return;
		this.enqueue(textFrame(text, this.mask(), this.encoder));
		this.flush();
	}

	/** Sends an empty Ping, ahead of the messages that wait. */
	ping(): void {
		this.sendControl(PING, new Uint8Array(0));
	}

	/** Closes in order, after all that was sent (R-CON-12); for an open connection. */
	close(code: number, reason: string): void {
		if (this.closing || this.ended) return;
		this.setTimer(CLOSE_TIMEOUT, () => this.end(1006, "no answer to the closing"));
		this.sendClose(code, reason);
	}

	/** Ends everything here and now; no event follows. */
	drop(): void {
		this.ended = true;
		this.platform.timers.clear(this.timer);
		this.release();
	}

	onWritable(count: number): void {
		this.writable = count;
		this.flush();
	}

	onText(text: string): void {
		if (!this.closing && !this.ended) this.events.onText(text);
	}

	onPing(payload: Uint8Array): void {
		this.sendControl(PONG, payload);
	}

	onPong(): void {
		if (!this.ended) this.events.onPong();
	}

	onCloseFrame(code: number, reason: string): void {
		this.conclude(code, reason);
	}

	onReadable(count: number): void {
		let left = count;
		while (left > 0 && this.socket) {
			let part: ArrayBuffer | undefined;
			try {
				part = this.socket.read(Math.min(left, READ_SIZE));
			} catch (error) {
				this.onError(textOf(error));
			}
			if (!part || part.byteLength === 0) return;
			left -= part.byteLength;
			try {
				this.receive(new Uint8Array(part));
			} catch (error) {
				this.conclude(error instanceof ProtocolError ? error.code : 1011, textOf(error));
			}
		}
	}

	private receive(bytes: Uint8Array): void {
		if (this.outcome) return;
		const { reply } = this;
		if (!reply) {
			this.reader.push(bytes);
			return;
		}
		const head = reply.push(bytes);
		if (!reply.complete) return;
		if (reply.refusal !== undefined) {
			this.refuse(reply.status, reply.refusal);
			return;
		}
		this.reply = undefined;
		this.opened = true;
		this.platform.timers.clear(this.timer);
		this.events.onOpen();
		if (!this.ended) this.reader.push(bytes.subarray(head));
	}

	/** A server that took the upgrade, but not ours, is told so as RFC 6455 wants it. */
	private refuse(status: number, refusal: string): void {
		if (status === 101) this.sendClose(1002, refusal);
		this.end(status, refusal);
	}

	private flush(): void {
		while (this.queue.length > 0 && this.writable > 0 && this.socket) {
			const frame = this.queue[0];
			const part = frame.subarray(this.written, this.written + this.writable);
			this.written += part.length;
			this.queued -= part.length;
			if (this.written === frame.length) {
				this.queue.shift();
				this.written = 0;
			}
			try {
				this.writable = writableAfter(this.socket.write(part));
			} catch (error) {
				this.onError(textOf(error));
			}
		}
	}

	/**
	 * Queues a frame; an urgent one goes ahead of all that has not begun. When more than a message of the
	 * greatest length waits, the connection counts as dead: what waits takes memory.
	 */
	private enqueue(frame: Uint8Array, urgent = false): void {
		if (this.queued > this.maxMessage) {
			this.end(1006, "the peer does not take what is sent");
			return;
		}
		this.queue.splice(urgent ? Math.min(this.written, 1) : this.queue.length, 0, frame);
		this.queued += frame.length;
	}

	private sendControl(opcode: typeof PING | typeof PONG, payload: Uint8Array): void {
		if (!this.opened || this.closing || this.ended) return;
		this.enqueue(controlFrame(opcode, payload, this.mask()), true);
		this.flush();
	}

	private sendClose(code: number, reason: string): void {
		if (this.closing) return;
		this.closing = true;
		this.enqueue(closeFrame(code, reason, this.mask(), this.encoder));
		this.flush();
	}

	private mask(): Uint8Array {
		return this.platform.randomBytes(4);
	}

	/** The outcome is known: sends the Close frame, if not yet sent, and waits for the peer to end TCP. */
	private conclude(code: number, reason: string): void {
		if (this.outcome || this.ended) return;
		this.outcome = { code, reason };
		this.setTimer(END_TIMEOUT, () => this.end(code, reason));
		this.sendClose(code, reason);
	}

	/** The socket has ended, or cannot be used any more. */
	onError(reason?: string, failure?: TlsFailure): void {
		if (this.outcome) this.end(this.outcome.code, this.outcome.reason);
		else if (this.opened) this.end(1006, reason ?? "the connection is lost");
		else this.end(this.reply?.status ?? 0, reason ?? "nobody answers", failure);
	}

	/** The report comes from a timer, so that nobody is told of the end within a call of its own. */
	private end(code: number, reason: string, failure?: TlsFailure): void {
		if (this.ended) return;
		this.ended = true;
		this.release();
		this.setTimer(0, () => {
			if (this.opened) this.events.onClose(code, reason);
			else this.events.onRefused(code, reason, failure);
		});
	}

	private release(): void {
		this.queue.length = 0;
		const socket = this.socket;
		this.socket = undefined;
		try {
			socket?.close();
		} catch {
			// A socket that cannot be closed has gone already.
		}
	}

	private setTimer(delay: number, action: () => void): void {
		this.platform.timers.clear(this.timer);
		this.timer = this.platform.timers.set(action, delay);
	}
}
