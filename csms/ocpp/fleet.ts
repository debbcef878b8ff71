import type { WebSocket } from "ws";
import type { Context } from "../context";
import { tellChargePoint } from "../context";
import type { ChargePointRow } from "../database/tables/charge-points";
import { type Liveness, recordLastSeen } from "../records/charge-points";
import { Connection } from "./connection";

/** Close codes and their reasons. */
const GOING_AWAY = [1001, "The CSMS is going down"] as const;
const REPLACED = [1000, "Replaced by a newer connection"] as const;

/** The connected charge points: one connection for each identity (R-CS-03). */
export class Fleet {
	readonly #connections = new Map<string, Connection>();
	/** Of all connections, also the replaced ones: resolved when it is closed and that is written down. */
	readonly #ends = new Set<Promise<void>>();
	#pinging: NodeJS.Timeout | undefined;
	#closed = false;

	get(identity: string): Connection | undefined {
		return this.#connections.get(identity);
	}

	livenessOf(identity: string): Liveness {
		const connection = this.#connections.get(identity);
		return { connected: connection !== undefined, lastSeen: connection?.lastSeen ?? null };
	}

	/** Takes a finished handshake; an older connection of the same charge point is closed. */
	add(context: Context, socket: WebSocket, row: ChargePointRow): void {
		const { identity } = row;
		const replaced = this.#connections.get(identity);
		const connection = new Connection(context, socket, row);
		const end = this.#follow(context, socket, connection).finally(() => this.#ends.delete(end));
		this.#ends.add(end);
		if (this.#closed) {
			connection.close(...GOING_AWAY);
			return;
		}
		this.#connections.set(identity, connection);
		context.log.info({ identity, replaced: replaced !== undefined }, "A charge point connected.");
		replaced?.close(...REPLACED);
		this.#tell(context, identity);
	}

	/** Pings every connection each so many milliseconds and cuts off those that no longer answer. */
	startPinging(context: Context, interval: number): void {
		this.#pinging = setInterval(() => {
			for (const connection of this.#connections.values()) connection.ping();
			void this.#writeLastSeen(context, [...this.#connections.values()]);
		}, interval);
		this.#pinging.unref();
	}

	/** Answers what has come, closes all connections and takes no new ones. */
	async close(): Promise<void> {
		this.#closed = true;
		clearInterval(this.#pinging);
		const connections = [...this.#connections.values()];
		await Promise.all(connections.map((connection) => connection.settled()));
		for (const connection of connections) connection.close(...GOING_AWAY);
		await Promise.all(this.#ends);
	}

	/** Waits for the connection's end and notes it, unless a newer one has replaced it. */
	async #follow(context: Context, socket: WebSocket, connection: Connection): Promise<void> {
		const { identity } = connection;
		const code = await new Promise<number>((resolve) => socket.once("close", resolve));
		if (this.#connections.get(identity) !== connection) return;
		this.#connections.delete(identity);
		context.log.info({ identity, code }, "A charge point disconnected.");
		await this.#writeLastSeen(context, [connection]);
		this.#tell(context, identity);
	}

	async #writeLastSeen(context: Context, connections: readonly Connection[]): Promise<void> {
		if (connections.length === 0) return;
		const seen = connections.map(({ identity, lastSeen }) => ({ identity, lastSeen }));
		try {
			await context.store.write(async (trx) => {
				for (const { identity, lastSeen } of seen) await recordLastSeen(trx, identity, lastSeen);
			});
		} catch (error) {
			context.log.error(error, "When charge points were last seen could not be stored.");
		}
	}

	#tell(context: Context, identity: string): void {
		tellChargePoint(context, identity).catch((error) =>
			context.log.error(error, "A change could not be told."),
		);
	}
}
