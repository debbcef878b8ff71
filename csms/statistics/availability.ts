import { sql } from "kysely";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { Span } from "./intervals";

/** What one connector, or all of a charge point, was able to do in an interval; milliseconds. */
export interface Availability {
	/** Known at all, up to now. */
	known: number;
	/** Since the first connection, up to now. */
	observed: number;
	/** Connected and in order. */
	available: number;
	faults: number;
}

export interface ChargePointAvailability {
	/** By connector, one for each interval. */
	connectors: Map<number, Availability[]>;
	/** Faults of the charge point as a whole, for each interval. */
	faults: number[];
}

type State = "good" | "down" | "faulted";

type Change = { at: Moment } & ({ connected: 1 | -1 } | { connectorId: number; state: State });

/**
 * Follows the connections and the statuses of a charge point through intervals that follow one another. A connector
 * is available while there is a connection and neither it nor its charge point (connector 0) is Faulted or
 * Unavailable.
 */
export async function readAvailability(
	db: Db,
	{ identity, createdAt }: { identity: string; createdAt: Moment },
	connectorIds: readonly number[],
	spans: readonly Span[],
	now: Moment,
): Promise<ChargePointAvailability> {
	const { from, to } = { from: spans[0].from, to: Math.min(spans[spans.length - 1].to, now) };
	const faults = spans.map(() => 0);
	const connectors = new Map(
		connectorIds.map((id) => [id, spans.map(() => ({ known: 0, observed: 0, available: 0, faults: 0 }))]),
	);
	if (to <= from) return { connectors, faults };
	const since = {
		known: Math.min(createdAt, (await firstStart(db, identity)) ?? createdAt),
		observed: (await firstConnection(db, identity)) ?? now,
	};
	const changes = [
		...(await connectionChanges(db, identity, from, to)),
		...(await statusChanges(db, identity, [0, ...connectorIds], from, to)),
	].sort((a, b) => a.at - b.at);

	let connections = 0;
	const states = new Map<number, State>();
	let index = 0;
	let [span, moment] = [0, from];
	while (moment < to) {
		for (; index < changes.length && changes[index].at <= moment; index++) {
			const change = changes[index];
			if ("connected" in change) {
				connections += change.connected;
				continue;
			}
			const { connectorId, state, at } = change;
			if (state === "faulted" && states.get(connectorId) !== "faulted" && at >= from) {
				if (connectorId === 0) faults[span]++;
				else connectors.get(connectorId)![span].faults++;
			}
			states.set(connectorId, state);
		}
		const next = Math.min(to, spans[span].to, changes[index]?.at ?? to);
		const whole = connections > 0 && (states.get(0) ?? "good") === "good";
		for (const [connectorId, sums] of connectors) {
			const sum = sums[span];
			sum.known += Math.max(0, next - Math.max(moment, since.known));
			sum.observed += Math.max(0, next - Math.max(moment, since.observed));
			if (whole && (states.get(connectorId) ?? "good") === "good") sum.available += next - moment;
		}
		moment = next;
		if (moment >= spans[span].to) span++;
	}
	return { connectors, faults };
}

async function firstStart(db: Db, identity: string): Promise<Moment | null> {
	const { first } = await db
		.selectFrom("transaction")
		.select(({ fn }) => fn.min<Moment | null>("start").as("first"))
		.where("identity", "=", identity)
		.executeTakeFirstOrThrow();
	return first;
}

async function firstConnection(db: Db, identity: string): Promise<Moment | undefined> {
	const row = await db
		.selectFrom("connection")
		.select("connected_at")
		.where("identity", "=", identity)
		.orderBy("id")
		.limit(1)
		.executeTakeFirst();
	return row?.connected_at;
}

async function connectionChanges(db: Db, identity: string, from: Moment, to: Moment): Promise<Change[]> {
	const rows = await db
		.selectFrom("connection")
		.select(["connected_at", "disconnected_at"])
		.where("identity", "=", identity)
		.where("connected_at", "<", to)
		.where(({ or, eb }) => or([eb("disconnected_at", "is", null), eb("disconnected_at", ">", from)]))
		.orderBy("id")
		.execute();
	return rows.flatMap(({ connected_at, disconnected_at }): Change[] => [
		{ at: Math.max(connected_at, from), connected: 1 },
		...(disconnected_at === null ? [] : [{ at: disconnected_at, connected: -1 as const }]),
	]);
}

/** A timestamp ahead of its receipt counts as of the receipt. */
const AT = sql<number>`case when timestamp < received_at then timestamp else received_at end`;
const STATE = sql<State>`case status when 'Faulted' then 'faulted' when 'Unavailable' then 'down' else 'good' end`;

/** The states at the beginning and how they changed; most notifications change none of them. */
async function statusChanges(
	db: Db,
	identity: string,
	connectorIds: readonly number[],
	from: Moment,
	to: Moment,
): Promise<Change[]> {
	const changes: Change[] = [];
	for (const connectorId of connectorIds) {
		const before = await db
			.selectFrom("status_notification")
			.select(STATE.as("state"))
			.where("identity", "=", identity)
			.where("connector_id", "=", connectorId)
			.where("timestamp", "<", from)
			.orderBy("timestamp", "desc")
			.orderBy("id", "desc")
			.limit(1)
			.executeTakeFirst();
		if (before) changes.push({ at: Number.MIN_SAFE_INTEGER, connectorId, state: before.state });
	}
	const rows = await db
		.selectFrom(
			db
				.selectFrom("status_notification")
				.select([
					"connector_id",
					"id",
					AT.as("at"),
					STATE.as("state"),
					sql<State | null>`lag(${STATE}) over (partition by connector_id order by ${AT}, id)`.as("before"),
				])
				.where("identity", "=", identity)
				.where("timestamp", ">=", from)
				.as("told"),
		)
		.select(["connector_id", "at", "state"])
		.where("at", "<", to)
		.where(({ or, eb, ref }) => or([eb("before", "is", null), eb("before", "!=", ref("state"))]))
		.where("connector_id", "in", connectorIds)
		.orderBy("at")
		.orderBy("id")
		.execute();
	for (const { connector_id, at, state } of rows) changes.push({ at, connectorId: connector_id, state });
	return changes;
}
