import { X509Certificate } from "node:crypto";
import { connect as connectTcp, isIP, type Socket as NodeSocket } from "node:net";
import { connect as connectTls, createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import type { Socket, SocketEvents, SocketFactory } from "../../modules/net/sockets";

export interface NodeSocketsOptions {
	/** Loopback port of the simulator's network; see BootOptions of simulator/protocol.ts. */
	network: number;
	/** PEM text of a root that is trusted for TLS, besides those of Node.js. */
	ca?: string;
}

/** Bytes that can be written before the peer has to take some: the window of the SDK's sockets on a desktop. */
const WINDOW = 1536;
/** Received bytes that are held before reading pauses. */
const HELD_LIMIT = 8192;
/** What was written must have left as long after `close`, ms. */
const LINGER = 1_000;

/** The socket classes of ECMA-419 on Node.js: TCP through the simulator's network, and TLS within it. */
export class NodeSockets implements SocketFactory {
	readonly #network: number;
	readonly #ca: string | undefined;
	#secureContext: SecureContext | undefined;

	/** Throws when `ca` is no certificate, which Node.js itself would pass over. */
	constructor(options: NodeSocketsOptions) {
		this.#network = options.network;
		this.#ca = options.ca;
		if (options.ca === undefined) return;
		try {
			new X509Certificate(options.ca);
		} catch (error) {
			throw new TypeError("The root to be trusted for wss:// is not a certificate in PEM text", {
				cause: error,
			});
		}
	}

	open(host: string, port: number, secure: boolean, events: SocketEvents): Socket {
		const tcp = connectTcp({ host: "127.0.0.1", port: this.#network, noDelay: true });
		tcp.write(`CONNECT ${host.includes(":") ? `[${host}]` : host}:${port}\n`);
		if (!secure) return new EcmaSocket(tcp, "connect", events);
		const tls = connectTls({
			socket: tcp,
			host,
			servername: isIP(host) ? "" : host,
			secureContext: this.#trusted(),
			minVersion: "TLSv1.2",
		});
		return new EcmaSocket(tls, "secureConnect", events);
	}

	#trusted(): SecureContext {
		this.#secureContext ??= createSecureContext({
			minVersion: "TLSv1.2",
			ca: this.#ca === undefined ? [...rootCertificates] : [...rootCertificates, this.#ca],
		});
		return this.#secureContext;
	}
}

/** A stream of Node.js behaving as an ECMA-419 socket: counts, a small window, no event after `close`. */
class EcmaSocket implements Socket {
	readonly #stream: NodeSocket;
	#events: SocketEvents | undefined;
	#held: Buffer[] = [];
	#readable = 0;
	#writable = 0;
	#failure: string | undefined;
	#connected = false;
	#ended = false;

	constructor(stream: NodeSocket, connected: "connect" | "secureConnect", events: SocketEvents) {
		this.#stream = stream;
		this.#events = events;
		stream.on(connected, () => {
			this.#connected = true;
			this.#writable = WINDOW;
			this.#events?.onWritable(WINDOW);
		});
		stream.on("data", (chunk: Buffer) => this.#hold(chunk));
		stream.on("error", (error) => {
			this.#failure = error.message;
		});
		stream.on("close", () => {
			this.#ended = true;
			if (this.#readable === 0) this.#events?.onError(this.#failure);
		});
	}

	read(count: number): ArrayBuffer | undefined {
		if (this.#readable === 0) return undefined;
		if (count <= 0 || count > this.#readable)
			throw new RangeError(`${count} bytes asked, ${this.#readable} readable`);
		const held = Buffer.concat(this.#held);
		this.#held = count < held.length ? [held.subarray(count)] : [];
		this.#readable -= count;
		if (this.#readable < HELD_LIMIT) this.#stream.resume();
		if (this.#ended && this.#readable === 0) setImmediate(() => this.#events?.onError(this.#failure));
		const bytes = new ArrayBuffer(count);
		held.copy(new Uint8Array(bytes), 0, 0, count);
		return bytes;
	}

	write(bytes: Uint8Array): number | undefined {
		if (this.#ended) return undefined;
		if (bytes.length > this.#writable)
			throw new RangeError(`${bytes.length} bytes written, ${this.#writable} writable`);
		this.#writable -= bytes.length;
		this.#stream.write(Buffer.from(bytes), (error) => {
			if (error) return;
			this.#writable += bytes.length;
			this.#events?.onWritable(this.#writable);
		});
		return this.#writable;
	}

	close(): void {
		this.#events = undefined;
		if (!this.#connected) {
			this.#stream.destroy();
			return;
		}
		this.#stream.resume();
		this.#stream.destroySoon();
		setTimeout(() => this.#stream.destroy(), LINGER).unref();
	}

	#hold(chunk: Buffer): void {
		if (!this.#events) return;
		this.#held.push(chunk);
		this.#readable += chunk.length;
		if (this.#readable >= HELD_LIMIT) this.#stream.pause();
		this.#events.onReadable(this.#readable);
	}
}
