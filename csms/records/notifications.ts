import type { SecurityEventNotificationRequest } from "../../modules/ocpp/types";
import type { SecurityEvent } from "../api/schemas/certificates";
import type { Notification } from "../api/schemas/charge-points";
import type { PageQuery } from "../api/schemas/fields";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";
import { meaningOf } from "../security-events";
import { listHistory } from "./histories";

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
export async function listNotifications(db: Db, identity: string, page: PageQuery): Promise<Notification[]> {
	const rows = await listHistory(db, "notification", identity, page);
	return rows.map((row) => ({
		id: row.id,
		receivedAt: timestamp(row.received_at),
		identity: row.identity,
		action: row.action,
		payload: JSON.parse(row.payload),
	}));
}

/** The security events of one charge point or of all, the newest first. */
export async function listSecurityEvents(
	db: Db,
	{ identity, limit = 100, before }: { identity?: string } & PageQuery,
): Promise<SecurityEvent[]> {
	let query = db.selectFrom("notification").selectAll().where("action", "=", "SecurityEventNotification");
	if (identity !== undefined) query = query.where("identity", "=", identity);
	if (before !== undefined) query = query.where("id", "<", before);
	const rows = await query.orderBy("id", "desc").limit(limit).execute();
	return rows.map(({ id, received_at, identity, payload }) => {
		const { type, timestamp: at, techInfo } = JSON.parse(payload) as SecurityEventNotificationRequest;
		const meaning = meaningOf(type);
		return {
			id,
			receivedAt: timestamp(received_at),
			identity,
			type,
			timestamp: at,
			techInfo: techInfo ?? null,
			critical: meaning?.critical ?? false,
			meaning: meaning?.meaning ?? null,
		};
	});
}
