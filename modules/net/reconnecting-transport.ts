import { toBase64 } from "../base64";
import type {
	TlsFailure,
	TlsSettings,
	Transport,
	TransportListener,
	TransportTarget,
} from "../charge-point/interfaces";
import type { TimerHandle } from "../timers";
import { utf8Encoder } from "../utf8";
import { parseWebSocketUrl, type WebSocketAddress } from "./web-socket-address";
import { WebSocketClient, type WebSocketEvents, type WebSocketPlatform } from "./web-socket-client";

export interface ReconnectingTransportOptions extends WebSocketPlatform {
	/** The longest message that is taken, in bytes, at least 16384 (R-CON-11); 65536 unless told. */
	maxMessage?: number;
}

interface Target {
	address: WebSocketAddress;
	authorization: string | undefined;
	tls: (() => TlsSettings) | undefined;
}

/** Waits before the first and before the latest retries, ms, each of them 20 % more or less (R-CON-03). */
const FIRST_WAIT = 1_000;
const LAST_WAIT = 250_000;
const JITTER = 0.2;
/** A connection that lasted as long starts the waits anew, ms (R-CON-03). */
const LASTING = 30_000;
/** Longest wait for a Pong, ms; the next Ping ends it as well (R-CON-05). */
const PONG_TIMEOUT = 10_000;
/** As long is waited for a Pong after the link came up, ms; with the first wait it makes at most 2 s. */
const LINK_UP_PONG_TIMEOUT = 700;

/** The charge point's {@link Transport}: OCPP-J over a WebSocket that is made again whenever it is lost. */
export class ReconnectingTransport implements Transport, WebSocketEvents {
	listener?: TransportListener;
	private readonly platform: WebSocketPlatform;
	private readonly maxMessage: number;
	private target: Target | undefined;
	private client: WebSocketClient | undefined;
	/** When the connection opened; undefined while there is none. */
	private openedAt: number | undefined;
	/** A planned close is under way; `closed` are told when it is done. */
	private closing = false;
	private closed: (() => void)[] = [];
	/** Retries since the last success. */
	private retries = 0;
	private retryTimer: TimerHandle | undefined;
	private pingInterval = 0;
	private pingTimer: TimerHandle | undefined;
	/** Runs while a Pong is waited for. */
	private pongTimer: TimerHandle | undefined;

	constructor(options: ReconnectingTransportOptions) {
		this.platform = options;
		this.maxMessage = options.maxMessage ?? 65_536;
	}

	/**
	 * Connects at once, and again for ever. With a connection open, that one is closed in order
	 * first, so that there are never two (R-CON-13). Throws a SyntaxError, with nothing changed,
	 * when the URL is wrong.
	 */
	open(target: TransportTarget): void {
		const address = parseWebSocketUrl(target.url);
		this.target = { address, authorization: basicAuthorization(target), tls: target.tls };
		this.retries = 0;
		if (this.openedAt !== undefined) this.closeClient(1000, "reconnecting");
		else this.connect();
	}

	send(text: string): void {
		this.client?.send(text);
	}

	/** `done` comes within this call when there is nothing to close, else after onClose. */
	close(code: number, reason: string, done?: () => void): void {
		this.target = undefined;
		this.stopRetry();
		if (this.openedAt !== undefined) {
			if (done) this.closed.push(done);
			this.closeClient(code, reason);
			return;
		}
		this.client?.drop();
		this.client = undefined;
		done?.();
	}

	setPingInterval(seconds: number): void {
		this.pingInterval = seconds * 1_000;
		if (this.openedAt !== undefined && !this.closing) this.schedulePing();
	}

