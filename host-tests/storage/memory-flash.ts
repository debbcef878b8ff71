import type { Flash } from "../../modules/storage/flash";

/** No Error: nothing of the product runs on after it, so that nothing may catch it. */
export class PowerCut {
	readonly message = "the power is cut";
}

/** The flash refuses one operation, half done, and works again. */
export class FlashError extends Error {}

/** NOR flash in memory whose power fails after a number of bytes written or erased. */
export class MemoryFlash implements Flash {
	readonly blockSize: number;
	readonly blockCount: number;
	readonly bytes: Uint8Array;
	writes = 0;
	erases = 0;
	/** Bytes that are still written or erased before the power fails. */
	powerFor = Number.POSITIVE_INFINITY;
	/** Bytes that were written and erased. */
	worked = 0;
	/** Writes and erases that still succeed before one fails. */
	sound = Number.POSITIVE_INFINITY;
	/** Every write and erase fails. */
	broken = false;
	/** Positions whose bits have lost the strength to change from 1 to 0. */
	readonly worn = new Set<number>();
	readonly #random: () => number;

	constructor(blockCount: number, blockSize = 4096, random: () => number = Math.random) {
		this.blockCount = blockCount;
		this.blockSize = blockSize;
		this.bytes = new Uint8Array(blockCount * blockSize).fill(0xff);
		this.#random = random;
	}

	read(offset: number, length: number): Uint8Array {
		this.#check(offset, length);
		return this.bytes.slice(offset, offset + length);
	}

	/** A cut leaves the byte it falls on with some of its bits written. */
	write(offset: number, bytes: Uint8Array): void {
		this.#check(offset, bytes.length);
		const failing = this.#start();
		this.writes++;
		for (let i = 0; i < bytes.length; i++) {
			if (!this.#spend()) {
				this.#program(offset + i, bytes[i] | this.#noise());
				throw new PowerCut();
			}
			if (failing && 2 * i >= bytes.length) throw new FlashError();
			this.#program(offset + i, bytes[i]);
		}
	}

	/** A cut erases some bytes, leaves some as they were, and makes noise of others. */
	erase(block: number): void {
		this.#check(block * this.blockSize, this.blockSize);
		const failing = this.#start();
		this.erases++;
		const end = (block + 1) * this.blockSize;
		for (let i = block * this.blockSize; i < end; i++) {
			if (this.#spend()) {
				if (failing && 2 * (end - i) <= this.blockSize) throw new FlashError();
				this.bytes[i] = 0xff;
				continue;
			}
			const style = this.#noise() & 3;
			for (let j = block * this.blockSize; j < end; j++)
				if (style === 1) this.bytes[j] |= this.#noise() & this.#noise();
				else if (style === 2 && (this.#noise() & 63) === 0) this.bytes[j] = this.#noise();
				else if (style === 3) this.bytes[j] = this.#noise();
			throw new PowerCut();
		}
	}

	/** The same flash after the power has come back. */
	powered(): this {
		this.powerFor = Number.POSITIVE_INFINITY;
		return this;
	}

	/** Another flash with the same bytes, whose noise comes from `random`. */
	copy(random: () => number = Math.random): MemoryFlash {
		const copy = new MemoryFlash(this.blockCount, this.blockSize, random);
		copy.bytes.set(this.bytes);
		return copy;
	}

	#program(at: number, byte: number): void {
		this.bytes[at] &= this.worn.has(at) ? byte | 0x7f : byte;
	}

	/** True if this operation is to fail. */
	#start(): boolean {
		if (this.powerFor < 0) throw new Error("Used without power");
		if (this.broken) throw new FlashError("the flash is broken");
		this.sound--;
		return this.sound === -1;
	}

	#spend(): boolean {
		this.powerFor--;
		if (this.powerFor < 0) return false;
		this.worked++;
		return true;
	}

	#noise(): number {
		return Math.floor(this.#random() * 256);
	}

	#check(offset: number, length: number): void {
		if (!(offset >= 0 && offset + length <= this.bytes.length)) throw new RangeError("Not in the flash");
	}
}
