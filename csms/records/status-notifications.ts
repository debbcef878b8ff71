import type { StatusNotificationRequest } from "../../modules/ocpp/types";
import type { StatusNotification } from "../api/schemas/charge-point-records";
import type { Connector } from "../api/schemas/charge-points";
import type { Db } from "../database/tables";
import type { ConnectorRow } from "../database/tables/charge-points";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";
import { toConnector } from "./charge-points";
import { isWithin, type Span } from "./span";

/**
 * Keeps a StatusNotification and, unless it comes late, makes it the connector's state: `since` moves
 * only when status or error code change. Answers the connector, or undefined when the state is newer
 * than the notification. After a boot the order of timestamps counts anew, for the clock may have been
 * lost; a timestamp ahead of its receipt counts as of the receipt.
 */
export async function recordStatus(
	db: Db,
	identity: string,
	notification: StatusNotificationRequest,
	at: Moment,
	receivedAt: Moment,
): Promise<Connector | undefined> {
	const { connectorId, status, errorCode } = notification;
	const words = {
		info: notification.info ?? null,
		vendor_id: notification.vendorId ?? null,
		vendor_error_code: notification.vendorErrorCode ?? null,
	};
	await db
		.insertInto("status_notification")
		.values({
			identity,
			connector_id: connectorId,
			status,
			error_code: errorCode,
			...words,
			timestamp: at,
			received_at: receivedAt,
		})
		.execute();

	const toldAt = Math.min(at, receivedAt);
	const before = await db
		.selectFrom("connector")
		.selectAll()
		.where("identity", "=", identity)
		.where("connector_id", "=", connectorId)
		.executeTakeFirst();
	if (before && (await isLate(db, before, toldAt))) return;
	const same = before?.status === status && before.error_code === errorCode;
	const told = {
		status,
		error_code: errorCode,
		since: same ? before.since : toldAt,
		told_at: toldAt,
		received_at: receivedAt,
		...words,
	};
	const row = await db
		.insertInto("connector")
		.values({ identity, connector_id: connectorId, ...told })
		.onConflict((conflict) => conflict.columns(["identity", "connector_id"]).doUpdateSet(told))
		.returningAll()
		.executeTakeFirstOrThrow();
	return toConnector(row);
}

async function isLate(
	db: Db,
	{ identity, told_at, received_at }: ConnectorRow,
	toldAt: Moment,
): Promise<boolean> {
	if (told_at === null || received_at === null || toldAt >= told_at) return false;
	const booted = await db
		.selectFrom("charge_point")
		.select("booted_at")
		.where("identity", "=", identity)
		.executeTakeFirst();
	return (booted?.booted_at ?? 0) <= received_at;
}

export interface StatusNotificationFilter extends Span {
	/** What comes after the one of this number, in the order of the list. */
	before?: number;
	limit: number;
}

/** The newest first, by their timestamps. */
export async function listStatusNotifications(
	db: Db,
	identity: string,
	{ before, limit, ...span }: StatusNotificationFilter,
): Promise<StatusNotification[]> {
	let query = db
		.selectFrom("status_notification")
		.selectAll()
		.where("identity", "=", identity)
		.where(isWithin(span))
		.orderBy("timestamp", "desc")
		.orderBy("id", "desc")
		.limit(limit);
	if (before !== undefined) {
		const last = db.selectFrom("status_notification").select("timestamp").where("id", "=", before);
		query = query.where((where) =>
			where.or([
				where("timestamp", "<", last),
				where.and([where("timestamp", "=", last), where("id", "<", before)]),
			]),
		);
	}
	return (await query.execute()).map((row) => ({
		id: row.id,
		identity: row.identity,
		connectorId: row.connector_id,
		status: row.status,
		errorCode: row.error_code,
		info: row.info,
		vendorId: row.vendor_id,
		vendorErrorCode: row.vendor_error_code,
		timestamp: timestamp(row.timestamp),
		receivedAt: timestamp(row.received_at),
	}));
}
