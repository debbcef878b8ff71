import type { BootNotificationRequest, RegistrationStatus } from "../../modules/ocpp/types";
import type { BootNotification } from "../api/schemas/charge-point-records";
import type { PageQuery } from "../api/schemas/fields";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";
import { listHistory } from "./histories";

/** Keeps a BootNotification and its answer. */
export async function recordBootNotification(
	db: Db,
	identity: string,
	request: BootNotificationRequest,
	answer: { status: RegistrationStatus; interval: number },
	receivedAt: Moment,
): Promise<void> {
	await db
		.insertInto("boot_notification")
		.values({ identity, received_at: receivedAt, payload: JSON.stringify(request), ...answer })
		.execute();
}

/** The newest first. */
export async function listBootNotifications(
	db: Db,
	identity: string,
	page: PageQuery,
): Promise<BootNotification[]> {
	const rows = await listHistory(db, "boot_notification", identity, page);
	return rows.map((row) => ({
		id: row.id,
		identity: row.identity,
		receivedAt: timestamp(row.received_at),
		payload: JSON.parse(row.payload),
		status: row.status,
		interval: row.interval,
	}));
}
