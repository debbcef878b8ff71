import type { Records as RecordsInterface } from "../charge-point/interfaces";
import { fromUtf8, toUtf8 } from "../utf8";
import type { Flash } from "./flash";
import { Ring, type RingEntry } from "./ring";

/** Two blocks of the ESP32 hold a value of 4 KB and more in one entry. */
const BLOCKS_PER_SEGMENT = 2;
/** Segments that stay free so that compaction can always go on. */
const SPARE = 2;
/** Length of the key (15 bit) and of the value (16 bit). */
const PAIR_HEADER = 4;
/** In the second byte of an entry: written by compaction. */
const COPY = 0x80;
/** Changes of up to so many bytes have a part of the storage for themselves: large ones do not stop them. */
const SMALL = 400;
const PART_FOR_SMALL = 1 / 32;
/** In place of the value's length: the key is deleted. */
const DELETED = 0xffff;

/**
 * Small values by key in a range of flash blocks, each old or new after a power cut (R-CFG-05).
 *
 * Every change is an entry of a ring: one or more pairs of key and value, so that one write and one
 * checksum cover all that has to change together. When the ring gets full, the values that still count in
 * its oldest segment are written once more at its end. RAM holds the keys and where their values are.
 */
export class Records implements RecordsInterface {
	onTrouble?: (error: Error | undefined) => void;
	/** What the flash has not taken; there while it fails. */
	private unstored: Map<string, string | undefined> | undefined;
	private readonly ring: Ring;
	/** By key: position of the entry * segment size + bytes that the pair would take as one entry. */
	private readonly places = new Map<string, number>();
	/** Sum of the bytes in `places`. */
	private used = 0;

	/** Uses `blockCount` blocks from `firstBlock` on, 8 or more: six of them are room for compaction. */
	constructor(flash: Flash, firstBlock: number, blockCount: number) {
		this.ring = new Ring(flash, firstBlock, blockCount, BLOCKS_PER_SEGMENT);
		if (this.ring.segmentCount < SPARE + 2) throw new RangeError("The records need at least eight blocks");
		this.index();
		while (this.ring.freeSegments < SPARE) {
			// The power failed in a compaction: do without its copies. Or it had been completed, and what
			// counts again in the oldest segment does so because its copy was damaged since.
			if (this.newestIsCopies()) this.ring.discardNewest();
			else this.ring.release(this.secondOldest());
			this.index();
		}
	}

	get(key: string): string | undefined {
		return this.unstored?.has(key) ? this.unstored.get(key) : this.stored(key);
	}

	private stored(key: string): string | undefined {
		const entry = this.entryOf(key);
		const wanted = toUtf8(key);
		let value: string | undefined;
		if (entry)
			forEachPair(entry.bytes, (pair) => {
				if (equal(pair.key, wanted)) value = pair.value && fromUtf8(pair.value);
			});
		return value;
	}

	/** Stores a value durably. See {@link setAll} for its errors. */
	set(key: string, value: string): void {
		this.setAll([[key, value]]);
	}

	delete(key: string): void {
		this.setAll([[key, undefined]]);
	}

	/**
	 * Makes all changes or, when the power fails, none; undefined deletes. What is already so is not
	 * written again. Throws a RangeError, and nothing has changed, when the changes are too long for one
	 * entry (8168 bytes on the ESP32, 4 of them for each key), or would be with what a failing flash has not
	 * taken, or when the storage is full. Without changes it tries to store what a failing flash has not taken.
	 */
	setAll(changes: Iterable<readonly [key: string, value: string | undefined]>): void {
		this.storeUnstored();
		const { unstored } = this;
		const wanted = new Map([...(unstored ?? []), ...changes]);
		try {
			this.store(wanted);
			this.unstored = undefined;
			if (unstored) this.onTrouble?.(undefined);
		} catch (error) {
			if (!(error instanceof Error) || error instanceof RangeError || !this.onTrouble) throw error;
			this.unstored = wanted;
			if (!unstored) this.onTrouble(error);
		}
	}

	/** The flash may work again. What it has not taken never is more than one entry holds. */
	private storeUnstored(): void {
		if (!this.unstored) return;
		try {
			this.store(new Map(this.unstored));
		} catch (error) {
			if (error instanceof Error) return;
			throw error;
		}
		this.unstored = undefined;
		this.onTrouble?.(undefined);
	}

	private store(wanted: Map<string, string | undefined>): void {
		wanted.forEach((value, key) => {
			if (value === undefined ? !this.places.has(key) : this.stored(key) === value) wanted.delete(key);
		});
		if (wanted.size === 0) return;

		const pairs: Uint8Array[] = [];
		let length = 0;
		let used = this.used;
		wanted.forEach((value, key) => {
			const pair = encodePair(toUtf8(key), value === undefined ? undefined : toUtf8(value));
			pairs.push(pair);
			length += pair.length;
			used -= this.sizeOf(key);
			if (value !== undefined) used += Ring.sizeOf(pair.length);
		});
		if (length > this.ring.longest)
			throw new RangeError(`Changes of ${length} bytes are longer than ${this.ring.longest}`);
		const { segmentCount, segmentRoom } = this.ring;
		const kept = length > SMALL ? (segmentCount - SPARE - 2) * segmentRoom * PART_FOR_SMALL : 0;
		if (used > this.used && used > (segmentCount - SPARE - 1) * segmentRoom - kept)
			throw new RangeError("The storage is full");
		this.makeRoom(length);
		const position = this.ring.append(join(pairs, length), SPARE);
		let i = 0;
		wanted.forEach((value, key) => {
			this.place(key, position, value === undefined ? 0 : pairs[i].length);
			i++;
		});
	}

