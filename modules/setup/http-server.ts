import type { Socket, SocketEvents } from "../net/sockets";
import type { TimerHandle, Timers } from "../timers";
import { utf8Decoder, utf8Encoder } from "../utf8";

/** The seam to a platform's ECMA-419 TCP listener. */
export interface Listener {
	readonly port: number;
	close(): void;
}

/**
 * Listens on a TCP port; 0 takes a free one. `onConnection` is called with each connection: it calls `take`
 * within the call, or the platform closes the connection. Throws when the port cannot be had.
 */
export type Listen = (
	port: number,
	onConnection: (take: (events: SocketEvents) => Socket) => void,
) => Listener;

export interface Request {
	method: string;
	path: string;
	/** A header's value; empty when there is none. The name is in lower case. */
	header(name: string): string;
	body: string;
}

export interface Answer {
	/** Status and reason. */
	status: string;
	/** More lines of the head. */
	headers?: readonly string[];
	/** The body in pieces, in HTML. */
	body?: readonly string[];
}

export interface HttpServerOptions {
	timers: Timers;
	listen: Listen;
	port: number;
	answer(request: Request): Answer;
}

/** Connections at the same time: a browser opens one or two more than it needs. */
const CONNECTIONS = 4;
/** Time for a whole request, and for taking its answer, ms. */
const PATIENCE = 10_000;
/** Longest head and body of a request, characters. */
const HEAD_LIMIT = 4096;
const BODY_LIMIT = 2048;
/** Bytes that are taken from the socket, and text that is encoded for it, at once. */
const PIECE = 512;

const HEAD =
	"Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\nConnection: close\r\n" +
	"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'\r\nX-Content-Type-Options: nosniff\r\n";

/** A small HTTP/1.1 server (RFC 9112): one request a connection, whole before it is answered. */
export class HttpServer {
	private readonly listener: Listener;
	private readonly connections = new Set<Connection>();

	/** Listens at once; throws when the port cannot be had. */
	constructor(options: HttpServerOptions) {
		this.listener = options.listen(options.port, (take) => {
			if (this.connections.size >= CONNECTIONS) return;
			const connection = new Connection(options, take, () => this.connections.delete(connection));
			this.connections.add(connection);
		});
	}

	get port(): number {
		return this.listener.port;
	}

	/** Ends every connection; no request is answered any more. */
	close(): void {
		this.listener.close();
		for (const connection of this.connections) connection.close();
	}
}

class Connection {
	private readonly options: HttpServerOptions;
	private readonly ended: () => void;
	private readonly socket: Socket;
	private timer: TimerHandle | undefined;
	private text = "";
	/** What is still to be said; undefined before the request was read. */
	private answer: string[] | undefined;
	/** The piece of it that is being written, from `written` on. */
	private bytes: Uint8Array | undefined;
	private written = 0;
	private writable = 0;
	private decoder = utf8Decoder(false);

	constructor(options: HttpServerOptions, take: (events: SocketEvents) => Socket, ended: () => void) {
		this.options = options;
		this.ended = ended;
		this.wait();
		this.socket = take({
			onReadable: (count) => this.read(count),
			onWritable: (count) => {
				this.writable = count;
				this.write();
			},
			onError: () => this.close(),
		});
	}

	close(): void {
		this.options.timers.clear(this.timer);
		this.socket.close();
		this.ended();
	}

	private wait(): void {
		this.options.timers.clear(this.timer);
		this.timer = this.options.timers.set(() => this.close(), PATIENCE);
	}

	private read(count: number): void {
		for (let left = count; left > 0; ) {
			const size = Math.min(left, PIECE);
			const bytes = this.socket.read(size);
			if (!bytes) return;
			left -= size;
			// What follows the request is read and forgotten, or the answer could be lost with it.
			if (!this.answer) this.take(this.decoder.decode(new Uint8Array(bytes)));
		}
	}

	private take(text: string): void {
		this.text += text;
		const end = this.text.indexOf("\r\n\r\n");
		if (end > HEAD_LIMIT || (end < 0 && this.text.length > HEAD_LIMIT)) {
			this.say({ status: "431 Request Header Fields Too Large" });
			return;
		}
		const lines = this.text.slice(0, end < 0 ? undefined : end).split("\r\n");
		// One that speaks something else, such as TLS, does not have to wait for its end.
		if (end < 0 && lines.length < 2 && /^[A-Z]/.test(this.text)) return;
		const request = /^([^ ]*) (\/[^ ]*) HTTP\/1\.[01]$/.exec(lines.shift() ?? "");
		if (!request || (end >= 0 && lines.some(isNoHeader))) {
			this.say({ status: "400 Bad Request" });
			return;
		}
		if (end < 0) return;
		const header = (name: string) =>
			lines
				.find((line) => line.slice(0, line.indexOf(":")).toLowerCase() === name)
				?.slice(name.length + 1)
				.trim() ?? "";
		const length = header("content-length") || "0";
		if (header("transfer-encoding")) this.say({ status: "411 Length Required" });
		else if (!/^\d{1,9}$/.test(length)) this.say({ status: "400 Bad Request" });
		else if (Number(length) > BODY_LIMIT) this.say({ status: "413 Content Too Large" });
		else {
			const body = this.text.slice(end + 4);
			if (body.length < Number(length)) return;
			this.text = "";
			this.say(
				this.options.answer({
					method: request[1],
					path: request[2],
					header,
					body: body.slice(0, Number(length)),
				}),
			);
		}
	}

	private say({ status, headers = [], body = [`<!doctype html><p>${status}</p>`] }: Answer): void {
		this.text = "";
		const lines = headers.map((line) => `${line}\r\n`);
		this.answer = [`HTTP/1.1 ${status}\r\n${HEAD}`].concat(lines, "\r\n", body);
		this.wait();
		this.write();
	}

	private write(): void {
		const answer = this.answer;
		while (answer && this.writable > 0) {
			if (!this.bytes) {
				const text = answer.shift();
				if (text === undefined) {
					this.close();
					return;
				}
				this.bytes = utf8Encoder().encode(text);
				this.written = 0;
			}
			const from = this.written;
			const to = Math.min(this.bytes.length, from + this.writable);
			this.written = to;
			this.writable = (from < to ? this.socket.write(this.bytes.subarray(from, to)) : this.writable) ?? 0;
			if (to === this.bytes.length) this.bytes = undefined;
		}
	}
}

/** A header is a name, the colon at once, and a value (RFC 9112 section 5). */
function isNoHeader(line: string): boolean {
	const name = line.slice(0, Math.max(0, line.indexOf(":")));
	return name === "" || name.includes(" ") || name.includes("\t");
}
