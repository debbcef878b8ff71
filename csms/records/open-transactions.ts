import type { ConnectorStatus } from "../../modules/ocpp/types";
import type { OpenReason } from "../api/schemas/transactions";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { TransactionRow } from "../database/tables/transactions";
import { Problem } from "../problem";
import { findTransaction, openness, type TransactionRecord, toRecord } from "./transactions";

/** Statuses of a connector with a transaction that runs. */
const RUNNING: readonly ConnectorStatus[] = ["Charging", "SuspendedEV", "SuspendedEVSE"];

/** Milliseconds without a word of a charge point until its transactions are taken for ended. */
const SILENCE = 24 * 3600_000;

/**
 * A charge point that boots is not charging until it says so: its open transactions are marked, for
 * after a power cut the stop may never come. Answers those that were marked.
 */
export function markBooted(db: Db, identity: string, at: Moment): Promise<TransactionRecord[]> {
	return mark(db, { identity }, "Boot", at);
}

/**
 * Marks or clears by what a connector's new status says of its transaction. Answers the transactions
 * that this has changed.
 */
export async function markByStatus(
	db: Db,
	identity: string,
	connectorId: number,
	status: ConnectorStatus,
	at: Moment,
): Promise<TransactionRecord[]> {
	if (connectorId === 0) return [];
	// Only a free connector can be Reserved.
	if (status === "Available" || status === "Reserved")
		return mark(db, { identity, connectorId }, "Available", at);
	return RUNNING.includes(status) ? clear(db, identity, connectorId) : [];
}

/** The charge points with transactions that have not been connected, nor heard, for a day. */
export async function findSilent(db: Db, now: Moment): Promise<string[]> {
	const rows = await db
		.selectFrom("transaction")
		.innerJoin("charge_point", "charge_point.identity", "transaction.identity")
		.select("transaction.identity")
		.distinct()
		.where("stop", "is", null)
		.where("superseded_at", "is", null)
		.where("open_since", "is", null)
		.where("last_seen", "<", now - SILENCE)
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom("connection")
						.select("connection.id")
						.whereRef("connection.identity", "=", "transaction.identity")
						.where("disconnected_at", "is", null),
				),
			),
		)
		.execute();
	return rows.map(({ identity }) => identity);
}

/** Marks the transactions of silent charge points. */
export async function markSilent(
	db: Db,
	identities: readonly string[],
	now: Moment,
): Promise<TransactionRecord[]> {
	const marked: TransactionRecord[] = [];
	for (const identity of identities) marked.push(...(await mark(db, { identity }, "Silence", now)));
	return marked;
}

/**
 * Ends a transaction with its last reading, and keeps who did it; it has no OCPP reason, for the charge
 * point gave none. Throws a Problem when it has ended, and unless forced when it is running visibly: its
 * charge point is connected and nothing says that it has ended.
 */
export async function closeTransaction(
	db: Db,
	transactionId: number,
	{ account, at, connected, force }: { account: string; at: Moment; connected: boolean; force: boolean },
): Promise<TransactionRow> {
	const row = await findTransaction(db, transactionId);
	if (!row) throw new Problem(404, `There is no transaction ${transactionId}.`);
	if (row.stop !== null) throw new Problem(409, `Transaction ${transactionId} has ended.`);
	if (connected && !force && openness(row) === null) {
		const { identity, connector_id } = row;
		throw new Problem(
			409,
			`Transaction ${transactionId} is running on connector ${connector_id} of ${identity}: ` +
				"stop it there, or close it with force.",
		);
	}
	const stop = row.last_energy_at ?? row.start;
	const meter = Math.round(row.last_energy_wh ?? row.meter_start);
	const closed = await db
		.updateTable("transaction")
		.set({
			stop,
			meter_stop: meter,
			closed_by: account,
			closed_at: at,
			closed_stop: stop,
			closed_meter: meter,
		})
		.where("id", "=", transactionId)
		.returningAll()
		.executeTakeFirstOrThrow();
	return closed;
}

/** Marks those that started before and are not marked yet, or have shown since that they run. */
async function mark(
	db: Db,
	{ identity, connectorId }: { identity: string; connectorId?: number },
	reason: OpenReason,
	at: Moment,
): Promise<TransactionRecord[]> {
	let query = db
		.updateTable("transaction")
		.set((column) => ({
			open_reason: reason,
			// With a clock that is ahead, a meter value before this must not look like one after it.
			open_since: column
				.case()
				.when("last_energy_at", ">=", at)
				.then(column("last_energy_at", "+", 1))
				.else(at)
				.end(),
		}))
		.where("identity", "=", identity)
		.where("stop", "is", null)
		.where("superseded_at", "is", null)
		.where("start", "<=", at)
		.where(({ or, eb, ref }) =>
			or([eb("open_since", "is", null), eb("last_energy_at", ">=", ref("open_since"))]),
		);
	if (connectorId !== undefined) query = query.where("connector_id", "=", connectorId);
	return (await query.returningAll().execute()).map(toRecord);
}

async function clear(db: Db, identity: string, connectorId: number): Promise<TransactionRecord[]> {
	const rows = await db
		.updateTable("transaction")
		.set({ open_reason: null, open_since: null })
		.where("identity", "=", identity)
		.where("connector_id", "=", connectorId)
		.where("stop", "is", null)
		.where("superseded_at", "is", null)
		.where("open_since", "is not", null)
		.returningAll()
		.execute();
	return rows.map(toRecord);
}
