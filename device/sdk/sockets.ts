import TCP, { type TCPOptions } from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import type { TlsFailure, TlsSettings } from "../../modules/charge-point/interfaces";
import type { Socket, SocketEvents, SocketFactory } from "../../modules/net/sockets";
import { failureOf, tlsOptions } from "./tls";

/** Where the packets for a host go to. */
export interface Route {
	/** IPv4, in numbers. */
	address: string;
	port: number;
	/** Bytes that go ahead of everything else. */
	preface?: Uint8Array;
}

export interface SdkSocketsOptions {
	/** Finds the way to a host, now or later; undefined when there is none. */
	route(host: string, port: number, found: (route: Route | undefined) => void): void;
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
class SdkSocket implements Socket {
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
			if (!found) {
				this.end(`${host} is not found`);
				return;
			}
			const line: LineOptions = {
				...found,
				nodelay: true,
				onReadable: (count) => {
					if (!this.ended) this.events.onReadable(count);
				},
				onWritable: (count) => {
					if (!this.ended) this.events.onWritable(count);
				},
				onError: () => this.end(undefined),
				onFailure: (reason) => this.end(reason),
			};
			this.io = secure
				? new TLSSocket({
						...line,
						host,
						TCP: { io: Line },
						secure: tlsOptions(host, secure === true ? undefined : secure, (failure) => {
							this.failure = failure;
						}),
					})
				: new Line(line);
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

	private end(reason: string | undefined): void {
		if (this.ended) return;
		this.ended = true;
		this.events.onError(reason, this.failure ?? failureOf(reason ?? ""));
	}
}

interface LineOptions extends TCPOptions, Route {
	/** A callback has thrown: TLS does so for whatever it does not like in what the server says. */
	onFailure(reason: string): void;
}

/**
 * The TCP socket under everything: writes the preface, and lets no exception get to the engine, which
 * would restart the firmware for it.
 */
class Line extends TCP {
	constructor(options: LineOptions) {
		let { preface } = options;
		const fail = (error: unknown) =>
			options.onFailure(error instanceof Error ? error.message : String(error));
		super({
			...options,
			onReadable(count) {
				try {
					options.onReadable.call(this, count);
				} catch (error) {
					fail(error);
				}
			},
			onWritable(count) {
				try {
					let writable = count;
					if (preface) {
						writable = this.write(preface) ?? 0;
						preface = undefined;
					}
					options.onWritable.call(this, writable);
				} catch (error) {
					fail(error);
				}
			},
		});
	}
}
