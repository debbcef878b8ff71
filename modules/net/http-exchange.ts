import type { TlsSettings } from "../charge-point/interfaces";
import type { TimerHandle, Timers } from "../timers";
import { utf8Encoder } from "../utf8";
import { hostHeader } from "./authority";
import type { HttpAddress } from "./http-address";
import { HttpHead } from "./http-head";
import { READ_SIZE, type Socket, type SocketFactory, textOf, writableAfter } from "./sockets";

/** What HTTP needs of the platform. */
export interface HttpPlatform {
	timers: Timers;
	sockets: SocketFactory;
	/** Whom HTTPS trusts; undefined: the platform's own roots. */
	tls?(): TlsSettings | undefined;
}

export interface HttpRequest {
	method: "GET" | "PUT";
	/** Lines of the head beside Host, Authorization and those of the connection. */
	headers: readonly string[];
	/** The body in pieces, which need not stay as they are once the next one is asked for. */
	body?: Iterator<Uint8Array, void>;
	/** The headers of the answer that are kept, in lower case. */
	answerHeaders: readonly string[];
}

export interface HttpExchangeEvents {
	/** The head of the final answer. `sent`: after the whole request. */
	onHead(head: HttpHead, sent: boolean): void;
	/** The next bytes after the head, at most 1024. */
	onBytes(bytes: Uint8Array): void;
	/** The connection has ended; `reason` tells why if it did not end in order. The last event. */
	onEnd(reason: string | undefined): void;
	/** The answer is no HTTP, or a callback has thrown. The last event. */
	onBad(reason: string): void;
}

/** The peer must send or take something within this time, ms. */
const ACTIVITY_TIMEOUT = 30_000;

/**
 * One HTTP/1.1 request with its answer on a connection of its own. Lives from its construction to the last
 * of its events, or to `cancel`. No exception leaves it.
 */
export class HttpExchange {
	private readonly timers: Timers;
	private readonly events: HttpExchangeEvents;
	private readonly request: HttpRequest;
	private head: HttpHead;
	private socket: Socket | undefined;
	private timer: TimerHandle | undefined;
	/** What is being written, `written` bytes of it not any more; undefined when all is. */
	private piece: Uint8Array | undefined;
	private written = 0;
	private writable = 0;
	private ended = false;

	/** Connects at once. */
	constructor(
		platform: HttpPlatform,
		address: HttpAddress,
		request: HttpRequest,
		events: HttpExchangeEvents,
	) {
		this.timers = platform.timers;
		this.events = events;
		this.request = request;
		this.head = new HttpHead(request.answerHeaders);
		const lines = [
			`${request.method} ${address.path} HTTP/1.1`,
			`Host: ${hostHeader(address)}`,
			"User-Agent: xs-evse",
			"Connection: close",
		];
		if (address.authorization !== undefined) lines.push(`Authorization: ${address.authorization}`);
		this.piece = utf8Encoder().encode(lines.concat(request.headers, "\r\n").join("\r\n"));
		this.active();
		try {
			this.socket = platform.sockets.open(
				address.host,
				address.port,
				address.secure && (platform.tls?.() ?? true),
				{
					onReadable: (count) => this.read(count),
					onWritable: (count) => {
						this.active();
						this.writable = count;
						this.flush();
					},
					onError: (reason) => this.end(reason),
				},
			);
		} catch (error) {
			this.end(textOf(error));
		}
	}

	/** Ends everything here and now; no event follows. */
	cancel(): void {
		this.ended = true;
		this.timers.clear(this.timer);
		this.release();
	}

	private read(count: number): void {
		let left = count;
		this.active();
		while (left > 0 && this.socket) {
			let part: ArrayBuffer | undefined;
			try {
				part = this.socket.read(Math.min(left, READ_SIZE));
			} catch (error) {
				this.end(textOf(error));
			}
			if (!part || part.byteLength === 0) return;
			left -= part.byteLength;
			try {
				this.receive(new Uint8Array(part));
			} catch (error) {
				this.finish(() => this.events.onBad(textOf(error)));
			}
		}
	}

	private receive(bytes: Uint8Array): void {
		let at = 0;
		while (!this.ended && !this.head.complete && at < bytes.length) {
			at += this.head.push(bytes.subarray(at));
			const { complete, fault, status } = this.head;
			if (fault !== undefined) throw new SyntaxError(fault);
			if (!complete) return;
			// Interim answers (RFC 9110 section 15.2) say nothing that is waited for.
			if (status < 200) this.head = new HttpHead(this.request.answerHeaders);
			else this.events.onHead(this.head, this.piece === undefined);
		}
		if (!this.ended && at < bytes.length) this.events.onBytes(at === 0 ? bytes : bytes.subarray(at));
	}

	private flush(): void {
		while (this.piece && this.writable > 0 && this.socket && !this.head.complete) {
			const part = this.piece.subarray(this.written, this.written + this.writable);
			this.written += part.length;
			try {
				this.writable = writableAfter(this.socket.write(part));
				if (this.written < this.piece.length) continue;
				const next = this.request.body?.next();
				this.piece = next && !next.done ? next.value : undefined;
				this.written = 0;
			} catch (error) {
				this.end(textOf(error));
			}
		}
	}

	private active(): void {
		this.timers.clear(this.timer);
		this.timer = this.timers.set(
			() => this.end(`nothing from the server in ${ACTIVITY_TIMEOUT / 1000} s`),
			ACTIVITY_TIMEOUT,
		);
	}

	private end(reason: string | undefined): void {
		this.finish(() => this.events.onEnd(reason));
	}

	/** The report comes from a timer, so that nobody is told of the end within a call of its own. */
	private finish(report: () => void): void {
		if (this.ended) return;
		this.ended = true;
		this.release();
		this.timers.clear(this.timer);
		this.timer = this.timers.set(report, 0);
	}

	private release(): void {
		const socket = this.socket;
		this.socket = undefined;
		this.piece = undefined;
		try {
			socket?.close();
		} catch {
			// A socket that cannot be closed has gone already.
		}
	}
}
