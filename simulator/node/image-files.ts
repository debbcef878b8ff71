import { createHash } from "node:crypto";
import {
	appendFileSync,
	closeSync,
	existsSync,
	openSync,
	readSync,
	renameSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { ImageFiles } from "../firmware-slot";

/** `firmware.bin` and `firmware.new` in the folder of the flash. */
export class NodeImageFiles implements ImageFiles {
	readonly #running: string;
	readonly #new: string;

	constructor(flash: string) {
		this.#running = join(dirname(flash), "firmware.bin");
		this.#new = join(dirname(flash), "firmware.new");
	}

	begin(): void {
		writeFileSync(this.#new, "");
	}

	append(bytes: Uint8Array): void {
		appendFileSync(this.#new, bytes);
	}

	get newSize(): number | undefined {
		return statSync(this.#new, { throwIfNoEntry: false })?.size;
	}

	activate(): void {
		renameSync(this.#new, this.#running);
	}

	get runningDigest(): string | undefined {
		if (!existsSync(this.#running)) return undefined;
		const hash = createHash("sha256");
		const file = openSync(this.#running, "r");
		const part = Buffer.alloc(65_536);
		for (let count = readSync(file, part); count > 0; count = readSync(file, part))
			hash.update(part.subarray(0, count));
		closeSync(file);
		return hash.digest("hex");
	}
}
