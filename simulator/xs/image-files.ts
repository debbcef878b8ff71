import type { File } from "embedded:storage/files";
import { Digest } from "crypt";
import type { ImageFiles, ImageName } from "../firmware-slot";
import type { Files } from "./flash";

/** Bytes of an image in memory at once. */
const PART = 4096;

/** `firmware.bin` and the others in the folder of the flash. */
export class XsImageFiles implements ImageFiles {
	private readonly files: Files;
	private readonly folder: string;
	/** The new image while it is being written, and its size. */
	private file: File | undefined;
	private size = 0;

	/** `flash` begins with "/". */
	constructor(files: Files, flash: string) {
		this.files = files;
		this.folder = flash.slice(1, flash.lastIndexOf("/"));
	}

	begin(): void {
		this.file?.close();
		this.file = this.files.openFile({ path: this.pathOf("new"), mode: "w+" });
		this.size = 0;
	}

	append(bytes: Uint8Array): void {
		this.file?.write(bytes, this.size);
		this.size += bytes.length;
	}

	sizeOf(image: ImageName): number | undefined {
		const status = this.files.status(this.pathOf(image));
		return status.isFile() ? status.size : undefined;
	}

	rename(from: ImageName, to: ImageName): void {
		this.file?.close();
		this.file = undefined;
		this.files.move(this.pathOf(from), this.pathOf(to));
	}

	digestOf(image: ImageName): string | undefined {
		const size = this.sizeOf(image);
		if (size === undefined) return undefined;
		const digest = new Digest("SHA256");
		const file = this.files.openFile({ path: this.pathOf(image), mode: "r" });
		for (let at = 0; at < size; at += PART)
			digest.write(new Uint8Array(file.read(Math.min(PART, size - at), at)));
		file.close();
		return new Uint8Array(digest.close()).toHex();
	}

	private pathOf(image: ImageName): string {
		return `${this.folder}/firmware.${image}`;
	}
}
