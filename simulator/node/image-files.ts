import { createHash } from "node:crypto";
import { appendFileSync, closeSync, openSync, readSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ImageFiles, ImageName } from "../firmware-slot";

/** `firmware.bin` and the others in the folder of the flash. */
export class NodeImageFiles implements ImageFiles {
	readonly #folder: string;

	constructor(flash: string) {
		this.#folder = dirname(flash);
	}

	begin(): void {
		writeFileSync(this.pathOf("new"), "");
	}

	append(bytes: Uint8Array): void {
		appendFileSync(this.pathOf("new"), bytes);
	}

	sizeOf(image: ImageName): number | undefined {
		return statSync(this.pathOf(image), { throwIfNoEntry: false })?.size;
	}

	rename(from: ImageName, to: ImageName): void {
		renameSync(this.pathOf(from), this.pathOf(to));
	}

	digestOf(image: ImageName): string | undefined {
		if (this.sizeOf(image) === undefined) return undefined;
		const hash = createHash("sha256");
		const file = openSync(this.pathOf(image), "r");
		const part = Buffer.alloc(65_536);
		for (let count = readSync(file, part); count > 0; count = readSync(file, part))
			hash.update(part.subarray(0, count));
		closeSync(file);
		return hash.digest("hex");
	}

	private pathOf(image: ImageName): string {
		return join(this.#folder, `firmware.${image}`);
	}
}