	/**
	 * The network link came up: the waits begin anew, so that an attempt follows within 2 s, in
	 * place of one that hangs. A connection that seems open must answer a Ping first.
	 */
	linkUp(): void {
		if (!this.target || this.closing) return;
		if (this.openedAt !== undefined) {
			this.retries = 0;
			this.ping(LINK_UP_PONG_TIMEOUT);
			return;
		}
		// A first retry is due soon enough; a flapping link must not put it off for ever.
		if (this.retryTimer !== undefined && this.retries <= 1) return;
		this.retries = 0;
		this.client?.drop();
		this.client = undefined;
		this.scheduleRetry();
	}

	private connect(): void {
		const target = this.target;
		this.stopRetry();
		this.client?.drop();
		this.client = undefined;
		if (!target) return;
		this.client = new WebSocketClient(
			this.platform,
			target.address,
			target.authorization,
			this.maxMessage,
			this,
			target.address.secure ? target.tls?.() : undefined,
		);
	}

	onOpen(): void {
		this.openedAt = this.platform.timers.now();
		this.schedulePing();
		this.listener?.opened();
	}

	onText(text: string): void {
		this.listener?.received(text);
	}

	onPong(): void {
		this.stopPong();
	}

	onRefused(status: number, reason: string, failure?: TlsFailure): void {
		this.client = undefined;
		this.scheduleRetry();
		this.listener?.refused(status, reason, failure);
	}

	private closeClient(code: number, reason: string): void {
		if (this.closing) return;
		this.closing = true;
		this.stopPings();
		this.client?.close(code, reason);
	}

	/** The connection, which was open, is no more. The next one is on its way before anybody is told. */
	onClose(code: number, reason: string): void {
		if (this.platform.timers.now() - (this.openedAt ?? 0) >= LASTING) this.retries = 0;
		this.stopPings();
		this.client = undefined;
		this.openedAt = undefined;
		const closed = this.closed;
		this.closed = [];
		if (this.closing) {
			this.closing = false;
			this.connect();
		} else this.scheduleRetry();
		this.listener?.closed(code, reason);
		for (let i = 0; i < closed.length; i++) closed[i]();
	}

	private scheduleRetry(): void {
		const random = this.platform.randomBytes(2);
		const jitter = 1 + JITTER * ((random[0] + 256 * random[1]) / 32_768 - 1);
		const wait = Math.round(Math.min(FIRST_WAIT * 2 ** this.retries, LAST_WAIT) * jitter);
		this.retries++;
		this.stopRetry();
		this.retryTimer = this.platform.timers.set(() => {
			this.retryTimer = undefined;
			this.connect();
		}, wait);
	}

	private stopRetry(): void {
		this.platform.timers.clear(this.retryTimer);
		this.retryTimer = undefined;
	}

	private schedulePing(): void {
		this.platform.timers.clear(this.pingTimer);
		this.pingTimer = undefined;
		if (this.pingInterval <= 0) return;
		this.pingTimer = this.platform.timers.set(() => {
			if (this.pongTimer !== undefined) {
				this.dead();
				return;
			}
			this.schedulePing();
			this.ping(PONG_TIMEOUT);
		}, this.pingInterval);
	}

	private ping(timeout: number): void {
		this.stopPong();
		this.pongTimer = this.platform.timers.set(() => this.dead(), timeout);
		this.client?.ping();
	}

	private dead(): void {
		this.client?.drop();
		this.onClose(1006, "no answer to a ping");
	}

	private stopPong(): void {
		this.platform.timers.clear(this.pongTimer);
		this.pongTimer = undefined;
	}

	private stopPings(): void {
		this.platform.timers.clear(this.pingTimer);
		this.pingTimer = undefined;
		this.stopPong();
	}
}

/** HTTP Basic credentials (R-SEC-03, RFC 7617): the user as it is, the password's bytes. */
function basicAuthorization(target: TransportTarget): string | undefined {
	if (target.user === undefined) return;
	const user = utf8Encoder().encode(`${target.user}:`);
	const password = target.password ?? new Uint8Array(0);
	const bytes = new Uint8Array(user.length + password.length);
	bytes.set(user);
	bytes.set(password, user.length);
	return `Basic ${toBase64(bytes)}`;
}
