import { parseDateTime } from "../../modules/ocpp/date-time";
import type { Notification } from "../api/schemas/charge-points";
import type { UploadKind } from "../api/schemas/uploads";
import type { Db } from "../database/tables";
import type { Moment } from "../database/tables/columns";
import type { TransferAction, TransferRow } from "../database/tables/files";
import { maskLocation } from "../masking";
import { hashToken } from "../secrets";
import type { CommandOutcome } from "./commands";
import { completeFile, dropFile, type StoredFile } from "./stored-files";
import { stateAfter } from "./transfer-states";

/** How long an address for an upload is open, ms. */
const UPLOAD_TIME = 24 * 3600 * 1000;
/** How long an address for an image is open after the hour at which it is wanted, ms. */
const FIRMWARE_TIME = 7 * UPLOAD_TIME;
/** However often it is to be tried. */
const LONGEST_TIME = 30 * UPLOAD_TIME;

/** Which requests the notifications are about. */
const ABOUT: Partial<Record<Notification["action"], readonly TransferAction[]>> = {
	FirmwareStatusNotification: ["UpdateFirmware", "SignedUpdateFirmware"],
	SignedFirmwareStatusNotification: ["UpdateFirmware", "SignedUpdateFirmware"],
	DiagnosticsStatusNotification: ["GetDiagnostics"],
	LogStatusNotification: ["GetLog"],
};

/** What can be said of a transfer before its request is sent. */
export interface NewTransfer {
	identity: string;
	action: TransferAction;
	account: string;
	location: string;
	/** Of the address at the CSMS, if it is one. */
	token?: string;
	/** The caller's; without it, requests that need one are given the number of the transfer. */
	requestId?: number;
	kind?: UploadKind;
	retries?: number;
	retryInterval?: number;
	retrieveAt?: Moment;
	installAt?: Moment;
	from?: Moment;
	to?: Moment;
	firmware?: { id: number; name: string; version: string; size: number };
	/** The campaign that it belongs to. */
	campaignId?: number;
}

