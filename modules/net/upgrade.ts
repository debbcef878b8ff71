import { toBase64 } from "./base64";
import { type Utf8Decoder, utf8Decoder, utf8Encoder } from "./utf8";
import type { WebSocketAddress } from "./web-socket-address";

/** The one subprotocol that is offered and taken (R-CON-02). */
const SUBPROTOCOL = "ocpp1.6";
/** RFC 6455 section 1.3. */
const ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** Longest head of an HTTP answer that is read, in bytes. */
const HEAD_LIMIT = 8192;
/** The headers that decide; all others are skipped. */
const DECISIVE: readonly string[] = Object.freeze([
	"upgrade",
	"connection",
	"sec-websocket-accept",
	"sec-websocket-protocol",
	"sec-websocket-extensions",
]);

/** The HTTP request that asks for a WebSocket with `key` (RFC 6455 section 4.1). */
export function upgradeRequest(address: WebSocketAddress, key: string, authorization?: string): string {
	const host = address.host.includes(":") ? `[${address.host}]` : address.host;
	const port = address.port === (address.secure ? 443 : 80) ? "" : `:${address.port}`;
	return [
		`GET ${address.path} HTTP/1.1`,
		`Host: ${host}${port}`,
		"Upgrade: websocket",
		"Connection: Upgrade",
		"Sec-WebSocket-Version: 13",
		`Sec-WebSocket-Key: ${key}`,
		`Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
		...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
		"\r\n",
	].join("\r\n");
}

/** What Sec-WebSocket-Accept must be for `key`. */
export function acceptFor(key: string, sha1: (bytes: Uint8Array) => Uint8Array): string {
	return toBase64(sha1(utf8Encoder().encode(key + ACCEPT_SUFFIX)));
}

/** Reads the head of the answer to an {@link upgradeRequest}, however it is cut into pieces. */
export class UpgradeReply {
	readonly #accept: string;
	readonly #decoder: Utf8Decoder = utf8Decoder(false);
	readonly #headers = new Map<string, string>();
	#line = "";
	#size = 0;
	#status = 0;
	#complete = false;
	#refusal: string | undefined;

	constructor(accept: string) {
		this.#accept = accept;
	}

	/** The verdict is there: either `refusal` tells why not, or the WebSocket is open. */
	get complete(): boolean {
		return this.#complete;
	}

	/** The HTTP status, 0 while unknown. */
	get status(): number {
		return this.#status;
	}

	get refusal(): string | undefined {
		return this.#refusal;
	}

	/** Takes received bytes and returns how many of them belonged to the head. */
	push(bytes: Uint8Array): number {
		let at = 0;
		while (at < bytes.length && !this.#complete) {
			const feed = bytes.indexOf(10, at);
			const end = feed < 0 ? bytes.length : feed + 1;
			this.#size += end - at;
			if (this.#size > HEAD_LIMIT) {
				this.#refuse(`the answer's head is longer than ${HEAD_LIMIT} bytes`);
				return end;
			}
			this.#line += this.#decoder.decode(bytes.subarray(at, end));
			at = end;
			if (feed < 0) break;
			const line = this.#line.slice(0, this.#line.endsWith("\r\n") ? -2 : -1);
			this.#line = "";
			if (this.#status === 0) this.#takeStatus(line);
			else if (line === "") this.#conclude();
			else this.#takeHeader(line);
		}
		return at;
	}

	#takeStatus(line: string): void {
		const match = /^HTTP\/1\.[0-9] ([0-9]{3})(?: (.*))?$/.exec(line);
		if (!match) {
			this.#refuse("the answer is not HTTP");
			return;
		}
		this.#status = Number(match[1]);
		if (this.#status !== 101) this.#refuse(match[2] ?? "");
	}

	#takeHeader(line: string): void {
		const colon = line.indexOf(":");
		const name = line.slice(0, Math.max(0, colon)).toLowerCase();
		if (!DECISIVE.includes(name)) return;
		const value = line.slice(colon + 1).trim();
		const before = this.#headers.get(name);
		this.#headers.set(name, before === undefined ? value : `${before}, ${value}`);
	}

	#conclude(): void {
		const header = (name: string) => this.#headers.get(name) ?? "";
		const connection = header("connection").toLowerCase().split(",");
		if (header("upgrade").toLowerCase() !== "websocket")
			this.#refuse("the answer does not upgrade to websocket");
		else if (!connection.some((token) => token.trim() === "upgrade"))
			this.#refuse("the answer's Connection header does not say Upgrade");
		else if (header("sec-websocket-accept") !== this.#accept) this.#refuse("Sec-WebSocket-Accept is wrong");
		else if (header("sec-websocket-extensions") !== "")
			this.#refuse("the answer chooses an extension that was not offered");
		else if (header("sec-websocket-protocol") !== SUBPROTOCOL)
			this.#refuse(`the answer does not choose the subprotocol ${SUBPROTOCOL}`);
		this.#complete = true;
	}

	#refuse(refusal: string): void {
		this.#refusal = refusal;
		this.#complete = true;
	}
}
