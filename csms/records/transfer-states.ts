import type { FirmwareStatus, SignedFirmwareStatus, UploadLogStatus } from "../../modules/ocpp/types";
import type { TransferState } from "../api/schemas/transfers";
import type { Moment } from "../database/tables/columns";
import type { TransferRow } from "../database/tables/files";

type Status = FirmwareStatus | SignedFirmwareStatus | UploadLogStatus | "UploadFailed";

/** What the statuses of firmware and uploads mean to a transfer. */
const AFTER: Readonly<Record<Exclude<Status, "Idle">, "Running" | "Succeeded" | "Failed">> = {
	DownloadScheduled: "Running",
	DownloadPaused: "Running",
	Downloading: "Running",
	Downloaded: "Running",
	DownloadFailed: "Failed",
	SignatureVerified: "Running",
	InvalidSignature: "Failed",
	InstallScheduled: "Running",
	InstallRebooting: "Running",
	Installing: "Running",
	Installed: "Succeeded",
	InstallationFailed: "Failed",
	InstallVerificationFailed: "Failed",
	Uploading: "Running",
	Uploaded: "Succeeded",
	UploadFailed: "Failed",
	UploadFailure: "Failed",
	BadMessage: "Failed",
	PermissionDenied: "Failed",
	NotSupportedOperation: "Failed",
};

/** So long it may go on without a word before that is remarkable, ms. */
const PATIENCE = 3600 * 1000;

/** The state of a transfer after a status notification. */
export function stateAfter(status: string): "Running" | "Succeeded" | "Failed" {
	return AFTER[status as keyof typeof AFTER] ?? "Running";
}

/** The state as it is at that moment: what is not over when its time is up is timed out. */
export function stateAt({ state, expires_at }: TransferRow, at: Moment): TransferState {
	return isGoingOn(state) && expires_at <= at ? "TimedOut" : state;
}

/** Since when nothing has been heard, if it should go on and that is long; null otherwise. */
export function silentSince(row: TransferRow, at: Moment): Moment | null {
	const { state, status, news_at, retrieve_at, install_at } = row;
	if (!isGoingOn(state)) return null;
	const isFetched = status !== null && !/^Download(Scheduled|Paused|ing)$/.test(status);
	// Until these hours there is nothing to tell.
	const due = Math.max(news_at, retrieve_at ?? 0, isFetched ? (install_at ?? 0) : 0);
	return at > due + PATIENCE ? news_at : null;
}

function isGoingOn(state: TransferState): boolean {
	return state === "Requested" || state === "Accepted" || state === "Running";
}
