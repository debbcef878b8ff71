import { connect as connectTcp, isIP, type Socket as NodeSocket } from "node:net";
import {
	connect as connectTls,
	createSecureContext,
	type DetailedPeerCertificate,
	rootCertificates,
	type SecureContext,
	type TLSSocket,
} from "node:tls";
import type { TlsFailure, TlsSettings } from "../../modules/charge-point/interfaces";
import type { Socket, SocketEvents, SocketFactory } from "../../modules/net/sockets";

export interface NodeSocketsOptions {
	/** Loopback port of the simulator's network; see BootOptions of simulator/protocol.ts. */
	network: number;
}

/** What TLS 1.2 offers (R-SEC-05), with the suites of TLS 1.3 before it. */
const CIPHERS = [
	"TLS_AES_256_GCM_SHA384",
	"TLS_AES_128_GCM_SHA256",
	"ECDHE-ECDSA-AES128-GCM-SHA256",
	"ECDHE-ECDSA-AES256-GCM-SHA384",
	"ECDHE-RSA-AES128-GCM-SHA256",
	"ECDHE-RSA-AES256-GCM-SHA384",
	"AES128-GCM-SHA256",
	"AES256-GCM-SHA384",
].join(":");
/** Codes of OpenSSL's and Node.js's errors that say whose fault it was. */
const FAILURES: readonly (readonly [RegExp, TlsFailure])[] = [
	[/^ERR_SSL_(TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|WRONG_SSL_VERSION)$/, "version"],
	[
		/^ERR_SSL_(SSLV3_ALERT_HANDSHAKE_FAILURE|TLSV1_ALERT_INSUFFICIENT_SECURITY|WRONG_CIPHER_RETURNED)$/,
		"cipher",
	],
	[/^ERR_SSL_(SSL|TLS)V[13](_|3_)ALERT_(BAD_|UNSUPPORTED_)?CERTIFICATE/, "identity"],
	[/^ERR_SSL_TLSV1_ALERT_(UNKNOWN_CA|ACCESS_DENIED)$/, "identity"],
	[
		/^(ERR_TLS_CERT_|CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_|SELF_SIGNED_CERT|INVALID_CA|INVALID_PURPOSE)/,
		"certificate",
	],
];

/** Bytes that can be written before the peer has to take some: the window of the SDK's sockets on a desktop. */
const WINDOW = 1536;
/** Received bytes that are held before reading pauses. */
const HELD_LIMIT = 8192;
/** What was written must have left as long after `close`, ms. */
const LINGER = 1_000;

/** The socket classes of ECMA-419 on Node.js: TCP through the simulator's network, and TLS within it. */
export class NodeSockets implements SocketFactory {
	readonly #network: number;
	/** Trusts the roots of Node.js. */
	#ownContext: SecureContext | undefined;

	constructor(options: NodeSocketsOptions) {
		this.#network = options.network;
	}

	open(host: string, port: number, secure: boolean | TlsSettings, events: SocketEvents): Socket {
		const tcp = connectTcp({ host: "127.0.0.1", port: this.#network, noDelay: true });
		tcp.write(`CONNECT ${host.includes(":") ? `[${host}]` : host}:${port}\n`);
		if (!secure) return new EcmaSocket(tcp, "connect", events);
		const tls = connectTls({
			socket: tcp,
			host,
			servername: isIP(host) ? "" : host,
			secureContext: this.#contextOf(secure === true ? undefined : secure),
		});
		if (secure !== true && secure.trusted) {
			tls.once("secureConnect", () => {
				const root = rootOf(tls);
				if (root) secure.trusted?.(root);
			});
		}
		return new EcmaSocket(tls, "secureConnect", events);
	}

	#contextOf(settings: TlsSettings | undefined): SecureContext {
		const strict = { minVersion: "TLSv1.2", ciphers: CIPHERS } as const;
		if (!settings || (settings.roots.length === 0 && !settings.identity)) {
			this.#ownContext ??= createSecureContext(strict);
			return this.#ownContext;
		}
		const { roots, platformRoots, identity } = settings;
		const given = roots.map((root) => pem("CERTIFICATE", root));
		return createSecureContext({
			...strict,
			ca: roots.length > 0 ? [...(platformRoots ? rootCertificates : []), ...given] : undefined,
			cert: identity?.chain.map((certificate) => pem("CERTIFICATE", certificate)).join(""),
			key: identity && pem("PRIVATE KEY", identity.privateKey),
		});
	}
}

/** The root at the end of the server's chain. */
function rootOf(tls: TLSSocket): Uint8Array | undefined {
	let certificate: DetailedPeerCertificate | undefined = tls.getPeerCertificate(true);
	while (certificate?.issuerCertificate && certificate.issuerCertificate !== certificate)
		certificate = certificate.issuerCertificate;
	return certificate?.raw;
}

function pem(label: string, der: Uint8Array): string {
	const lines =
		Buffer.from(der)
			.toString("base64")
			.match(/.{1,64}/g) ?? [];
	return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

function failureOf(code: string | undefined): TlsFailure | undefined {
	return FAILURES.find(([pattern]) => code !== undefined && pattern.test(code))?.[1];
}

/** A stream of Node.js behaving as an ECMA-419 socket: counts, a small window, no event after `close`. */
export class EcmaSocket implements Socket {
	readonly #stream: NodeSocket;
	#events: SocketEvents | undefined;
	#held: Buffer[] = [];
	#readable = 0;
	#writable = 0;
	#failure: string | undefined;
	#tlsFailure: TlsFailure | undefined;
	#connected = false;
	#ended = false;

	/** `connected`: the event that says so; none when a listener has accepted the connection. */
	constructor(stream: NodeSocket, connected: "connect" | "secureConnect" | undefined, events: SocketEvents) {
		this.#stream = stream;
		this.#events = events;
		const onConnected = () => {
			this.#connected = true;
			this.#writable = WINDOW;
			this.#events?.onWritable(WINDOW);
		};
		if (connected) stream.on(connected, onConnected);
		else setImmediate(onConnected);
		stream.on("data", (chunk: Buffer) => this.#hold(chunk));
		stream.on("error", (error: NodeJS.ErrnoException) => {
			this.#failure = error.message;
			this.#tlsFailure = failureOf(error.code);
		});
		stream.on("close", () => {
			this.#ended = true;
			if (this.#readable === 0) this.#events?.onError(this.#failure, this.#tlsFailure);
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
		if (this.#ended && this.#readable === 0)
			setImmediate(() => this.#events?.onError(this.#failure, this.#tlsFailure));
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
