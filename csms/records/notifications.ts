import type { Notification } from "../api/schemas/charge-points";
import type { PageQuery } from "../api/schemas/fields";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";

export type NotificationAction = Notification["action"];

/** Keeps a notification; firmware and diagnostics status are on the charge point as well. */
export async function recordNotification(
	db: Db,
	identity: string,
	action: NotificationAction,
	payload: object,
	at: Moment,
): Promise<void> {
	await db
		.insertInto("notification")
		.values({ received_at: at, identity, action, payload: JSON.stringify(payload) })
		.execute();
	const status = "status" in payload ? String(payload.status) : null;
	if (action === "FirmwareStatusNotification" || action === "SignedFirmwareStatusNotification") {
		await db
			.updateTable("charge_point")
			.set({ firmware_status: status })
			.where("identity", "=", identity)
			.execute();
	}
	if (action === "DiagnosticsStatusNotification" || action === "LogStatusNotification") {
		await db
			.updateTable("charge_point")
			.set({ diagnostics_status: status })
			.where("identity", "=", identity)
			.execute();
	}
}

/** The newest first. */
export async function listNotifications(
	db: Db,
	identity: string,
	{ limit = 100, before }: PageQuery,
): Promise<Notification[]> {
	let query = db
		.selectFrom("notification")
		.selectAll()
		.where("identity", "=", identity)
		.orderBy("id", "desc")
		.limit(limit);
	if (before !== undefined) query = query.where("id", "<", before);
	const rows = await query.execute();
	return rows.map((row) => ({
		id: row.id,
		receivedAt: timestamp(row.received_at),
		identity: row.identity,
		action: row.action,
		payload: JSON.parse(row.payload),
	}));
}
