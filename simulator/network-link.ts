import { connect, type Socket } from "node:net";

/** Bytes held for one direction before its sender feels back-pressure, as a TCP window would. */
const HOLD_LIMIT = 1 << 20;
/** Longest first line that a firmware may send, `CONNECT host:port`. */
const PREFACE_LIMIT = 300;
/** The first packet of a connection that found no network is sent anew after this (RFC 6298), ms. */
const RETRANSMISSION = 1000;

/** One end of a connection, with what it sent and was not yet passed on. */
class End {
	readonly socket: Socket;
	/** Set by the link: this end has sent or ended something. */
	onActivity?: () => void;
	/** It will send no more. */
	ended = false;
	/** It is gone, and not in order. */
	failed = false;
	closed = false;
	#held: Buffer[] = [];
	#heldBytes = 0;
	#congested = false;

	constructor(socket: Socket) {
		this.socket = socket;
		socket.setNoDelay(true);
		socket.on("data", (chunk: Buffer) => this.#hold(chunk));
		socket.on("end", () => {
			this.ended = true;
			this.onActivity?.();
		});
		socket.on("error", () => {
			this.failed = true;
		});
		socket.on("close", () => {
			this.closed = true;
			this.onActivity?.();
		});
		socket.on("drain", () => {
			this.#congested = false;
			this.onActivity?.();
		});
	}

	/** Takes the first line of what was held, once it is there. Null: it is no line. */
	takeLine(): string | null | undefined {
		const held = Buffer.concat(this.#held);
		const end = held.indexOf("\n");
		if (end < 0) return held.length > PREFACE_LIMIT ? null : undefined;
		this.#held = end + 1 < held.length ? [held.subarray(end + 1)] : [];
		this.#heldBytes = held.length - end - 1;
		return held.toString("utf8", 0, end).trimEnd();
	}

	/** Passes on what is held, as fast as `sink` takes it, and the end after it. */
	flowTo(sink: End): void {
		while (!sink.#congested && sink.socket.writable && this.#held.length > 0) {
			const chunk = this.#held.shift() as Buffer;
			this.#heldBytes -= chunk.length;
			sink.#congested = !sink.socket.write(chunk);
		}
		if (this.#heldBytes < HOLD_LIMIT && this.socket.isPaused()) this.socket.resume();
		if (this.#held.length === 0 && this.ended && sink.socket.writable) sink.socket.end();
	}

	reset(): void {
		this.#held = [];
		this.socket.resetAndDestroy();
	}

	#hold(chunk: Buffer): void {
		this.#held.push(chunk);
		this.#heldBytes += chunk.length;
		if (this.#heldBytes >= HOLD_LIMIT) this.socket.pause();
		this.onActivity?.();
	}
}

/** One connection of the firmware, through the network, to the host it asked for. */
export class NetworkLink {
	/** Set by the owner: both ends are gone. */
	onClosed?: () => void;
	readonly #firmware: End;
	#remote: End | undefined;
	#remoteConnected = false;
	#online: boolean;
	/** Runs until the first packet of this connection is sent anew. */
	#retransmission: NodeJS.Timeout | undefined;

	/** `socket` must allow half-open connections. */
	constructor(socket: Socket, online: boolean) {
		this.#online = online;
		this.#firmware = new End(socket);
		this.#firmware.onActivity = () => this.#flow();
	}

	/** The packets of both directions vanish from now on. */
	goOffline(): void {
		this.#online = false;
		clearTimeout(this.#retransmission);
	}

	/**
	 * What both ends still hold open goes on with what was sent meanwhile. A connection that never
	 * came about has some time to be given up by a firmware that hears of the network first.
	 */
	goOnline(): void {
		this.#online = true;
		if (this.#firmware.ended || this.#firmware.closed) this.cut();
		else if (this.#remote) this.#flow();
		else
			this.#retransmission = setTimeout(() => {
				this.#retransmission = undefined;
				this.#flow();
			}, RETRANSMISSION);
	}

	/** Ends both sides without passing on what was held. */
	cut(): void {
		clearTimeout(this.#retransmission);
		this.#firmware.reset();
		this.#remote?.reset();
		if (!this.#remote) this.onClosed?.();
	}

	#flow(): void {
		if (!this.#online) return;
		if (this.#retransmission) {
			if (this.#firmware.ended || this.#firmware.closed) this.cut();
			return;
		}
		if (!this.#remote && !this.#connect()) return;
		const remote = this.#remote as End;
		if (this.#firmware.failed && this.#firmware.closed) remote.reset();
		else if (remote.failed && remote.closed) this.#firmware.reset();
		else if (this.#remoteConnected) {
			this.#firmware.flowTo(remote);
			remote.flowTo(this.#firmware);
		}
		if (this.#firmware.closed && remote.closed) this.onClosed?.();
	}

	/** Connects to where the firmware's first line says, once it is there. */
	#connect(): boolean {
		const line = this.#firmware.takeLine();
		if (line === undefined) {
			if (this.#firmware.ended) this.cut();
			return false;
		}
		const target = line === null ? null : /^CONNECT (?:\[([^\]]+)\]|([^\s:]+)):(\d{1,5})$/.exec(line);
		const port = Number(target?.[3]);
		if (!target || port < 1 || port > 65_535) {
			this.cut();
			return false;
		}
		const socket = connect({ host: target[1] ?? target[2], port, allowHalfOpen: true });
		this.#remote = new End(socket);
		this.#remote.onActivity = () => this.#flow();
		socket.on("connect", () => {
			this.#remoteConnected = true;
			this.#flow();
		});
		return true;
	}
}
