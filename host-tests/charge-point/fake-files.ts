import { createHash } from "node:crypto";
import type {
	DownloadEvents,
	FileTransfer,
	FirmwareSigning,
	FirmwareSlot,
	SignatureVerifier,
	TextFile,
	Transfer,
	TransferFailure,
	UploadEvents,
} from "../../modules/charge-point/firmware/interfaces";
import type { Timers } from "../../modules/timers";

/** A file that the charge point fetches: the test plays the server. */
export class FakeDownload {
	cancelled = false;

	constructor(
		readonly url: string,
		readonly events: DownloadEvents,
	) {}

	/** Delivers the whole file. */
	deliver(...pieces: string[]): void {
		this.events.onBegin();
		for (const piece of pieces) this.events.onBytes(Buffer.from(piece));
		this.events.onDone();
	}

	fail(failure: TransferFailure = "failed"): void {
		this.events.onFailed(failure, "as the test wants it");
	}
}

function textOf(file: TextFile): string {
	return [...file.lines()].map((line) => `${line}\n`).join("");
}

/** A file that the charge point sends. */
export class FakeUpload {
	cancelled = false;
	/** The file as it was when the upload began. */
	readonly text: string;

	constructor(
		readonly url: string,
		file: TextFile,
		readonly events: UploadEvents,
	) {
		this.text = textOf(file);
		if (textOf(file) !== this.text) throw new Error("the file is another one the second time");
	}
}

/** A network of files in the test's hands. */
export class FakeFileTransfer implements FileTransfer {
	readonly downloads: FakeDownload[] = [];
	readonly uploads: FakeUpload[] = [];

	download(url: string, events: DownloadEvents): Transfer {
		const download = new FakeDownload(url, events);
		this.downloads.push(download);
		return { cancel: () => (download.cancelled = true) };
	}

	upload(url: string, file: TextFile, events: UploadEvents): Transfer {
		const upload = new FakeUpload(url, file, events);
		this.uploads.push(upload);
		return { cancel: () => (upload.cancelled = true) };
	}

	get lastDownload(): FakeDownload {
		return this.downloads[this.downloads.length - 1];
	}

	get lastUpload(): FakeUpload {
		return this.uploads[this.uploads.length - 1];
	}
}

/** What of a firmware slot survives a power cut. */
export interface SlotContent {
	image: string;
	installed: boolean;
	/** The image that runs. */
	running: string;
	/** The image that ran before the last installation. */
	previous: string;
	/** Of the image that runs after the next restart, or runs now. */
	trial: "none" | "next" | "now";
}

/** A slot as it leaves the factory. */
export function emptySlot(): SlotContent {
	return { image: "", installed: false, running: "factory", previous: "factory", trial: "none" };
}

/**
 * A slot whose installation takes two seconds; an empty image cannot be installed. What is not confirmed
 * until the restart after next is run no more.
 */
export class FakeSlot implements FirmwareSlot {
	readonly #content: SlotContent;
	readonly #timers: Timers;

	/** A boot. */
	constructor(content: SlotContent, timers: Timers) {
		this.#content = content;
		this.#timers = timers;
		if (content.trial === "next") content.trial = "now";
		else if (content.trial === "now") {
			Object.assign(content, { trial: "none", running: content.previous, installed: false });
		}
	}

	get installed(): boolean {
		return this.#content.installed;
	}

	get onTrial(): boolean {
		return this.#content.trial === "now";
	}

	confirm(): void {
		if (this.#content.running === "unconfirmable") throw new Error("the flash does not take it");
		this.#content.trial = "none";
	}

	begin(): void {
		this.#content.image = "";
		this.#content.installed = false;
	}

	write(bytes: Uint8Array): void {
		if (bytes.length > 1024) throw new Error("a piece is longer than 1024 bytes");
		this.#content.image += Buffer.from(bytes).toString();
	}

	install(done: (installed: boolean, reason?: string) => void): void {
		if (this.#content.image === "unusable") throw new Error("the slot does not take it");
		this.#timers.set(() => {
			const content = this.#content;
			content.installed = content.image !== "";
			if (content.installed)
				Object.assign(content, { previous: content.running, running: content.image, trial: "next" });
			done(content.installed, content.installed ? undefined : "the image is empty");
		}, 2000);
	}
}

/** Certificates named as what is thought of them; the signature is the SHA-256 of the image in hex. */
export const fakeSigning: FirmwareSigning = {
	check: (certificate) =>
		certificate === "InvalidCertificate" || certificate === "RevokedCertificate" ? certificate : "ok",
	verifier(certificate, signature): SignatureVerifier {
		const hash = createHash("sha256").update(certificate);
		return {
			update: (bytes) => hash.update(bytes),
			verify: () => hash.digest("hex") === signature,
		};
	},
};

/** The signature that {@link fakeSigning} wants. */
export function fakeSignature(certificate: string, image: string): string {
	return createHash("sha256").update(certificate).update(image).digest("hex");
}
