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

/** Statuses in which nobody can charge; in all others the connector is in order. */
const BAD = sql`('Faulted', 'Unavailable')`;
/** A timestamp ahead of its receipt counts as of the receipt. */
const AT = sql<number>`case when told.timestamp < told.received_at then told.timestamp else told.received_at end`;
const STATE = sql<State>`case told.status when 'Faulted' then 'faulted' when 'Unavailable' then 'down' else 'good' end`;

/**
 * The states at the beginning and how they changed. Most notifications change none of them and are not read: of
 * those that say that all is in order and come at their time, the first after each that says otherwise is enough.
 */
async function statusChanges(
	db: Db,
	identity: string,
	connectorIds: readonly number[],
	from: Moment,
	to: Moment,
): Promise<Change[]> {
	const found = new Map<number, { id: number; at: Moment; connectorId: number; state: State }>();
	const recover = (id: number | null, at: Moment | null, connectorId: number) => {
		if (id !== null && at !== null) found.set(id, { id, at, connectorId, state: "good" });
	};
	const before: Change[] = [];
	for (const connectorId of connectorIds) {
		const row = await db
			.selectFrom("status_notification as told")
			.select(STATE.as("state"))
			.where("identity", "=", identity)
			.where("connector_id", "=", connectorId)
			.where("timestamp", "<", from)
			.orderBy("timestamp", "desc")
			.orderBy("id", "desc")
			.limit(1)
			.executeTakeFirst();
		if (!row || row.state === "good") continue;
		before.push({ at: Number.MIN_SAFE_INTEGER, connectorId, state: row.state });
		const first = await db
			.selectFrom("status_notification as good")
			.select(["id", "timestamp"])
			.where("identity", "=", identity)
			.where("connector_id", "=", connectorId)
			.where("timestamp", ">=", from)
			.where(sql<boolean>`good.status not in ${BAD} and good.timestamp <= good.received_at`)
			.orderBy("timestamp")
			.orderBy("id")
			.limit(1)
			.executeTakeFirst();
		if (first) recover(first.id, first.timestamp, connectorId);
	}
	const rows = await db
		.selectFrom("status_notification as told")
		.leftJoin("status_notification as next", (join) =>
			join.on(
				sql<boolean>`told.status in ${BAD} and next.id = (
					select good.id from status_notification as good
					where good.identity = told.identity and good.connector_id = told.connector_id
						and good.timestamp >= case when ${AT} < ${from} then ${from} else ${AT} end
						and (good.timestamp > ${AT} or good.id > told.id)
						and good.status not in ${BAD} and good.timestamp <= good.received_at
					order by good.timestamp, good.id limit 1)`,
			),
		)
		.select(["told.id", "told.connector_id", AT.as("at"), STATE.as("state")])
		.select(["next.id as next_id", "next.timestamp as next_at"])
		.where("told.identity", "=", identity)
		.where("told.timestamp", ">=", from)
		.where("told.connector_id", "in", connectorIds)
		.where(sql<boolean>`(told.status in ${BAD} or told.timestamp > told.received_at)`)
		.execute();
	for (const { id, connector_id, at, state, next_id, next_at } of rows) {
		found.set(id, { id, at, connectorId: connector_id, state });
		recover(next_id, next_at, connector_id);
	}
	const during = [...found.values()].filter(({ at }) => at < to).sort((a, b) => a.at - b.at || a.id - b.id);
	return [...before, ...during];
}
