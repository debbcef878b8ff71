import type { Context } from "../context";
import type { Connection } from "../ocpp/connection";
import { REPLACED } from "../ocpp/fleet";
import { findChargePoint, type Liveness } from "../records/charge-points";
import { reopenConnections } from "../records/connections";
import {
	claimHolding,
	findHolding,
	listHeldElsewhere,
	readFollowed,
	reclaimHoldings,
	recordHeard,
	releaseHolding,
} from "../records/holdings";
import type { Cluster } from "./cluster";
import type { Closing } from "./messages";

const REMOVED = { code: 1008, reason: "This charge point is no longer known here" };

/** The number of a connection once it is entered; undefined while that has failed. */
type Numbered = Promise<number | undefined>;

/** Which charge points are connected to this process, as all processes know it. */
export class Holdings {
	readonly #cluster: Cluster;
	readonly #numbers = new Map<Connection, Numbered>();
	/** Connections that could not be entered yet. */
	readonly #unclaimed = new Set<Connection>();
	/** Connections that have ended, which is not written yet. */
	readonly #ended = new Map<string, number>();
	#context!: Context;
	/** When it was last written who was heard, in milliseconds since 1970. */
	#writtenAt = 0;

	constructor(cluster: Cluster) {
		this.#cluster = cluster;
	}

	start(context: Context): void {
		this.#context = context;
	}

	/** Enters a new connection: those to other processes are closed. */
	claim(connection: Connection): void {
		if (!this.#cluster.isShared) return;
		this.#numbers.set(connection, this.#claim(connection));
	}

	/** A connection has ended. */
	async release(connection: Connection): Promise<void> {
		const numbered = this.#numbers.get(connection);
		this.#numbers.delete(connection);
		const number = await numbered;
		const { identity } = connection;
		if (number === undefined) return;
		this.#ended.set(identity, number);
		await this.#writeEnded().catch((error) =>
			this.#context.log.error({ identity, err: error }, "The end of a connection could not be noted yet."),
		);
	}

	/** How it is with one charge point, wherever it is connected. */
	async livenessOf(identity: string): Promise<Liveness> {
		const own = this.#context.fleet.livenessOf(identity);
		if (own.connected || !this.#cluster.isShared) return own;
		const holding = await findHolding(this.#context.store.db, identity);
		const { process_id = null, last_seen = null } = holding ?? {};
		if (process_id === null || process_id === this.#cluster.id) return own;
		return { connected: true, lastSeen: last_seen };
	}

	/** How it is with all charge points. */
	async liveness(): Promise<(identity: string) => Liveness> {
		const { fleet, store } = this.#context;
		if (!this.#cluster.isShared) return (identity) => fleet.livenessOf(identity);
		const rows = await listHeldElsewhere(store.db, this.#cluster.id);
		const elsewhere = new Map(rows.map(({ identity, last_seen }) => [identity, last_seen]));
		return (identity) => {
			const own = fleet.livenessOf(identity);
			const lastSeen = elsewhere.get(identity);
			return own.connected || lastSeen === undefined ? own : { connected: true, lastSeen };
		};
	}

	/** Takes over the entry of a charge point, if it is connected here. */
	async follow(identity: string): Promise<void> {
		const { fleet, store } = this.#context;
		if (!fleet.get(identity)) return;
		// In the order of the jobs: a boot that is noted meanwhile counts.
		const row = await store.write((trx) => findChargePoint(trx, identity));
		const connection = fleet.get(identity);
		if (row) connection?.follow(row);
		else connection?.close(REMOVED.code, REMOVED.reason);
	}

	/** Closes the connection of a charge point, unless it is newer. */
	async close({ identity, number, code, reason, isReplaced }: Closing): Promise<void> {
		const connection = this.#context.fleet.get(identity);
		if (!connection) return;
		const own = await this.#numbers.get(connection);
		if (own === undefined || own >= number) return;
		if (!isReplaced) {
			connection.close(code, reason);
			return;
		}
		await connection.retire(code, reason);
		// What was answered here at last, such as a boot, counts for the newer connection.
		this.#cluster.send("all", { type: "follow", identity });
	}

	/** After something may have been missed: takes over all entries, and closes what was replaced. */
	async readAgain(): Promise<void> {
		const { fleet, store } = this.#context;
		const connections = [...this.#numbers.keys()].filter(
			(connection) => fleet.get(connection.identity) === connection,
		);
		const identities = connections.map(({ identity }) => identity);
		const followed = await store.write((trx) => readFollowed(trx, identities));
		for (const connection of connections) {
			const { row, holding } = followed.get(connection.identity)!;
			const number = await this.#numbers.get(connection);
			if (!row) connection.close(REMOVED.code, REMOVED.reason);
			else if (number !== undefined && holding && holding.number > number) {
				connection.abandon(...REPLACED);
			} else connection.follow(row);
		}
	}

	/** This process has a new number: what it holds is entered again, unless it is connected elsewhere by now. */
	async reclaim(): Promise<void> {
		const held: { identity: string; number: number }[] = [];
		for (const [connection, numbered] of this.#numbers) {
			const number = await numbered;
			if (number !== undefined) held.push({ identity: connection.identity, number });
		}
		const { fleet, store } = this.#context;
		const records = fleet.recordIds();
		const { id } = this.#cluster;
		await store.write(async (trx) => {
			await reclaimHoldings(trx, held, id);
			await reopenConnections(trx, records, String(id));
		});
		await this.readAgain();
	}

	/** Writes what could not be written before, and for other processes who was heard. */
	async write(): Promise<void> {
		const { store } = this.#context;
		for (const connection of this.#unclaimed) {
			this.#unclaimed.delete(connection);
			if (this.#numbers.has(connection)) this.claim(connection);
		}
		await this.#writeEnded();
		if (this.#cluster.others.size === 0) return;
		const now = Date.now();
		const heard: { identity: string; number: number; lastSeen: number }[] = [];
		for (const [{ identity, lastSeen }, numbered] of this.#numbers) {
			if (lastSeen < this.#writtenAt) continue;
			const number = await numbered;
			if (number !== undefined) heard.push({ identity, number, lastSeen });
		}
		const { id } = this.#cluster;
		if (heard.length > 0) await store.write((trx) => recordHeard(trx, id, heard));
		this.#writtenAt = now;
	}

	async #claim(connection: Connection): Numbered {
		const { identity, lastSeen } = connection;
		const { store, log } = this.#context;
		try {
			const { before, number, row } = await store.write(async (trx) => ({
				...(await claimHolding(trx, identity, this.#cluster.id, lastSeen)),
				row: await findChargePoint(trx, identity),
			}));
			// The entry may have changed since the handshake began.
			if (row) connection.follow(row);
			const holder = before?.process_id ?? null;
			if (holder !== null && holder !== this.#cluster.id) {
				const [code, reason] = REPLACED;
				this.#cluster.send(holder, { type: "close", identity, number, code, reason, isReplaced: true });
			}
			return number;
		} catch (error) {
			log.error({ identity, err: error }, "A connection could not be entered yet.");
			this.#unclaimed.add(connection);
			return undefined;
		}
	}

	async #writeEnded(): Promise<void> {
		if (this.#ended.size === 0) return;
		const ended = [...this.#ended];
		await this.#context.store.write(async (trx) => {
			for (const [identity, number] of ended) await releaseHolding(trx, identity, number);
		});
		for (const [identity, number] of ended) {
			if (this.#ended.get(identity) === number) this.#ended.delete(identity);
		}
	}
}
