import type { ChargePoint } from "../api/schemas/charge-points";
import type {
	FreeConnector,
	Me,
	OwnChargePoint,
	OwnIdTag,
	OwnIdTagChange,
	OwnTransaction,
	RemoteStart,
} from "../api/schemas/me";
import type { Transaction } from "../api/schemas/transactions";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { IdTagRow, UserRow } from "../database/tables/drivers";
import type { TransactionRow } from "../database/tables/transactions";
import { timestamp, timestampOrNull } from "../moment";
import { Problem } from "../problem";
import { judge } from "./authorizations";
import { findIdTag, idTagKey } from "./id-tags";
import { noteIdTagChange } from "./local-list-dues";
import { countActive, findTransaction } from "./transactions";

/** What one driver may see and use: nothing here tells of what is another's, not even that it is there. */

/** A connector can be started at when it is free, or when a vehicle waits there. */
const FREE = new Set(["Available", "Preparing"]);

/** How far the driver is: accepted once there is an id that was accepted, or when an operator made the user. */
export async function registrationOf(db: Db, { id }: UserRow): Promise<NonNullable<Me["registration"]>> {
	const idTag = await db.selectFrom("id_tag").select("key").where("user_id", "=", id).executeTakeFirst();
	if (idTag) return "Accepted";
	const registrations = await db
		.selectFrom("registration")
		.select("status")
		.where("user_id", "=", id)
		.orderBy("id", "desc")
		.execute();
	if (registrations.length === 0 || registrations.some(({ status }) => status === "Accepted"))
		return "Accepted";
	return registrations[0].status;
}

/** The driver's ids, then those that wait for an answer or were rejected. */
export async function listOwnIdTags(db: Db, userId: number): Promise<OwnIdTag[]> {
	const rows = await db
		.selectFrom("id_tag")
		.selectAll()
		.where("user_id", "=", userId)
		.orderBy("created_at")
		.orderBy("key")
		.execute();
	const registrations = await db
		.selectFrom("registration")
		.selectAll()
		.where("user_id", "=", userId)
		.where("status", "!=", "Accepted")
		.orderBy("id", "desc")
		.execute();
	const own = rows.map(toOwnIdTag);
	const shown = new Set(rows.map(({ key }) => key));
	for (const { id_tag, id_tag_key, label, status, created_at } of registrations) {
		if (shown.has(id_tag_key)) continue;
		shown.add(id_tag_key);
		own.push({
			idTag: id_tag,
			label,
			status,
			blocked: false,
			expiryDate: null,
			createdAt: timestamp(created_at),
		});
	}
	return own;
}

/**
 * Blocks a card that was lost, or calls it something else. Throws a Problem when the driver has no such id, or
 * when it is to charge again.
 */
export async function changeOwnIdTag(
	db: Db,
	userId: number,
	idTag: string,
	{ blocked, label }: OwnIdTagChange,
): Promise<OwnIdTag> {
	const before = await ownIdTagOrProblem(db, userId, idTag);
	if (blocked === false) throw new Problem(403, "Ask an operator to let a blocked card charge again.");
	const row = await db
		.updateTable("id_tag")
		.set({
			blocked: blocked ? 1 : before.blocked,
			label: label === undefined ? before.label : (label?.trim() ?? null),
		})
		.where("key", "=", before.key)
		.returningAll()
		.executeTakeFirstOrThrow();
	// Charge points that keep a list must refuse it, too.
	if (row.blocked !== before.blocked) await noteIdTagChange(db);
	return toOwnIdTag(row);
}

/** Throws a Problem unless the id is the driver's and may charge now at that connector. */
export async function usableOwnIdTag(
	db: Db,
	userId: number,
	{ identity, connectorId, idTag }: RemoteStart,
	at: Moment,
): Promise<string> {
	const { id_tag } = await ownIdTagOrProblem(db, userId, idTag);
	const { idTagInfo, maxActiveTransactions } = await judge(db, id_tag, at);
	if (idTagInfo.status !== "Accepted") {
		throw new Problem(409, `The id "${id_tag}" may not charge: it is ${idTagInfo.status}.`);
	}
	if (maxActiveTransactions !== null) {
		const active = await countActive(db, id_tag, at, identity, connectorId);
		if (active >= maxActiveTransactions) {
			throw new Problem(409, `The id "${id_tag}" is charging elsewhere already.`);
		}
	}
	return id_tag;
}

/** Throws a Problem when the driver has no such transaction. */
export async function readOwnTransaction(
	db: Db,
	userId: number,
	transactionId: number,
): Promise<TransactionRow> {
	const row = await findTransaction(db, transactionId);
	if (row?.user_id !== userId) throw new Problem(404, `You have no transaction ${transactionId}.`);
	return row;
}

/** A transaction without what tells of others: the id that ended it may be another's, and staff closed it. */
export function toOwnTransaction(transaction: Transaction): OwnTransaction {
	const { user: _1, userId: _2, stopIdTag: _3, closedBy: _4, parentIdTag: _5, ...own } = transaction;
	return own;
}

/** Numbers of the driver's transactions that run. */
export async function activeOwnTransactions(db: Db, userId: number): Promise<number[]> {
	const rows = await db
		.selectFrom("transaction")
		.select("id")
		.where("user_id", "=", userId)
		.where("stop", "is", null)
		.where("superseded_at", "is", null)
		.execute();
	return rows.map(({ id }) => id);
}

/** The charge points at which the driver has charged, that are still entered. */
export async function listOwnChargePoints(db: Db, userId: number): Promise<OwnChargePoint[]> {
	return db
		.selectFrom("charge_point")
		.select(["identity", "name", "location"])
		.where("identity", "in", (query) =>
			query.selectFrom("transaction").select("transaction.identity").where("user_id", "=", userId),
		)
		.orderBy("identity")
		.execute();
}

/** Where a driver can start: free connectors of charge points that are connected and accepted. */
export async function freeConnectors(db: Db, chargePoints: readonly ChargePoint[]): Promise<FreeConnector[]> {
	const timeouts = await connectionTimeouts(db);
	return chargePoints
		.filter(({ connected, registration }) => connected && registration === "Accepted")
		.flatMap(({ identity, name, location, connectors }) =>
			connectors
				.filter(({ connectorId, status }) => connectorId > 0 && FREE.has(status))
				.map(({ connectorId, status, since }) => ({
					...{ identity, name, location, connectorId, status, since },
					connectionTimeout: timeouts.get(identity) ?? null,
				})),
		);
}

/** Seconds after which a charge point gives up waiting for the plug, as far as its configuration was read. */
async function connectionTimeouts(db: Db): Promise<Map<string, number>> {
	const rows = await db
		.selectFrom("configuration_key")
		.select(["identity", "value"])
		.where("name", "=", "connectiontimeout")
		.execute();
	return new Map(
		rows
			.map(({ identity, value }) => [identity, Number.parseInt(value ?? "", 10)] as const)
			.filter(([, seconds]) => seconds > 0),
	);
}

async function ownIdTagOrProblem(db: Db, userId: number, idTag: string): Promise<IdTagRow> {
	const row = await findIdTag(db, idTagKey(idTag));
	if (row?.user_id !== userId) throw new Problem(404, `You have no id "${idTag}".`);
	return row;
}

function toOwnIdTag(row: IdTagRow): OwnIdTag {
	return {
		idTag: row.id_tag,
		label: row.label,
		status: "Accepted",
		blocked: row.blocked !== 0,
		expiryDate: timestampOrNull(row.expiry_date),
		createdAt: timestamp(row.created_at),
	};
}
