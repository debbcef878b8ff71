import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { type MessageFault, ProxyStream, type Slowness } from "./proxy-stream";

/** How a connection ends. */
export type Ending = "reset" | "end" | "silence";

/** What is done to a whole connection. */
export type ConnectionFault = "cut" | "silence" | "refuse" | "refuse upgrade";

export type Direction = "to the CSMS" | "to the charge point";

/** A call that begins or ends a transaction, and an answer, with their message ids. */
const TRANSACTION = /^\[2,"([^"]*)","(?:Start|Stop)Transaction"/;
const ANSWER = /^\[[34],"([^"]*)"/;
const HEAD_END = "\r\n\r\n";
/** The first line and the headers of a request are shorter. */
const LONGEST_HEAD = 16_384;
/** Answers to a request for a WebSocket that are none. */
const BAD_UPGRADES = [
	"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
	"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<h1>Welcome</h1>",
	"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: bm90IHRoZSByaWdodCBvbmU=\r\n\r\n",
	"SSH-2.0-OpenSSH_9.6\r\n",
	"\u0015\u0003\u0001\u0000\u0002\u0002\u0046",
];

/** A TCP proxy between charge points and CSMS that breaks what passes, when it is told to. */
export class TortureProxy {
	/** Port of the CSMS, which may change while it runs. */
	target = 0;
	/** A fault has been done to a charge point's connection. */
	onFault?: (identity: string, fault: MessageFault) => void;
	/** A StartTransaction or StopTransaction of a charge point is on its way to the CSMS. */
	onTransaction?: (identity: string) => void;
	/** Milliseconds by which the clock that a charge point is told is wrong. */
	readonly clockErrors = new Map<string, number>();
	readonly #server: Server;
	readonly #random: () => number;
	readonly #links = new Set<Link>();
	/** Until when connections of a charge point are refused, and whether they get an answer. */
	readonly #refusals = new Map<string, { until: number; answer: string | undefined }>();

