import {
	closeSync,
	existsSync,
	fstatSync,
	mkdirSync,
	openSync,
	readSync,
	renameSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Flash } from "../../modules/storage/flash";
import { FLASH_BLOCKS } from "../../modules/storage/layout";

const BLOCK_SIZE = 4096;

/**
 * NOR flash in a file. What is written is with the operating system when the call returns, so that it
 * outlives the process however that ends.
 */
export class FileFlash implements Flash {
	readonly blockSize = BLOCK_SIZE;
	readonly blockCount: number;
	readonly #file: number;

	/**
	 * Opens the file; makes it, erased, and its folder when they do not exist.
	 * Throws an Error that tells a person what to do.
	 */
	constructor(path: string, blockCount = FLASH_BLOCKS) {
		this.blockCount = blockCount;
		const size = blockCount * BLOCK_SIZE;
		try {
			if (!existsSync(path)) {
				mkdirSync(dirname(path), { recursive: true });
				// Under another name until it is whole: the process may be killed on the way.
				writeFileSync(`${path}.new`, Buffer.alloc(size, 0xff));
				renameSync(`${path}.new`, path);
			}
			this.#file = openSync(path, "r+");
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`Cannot use ${path} as flash: choose a folder that can be written (${reason})`);
		}
		const found = fstatSync(this.#file).size;
		if (found === size) return;
		this.close();
		throw new Error(
			`${path} has ${found} bytes and is not a flash of ${size}: choose another folder or remove the file`,
		);
	}

	read(offset: number, length: number): Uint8Array {
		this.#check(offset, length);
		const bytes = new Uint8Array(length);
		for (let done = 0; done < length; ) {
			const count = readSync(this.#file, bytes, done, length - done, offset + done);
			if (count === 0) throw new Error("The flash file has been cut short");
			done += count;
		}
		return bytes;
	}

	write(offset: number, bytes: Uint8Array): void {
		const present = this.read(offset, bytes.length);
		this.#put(
			offset,
			bytes.map((byte, i) => byte & present[i]),
		);
	}

	erase(block: number): void {
		this.#check(block * BLOCK_SIZE, BLOCK_SIZE);
		this.#put(block * BLOCK_SIZE, new Uint8Array(BLOCK_SIZE).fill(0xff));
	}

	close(): void {
		closeSync(this.#file);
	}

	#put(offset: number, bytes: Uint8Array): void {
		for (let done = 0; done < bytes.length; )
			done += writeSync(this.#file, bytes, done, bytes.length - done, offset + done);
	}

	#check(offset: number, length: number): void {
		if (!(offset >= 0 && offset + length <= this.blockCount * BLOCK_SIZE))
			throw new RangeError(`Bytes ${offset} to ${offset + length - 1} are not in the flash`);
	}
}
