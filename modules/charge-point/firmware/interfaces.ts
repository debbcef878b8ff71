import type { TlsSettings } from "../interfaces";

/**
 * What firmware updates and uploads of logs need of the world: a way to move files, a place for a new
 * image, the signatures of images, and the logs.
 */

/** One file on its way; nothing is called any more after `cancel`. */
export interface Transfer {
	cancel(): void;
}

/**
 * Why a file could not be moved.
 * - `unsupported`: neither http:// nor https://, or the server does not offer this
 * - `refused`: the server wants other credentials, or forbids it
 * - `bad`: not a URL, or the server's answer or what it sends is not what HTTP or the server itself says
 * - `failed`: everything else: name, connection, time-out, HTTP status
 */
export type TransferFailure = "unsupported" | "refused" | "bad" | "failed";

export interface DownloadEvents {
	/**
	 * The file begins, also anew when it has changed while it was fetched: what came before is void. `size`
	 * in bytes, where the server tells.
	 */
	onBegin(size?: number): void;
	/** The next bytes of the file, at most 1024. An exception ends the transfer as `failed`. */
	onBytes(bytes: Uint8Array): void;
	/** The file is whole. The last event. */
	onDone(): void;
	/** The last event. */
	onFailed(failure: TransferFailure, reason: string): void;
}

/** A text file to send. */
export interface TextFile {
	/** The file from its beginning, line by line and without line ends; the same every time. */
	lines(): Iterable<string>;
}

export interface UploadEvents {
	/** The server has taken the file. The last event. */
	onDone(): void;
	/** The last event. */
	onFailed(failure: TransferFailure, reason: string): void;
}

/** Moves files over HTTP and HTTPS; credentials may stand in the URL. No event comes before the call returns. */
export interface FileTransfer {
	/** Fetches a file, and goes on where it broke off as long as the server sends anything new. */
	download(url: string, events: DownloadEvents): Transfer;
	/** Puts a file, in UTF-8, to exactly this URL. */
	upload(url: string, file: TextFile, events: UploadEvents): Transfer;
	/** Set by the charge point: whom HTTPS trusts; asked for each connection. */
	tls?: () => TlsSettings;
}

/** The place for a new firmware image beside the one that runs. */
export interface FirmwareSlot {
	/** Empties the place. Throws when it cannot be used. */
	begin(): void;
	/** Appends to the image. Throws when it cannot be stored. */
	write(bytes: Uint8Array): void;
	/**
	 * Checks the image and makes it the one that boots; the running one goes on until the restart. `done`
	 * is told whether it did, never before the call returns.
	 */
	install(done: (installed: boolean, reason?: string) => void): void;
	/** After a restart: the image of the last `install` is the one that runs. */
	readonly installed: boolean;
	/** The image that runs is on trial: unless it is confirmed, the next restart brings back the one before. */
	readonly onTrial: boolean;
	/** Keeps the image that is on trial. Throws when that cannot be stored. */
	confirm(): void;
}

/** Cryptography of signed firmware (R-SEC-17, R-SEC-18). */
export interface FirmwareSigning {
	/** Judges a signing certificate, PEM, against the ManufacturerRootCertificates and the present time. */
	check(signingCertificate: string): "ok" | "InvalidCertificate" | "RevokedCertificate";
	/** For one image and its base64 signature, SHA-256 with RSA-PSS or ECDSA; unreadable ones never verify. */
	verifier(signingCertificate: string, signature: string): SignatureVerifier;
}

export interface SignatureVerifier {
	/** The next bytes of the image; they are not kept. */
	update(bytes: Uint8Array): void;
	/** Whether all bytes together carry the signature. Once. */
	verify(): boolean;
}

/** A log whose lines can be uploaded. */
export interface LogSource {
	/**
	 * The lines from `from` to `to`, both included, ms since 1970 UTC, oldest first, without line ends:
	 * time, type, details.
	 */
	lines(from?: number, to?: number): Iterable<string>;
}
