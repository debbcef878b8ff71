import type { Socket, SocketEvents, SocketFactory } from "../../modules/net/sockets";

/**
 * Sockets through a network that can be taken away without a word, for a board that has no simulated
 * network around it: offline nothing leaves, nothing arrives and nothing is told; online again, what is
 * still held open catches up, as retransmission would do it.
 */
export class SwitchedSockets implements SocketFactory {
	online: boolean;
	private readonly sockets: SocketFactory;
	private readonly opened = new Set<SwitchedSocket>();

	constructor(sockets: SocketFactory, online = true) {
		this.sockets = sockets;
		this.online = online;
	}

	open(...parameters: Parameters<SocketFactory["open"]>): Socket {
		const socket = new SwitchedSocket(this, this.sockets, parameters);
		this.opened.add(socket);
		return socket;
	}

	setOnline(online: boolean): void {
		this.online = online;
		if (online) for (const socket of [...this.opened]) socket.catchUp();
	}

	/** A socket has ended. */
	forget(socket: SwitchedSocket): void {
		this.opened.delete(socket);
	}
}

class SwitchedSocket implements Socket {
	private readonly network: SwitchedSockets;
	private readonly sockets: SocketFactory;
	private readonly parameters: Parameters<SocketFactory["open"]>;
	private readonly events: SocketEvents;
	private socket: Socket | undefined;
	private closed = false;
	/** What arrived, and what was to leave, while there was no network. */
	private readonly arrived: ArrayBuffer[] = [];
	private readonly leaving: Uint8Array[] = [];
	/** The one of them that is being read, and how far. */
	private reading: { bytes: ArrayBuffer; at: number } | undefined;
	private writable: number | undefined;
	private error: Parameters<SocketEvents["onError"]> | undefined;

	constructor(
		network: SwitchedSockets,
		sockets: SocketFactory,
		parameters: Parameters<SocketFactory["open"]>,
	) {
		this.network = network;
		this.sockets = sockets;
		this.parameters = parameters;
		this.events = parameters[3];
		if (network.online) this.connect();
	}

	read(count: number): ArrayBuffer | undefined {
		if (!this.reading) return this.socket?.read(count);
		const { bytes, at } = this.reading;
		this.reading.at += count;
		return bytes.slice(at, at + count);
	}

	write(bytes: Uint8Array): number | undefined {
		if (this.network.online) return this.socket?.write(bytes);
		this.leaving.push(bytes.slice());
		return 0;
	}

	close(): void {
		this.closed = true;
		if (this.network.online || !this.socket) this.end();
	}

	/** The network is there again. */
	catchUp(): void {
		if (this.closed) {
			this.end();
			return;
		}
		if (!this.socket) {
			this.connect();
			return;
		}
		for (const bytes of this.leaving.splice(0)) this.writable = this.socket.write(bytes);
		for (const bytes of this.arrived.splice(0)) {
			this.reading = { bytes, at: 0 };
			if (!this.closed) this.events.onReadable(bytes.byteLength);
		}
		this.reading = undefined;
		const writable = this.writable;
		this.writable = undefined;
		if (this.error) this.fail(this.error);
		else if (writable && !this.closed) this.events.onWritable(writable);
	}

	private connect(): void {
		const [host, port, secure] = this.parameters;
		this.socket = this.sockets.open(host, port, secure, {
			onReadable: (count) => {
				if (this.network.online) this.events.onReadable(count);
				else this.hold(count);
			},
			onWritable: (count) => {
				if (this.network.online) this.events.onWritable(count);
				else this.writable = count;
			},
			onError: (...error) => {
				if (this.network.online) this.fail(error);
				else this.error = error;
			},
		});
	}

	private hold(count: number): void {
		const bytes = this.socket?.read(count);
		if (bytes) this.arrived.push(bytes);
	}

	private fail(error: Parameters<SocketEvents["onError"]>): void {
		this.network.forget(this);
		if (!this.closed) this.events.onError(...error);
	}

	private end(): void {
		this.network.forget(this);
		this.socket?.close();
		this.socket = undefined;
	}
}
