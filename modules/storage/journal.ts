import type { JournalEntry, Journal as JournalInterface } from "../charge-point/interfaces";
import { fromUtf8, toUtf8 } from "../utf8";
import type { Flash } from "./flash";
import { Ring } from "./ring";

/**
 * The log in a range of flash blocks (R-QUE-08). An append is one flash write; a block is erased when it
 * is needed again. An entry takes 8 bytes more than its UTF-8, rounded up to a multiple of 4, and lies in
 * one block.
 *
 * After a restart `start` is at or before the last released position: what was released since the newest
 * block was entered is seen again.
 */
export class Journal implements JournalInterface {
	private readonly ring: Ring;
	/** The flash has refused the last entry. */
	private broken = false;

	/** Uses `blockCount` blocks (2 or more), of which one stays free, from `firstBlock` on. */
	constructor(flash: Flash, firstBlock: number, blockCount: number) {
		this.ring = new Ring(flash, firstBlock, blockCount);
	}

	get start(): number {
		return this.ring.start;
	}

	get end(): number {
		return this.ring.end;
	}

	/**
	 * Bytes for entries and for what each takes besides; the end of a block may be too short for one. 0 after an
	 * error of the flash until an append succeeds.
	 */
	get free(): number {
		const ring = this.ring;
		if (this.broken) return 0;
		return ring.room + Math.max(0, ring.freeSegments - 1) * ring.segmentRoom;
	}

	get capacity(): number {
		return (this.ring.segmentCount - 1) * this.ring.segmentRoom;
	}

	/**
	 * Throws a RangeError, and has written nothing, when the entry is longer than a block holds (4072
	 * bytes of UTF-8 on the ESP32) or when the released blocks do not make room for it (R-QUE-09).
	 */
	append(entry: string): number {
		try {
			const position = this.ring.append(toUtf8(entry));
			this.broken = false;
			return position;
		} catch (error) {
			if (!(error instanceof RangeError)) this.broken = true;
			throw error;
		}
	}

	read(position: number): JournalEntry | undefined {
		const found = this.ring.read(position);
		return found && { position: found.position, next: found.next, entry: fromUtf8(found.bytes) };
	}

	/** Needs no flash write. Throws a RangeError for a position beyond the end. */
	release(position: number): void {
		this.ring.release(position);
	}
}
