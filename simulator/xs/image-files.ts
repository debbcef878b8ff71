import files, { type File } from "embedded:storage/files";
import { Digest } from "crypt";
import type { ImageFiles } from "../firmware-slot";

/** Bytes of an image in memory at once. */
const PART = 4096;

/** `firmware.bin` and `firmware.new` in the folder of the flash. */
export class XsImageFiles implements ImageFiles {
	private readonly running: string;
	private readonly new: string;
	/** The new image while it is being written, and its size. */
	private file: File | undefined;
	private size = 0;

	/** `flash` begins with "/". */
	constructor(flash: string) {
		const folder = flash.slice(1, flash.lastIndexOf("/"));
		this.running = `${folder}/firmware.bin`;
		this.new = `${folder}/firmware.new`;
	}

	begin(): void {
		this.file?.close();
		this.file = files.openFile({ path: this.new, mode: "w+" });
		this.size = 0;
	}

	append(bytes: Uint8Array): void {
		this.file?.write(bytes, this.size);
		this.size += bytes.length;
	}

	get newSize(): number | undefined {
		const status = files.status(this.new);
		return status.isFile() ? status.size : undefined;
	}

	activate(): void {
		this.file?.close();
		this.file = undefined;
		files.move(this.new, this.running);
	}

	get runningDigest(): string | undefined {
		const status = files.status(this.running);
		if (!status.isFile()) return undefined;
		const digest = new Digest("SHA256");
		const file = files.openFile({ path: this.running, mode: "r" });
		for (let at = 0; at < status.size; at += PART)
			digest.write(new Uint8Array(file.read(Math.min(PART, status.size - at), at)));
		file.close();
		return new Uint8Array(digest.close()).toHex();
	}
}
