import { type AddressInfo, createServer, type Server } from "node:net";
import { NetworkLink } from "./network-link";

/**
 * The network between the firmware and everything else: a loopback port that takes all TCP
 * connections of the firmware. Each begins with one line, `CONNECT host:port`.
 */
export class Network {
	readonly #server: Server;
	readonly #links = new Set<NetworkLink>();
	#online = true;

	private constructor(server: Server) {
		this.#server = server;
		server.on("connection", (socket) => {
			const link = new NetworkLink(socket, this.#online);
			this.#links.add(link);
			link.onClosed = () => this.#links.delete(link);
		});
	}

	/** Opens the network on a free loopback port. */
	static open(): Promise<Network> {
		const server = createServer({ allowHalfOpen: true });
		return new Promise((resolve, reject) => {
			server.once("error", reject);
			server.listen(0, "127.0.0.1", () => resolve(new Network(server)));
		});
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get online(): boolean {
		return this.#online;
	}

	/**
	 * Offline, packets vanish without a word: no bytes, no close, no refusal. Online again,
	 * connections that the firmware gave up meanwhile are reset at the other end, and all others
	 * catch up, as retransmission would do it.
	 */
	setOnline(online: boolean): void {
		if (online === this.#online) return;
		this.#online = online;
		for (const link of [...this.#links]) {
			if (online) link.goOnline();
			else link.goOffline();
		}
	}

	/** The firmware has died: its connections are gone, with all that was still under way. */
	cutFirmware(): void {
		if (this.#online) for (const link of [...this.#links]) link.cut();
	}

	close(): Promise<void> {
		for (const link of [...this.#links]) link.cut();
		return new Promise((resolve) => this.#server.close(() => resolve()));
	}
}
