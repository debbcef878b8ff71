import type { ColumnType, Generated, Selectable } from "kysely";
import type { TransferState } from "../../api/schemas/transfers";
import type { UploadKind } from "../../api/schemas/uploads";
import type { Moment } from "./columns";

/** Files, firmware images, and the files that charge points fetch and send. */
export interface FileTables {
	stored_file: StoredFileTable;
	file_chunk: FileChunkTable;
	firmware: FirmwareTable;
	transfer: TransferTable;
	transfer_status: TransferStatusTable;
}

/** What a file is for; each purpose has its own room. */
export type FilePurpose = "firmware" | "upload" | "report";

interface StoredFileTable {
	id: Generated<number>;
	purpose: FilePurpose;
	/** Bytes that have come so far. */
	size: number;
	/** Of the whole file, in hexadecimal; null until the last byte has come. */
	sha256: string | null;
	created_at: Moment;
}

/** A piece of a file from `position` on. */
interface FileChunkTable {
	file_id: number;
	position: number;
	/** The drivers disagree about the type that they give back. */
	bytes: ColumnType<Uint8Array | ArrayBuffer, Uint8Array, never>;
}

interface FirmwareTable {
	id: Generated<number>;
	file_id: number;
	name: string;
	version: string;
	/** Which charge points it is for; null for any. */
	charge_point_vendor: string | null;
	charge_point_model: string | null;
	file_name: string;
	/** Base64. */
	signature: string | null;
	/** PEM. */
	signing_certificate: string | null;
	account: string;
	created_at: Moment;
}

export type TransferAction = "UpdateFirmware" | "SignedUpdateFirmware" | "GetDiagnostics" | "GetLog";

/** A file that a charge point has been asked to fetch (a firmware update) or to send (an upload). */
interface TransferTable {
	id: Generated<number>;
	identity: string;
	action: TransferAction;
	/** What is to be sent; null for firmware. */
	kind: UploadKind | null;
	request_id: number | null;
	/** Where to, without its secrets. */
	location: string;
	/** Of the token in an address of the CSMS itself; null for another server. */
	token_hash: string | null;
	/** When the token ends, and the hope for news. */
	expires_at: Moment;
	account: string;
	created_at: Moment;
	state: Exclude<TransferState, "TimedOut">;
	/** What the charge point answered to the request. */
	answer: string | null;
	/** The last status notification. */
	status: string | null;
	/** When anything was last heard: answer, status, bytes, a boot. */
	news_at: Moment;
	retries: number | null;
	/** Seconds. */
	retry_interval: number | null;
	retrieve_at: Moment | null;
	install_at: Moment | null;
	/** The image, as it was named then: it may have been deleted since. */
	firmware_id: number | null;
	firmware_name: string | null;
	firmware_version: string | null;
	firmware_size: number | null;
	/** How far into the image the charge point has got. */
	bytes_served: number;
	/** The charge point's firmwareVersion when it was asked, and what it told after. */
	version_before: string | null;
	version_after: string | null;
	/** Which part of the log is wanted. */
	from_at: Moment | null;
	to_at: Moment | null;
	/** What the charge point calls the file. */
	file_name: string | null;
	/** The file that has come, and as it was sent. */
	file_id: number | null;
	received_name: string | null;
	received_at: Moment | null;
}

/** Each status notification that belongs to a transfer. */
interface TransferStatusTable {
	id: Generated<number>;
	transfer_id: number;
	timestamp: Moment;
	status: string;
}

export type FirmwareRow = Selectable<FirmwareTable>;
export type TransferRow = Selectable<TransferTable>;
