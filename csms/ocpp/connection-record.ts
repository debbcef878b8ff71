import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { type Context, tellHistory } from "../context";
import type { Proxies } from "../proxies";
import {
	type ClosedConnection,
	closeConnection,
	type OpenedConnection,
	openConnection,
} from "../records/connections";

/** Where a handshake came from and how it was protected. */
export type Origin = Pick<OpenedConnection, "address" | "tls">;

/** Where a handshake comes from, and which TLS protects it. */
export function originOf(request: IncomingMessage, proxies: Proxies): Origin {
	const { socket } = request;
	const address = proxies.addressOf(request).replace(/^::ffff:/, "");
	if (socket instanceof TLSSocket) {
		return { address, tls: `${socket.getProtocol()} ${socket.getCipher().standardName}` };
	}
	return { address, tls: proxies.isEncrypted(request) ? "ended by a proxy" : null };
}

/** The record of one connection: made when it opens, completed when it ends. */
export class ConnectionRecord {
	/** Its number, once it is written. */
	id: number | undefined;
	readonly #context: Context;
	readonly #identity: string;
	readonly #opened: Promise<void>;

	constructor(context: Context, opened: OpenedConnection) {
		this.#context = context;
		this.#identity = opened.identity;
		this.#opened = context.store
			.write((trx) => openConnection(trx, opened))
			.then((id) => {
				this.id = id;
				tellHistory(context, opened.identity, "connections");
			})
			.catch((error) => context.log.error(error, "A connection could not be recorded."));
	}

	/** Resolved when it is written down, or cannot be. */
	async close(closed: ClosedConnection): Promise<void> {
		await this.#opened;
		const { id } = this;
		if (id === undefined) return;
		const { store, log } = this.#context;
		await store
			.write((trx) => closeConnection(trx, id, closed))
			.then(() => tellHistory(this.#context, this.#identity, "connections"))
			.catch((error) => log.error(error, "The end of a connection could not be recorded."));
	}
}
