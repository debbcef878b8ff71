import type { Connection } from "../api/schemas/charge-point-records";
import type { PageQuery } from "../api/schemas/fields";
import type { Db } from "../database/tables";
import type { ConnectionRow } from "../database/tables/charge-point-records";
import type { Moment } from "../database/tables/columns";
import { timestamp, timestampOrNull } from "../moment";
import { listHistory } from "./histories";

/** What a connection was when its handshake was finished. */
export interface OpenedConnection {
	/** The number of the CSMS process that holds it. */
	owner: string;
	identity: string;
	connectedAt: Moment;
	address: string;
	securityProfile: number;
	/** Protocol and cipher suite; null without TLS. */
	tls: string | null;
}

/** What was measured while it lasted, in milliseconds; null for nothing. */
export interface ConnectionMeasures {
	pongs: number;
	pingMin: number | null;
	pingAverage: number | null;
	pingMax: number | null;
	clockMin: number | null;
	clockMax: number | null;
	clockLast: number | null;
}

export interface ClosedConnection extends ConnectionMeasures {
	disconnectedAt: Moment;
	closeCode: number;
	closeReason: string;
	replaced: boolean;
}

/** What the newest rows can show of open connections: the number of the row, and its measures so far. */
export type OpenMeasures = ReadonlyMap<number, ConnectionMeasures>;

/** Close code of a connection that broke without a close. */
const BROKEN = 1006;

/** Answers the record's number. */
export async function openConnection(db: Db, opened: OpenedConnection): Promise<number> {
	const { id } = await db
		.insertInto("connection")
		.values({
			owner: opened.owner,
			identity: opened.identity,
			connected_at: opened.connectedAt,
			address: opened.address,
			security_profile: opened.securityProfile,
			tls: opened.tls,
			replaced: 0,
			pongs: 0,
		})
		.returning("id")
		.executeTakeFirstOrThrow();
	return id;
}

/** Notes when and why a connection has ended. */
export async function closeConnection(db: Db, id: number, closed: ClosedConnection): Promise<void> {
	await db
		.updateTable("connection")
		.set({
			disconnected_at: closed.disconnectedAt,
			close_code: closed.closeCode,
			close_reason: closed.closeReason === "" ? null : closed.closeReason,
			replaced: Number(closed.replaced),
			pongs: closed.pongs,
			ping_min: closed.pingMin,
			ping_average: closed.pingAverage,
			ping_max: closed.pingMax,
			clock_min: closed.clockMin,
			clock_max: closed.clockMax,
			clock_last: closed.clockLast,
		})
		.where("id", "=", id)
		.execute();
}

/**
 * Closes what a CSMS process that was killed has left open: as of when its charge point was last
 * heard, which is all that is known.
 */
export async function closeLeftOpen(db: Db, owner: string): Promise<void> {
	const open = await db
		.selectFrom("connection")
		.innerJoin("charge_point", "charge_point.identity", "connection.identity")
		.select(["connection.id", "connection.connected_at", "charge_point.last_seen"])
		.where("connection.owner", "=", owner)
		.where("connection.disconnected_at", "is", null)
		.execute();
	for (const { id, connected_at, last_seen } of open) {
		await db
			.updateTable("connection")
			.set({
				disconnected_at: Math.max(connected_at, last_seen ?? 0),
				close_code: BROKEN,
				close_reason: "The CSMS ended without closing it",
			})
			.where("id", "=", id)
			.execute();
	}
}

/** Gives connections that were taken for left open back to the process that has them. */
export async function reopenConnections(db: Db, ids: readonly number[], owner: string): Promise<void> {
	for (const id of ids) {
		await db
			.updateTable("connection")
			.set({ owner, disconnected_at: null, close_code: null, close_reason: null })
			.where("id", "=", id)
			.execute();
	}
}

/** The newest first. */
export async function listConnections(
	db: Db,
	identity: string,
	page: PageQuery,
	measures: OpenMeasures,
): Promise<Connection[]> {
	const rows = await listHistory(db, "connection", identity, page);
	return rows.map((row) => toConnection(row, measures.get(row.id) ?? measuresOf(row)));
}

function measuresOf(row: ConnectionRow): ConnectionMeasures {
	return {
		pongs: row.pongs,
		pingMin: row.ping_min,
		pingAverage: row.ping_average,
		pingMax: row.ping_max,
		clockMin: row.clock_min,
		clockMax: row.clock_max,
		clockLast: row.clock_last,
	};
}

function toConnection(row: ConnectionRow, measures: ConnectionMeasures): Connection {
	return {
		id: row.id,
		identity: row.identity,
		connectedAt: timestamp(row.connected_at),
		address: row.address,
		securityProfile: row.security_profile,
		tls: row.tls,
		disconnectedAt: timestampOrNull(row.disconnected_at),
		closeCode: row.close_code,
		closeReason: row.close_reason,
		replaced: row.replaced !== 0,
		ping: {
			pongs: measures.pongs,
			min: measures.pingMin,
			average: measures.pingAverage,
			max: measures.pingMax,
		},
		clockDifference: { min: measures.clockMin, max: measures.clockMax, last: measures.clockLast },
	};
}
