import { toBase64 } from "../base64";
import { utf8Encoder } from "../utf8";
import { hostHeader } from "./authority";
import { HttpHead } from "./http-head";
import type { WebSocketAddress } from "./web-socket-address";

/** The one subprotocol that is offered and taken (R-CON-02). */
const SUBPROTOCOL = "ocpp1.6";
/** RFC 6455 section 1.3. */
const ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
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
	const lines = [
		`GET ${address.path} HTTP/1.1`,
		`Host: ${hostHeader(address)}`,
		"Upgrade: websocket",
		"Connection: Upgrade",
		"Sec-WebSocket-Version: 13",
		`Sec-WebSocket-Key: ${key}`,
		`Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
	];
	if (authorization !== undefined) lines.push(`Authorization: ${authorization}`);
	return `${lines.join("\r\n")}\r\n\r\n`;
}

/** What Sec-WebSocket-Accept must be for `key`. */
export function acceptFor(key: string, sha1: (bytes: Uint8Array) => Uint8Array): string {
	return toBase64(sha1(utf8Encoder().encode(key + ACCEPT_SUFFIX)));
}

/** Reads the head of the answer to an {@link upgradeRequest}, however it is cut into pieces. */
export class UpgradeReply {
	private readonly accept: string;
	private readonly head = new HttpHead(DECISIVE);
	private _complete = false;
	private _refusal: string | undefined;

	constructor(accept: string) {
		this.accept = accept;
	}

	/** The verdict is there: either `refusal` tells why not, or the WebSocket is open. */
	get complete(): boolean {
		return this._complete;
	}

	/** The HTTP status, 0 while unknown. */
	get status(): number {
		return this.head.status;
	}

	get refusal(): string | undefined {
		return this._refusal;
	}

	/** Takes received bytes and returns how many of them belonged to the head. */
	push(bytes: Uint8Array): number {
		const head = this.head;
		if (this._complete) return 0;
		const count = head.push(bytes);
		if (head.fault !== undefined) this.refuse(head.fault);
		else if (head.status !== 0 && head.status !== 101) this.refuse(head.reason);
		else if (head.complete) this.conclude();
		return count;
	}

	private conclude(): void {
		const header = (name: string) => this.head.header(name);
		const connection = header("connection").toLowerCase().split(",");
		if (header("upgrade").toLowerCase() !== "websocket")
			this.refuse("the answer does not upgrade to websocket");
		else if (!connection.some((token) => token.trim() === "upgrade"))
			this.refuse("the answer's Connection header does not say Upgrade");
		else if (header("sec-websocket-accept") !== this.accept) this.refuse("Sec-WebSocket-Accept is wrong");
		else if (header("sec-websocket-extensions") !== "")
			this.refuse("the answer chooses an extension that was not offered");
		else if (header("sec-websocket-protocol") !== SUBPROTOCOL)
			this.refuse(`the answer does not choose the subprotocol ${SUBPROTOCOL}`);
		this._complete = true;
	}

	private refuse(refusal: string): void {
		this._refusal = refusal;
		this._complete = true;
	}
}
