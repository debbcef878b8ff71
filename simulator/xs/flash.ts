import type files from "embedded:storage/files";
import type { File } from "embedded:storage/files";
import type { Flash } from "../../modules/storage/flash";
import { FLASH_BLOCKS } from "../../modules/storage/layout";

/** The file system of the SDK. */
export type Files = typeof files;

const BLOCK_SIZE = 4096;

/**
 * NOR flash in a file. What is written is with the operating system when the call returns, so that it
 * outlives the process however that ends.
 */
export class FileFlash implements Flash {
	readonly blockSize = BLOCK_SIZE;
	readonly blockCount: number;
	private readonly file: File;

	/**
	 * Opens the file, whose path begins with "/"; makes it, erased, when it does not exist. Throws an
	 * Error that tells a person what to do.
	 */
	constructor(files: Files, path: string, blockCount = FLASH_BLOCKS) {
		this.blockCount = blockCount;
		const size = blockCount * BLOCK_SIZE;
		const fromRoot = path.slice(1);
		try {
			if (!files.status(fromRoot).isFile()) makeErased(files, fromRoot, blockCount);
			this.file = files.openFile({ path: fromRoot, mode: "r+" });
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`Cannot use ${path} as flash: choose a folder that can be written (${reason})`);
		}
		const found = this.file.status().size;
		if (found !== size)
			throw new Error(
				`${path} has ${found} bytes and is not a flash of ${size}: choose another folder or remove the file`,
			);
	}

	read(offset: number, length: number): Uint8Array {
		this.check(offset, length);
		const bytes = new Uint8Array(this.file.read(length, offset));
		if (bytes.length < length) throw new Error("The flash file has been cut short");
		return bytes;
	}

	write(offset: number, bytes: Uint8Array): void {
		const present = this.read(offset, bytes.length);
		for (let at = 0; at < present.length; at++) present[at] &= bytes[at];
		this.file.write(present, offset);
	}

	erase(block: number): void {
		const offset = block * BLOCK_SIZE;
		this.check(offset, BLOCK_SIZE);
		this.file.write(erasedBlock(), offset);
	}

	private check(offset: number, length: number): void {
		if (!(offset >= 0 && offset + length <= this.blockCount * BLOCK_SIZE))
			throw new RangeError(`Bytes ${offset} to ${offset + length - 1} are not in the flash`);
	}
}

/** Under another name until it is whole: the process may be killed on the way. */
function makeErased(files: Files, path: string, blockCount: number): void {
	const file = files.openFile({ path: `${path}.new`, mode: "w+" });
	const block = erasedBlock();
	for (let i = 0; i < blockCount; i++) file.write(block, i * BLOCK_SIZE);
	file.close();
	files.move(`${path}.new`, path);
}

function erasedBlock(): Uint8Array {
	return new Uint8Array(BLOCK_SIZE).fill(0xff);
}
