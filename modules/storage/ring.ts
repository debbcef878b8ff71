import { crc32 } from "./crc32";
import type { Flash } from "./flash";

/**
 * First byte of an entry and of a segment's header. UTF-8 has neither, so that text is never mistaken
 * for the beginning of an entry.
 */
const ENTRY_MARK = 0xf5;
const SEGMENT_MARK = 0xf6;

const FORMAT = 1;
/** Mark, format, offset of the start (16 bit), sequence, sequence of the start, CRC (32 bit each). */
const SEGMENT_HEADER = 16;
/** Mark, length (24 bit), CRC (32 bit). */
const ENTRY_HEADER = 8;
/** Flash is programmed in pages; a write that was cut may have touched all of its last page. */
const PAGE = 256;
/** How often a write is repeated elsewhere when the flash does not keep it. */
const ATTEMPTS = 3;

export interface RingEntry {
	readonly position: number;
	/** Where the following entry may begin. */
	readonly next: number;
	readonly bytes: Uint8Array;
}

/**
 * Checked entries of bytes in a range of flash blocks, written one after the other and round and round.
 *
 * A segment is one or more blocks that are erased together, when the ring enters them. Segments are
 * numbered by a sequence that never falls; sequence modulo number of segments is the segment's place. A
 * position is sequence * segment size + offset: it means the same after a restart. An entry lies in one
 * segment and is written by one `write`, together with the segment's header if it is the first there.
 *
 * An entry's CRC is seeded with its segment's sequence, so that what an interrupted erase left behind is
 * never taken for new, and so that a segment with a damaged header can still be read. After a damaged
 * entry the next one is looked for at every multiple of 4.
 *
 * A header keeps where the ring began when the segment was entered. Only segments that lie before that
 * beginning are erased: what an interrupted erase destroys in part is out of sight after a restart, too.
 * One segment is kept free for this.
 */
export class Ring {
	readonly segmentSize: number;
	readonly segmentCount: number;
	private readonly flash: Flash;
	private readonly firstBlock: number;
	private readonly blocksPerSegment: number;
	/** Sequence of the segment that is being filled; -1 before the first. */
	private _newest = -1;
	private _start = 0;
	private _end = 0;

	/** Finds what the blocks hold. Blocks that never held a ring count as empty. */
	constructor(flash: Flash, firstBlock: number, blockCount: number, blocksPerSegment = 1) {
		if (firstBlock < 0 || firstBlock + blockCount > flash.blockCount)
			throw new RangeError(
				`Blocks ${firstBlock} to ${firstBlock + blockCount - 1} are not in a flash of ${flash.blockCount} blocks`,
			);
		this.flash = flash;
		this.firstBlock = firstBlock;
		this.blocksPerSegment = blocksPerSegment;
		this.segmentSize = flash.blockSize * blocksPerSegment;
		this.segmentCount = Math.floor(blockCount / blocksPerSegment);
		if (this.segmentCount < 2) throw new RangeError("The ring needs at least two segments");
		this.recover();
	}

	/** Position of the oldest readable entry; `end` when there is none. */
	get start(): number {
		return this._start;
	}

	/** Where the next entry goes, unless it has to go to the next segment. */
	get end(): number {
		return this._end;
	}

	/** Sequence of the segment that is being filled; -1 before the first. */
	get newest(): number {
		return this._newest;
	}

	/** Bytes of a segment that entries, their headers included, can use. */
	get segmentRoom(): number {
		return this.segmentSize - SEGMENT_HEADER;
	}

	/** Bytes left in the segment that is being filled. */
	get room(): number {
		return (this._newest + 1) * this.segmentSize - this._end;
	}

	/** Segments that hold nothing which is still needed. */
	get freeSegments(): number {
		return Math.floor(this._start / this.segmentSize) - (this._newest + 1 - this.segmentCount);
	}

	/** Length of the longest entry in bytes. */
	get longest(): number {
		return this.segmentRoom - ENTRY_HEADER;
	}

	/** Bytes of flash that an entry of `length` bytes takes: 8 more, rounded up to a multiple of 4. */
	static sizeOf(length: number): number {
		return (ENTRY_HEADER + length + 3) & ~3;
	}