	keys(): Iterable<string> {
		if (!this.unstored) return this.places.keys();
		const keys = new Set(this.places.keys());
		this.unstored.forEach((value, key) => {
			if (value === undefined) keys.delete(key);
			else keys.add(key);
		});
		return keys;
	}

	/** Finds the newest entry of each key. */
	private index(): void {
		const ring = this.ring;
		this.places.clear();
		this.used = 0;
		for (let entry = ring.read(ring.start); entry; entry = ring.read(entry.next)) {
			const position = entry.position;
			forEachPair(entry.bytes, (one) =>
				this.place(fromUtf8(one.key), position, one.value ? one.bytes.length : 0),
			);
		}
		let oldest = ring.end;
		this.places.forEach((place) => {
			oldest = Math.min(oldest, Math.floor(place / ring.segmentSize));
		});
		ring.release(oldest);
	}

	/** Notes where the value of a key is; a length of 0: nowhere. */
	private place(key: string, position: number, length: number): void {
		this.used -= this.sizeOf(key);
		if (length === 0) {
			this.places.delete(key);
			return;
		}
		const size = Ring.sizeOf(length);
		this.places.set(key, position * this.ring.segmentSize + size);
		this.used += size;
	}

	private sizeOf(key: string): number {
		return (this.places.get(key) ?? 0) % this.ring.segmentSize;
	}

	/** The entry that holds the value of a key, unless it is damaged. */
	private entryOf(key: string): RingEntry | undefined {
		const place = this.places.get(key);
		if (place === undefined) return;
		const position = Math.floor(place / this.ring.segmentSize);
		const entry = this.ring.read(position);
		return entry?.position === position ? entry : undefined;
	}

	/** Where the segment after the oldest one begins. */
	private secondOldest(): number {
		const size = this.ring.segmentSize;
		return (Math.floor(this.ring.start / size) + 1) * size;
	}

	/** True if only compaction has written to the newest segment. */
	private newestIsCopies(): boolean {
		const ring = this.ring;
		let at = ring.newest * ring.segmentSize;
		for (let entry = ring.read(at); entry; entry = ring.read(at)) {
			if ((entry.bytes[1] & COPY) === 0) return false;
			at = entry.next;
		}
		return true;
	}

	/** Compacts until an entry of `length` bytes fits; at most once round. */
	private makeRoom(length: number): void {
		const ring = this.ring;
		const last = (ring.newest + 1) * ring.segmentSize;
		while (ring.freeSegments < SPARE || !ring.fits(length, SPARE)) {
			const limit = this.secondOldest();
			if (limit > last || limit > ring.newest * ring.segmentSize) throw new RangeError("The storage is full");
			this.compact(limit);
		}
	}

	/** Writes what still counts before `limit` once more, and releases it. */
	private compact(limit: number): void {
		const ring = this.ring;
		for (let entry = ring.read(ring.start); entry && entry.position < limit; entry = ring.read(entry.next)) {
			const from = entry.position;
			const keys: string[] = [];
			const pairs: Uint8Array[] = [];
			let length = 0;
			forEachPair(entry.bytes, (pair) => {
				const key = fromUtf8(pair.key);
				if (Math.floor((this.places.get(key) ?? 0) / ring.segmentSize) !== from) return;
				keys.push(key);
				pairs.push(pair.bytes);
				length += pair.bytes.length;
			});
			if (length === 0) continue;
			const copy = join(pairs, length);
			copy[1] |= COPY;
			const to = ring.append(copy);
			for (let i = 0; i < keys.length; i++) this.place(keys[i], to, pairs[i].length);
		}
		// What is still placed here has become unreadable.
		this.places.forEach((place, key) => {
			if (Math.floor(place / ring.segmentSize) < limit) this.place(key, 0, 0);
		});
		ring.release(limit);
	}
}

interface Pair {
	readonly key: Uint8Array;
	/** Undefined: the key is deleted. */
	readonly value: Uint8Array | undefined;
	/** The whole pair as it is stored. */
	readonly bytes: Uint8Array;
}

function encodePair(key: Uint8Array, value: Uint8Array | undefined): Uint8Array {
	const valueLength = value ? value.length : DELETED;
	const pair = new Uint8Array(PAIR_HEADER + key.length + (value ? value.length : 0));
	pair[0] = key.length;
	pair[1] = key.length >> 8;
	pair[2] = valueLength;
	pair[3] = valueLength >> 8;
	pair.set(key, PAIR_HEADER);
	if (value) pair.set(value, PAIR_HEADER + key.length);
	return pair;
}

function forEachPair(bytes: Uint8Array, visit: (pair: Pair) => void): void {
	for (let at = 0; at < bytes.length; ) {
		const keyLength = bytes[at] | ((bytes[at + 1] & ~COPY) << 8);
		const valueLength = bytes[at + 2] | (bytes[at + 3] << 8);
		const begin = at + PAIR_HEADER + keyLength;
		const end = valueLength === DELETED ? begin : begin + valueLength;
		visit({
			key: bytes.subarray(at + PAIR_HEADER, begin),
			value: valueLength === DELETED ? undefined : bytes.subarray(begin, end),
			bytes: bytes.subarray(at, end),
		});
		at = end;
	}
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
	const joined = new Uint8Array(length);
	let at = 0;
	for (let i = 0; i < parts.length; i++) {
		const part = parts[i];
		joined.set(part, at);
		at += part.length;
	}
	return joined;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
