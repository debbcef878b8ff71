import type { FirmwareUpdate } from "../api/schemas/firmware";
import type { TransferState, TransferStatus } from "../api/schemas/transfers";
import type { Upload } from "../api/schemas/uploads";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { TransferRow } from "../database/tables/files";
import { timestamp, timestampOrNull } from "../moment";
import { Problem } from "../problem";
import { silentSince, stateAt } from "./transfer-states";

/** Which transfers are wanted. */
export interface TransferFilter {
	identity?: string;
	state?: TransferState;
	limit?: number;
	before?: number;
}

/** The newest first. */
export async function listFirmwareUpdates(db: Db, filter: TransferFilter): Promise<FirmwareUpdate[]> {
	return viewFirmwareUpdates(db, await transfersOf(db, filter).where("kind", "is", null).execute());
}

/** The newest first. */
export async function listUploads(db: Db, filter: TransferFilter): Promise<Upload[]> {
	return viewUploads(db, await transfersOf(db, filter).where("kind", "is not", null).execute());
}

/** Throws a Problem (404). */
export async function findFirmwareUpdate(db: Db, identity: string, id: number): Promise<TransferRow> {
	const row = await findTransfer(db, identity, id);
	if (row?.kind !== null) throw new Problem(404, `${identity} has no firmware update ${id}.`);
	return row;
}

/** Throws a Problem (404). */
export async function findUpload(db: Db, identity: string, id: number): Promise<TransferRow> {
	const row = await findTransfer(db, identity, id);
	if (!row || row.kind === null) throw new Problem(404, `${identity} has no upload ${id}.`);
	return row;
}

/** Firmware updates as the API has them, with what the charge points told of them. */
export async function viewFirmwareUpdates(db: Db, rows: readonly TransferRow[]): Promise<FirmwareUpdate[]> {
	const statuses = await statusesOf(db, rows);
	const now = Date.now();
	return rows.map((row) => ({
		...common(row, statuses, now),
		signed: row.action === "SignedUpdateFirmware",
		firmware:
			row.firmware_id === null
				? null
				: {
						id: row.firmware_id,
						name: row.firmware_name ?? "",
						version: row.firmware_version ?? "",
						size: row.firmware_size ?? 0,
					},
		retrieveDate: timestamp(row.retrieve_at ?? row.created_at),
		installDate: timestampOrNull(row.install_at),
		bytesServed: row.bytes_served,
		firmwareVersionBefore: row.version_before,
		firmwareVersionAfter: row.version_after,
		campaignId: row.campaign_id,
	}));
}

/** Uploads as the API has them, with what the charge points told of them and their files. */
export async function viewUploads(db: Db, rows: readonly TransferRow[]): Promise<Upload[]> {
	const statuses = await statusesOf(db, rows);
	const ids = rows.flatMap(({ file_id }) => file_id ?? []);
	const files =
		ids.length === 0 ? [] : await db.selectFrom("stored_file").selectAll().where("id", "in", ids).execute();
	const now = Date.now();
	return rows.map((row) => {
		const file = files.find(({ id }) => id === row.file_id);
		return {
			...common(row, statuses, now),
			kind: row.kind!,
			from: timestampOrNull(row.from_at),
			to: timestampOrNull(row.to_at),
			fileName: row.file_name,
			file: file
				? {
						name: row.received_name ?? "",
						size: file.size,
						sha256: file.sha256 ?? "",
						receivedAt: timestamp(row.received_at ?? file.created_at),
					}
				: null,
		};
	});
}

function common(row: TransferRow, statuses: ReadonlyMap<number, TransferStatus[]>, now: Moment) {
	return {
		id: row.id,
		identity: row.identity,
		requestId: row.request_id,
		location: row.location,
		account: row.account,
		createdAt: timestamp(row.created_at),
		retries: row.retries,
		retryInterval: row.retry_interval,
		state: stateAt(row, now),
		answer: row.answer,
		status: row.status,
		statuses: statuses.get(row.id) ?? [],
		newsAt: timestamp(row.news_at),
		noNewsSince: timestampOrNull(silentSince(row, now)),
		expiresAt: timestamp(row.expires_at),
	};
}

async function statusesOf(
	db: Db,
	transfers: readonly TransferRow[],
): Promise<ReadonlyMap<number, TransferStatus[]>> {
	const statuses = new Map(transfers.map(({ id }) => [id, [] as TransferStatus[]]));
	if (transfers.length === 0) return statuses;
	const rows = await db
		.selectFrom("transfer_status")
		.selectAll()
		.where("transfer_id", "in", [...statuses.keys()])
		.orderBy("id")
		.execute();
	for (const { transfer_id, timestamp: at, status } of rows) {
		statuses.get(transfer_id)?.push({ timestamp: timestamp(at), status });
	}
	return statuses;
}

function findTransfer(db: Db, identity: string, id: number): Promise<TransferRow | undefined> {
	return db
		.selectFrom("transfer")
		.selectAll()
		.where("id", "=", id)
		.where("identity", "=", identity)
		.executeTakeFirst();
}

function transfersOf(db: Db, { identity, state, limit = 100, before }: TransferFilter) {
	const goingOn = ["Requested", "Accepted", "Running"] as const;
	const now = Date.now();
	return db
		.selectFrom("transfer")
		.selectAll()
		.$if(before !== undefined, (query) => query.where("id", "<", before!))
		.$if(identity !== undefined, (query) => query.where("identity", "=", identity!))
		.$if(state === "TimedOut", (query) => query.where("state", "in", goingOn).where("expires_at", "<=", now))
		.$if(state !== undefined && state !== "TimedOut", (query) => {
			const wanted = query.where("state", "=", state as TransferRow["state"]);
			return goingOn.some((one) => one === state) ? wanted.where("expires_at", ">", now) : wanted;
		})
		.orderBy("id", "desc")
		.limit(limit);
}
