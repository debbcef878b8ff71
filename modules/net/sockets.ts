import type { TlsFailure, TlsSettings } from "../charge-point/interfaces";

/**
 * The seam to TCP and TLS: what a platform's ECMA-419 socket gives, with the resolving of the
 * host name behind it.
 */
export interface SocketFactory {
	/**
	 * Connects to `host` (a name or an address, IPv6 without brackets). A secure socket checks the
	 * server's certificate against `host`, and trusts those whom the settings name; `true`: the platform's
	 * own roots. Throws when the platform cannot even begin.
	 */
	open(host: string, port: number, secure: boolean | TlsSettings, events: SocketEvents): Socket;
}

/** Never called before {@link SocketFactory.open} has returned. */
export interface SocketEvents {
	/** `count` bytes can be read. Not repeated for bytes that were left. */
	onReadable(count: number): void;
	/** `count` bytes can be written: when connected (TLS included), and after what was written has left. */
	onWritable(count: number): void;
	/** No connection came about, or it has ended; for all that was received before, onReadable came first. */
	onError(reason?: string, failure?: TlsFailure): void;
}

export interface Socket {
	/** The next `count` bytes, which must be readable. */
	read(count: number): ArrayBuffer | undefined;
	/** Writes at most as many bytes as are writable, and returns how many then are. */
	write(bytes: Uint8Array): number | undefined;
	/** Lets what was written leave; no event follows. */
	close(): void;
}

/** Most bytes to be taken from a socket at once. */
export const READ_SIZE = 1024;
/** The SDK's TLS socket forgets the overhead of the next record in what `write` returns. */
const RECORD_OVERHEAD = 64;

/** How many bytes can be written, by what the last `write` has returned. */
export function writableAfter(left = 0): number {
	return left > RECORD_OVERHEAD ? left - RECORD_OVERHEAD : 0;
}

/** What an exception of a socket or of a callback says. */
export function textOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