/** Notes a transfer before its request is sent. */
export async function addTransfer(db: Db, transfer: NewTransfer): Promise<TransferRow> {
	const { identity, action, firmware } = transfer;
	const now = Date.now();
	const chargePoint = await db
		.selectFrom("charge_point")
		.select("firmware_version")
		.where("identity", "=", identity)
		.executeTakeFirst();
	const row = await db
		.insertInto("transfer")
		.values({
			identity,
			action,
			kind: transfer.kind ?? null,
			request_id: transfer.requestId ?? null,
			location: maskLocation(transfer.location),
			token_hash: transfer.token === undefined ? null : hashToken(transfer.token),
			expires_at: expiryOf(transfer, now),
			account: transfer.account,
			created_at: now,
			news_at: now,
			state: "Requested",
			retries: transfer.retries ?? null,
			retry_interval: transfer.retryInterval ?? null,
			retrieve_at: transfer.retrieveAt ?? null,
			install_at: transfer.installAt ?? null,
			firmware_id: firmware?.id ?? null,
			firmware_name: firmware?.name ?? null,
			firmware_version: firmware?.version ?? null,
			firmware_size: firmware?.size ?? null,
			bytes_served: 0,
			version_before: chargePoint?.firmware_version ?? null,
			from_at: transfer.from ?? null,
			to_at: transfer.to ?? null,
			campaign_id: transfer.campaignId ?? null,
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	const isNumbered = action === "SignedUpdateFirmware" || action === "GetLog";
	return isNumbered && row.request_id === null ? change(db, row.id, { request_id: row.id }) : row;
}

/** What the payload of a request says of its transfer; it fits the action's schema. */
export function transferIn(
	action: TransferAction,
	payload: Record<string, unknown>,
): Omit<NewTransfer, "identity" | "account"> {
	const { location, retries, retryInterval, requestId, logType } = payload as Record<string, never>;
	const { firmware, log } = payload as Record<string, Record<string, string> | undefined>;
	const moment = (text: unknown) => parseDateTime(String(text ?? ""));
	return {
		action,
		location: location ?? firmware?.location ?? log?.remoteLocation,
		retries,
		retryInterval,
		requestId,
		kind: action === "GetDiagnostics" ? "Diagnostics" : logType,
		retrieveAt: moment(payload.retrieveDate ?? firmware?.retrieveDateTime),
		installAt: moment(firmware?.installDateTime),
		from: moment(payload.startTime ?? log?.oldestTimestamp),
		to: moment(payload.stopTime ?? log?.latestTimestamp),
	};
}

/** Its request could not be sent. */
export async function deleteTransfer(db: Db, id: number): Promise<void> {
	await db.deleteFrom("transfer").where("id", "=", id).execute();
}

/** Keeps how the charge point answered the request; one that it takes on replaces the one before. */
export async function recordAnswer(db: Db, id: number, outcome: CommandOutcome): Promise<TransferRow[]> {
	const row = await findTransfer(db, id);
	const { response, callError } = outcome;
	const fileName = response?.fileName ?? response?.filename;
	const answer = callError
		? [callError.code, callError.description].filter((text) => text !== "").join(": ")
		: ((response?.status as string | undefined) ?? null);
	const taken = answer === null ? response !== undefined : /^Accepted/.test(answer) && !callError;
	let { state } = row;
	if (state === "Requested" && outcome.result !== "Timeout") {
		const isNothing = row.action === "GetDiagnostics" && fileName === undefined;
		state = !taken ? "Refused" : isNothing ? "NothingToUpload" : "Accepted";
	}
	const file_name = typeof fileName === "string" ? fileName : row.file_name;
	const answered = await change(db, id, { state, answer, file_name, news_at: Date.now() });
	if (!taken || state === "NothingToUpload") return [answered];
	return [answered, ...(await replaceBefore(db, answered))];
}

/** Adds a status notification to the transfer that it is about; undefined when there is none. */
export async function recordTransferStatus(
	db: Db,
	identity: string,
	notification: Notification["action"],
	payload: { status?: string; requestId?: number },
	at: Moment,
): Promise<TransferRow | undefined> {
	const actions = ABOUT[notification];
	const { status, requestId } = payload;
	// Idle only answers a trigger: that nothing is going on says nothing of how it went.
	if (!actions || status === undefined || status === "Idle") return;
	let query = newest(db, identity, actions);
	if (requestId === undefined) query = query.where("state", "!=", "Refused");
	else query = query.where("request_id", "=", requestId);
	const row = await query.executeTakeFirst();
	if (!row) return;
	await db.insertInto("transfer_status").values({ transfer_id: row.id, timestamp: at, status }).execute();
	return change(db, row.id, { status, state: stateAfter(status), news_at: at });
}

/**
 * A BootNotification with another firmwareVersion than before the update: it is installed, also when the
 * charge point does not say so itself.
 */
export async function recordBootOfUpdate(
	db: Db,
	identity: string,
	firmwareVersion: string | undefined,
	at: Moment,
): Promise<TransferRow | undefined> {
	const row = await newest(db, identity, ["UpdateFirmware", "SignedUpdateFirmware"]).executeTakeFirst();
	if (!row || firmwareVersion === undefined || row.version_after !== null) return;
	const { state, version_before, firmware_version, retrieve_at, install_at } = row;
	const isOther = version_before !== null && firmwareVersion !== version_before;
	if (!isOther && firmwareVersion !== firmware_version) return;
	if (state === "Refused" || state === "Failed" || state === "Replaced") return;
	// Before these hours it was somebody else who has installed something.
	if (at < Math.max(retrieve_at ?? 0, install_at ?? 0)) return;
	return change(db, row.id, { version_after: firmwareVersion, state: "Succeeded", news_at: at });
}

/** The transfer whose address has this token; undefined when there is none, or it is no longer open. */
export async function findByToken(db: Db, token: string, at: Moment): Promise<TransferRow | undefined> {
	const row = await db
		.selectFrom("transfer")
		.selectAll()
		.where("token_hash", "=", hashToken(token))
		.executeTakeFirst();
	return row && isAddressOpen(row, at) ? row : undefined;
}

/** A charge point that may still fetch this image; undefined when none may. */
export async function hasOpenUpdate(db: Db, firmwareId: number, at: Moment): Promise<string | undefined> {
	const rows = await db
		.selectFrom("transfer")
		.selectAll()
		.where("firmware_id", "=", firmwareId)
		.where("token_hash", "is not", null)
		.where("expires_at", ">", at)
		.orderBy("id")
		.execute();
	const isOpen = ({ state }: TransferRow) => state !== "Failed" && state !== "Replaced";
	return rows.find((row) => isOpen(row) && isAddressOpen(row, at))?.identity;
}

/** The charge point has fetched the image up to `position`; undefined when that is no news. */
export async function recordServed(db: Db, id: number, position: number): Promise<TransferRow | undefined> {
	const row = await findTransfer(db, id);
	if (row.bytes_served >= position) return;
	return change(db, id, { bytes_served: position, news_at: Date.now() });
}

/** Keeps the file that has come for an upload, in the place of an earlier one. */
export async function recordFile(db: Db, id: number, file: StoredFile, name: string): Promise<TransferRow> {
	await completeFile(db, file);
	const row = await findTransfer(db, id);
	const { state } = row;
	const isOver = state === "Failed" || state === "Replaced";
	const now = Date.now();
	const changed = await change(db, id, {
		file_id: file.id,
		received_name: name,
		received_at: now,
		news_at: now,
		state: isOver ? state : "Succeeded",
	});
	if (row.file_id !== null) await dropFile(db, row.file_id);
	return changed;
}

/** Removes the file of an upload; the record of it stays. */
export async function forgetFile(db: Db, { id, file_id }: TransferRow): Promise<TransferRow> {
	const changed = await change(db, id, { file_id: null });
	if (file_id !== null) await dropFile(db, file_id);
	return changed;
}

function isAddressOpen({ kind, state, expires_at }: TransferRow, at: Moment): boolean {
	if (expires_at <= at || state === "Refused" || state === "NothingToUpload") return false;
	// A file may be sent again when the charge point has not heard that it has come.
	return kind !== null || state !== "Succeeded";
}

function expiryOf(transfer: NewTransfer, now: Moment): Moment {
	const { kind, retries = 0, retryInterval = 0, retrieveAt = now, installAt = now } = transfer;
	const tries = Math.min(LONGEST_TIME, Math.max(0, retries * retryInterval * 1000));
	if (kind !== undefined) return now + tries + UPLOAD_TIME;
	return Math.max(now, retrieveAt, installAt) + tries + FIRMWARE_TIME;
}

async function replaceBefore(db: Db, { id, identity, action }: TransferRow): Promise<TransferRow[]> {
	const actions = Object.values(ABOUT).find((some) => some.includes(action)) ?? [];
	return db
		.updateTable("transfer")
		.set({ state: "Replaced" })
		.where("identity", "=", identity)
		.where("action", "in", actions)
		.where("id", "<", id)
		.where("state", "in", ["Requested", "Accepted", "Running"])
		.returningAll()
		.execute();
}

function newest(db: Db, identity: string, actions: readonly TransferAction[]) {
	return db
		.selectFrom("transfer")
		.selectAll()
		.where("identity", "=", identity)
		.where("action", "in", actions)
		.orderBy("id", "desc")
		.limit(1);
}

/** Throws when there is none. */
export function findTransfer(db: Db, id: number): Promise<TransferRow> {
	return db.selectFrom("transfer").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

function change(db: Db, id: number, values: Partial<Omit<TransferRow, "id">>): Promise<TransferRow> {
	return db.updateTable("transfer").set(values).where("id", "=", id).returningAll().executeTakeFirstOrThrow();
}