	private constructor(random: () => number) {
		this.#random = random;
		this.#server = createServer({ allowHalfOpen: true }, (socket) => {
			const link = new Link(socket, this, random);
			this.#links.add(link);
			link.onClosed = () => this.#links.delete(link);
		});
	}

	/** Listens on a free loopback port. */
	static async open(random: () => number): Promise<TortureProxy> {
		const proxy = new TortureProxy(random);
		await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
		return proxy;
	}

	/** What charge points are given for the CSMS. */
	get url(): string {
		return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ocpp`;
	}

	/**
	 * Does it to the next message of the charge point's connection, or to the next StartTransaction or
	 * StopTransaction or to the answer to one; false while there is no connection.
	 */
	arm(identity: string, direction: Direction, fault: MessageFault, toTransaction = false): boolean {
		const stream = this.#newest(identity)?.stream(direction);
		stream?.arm(fault, toTransaction);
		return stream !== undefined;
	}

	/** Lets the bytes of both directions crawl, for so many ms; false without a connection. */
	slow(identity: string, slowness: Slowness, duration: number): boolean {
		const link = this.#newest(identity);
		link?.slow(slowness, duration);
		return link !== undefined;
	}

	/** Ends the charge point's connection, or lets it fall silent for so many ms and resets it then. */
	end(identity: string, ending: Ending, duration = 0): boolean {
		const link = this.#newest(identity);
		link?.break(ending, duration);
		return link !== undefined;
	}

	/** Refuses new connections of a charge point for so many ms: without a word, or with an answer that is none. */
	refuse(identity: string, duration: number, withAnswer: boolean): void {
		const answer = withAnswer ? BAD_UPGRADES[Math.floor(this.#random() * BAD_UPGRADES.length)] : undefined;
		this.#refusals.set(identity, { until: performance.now() + duration, answer });
	}

	/** The answer that a new connection gets instead of one of the CSMS, null for none, undefined to let it pass. */
	refusal(identity: string): string | null | undefined {
		const refusal = this.#refusals.get(identity);
		if (!refusal || performance.now() > refusal.until) return;
		return refusal.answer ?? null;
	}

	/** From now on it breaks nothing; connections that are broken already are ended. */
	heal(): void {
		this.#refusals.clear();
		this.clockErrors.clear();
		for (const link of [...this.#links]) link.heal();
	}

	close(): Promise<void> {
		for (const link of [...this.#links]) link.break("reset", 0);
		return new Promise((resolve) => this.#server.close(() => resolve()));
	}

	#newest(identity: string): Link | undefined {
		return [...this.#links].findLast((link) => link.identity === identity && link.isUp);
	}
}

/** One connection of a charge point, and the one to the CSMS that belongs to it. */
class Link {
	identity = "";
	onClosed?: () => void;
	readonly #proxy: TortureProxy;
	readonly #random: () => number;
	readonly #client: Socket;
	#server: Socket | undefined;
	#toServer: ProxyStream | undefined;
	#toClient: ProxyStream | undefined;
	/** The handshakes of both directions have passed. */
	#upgraded = { client: false, server: false };
	#silent = false;
	/** Message id of the newest StartTransaction or StopTransaction. */
	#asked: string | null = null;
	#timer: NodeJS.Timeout | undefined;
	#slowTimer: NodeJS.Timeout | undefined;

	constructor(client: Socket, proxy: TortureProxy, random: () => number) {
		this.#client = client;
		this.#proxy = proxy;
		this.#random = random;
		let head = Buffer.alloc(0);
		const onHead = (bytes: Buffer) => {
			head = Buffer.concat([head, bytes]);
			const end = head.indexOf(HEAD_END);
			if (end < 0) {
				if (head.length > LONGEST_HEAD) this.#destroy();
				return;
			}
			client.off("data", onHead);
			this.#connect(head.subarray(0, end + HEAD_END.length), head.subarray(end + HEAD_END.length));
		};
		client.setNoDelay(true);
		client.on("data", onHead);
		client.on("end", () => this.#ended("client"));
		client.on("error", () => undefined);
		client.on("close", () => this.#closed(client));
	}

	/** WebSocket messages pass. */
	get isUp(): boolean {
		return this.#upgraded.client && this.#upgraded.server && !this.#silent && !this.#client.destroyed;
	}

	stream(direction: Direction): ProxyStream | undefined {
		return direction === "to the CSMS" ? this.#toServer : this.#toClient;
	}

	slow(slowness: Slowness, duration: number): void {
		for (const stream of [this.#toServer, this.#toClient]) if (stream) stream.slowness = slowness;
		clearTimeout(this.#slowTimer);
		this.#slowTimer = setTimeout(() => {
			for (const stream of [this.#toServer, this.#toClient]) if (stream) stream.slowness = undefined;
		}, duration);
	}

	break(ending: Ending, duration: number): void {
		if (ending === "reset") this.#destroy();
		else if (ending === "end") {
			this.#toServer?.end();
			this.#toClient?.end();
			this.#timer ??= setTimeout(() => this.#destroy(), 1000);
		} else {
			this.#silent = true;
			this.#timer ??= setTimeout(() => this.#destroy(), duration);
		}
	}

	heal(): void {
		for (const stream of [this.#toServer, this.#toClient]) stream?.disarm();
		if (this.#silent) this.#destroy();
	}

	#connect(head: Buffer, rest: Buffer): void {
		const path = head.toString("latin1").split(" ")[1] ?? "";
		this.identity = decodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
		const refusal = this.#proxy.refusal(this.identity);
		if (refusal === null) {
			this.#destroy();
			return;
		}
		if (refusal !== undefined) {
			this.#client.end(refusal);
			this.#timer = setTimeout(() => this.#destroy(), 1000);
			return;
		}
		const server = connect({ host: "127.0.0.1", port: this.#proxy.target, allowHalfOpen: true });
		this.#server = server;
		server.setNoDelay(true);
		server.write(head);
		this.#toServer = this.#stream(server, false);
		this.#toClient = this.#stream(this.#client, true);
		this.#upgraded.client = true;
		if (rest.length > 0) this.#toServer.take(rest);
		this.#client.on("data", (bytes: Buffer) => {
			if (!this.#silent) this.#toServer?.take(bytes);
		});
		let answer = Buffer.alloc(0);
		server.on("data", (bytes: Buffer) => {
			if (this.#silent) return;
			if (this.#upgraded.server) {
				this.#toClient?.take(bytes);
				return;
			}
			answer = Buffer.concat([answer, bytes]);
			const end = answer.indexOf(HEAD_END);
			if (end < 0) return;
			this.#upgraded.server = answer.toString("latin1", 0, 12).endsWith(" 101");
			if (!this.#upgraded.server) {
				this.#client.write(answer);
				answer = Buffer.alloc(0);
				return;
			}
			this.#client.write(answer.subarray(0, end + HEAD_END.length));
			this.#toClient?.take(answer.subarray(end + HEAD_END.length));
		});
		server.on("end", () => this.#ended("server"));
		server.on("error", () => undefined);
		server.on("close", () => this.#closed(server));
	}

	#stream(to: Socket, fromServer: boolean): ProxyStream {
		return new ProxyStream({
			to,
			fromServer,
			random: this.#random,
			onFault: (fault) => this.#proxy.onFault?.(this.identity, fault),
			onMessage: (text) => (fromServer ? this.#answersTransaction(text) : this.#noteTransaction(text)),
			onCut: () => this.#destroy(),
			clockError: () => this.#proxy.clockErrors.get(this.identity) ?? 0,
		});
	}

	#noteTransaction(text: string): boolean {
		const messageId = TRANSACTION.exec(text)?.[1];
		if (messageId === undefined) return false;
		this.#asked = messageId;
		// What is done at this moment is done after the message, and before the answer.
		setImmediate(() => this.#proxy.onTransaction?.(this.identity));
		return true;
	}

	#answersTransaction(text: string): boolean {
		return ANSWER.exec(text)?.[1] === this.#asked;
	}

	#ended(side: "client" | "server"): void {
		if (this.#silent) return;
		if (side === "client") {
			if (this.#toServer) this.#toServer.end();
			else this.#destroy();
		} else this.#toClient?.end();
	}

	#closed(socket: Socket): void {
		if (this.#silent && this.#timer) return;
		// A process that was killed, or a connection that was reset: the other side sees the same.
		if (socket.errored || !socket.readableEnded) this.#destroy();
		else if (this.#client.destroyed && this.#server?.destroyed !== false) this.#destroy();
	}

	#destroy(): void {
		clearTimeout(this.#timer);
		clearTimeout(this.#slowTimer);
		this.#toServer?.close();
		this.#toClient?.close();
		this.#client.resetAndDestroy();
		this.#server?.resetAndDestroy();
		const closed = this.onClosed;
		this.onClosed = undefined;
		closed?.();
	}
}
