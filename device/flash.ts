import flash, { type Flash as Partition } from "embedded:storage/flash";
import type { Flash } from "../modules/storage/flash";

/** A data partition of the ESP32's flash, by its label in the partition table. */
export class PartitionFlash implements Flash {
	readonly blockSize: number;
	readonly blockCount: number;
	private readonly partition: Partition;

	/** Throws an Error that says what is missing. */
	constructor(label: string) {
		try {
			this.partition = flash.open({ path: label });
		} catch (error) {
			throw new Error(`The partition table needs a data partition "${label}"`, { cause: error });
		}
		const { blockLength, blocks } = this.partition.status();
		this.blockSize = blockLength;
		this.blockCount = blocks;
	}

	read(offset: number, length: number): Uint8Array {
		return new Uint8Array(this.partition.read(length, offset));
	}

	write(offset: number, bytes: Uint8Array): void {
		this.partition.write(bytes, offset);
	}

	erase(block: number): void {
		this.partition.eraseBlock(block);
	}
}