	/** True if an entry of `length` bytes can be appended with `spare` segments free afterwards. */
	fits(length: number, spare = 1): boolean {
		return Ring.sizeOf(length) <= this.room || this._start === this._end || this.freeSegments > spare;
	}

	/**
	 * Stores an entry and returns its position. Throws a RangeError, before anything is written, when it
	 * is too long, or when there is no room with `spare` segments free afterwards (1 or more).
	 */
	append(payload: Uint8Array, spare = 1): number {
		if (payload.length > this.longest)
			throw new RangeError(`An entry of ${payload.length} bytes is longer than ${this.longest}`);
		const size = Ring.sizeOf(payload.length);
		for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
			if (!this.fits(payload.length, spare)) throw new RangeError("The storage is full");
			const entering = size > this.room;
			const sequence = entering ? this._newest + 1 : this._newest;
			const begin = entering ? sequence * this.segmentSize : this._end;
			const position = entering ? begin + SEGMENT_HEADER : begin;
			const bytes = new Uint8Array(position - begin + size).fill(0xff);
			if (entering) {
				if (this._start === this._end) this._start = this._end = begin;
				this.eraseSegment(sequence);
				this.putHeader(bytes, sequence);
			}
			putEntry(bytes, position - begin, payload, sequence);
			this.flash.write(this.offset(begin), bytes);
			const kept = this.holds(begin, bytes);
			this._newest = sequence;
			this._end = kept ? position + size : this.pageAfter(position + size);
			if (this._start === begin) this._start = kept ? position : this._end;
			if (kept) return position;
			// Whatever is readable of it must not be found as an entry later.
			this.flash.write(this.offset(position), new Uint8Array(4));
		}
		throw new Error("The flash does not keep what is written to it");
	}

	/** The first readable entry at or after `position`; undefined at the end. */
	read(position: number): RingEntry | undefined {
		return this.find(Math.max(position, this._start), this._end);
	}

	/** Forgets what lies before `position`. Throws a RangeError beyond the end. */
	release(position: number): void {
		if (!(position <= this._end))
			throw new RangeError(`Position ${position} is beyond the end, ${this._end}`);
		if (position > this._start) this._start = this.read(position)?.position ?? this._end;
	}

	/** Erases the newest segment, and goes back to what the others tell. */
	discardNewest(): void {
		this.eraseSegment(this._newest);
		this.recover();
	}

	private recover(): void {
		let start = 0;
		this._newest = -1;
		for (let place = 0; place < this.segmentCount; place++) {
			const header = this.flash.read(this.offset(place * this.segmentSize), SEGMENT_HEADER);
			const sequence = getInt32(header, 4);
			const valid =
				header[0] === SEGMENT_MARK &&
				header[1] === FORMAT &&
				crc32(header, 0, 12) === getInt32(header, 12) &&
				sequence % this.segmentCount === place;
			if (!valid || sequence <= this._newest) continue;
			this._newest = sequence;
			start = getInt32(header, 8) * this.segmentSize + header[2] + (header[3] << 8);
		}
		// Damaged headers do not hide the newest segments: as many as one append may have tried.
		for (let ahead = ATTEMPTS; ahead > 0; ahead--) {
			const following = (this._newest + ahead) * this.segmentSize;
			if (!this.find(following, following + this.segmentSize)) continue;
			this._newest += ahead;
			ahead = ATTEMPTS + 1;
		}
		this.findEnd();
		const oldest = Math.max(start, (this._newest + 1 - this.segmentCount) * this.segmentSize, 0);
		this._start = this.find(oldest, this._end)?.position ?? this._end;
	}

	/** Puts the end after the last readable entry of the newest segment and after all that is not blank. */
	private findEnd(): void {
		const limit = (this._newest + 1) * this.segmentSize;
		let end = Math.max(this._newest * this.segmentSize + SEGMENT_HEADER, 0);
		for (let entry = this.find(end, limit); entry; entry = this.find(end, limit)) end = entry.next;
		let dirty = 0;
		for (let from = end; from < limit; from += PAGE) {
			const bytes = this.flash.read(this.offset(from), Math.min(PAGE, limit - from));
			for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0xff) dirty = from + i + 1;
		}
		this._end = dirty === 0 ? end : this.pageAfter(dirty);
	}

	private find(position: number, limit: number): RingEntry | undefined {
		let at = Math.ceil(position / 4) * 4;
		while (at < limit) {
			at += Math.max(0, SEGMENT_HEADER - (at % this.segmentSize));
			const entry = this.entryAt(at);
			if (entry) return entry;
			at = this.markAfter(at);
		}
		return;
	}

	/** The entry that begins exactly here, if it is whole. */
	private entryAt(position: number): RingEntry | undefined {
		const sequence = Math.floor(position / this.segmentSize);
		const available = (sequence + 1) * this.segmentSize - position;
		if (available < ENTRY_HEADER) return;
		const offset = this.offset(position);
		const header = this.flash.read(offset, ENTRY_HEADER);
		const length = getInt32(header, 0) >>> 8;
		if (header[0] !== ENTRY_MARK || ENTRY_HEADER + length > available) return;
		const bytes = this.flash.read(offset + ENTRY_HEADER, length);
		if (checksum(header, 0, bytes, sequence) !== getInt32(header, 4)) return;
		return { position, next: position + Ring.sizeOf(length), bytes };
	}

	/** The next position in this segment that looks like an entry; else the next segment. */
	private markAfter(position: number): number {
		const limit = (Math.floor(position / this.segmentSize) + 1) * this.segmentSize;
		for (let from = position + 4; from < limit; from += PAGE) {
			const bytes = this.flash.read(this.offset(from), Math.min(PAGE, limit - from));
			for (let i = 0; i < bytes.length; i += 4) if (bytes[i] === ENTRY_MARK) return from + i;
		}
		return limit;
	}

	private pageAfter(position: number): number {
		return Math.min(Math.ceil(position / PAGE) * PAGE, (this._newest + 1) * this.segmentSize);
	}

	private eraseSegment(sequence: number): void {
		const first = this.firstBlock + (sequence % this.segmentCount) * this.blocksPerSegment;
		for (let i = 0; i < this.blocksPerSegment; i++) this.flash.erase(first + i);
	}

	private putHeader(bytes: Uint8Array, sequence: number): void {
		const offset = this._start % this.segmentSize;
		bytes[0] = SEGMENT_MARK;
		bytes[1] = FORMAT;
		bytes[2] = offset & 0xff;
		bytes[3] = offset >> 8;
		putInt32(bytes, 4, sequence);
		putInt32(bytes, 8, Math.floor(this._start / this.segmentSize));
		putInt32(bytes, 12, crc32(bytes, 0, 12));
	}

	/** True if the flash has exactly these bytes from `position` on. */
	private holds(position: number, bytes: Uint8Array): boolean {
		for (let from = 0; from < bytes.length; from += PAGE) {
			const found = this.flash.read(this.offset(position) + from, Math.min(PAGE, bytes.length - from));
			for (let i = 0; i < found.length; i++) if (found[i] !== bytes[from + i]) return false;
		}
		return true;
	}

	/** Where a position is in the flash. */
	private offset(position: number): number {
		const place = Math.floor(position / this.segmentSize) % this.segmentCount;
		return this.firstBlock * this.flash.blockSize + place * this.segmentSize + (position % this.segmentSize);
	}
}

function putEntry(bytes: Uint8Array, at: number, payload: Uint8Array, sequence: number): void {
	putInt32(bytes, at, (payload.length << 8) | ENTRY_MARK);
	putInt32(bytes, at + 4, checksum(bytes, at, payload, sequence));
	bytes.set(payload, at + ENTRY_HEADER);
}

function checksum(header: Uint8Array, at: number, payload: Uint8Array, sequence: number): number {
	return crc32(payload, 0, payload.length, crc32(header, at, at + 4, sequence));
}

function getInt32(bytes: Uint8Array, at: number): number {
	return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

function putInt32(bytes: Uint8Array, at: number, value: number): void {
	bytes[at] = value;
	bytes[at + 1] = value >> 8;
	bytes[at + 2] = value >> 16;
	bytes[at + 3] = value >> 24;
}
