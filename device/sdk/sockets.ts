import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import type { TlsFailure, TlsSettings } from "../../modules/charge-point/interfaces";
import type { Socket, SocketEvents, SocketFactory } from "../../modules/net/sockets";
import type { FindRoute, Route } from "./route";
import { failureOf, tlsOptions } from "./tls";

export interface SdkSocketsOptions {
	route: FindRoute;
}

/** TCP and TLS by the socket classes of the SDK. */
export class SdkSockets implements SocketFactory {
	private readonly options: SdkSocketsOptions;

	constructor(options: SdkSocketsOptions) {
		this.options = options;
	}

	open(host: string, port: number, secure: boolean | TlsSettings, events: SocketEvents): Socket {
		return new SdkSocket(this.options, host, port, secure, events);
	}
}

/** One connection, from the search for its way on. */
class SdkSocket implements Socket, SocketEvents {
	private readonly events: SocketEvents;
	/** The end was told, or nobody wants to be told any more. */
	private ended = false;
	private failure: TlsFailure | undefined;
	private io: TCP | TLSSocket<LineOptions> | undefined;

	constructor(
		{ route }: SdkSocketsOptions,
		host: string,
		port: number,
		secure: boolean | TlsSettings,
		events: SocketEvents,
	) {
		this.events = events;
		route(host, port, (found) => {
			if (this.ended) return;
			if (!found) this.onError(`${host} is not found`);
			else this.io = secure ? this.secured(found, host, secure) : new Line({ ...found, socket: this });
		});
	}

	read(count: number): ArrayBuffer | undefined {
		return this.io?.read(count);
	}

	write(bytes: Uint8Array): number | undefined {
		return this.io?.write(bytes);
	}

	close(): void {
		this.ended = true;
		this.io?.close();
		this.io = undefined;
	}

	onReadable(count: number): void {
		if (!this.ended) this.events.onReadable(count);
	}

	onWritable(count: number): void {
		if (!this.ended) this.events.onWritable(count);
	}

	onError(reason?: string): void {
		if (this.ended) return;
		this.ended = true;
		this.events.onError(reason, this.failure ?? failureOf(reason ?? ""));
	}

	private secured(found: Route, host: string, secure: true | TlsSettings): TLSSocket<LineOptions> {
		return new TLSSocket({
			...found,
			socket: this,
			host,
			onReadable: (count) => this.onReadable(count),
			onWritable: (count) => this.onWritable(count),
			onError: () => this.onError(),
			TCP: { io: Line },
			secure: tlsOptions(host, secure === true ? undefined : secure, (failure) => {
				this.failure = failure;
			}),
		});
	}
}

interface LineOptions extends Route {
	socket: SdkSocket;
	/** Those of TLS; without them it is the socket that is told. */
	onReadable?: (count: number) => void;
	onWritable?: (count: number) => void;
	onError?: () => void;
}

/**
 * The TCP socket under everything: writes the preface, and lets no exception get to the engine, which
 * would restart the firmware for it: TLS throws for whatever it does not like in what the server says.
 */
class Line extends TCP {
	/** Who is told, and who of failures. */
	private readonly events: Partial<SocketEvents>;
	private readonly socket: SdkSocket;
	private preface: Uint8Array | undefined;

	constructor(options: LineOptions) {
		const { address, port, preface, socket, onReadable } = options;
		super({ address, port, nodelay: true, onReadable: readable, onWritable: writable, onError: ended });
		this.events = onReadable ? options : socket;
		this.socket = socket;
		this.preface = preface;
	}

	arrived(count: number): void {
		try {
			this.events.onReadable?.(count);
		} catch (error) {
			this.fail(error);
		}
	}

	free(count: number): void {
		try {
			let left = count;
			if (this.preface) {
				left = this.write(this.preface) ?? 0;
				this.preface = undefined;
			}
			this.events.onWritable?.(left);
		} catch (error) {
			this.fail(error);
		}
	}

	end(): void {
		this.events.onError?.();
	}

	private fail(error: unknown): void {
		this.socket.onError(error instanceof Error ? error.message : String(error));
	}
}

/** The callbacks of all lines, whose `this` they get: closures for each of them would take memory. */
function readable(this: TCP, count: number): void {
	(this as Line).arrived(count);
}

function writable(this: TCP, count: number): void {
	(this as Line).free(count);
}

function ended(this: TCP): void {
	(this as Line).end();
}
