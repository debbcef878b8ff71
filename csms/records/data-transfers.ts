import type { DataTransfer } from "../api/schemas/charge-point-records";
import type { PageQuery } from "../api/schemas/fields";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import { timestamp } from "../moment";
import { listHistory } from "./histories";

export interface NewDataTransfer {
	identity: string;
	/** in: from the charge point. */
	direction: "in" | "out";
	at: Moment;
	vendorId: string;
	messageId?: string;
	data?: string;
	/** Left out when there was no answer. */
	answer?: { status: string; data?: string };
}

/** Keeps a DataTransfer of either side with its answer. */
export async function recordDataTransfer(db: Db, transfer: NewDataTransfer): Promise<void> {
	await db
		.insertInto("data_transfer")
		.values({
			identity: transfer.identity,
			direction: transfer.direction,
			timestamp: transfer.at,
			vendor_id: transfer.vendorId,
			message_id: transfer.messageId ?? null,
			data: transfer.data ?? null,
			status: transfer.answer?.status ?? null,
			answer: transfer.answer?.data ?? null,
		})
		.execute();
}

/** The newest first. */
export async function listDataTransfers(db: Db, identity: string, page: PageQuery): Promise<DataTransfer[]> {
	const rows = await listHistory(db, "data_transfer", identity, page);
	return rows.map((row) => ({
		id: row.id,
		identity: row.identity,
		direction: row.direction,
		timestamp: timestamp(row.timestamp),
		vendorId: row.vendor_id,
		messageId: row.message_id,
		data: row.data,
		status: row.status,
		answer: row.answer,
	}));
}
