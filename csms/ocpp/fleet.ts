import type { WebSocket } from "ws";
import type { Context } from "../context";
import { tellChargePoint } from "../context";
import type { ChargePointRow } from "../database/tables";
import { type Liveness, recordLastSeen } from "../records/charge-points";
import { Connection } from "./connection";

/** Close code for a CSMS that goes down. */
const GOING_AWAY = 1001;
const NORMAL = 1000;

/** The connected charge points: one connection for each identity (R-CS-03). */
export class Fleet {
	readonly #connections = new Map<string, Connection>();
	/** Disconnections that are being written down. */
	readonly #leaving = new Set<Promise<void>>();
	#pinging: NodeJS.Timeout | undefined;

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
		this.#connections.set(identity, connection);
		socket.on("close", (code) => {
			if (this.#connections.get(identity) !== connection) return;
			this.#connections.delete(identity);
			context.log.info({ identity, code }, "A charge point disconnected.");
			const leaving = this.#recordLeaving(context, connection).finally(() => this.#leaving.delete(leaving));
			this.#leaving.add(leaving);
		});
		context.log.info({ identity, replaced: replaced !== undefined }, "A charge point connected.");
		replaced?.close(NORMAL, "Replaced by a newer connection");
		void tellChargePoint(context, identity);
	}

	/** Pings every connection each so many milliseconds and cuts off those that no longer answer. */
	startPinging(context: Context, interval: number): void {
		this.#pinging = setInterval(() => {
			for (const connection of this.#connections.values()) connection.ping();
			void this.#recordLastSeen(context);
		}, interval);
		this.#pinging.unref();
	}

	/** Answers what has come, then closes all connections. */
	async close(): Promise<void> {
		clearInterval(this.#pinging);
		const connections = [...this.#connections.values()];
		await Promise.all(connections.map((connection) => connection.settled()));
		for (const connection of connections) connection.close(GOING_AWAY, "The CSMS is going down");
	}

	/** Resolves when nothing is left to be written down. */
	async settled(): Promise<void> {
		await Promise.all(this.#leaving);
	}

	async #recordLastSeen(context: Context): Promise<void> {
		const seen = [...this.#connections.values()].map(({ identity, lastSeen }) => ({ identity, lastSeen }));
		if (seen.length === 0) return;
		try {
			await context.store.write(async (trx) => {
				for (const { identity, lastSeen } of seen) await recordLastSeen(trx, identity, lastSeen);
			});
		} catch (error) {
			context.log.error(error, "When charge points were last seen could not be stored.");
		}
	}

	async #recordLeaving(context: Context, { identity, lastSeen }: Connection): Promise<void> {
		try {
			await context.store.write((trx) => recordLastSeen(trx, identity, lastSeen));
			await tellChargePoint(context, identity);
		} catch (error) {
			context.log.error({ identity, err: error }, "A disconnection could not be stored.");
		}
	}
}
