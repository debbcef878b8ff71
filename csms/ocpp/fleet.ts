import type { WebSocket } from "ws";
import type { Context } from "../context";
import { tellChargePoint } from "../context";
import { updateLastSeen } from "../database/last-seen";
import type { ChargePointRow } from "../database/tables/charge-points";
import type { Liveness } from "../records/charge-points";
import type { OpenMeasures } from "../records/connections";
import { findSilent, markSilent } from "../records/open-transactions";
import { Connection } from "./connection";
import { ConnectionRecord, type Origin } from "./connection-record";
import { withoutNul } from "./storable";

/** Close codes and their reasons. */
const GOING_AWAY = [1001, "The CSMS is going down"] as const;
export const REPLACED = [1000, "Replaced by a newer connection"] as const;

/** What may have come or gone with a connection. */
const AT_CONNECTIONS = ["connection", "heartbeats", "handshakes", "certificates"] as const;

/** Parts of the ping interval; each connection is pinged in one of them. */
const TURNS = 60;

/** The connected charge points: one connection for each identity (R-CS-03). */
export class Fleet {
	readonly #connections = new Map<string, Connection>();
	readonly #records = new Map<Connection, ConnectionRecord>();
	/** Of all connections, also the replaced ones: resolved when it is closed and that is written down. */
	readonly #ends = new Set<Promise<void>>();
	/** Of those that have ended: resolved when that is written down. */
	readonly #writing = new Set<Promise<void>>();
	#pinging: NodeJS.Timeout | undefined;
	#lastTurn = 0;
	#endMarking: (() => Promise<void>) | undefined;
	#closed = false;

	/** Whether it takes no new connections any more. */
	get isClosed(): boolean {
		return this.#closed;
	}

	/** The connection to this process; others may hold one too. */
	get(identity: string): Connection | undefined {
		return this.#connections.get(identity);
	}

	/** As far as this process knows. */
	livenessOf(identity: string): Liveness {
		const connection = this.#connections.get(identity);
		return { connected: connection !== undefined, lastSeen: connection?.lastSeen ?? null };
	}

	/** What is measured of the open connection, by the number of its record. */
	measuresOf(identity: string): OpenMeasures {
		const connection = this.#connections.get(identity);
		const id = connection && this.#records.get(connection)?.id;
		return new Map(connection && id !== undefined ? [[id, connection.measures.all]] : []);
	}

	/** The numbers of the records of all open connections. */
	recordIds(): number[] {
		return [...this.#records.values()].flatMap(({ id }) => (id === undefined ? [] : [id]));
	}

	/** Takes a finished handshake; an older connection of the same charge point is closed. */
	add(context: Context, socket: WebSocket, row: ChargePointRow, origin: Origin): void {
		const { identity } = row;
		const replaced = this.#connections.get(identity);
		this.#lastTurn = (this.#lastTurn + 1) % TURNS;
		const connection = new Connection(context, socket, row, this.#lastTurn);
		const opened = {
			owner: String(context.cluster.id),
			identity,
			connectedAt: Date.now(),
			securityProfile: row.security_profile,
			...origin,
		};
		this.#records.set(connection, new ConnectionRecord(context, opened));
		const end = this.#follow(context, socket, connection).finally(() => this.#ends.delete(end));
		this.#ends.add(end);
		if (this.#closed) {
			connection.close(...GOING_AWAY);
			return;
		}
		this.#connections.set(identity, connection);
		// It may have booted since the row was read.
		if (replaced) connection.bootStatus = replaced.bootStatus;
		context.cluster.holdings.claim(connection);
		context.log.info({ identity, replaced: replaced !== undefined }, "A charge point connected.");
		void replaced?.retire(...REPLACED);
		context.diagnosing.noticed(identity, AT_CONNECTIONS);
		this.#tell(context, identity);
	}

	/**
	 * Pings every connection each so many milliseconds and cuts off those that no longer answer. They have
	 * their turns one after another, so that a large fleet does not answer all at once.
	 */
	startPinging(context: Context, interval: number): void {
		let turn = 0;
		this.#pinging = setInterval(() => {
			turn = (turn + 1) % TURNS;
			const connections = [...this.#connections.values()].filter((connection) => connection.turn === turn);
			for (const connection of connections) connection.ping();
			void this.#writeLastSeen(context, connections);
		}, interval / TURNS);
		this.#pinging.unref();
		this.#endMarking = context.cluster.every("silent charge points", interval, () => tellSilent(context));
	}

	/** Answers what has come, closes all connections and takes no new ones. */
	async close(): Promise<void> {
		this.#closed = true;
		clearInterval(this.#pinging);
		await this.#endMarking?.();
		const connections = [...this.#connections.values()];
		await Promise.all(connections.map((connection) => connection.settled()));
		for (const connection of connections) connection.close(...GOING_AWAY);
		await Promise.all(this.#ends);
	}

	/** Resolves when the end of each connection that has ended until now is written down. */
	async endsWritten(): Promise<void> {
		await Promise.all(this.#writing);
	}

	/** Waits for the connection's end and notes it, unless a newer one has replaced it. */
	async #follow(context: Context, socket: WebSocket, connection: Connection): Promise<void> {
		const { identity } = connection;
		const [code, reason] = await new Promise<[number, string]>((resolve) =>
			socket.once("close", (code, reason) => resolve([code, String(reason)])),
		);
		const current = this.#connections.get(identity) === connection;
		if (current) this.#connections.delete(identity);
		const released = context.cluster.holdings.release(connection);
		const ended = this.#close(context, connection, code, reason).finally(() => this.#writing.delete(ended));
		this.#writing.add(ended);
		if (current) {
			context.log.info({ identity, code }, "A charge point disconnected.");
			await this.#writeLastSeen(context, [connection]);
		}
		await Promise.all([released, ended]);
		if (!current) return;
		this.#tell(context, identity);
	}

	/** Completes the record of a connection; its last violations are kept as well. */
	async #close(context: Context, connection: Connection, closeCode: number, reason: string): Promise<void> {
		const record = this.#records.get(connection);
		this.#records.delete(connection);
		const { fault, measures, retired: replaced, violations } = connection;
		const closeReason = withoutNul(reason === "" ? fault : reason);
		await record?.close({ ...measures.all, disconnectedAt: Date.now(), closeCode, closeReason, replaced });
		await violations.flush();
		context.diagnosing.noticed(connection.identity, AT_CONNECTIONS);
	}

	async #writeLastSeen(context: Context, connections: readonly Connection[]): Promise<void> {
		if (connections.length === 0) return;
		const seen = new Map(connections.map(({ identity, lastSeen }) => [identity, lastSeen]));
		try {
			await context.store.write((trx) => updateLastSeen(trx, seen));
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

/** Marks, and tells, the transactions of charge points that have been silent for a day. */
async function tellSilent(context: Context): Promise<void> {
	const now = Date.now();
	const silent = await findSilent(context.store.db, now);
	if (silent.length === 0) return;
	const marked = await context.store.write((trx) => markSilent(trx, silent, now));
	for (const transaction of marked) context.liveMeterValues.tell(context, transaction);
}
