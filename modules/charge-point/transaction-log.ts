import type { Stamp } from "./clock";
import type { Journal } from "./interfaces";
import { sampleStride } from "./journal-room";
import { JournalWriter } from "./journal-writer";
import { KeptSamples } from "./kept-samples";
import type { DeliveredStart, LoggedTransaction } from "./logged-transaction";
import {
	type Entry,
	isQueued,
	isQueuedText,
	parseEntry,
	type QueuedEntry,
	type SampleEntry,
} from "./queue-entries";
import { UnclockedBoots } from "./unclocked-boots";

/** Room that is kept for the stops of running transactions: notes of our own do without it, bytes. */
const RESERVE = 3072;
/** A running transaction that is told again takes at most this, bytes. */
const RETELLING = 1024;

/** As much of the journal a long transaction may hold back at least before it is told again, bytes. */
const LEAST_MOVE = 4096;

/** An entry of the queue with the position that follows it. */
export interface QueueItem {
	position: number;
	next: number;
	entry: QueuedEntry;
}

/**
 * The journal read as a first-in first-out queue and as the state of the transactions. Both are
 * told again from the journal after a power cut; in memory there is one record a connector at most.
 */
export class TransactionLog {
	private readonly journal: Journal;
	/** Told of a flash that fails. */
	readonly writer: JournalWriter;
	private readonly mostKept: number;
	/** By connectorId. */
	private readonly _running: (LoggedTransaction | undefined)[] = [];
	private readonly delivered: (DeliveredStart | undefined)[] = [];
	private readonly unclocked = new UnclockedBoots();
	private bootMarked = false;
	private head = 0;
	private _length = 0;
	/** Starts not yet delivered. */
	private starts = 0;
	/** Where the newest queued entry ends. */
	private tail = 0;
	/** The longest run of notes within the queue: thousands, when many were delivered while nothing came. */
	private notes = { from: 0, to: 0 };
	private _attempts = 0;
	/** Entries that were found and mean nothing to this firmware. */
	foreign = 0;

	/** `mostKept`: how many samples a running transaction has for its transactionData at most. */
	constructor(journal: Journal, mostKept: number) {
		this.journal = journal;
		this.writer = new JournalWriter(journal);
		this.mostKept = mostKept;
		this.recover();
	}

	/** Entries not yet delivered. */
	get length(): number {
		return this._length;
	}

	/** How often the head has failed (R-QUE-04, R-QUE-08). */
	get attempts(): number {
		return this._attempts;
	}

	/**
	 * Room for the start and the stop of one more transaction on every connector, however unluckily the
	 * blocks of the flash end (R-QUE-09).
	 */
	get hasRoom(): boolean {
		return this.journal.free > 8192;
	}

	/** Every how manieth sample there is room for, 0 for none: they are the first to go (R-QUE-09). */
	get sampleStride(): number {
		const { capacity, free, end } = this.journal;
		const queued = this._length > 0 ? end - this.head : 0;
		return sampleStride({ capacity, free, queued, starts: this.starts });
	}

	/** Room for notes of our own. */
	get hasRoomForNotes(): boolean {
		return this.journal.free > RESERVE;
	}

	/** Transactions that were running when the power was cut (R-TX-16), in the order in which they end (R-QUE-01). */
	get interrupted(): LoggedTransaction[] {
		const running = this._running.filter((transaction) => transaction !== undefined);
		// Without clock a later stamp is a smaller one.
		return running.sort((one, other) =>
			one.time < 0 && other.time < 0 ? other.time - one.time : one.time - other.time,
		);
	}

	/** A running transaction. */
	running(tx: number, connectorId: number): LoggedTransaction | undefined {
		const transaction = this._running[connectorId];
		return transaction?.tx === tx ? transaction : undefined;
	}

	/** The sample at a position; undefined when it is not readable. */
	sampleAt(position: number): SampleEntry<"V" | "X"> | undefined {
		const read = this.journal.read(position);
		const entry = read?.position === position ? parseEntry(read.entry) : undefined;
		return entry?.[0] === "V" || entry?.[0] === "X" ? entry : undefined;
	}

	/** The transactionId for a queued entry of transaction `tx`; -1 when its start was given up (R-TX-06). */
	transactionId(tx: number, connectorId: number): number {
		const delivered = this.delivered[connectorId];
		return delivered?.tx === tx ? delivered.transactionId : -1;
	}

	/**
	 * Stores an entry and returns its position, -1 when the flash fails. Throws a RangeError when the
	 * journal is full.
	 * `ofEarlierBoot` says that a time without clock is not of this boot.
	 */
	append(entry: Entry, ofEarlierBoot = false): number {
		if (isQueued(entry) && entry[4] < 0 && !this.bootMarked && !ofEarlierBoot) {
			const marked = this.writer.write(["B"]);
			this.bootMarked = marked >= 0;
			if (this.bootMarked) this.note(["B"], marked);
		}
		const position = this.writer.write(entry);
		if (position < 0) return position;
		this.note(entry, position);
		if (isQueued(entry)) {
			if (this._length === 0) this.head = position;
			else if (position - this.tail > this.notes.to - this.notes.from)
				this.notes = { from: this.tail, to: position };
			this.tail = this.journal.end;
			this._length++;
			if (entry[0] === "S") this.starts++;
		}
		this.movePins();
		return position;
	}

	/** Tries a flash that has failed once more. */
	retry(): void {
		this.writer.retry((stop) => this.append(stop));
	}

	/** The head of the queue. */
	peek(): QueueItem | undefined {
		const { from, to } = this.notes;
		let position = this.head;
		for (;;) {
			if (position >= from && position < to) position = to;
			const read = this.journal.read(position);
			if (!read) {
				this._length = this.starts = 0;
				return;
			}
			const entry = isQueuedText(read.entry) ? parseEntry(read.entry) : undefined;
			if (entry && isQueued(entry)) return { position: read.position, next: read.next, entry };
			position = read.next;
		}
	}

	/** The head is delivered or given up; a start with its transactionId, -1 when given up. */
	done(item: QueueItem, transactionId = -1): void {
		const { entry, position } = item;
		if (entry[0] === "S") {
			this.store(["D", position, entry[1], transactionId]);
			this.starts--;
		} else if (entry[0] === "E") {
			this.store(["D", position, entry[2]]);
		} else this.store(["D", position]);
		this.head = item.next;
		this._length--;
		// What follows a time with clock has one, too, or belongs to a later boot.
		if (entry[4] >= 0) this.unclocked.delivered(position);
		this.release();
	}

	/** The head has failed once more. */
	failed(item: QueueItem): void {
		this.store(["A", item.position, this._attempts + 1]);
	}

	/**
	 * The clock of this boot, with `offset` at its monotonic zero, has become known. With it all stamps
	 * without clock get their times, once and for all: a message that is sent again after another boot
	 * says the same.
	 */
	clockKnown(offset: number): void {
		for (const boot of this.unclocked.derive(offset, this.bootMarked))
			this.store(["C", boot.offset, boot.position]);
		for (let i = 0; i < this._running.length; i++) {
			const transaction = this._running[i];
			if (!transaction || transaction.time >= 0) continue;
			transaction.time = withClock(transaction.time, offset);
			transaction.begun = withClock(transaction.begun, offset);
			this.tell(transaction, offset);
		}
	}

	/** Milliseconds since 1970 at monotonic zero for a stamp without clock at `position`. */
	offsetAt(position: number): number | undefined {
		return this.unclocked.offsetAt(position);
	}

	private recover(): void {
		let done = -1;
		for (let read = this.journal.read(this.journal.start); read; read = this.journal.read(read.next)) {
			const entry = parseEntry(read.entry);
			if (!entry || (entry[0] === "D" && entry[1] >= read.position)) {
				this.foreign++;
				continue;
			}
			this.note(entry, read.position);
			if (entry[0] === "D") done = entry[1];
		}
		this.head = this.tail = this.journal.end;
		const stopIsQueued: boolean[] = [];
		for (
			let read = this.journal.read(Math.max(this.journal.start, done));
			read;
			read = this.journal.read(read.next)
		) {
			if (read.position <= done || !isQueuedText(read.entry)) continue;
			if (this._length++ === 0) this.head = read.position;
			if (read.entry.startsWith('["V"')) continue;
			const entry = parseEntry(read.entry);
			if (entry?.[0] === "S") this.starts++;
			else if (entry?.[0] === "E" && this.delivered[entry[2]]?.tx === entry[1]) stopIsQueued[entry[2]] = true;
		}
		for (let connectorId = 1; connectorId < this.delivered.length; connectorId++) {
			const tx = this.delivered[connectorId]?.tx;
			if (tx !== undefined && this._running[connectorId]?.tx !== tx && !stopIsQueued[connectorId])
				this.delivered[connectorId] = undefined;
		}
		this.release();
	}

	/** Takes an entry into the state in memory. */
	private note(entry: Entry, position: number): void {
		switch (entry[0]) {
			case "S": {
				this.unclocked.note(entry[4]);
				const transaction = this.take(position, entry[1], entry[2], entry[3], entry[4]);
				transaction.reservationId = entry[5];
				return;
			}
			case "T": {
				const tx = entry[1];
				const connectorId = entry[2];
				const positions = entry[9] ?? [];
				const kept = this.running(tx, connectorId)?.kept;
				const transaction = this.take(tx, connectorId, entry[3], entry[4], entry[8] ?? entry[7]);
				if (kept) transaction.kept = kept;
				transaction.kept.replace(positions, entry[10] ?? []);
				transaction.transactionId = entry[5];
				transaction.importWh = entry[6];
				transaction.time = entry[7];
				transaction.pin = positions[0] ?? position;
				if (entry[5] !== null)
					this.delivered[connectorId] = { tx, transactionId: entry[5], pin: transaction.pin };
				return;
			}
			case "V":
			case "X":
			case "M":
			case "E": {
				this.unclocked.note(entry[4]);
				if (entry[0] !== "E") this.noteStartless(entry[1], entry[2], entry[3], entry[4]);
				const transaction = this.running(entry[1], entry[2]);
				if (!transaction) return;
				if (entry[0] === "V" || entry[0] === "X") {
					const number = entry[7];
					const size = (entry[6]?.length ?? 0) / 2 || 1;
					// What a power cut has kept `tell` from finishing is told already.
					if (number !== undefined && !transaction.kept.add(position, number, size)) return;
				}
				transaction.importWh = entry[3];
				transaction.time = entry[4];
				if (entry[0] === "E") this._running[entry[2]] = undefined;
				return;
			}
			case "D": {
				this._attempts = 0;
				if (entry.length === 2) return;
				if (entry.length === 3) {
					this.ended(entry[1], entry[2]);
					return;
				}
				const tx = entry[1];
				// The samples of its transactionData follow its start.
				const transaction = this.running(tx, entry[2]);
				this.delivered[entry[2]] = { tx, transactionId: entry[3], pin: transaction?.pin ?? tx };
				if (transaction) transaction.transactionId = entry[3];
				return;
			}
			case "A":
				this._attempts = entry[2];
				return;
			case "B":
				this.unclocked.begin(position);
				return;
			case "C":
				this.unclocked.setOffset(entry[2], entry[1], position);
		}
	}

	/** A sample of a transaction whose start has become unreadable: it still has to be stopped. */
	private noteStartless(tx: number, connectorId: number, importWh: number, time: Stamp): void {
		if ((this._running[connectorId]?.tx ?? 0) >= tx) return;
		const start = this.delivered[connectorId];
		const transaction = this.take(tx, connectorId, "", importWh, time);
		if (start?.tx === tx) transaction.transactionId = start.transactionId;
	}

	/** Takes up a transaction that begins. */
	private take(
		tx: number,
		connectorId: number,
		idTag: string,
		meterStart: number,
		begun: Stamp,
	): LoggedTransaction {
		const transaction: LoggedTransaction = {
			tx,
			connectorId,
			idTag,
			meterStart,
			transactionId: null,
			begun,
			importWh: meterStart,
			time: begun,
			pin: tx,
			kept: new KeptSamples(this.mostKept),
		};
		this._running[connectorId] = transaction;
		return transaction;
	}

	/** The stop at `position` is delivered: its transaction is over, also where the stop has become unreadable. */
	private ended(position: number, connectorId: number): void {
		const isBefore = (one?: { tx: number }) => one !== undefined && one.tx < position;
		if (isBefore(this._running[connectorId])) this._running[connectorId] = undefined;
		if (isBefore(this.delivered[connectorId])) this.delivered[connectorId] = undefined;
	}

	/** Stores a note of our own; in a full journal it is lost at the next power cut, nothing else. */
	private store(entry: Entry): void {
		const position = this.hasRoomForNotes ? this.writer.write(entry) : -1;
		this.note(entry, position < 0 ? this.journal.end : position);
	}

	/** Tells a long transaction again before it holds back much of the journal. */
	private movePins(): void {
		const capacity = this.journal.capacity;
		const head = this._length > 0 ? this.head : this.journal.end;
		for (let i = 0; i < this._running.length; i++) {
			const transaction = this._running[i];
			if (!transaction || transaction.transactionId === null) continue;
			if (head - transaction.pin >= Math.max(capacity / 16, LEAST_MOVE)) this.tell(transaction);
		}
		this.release();
	}

	/**
	 * Tells a transaction again, after the samples for its transactionData; times without clock become
	 * times with it when `offset` is given. Without room nothing is stored, and what is there already stays.
	 */
	private tell(transaction: LoggedTransaction, offset?: number): void {
		if (this.journal.free <= RESERVE + RETELLING) return;
		const { tx, connectorId, idTag, meterStart, transactionId, importWh, time, begun } = transaction;
		const positions: number[] = [];
		const numbers: number[] = [];
		for (let i = 0; i < transaction.kept.positions.length; i++) {
			const sample = this.sampleAt(transaction.kept.positions[i]);
			const number = sample?.[7];
			if (!sample || number === undefined) continue;
			// The begin is never left out (R-MV-08).
			if (number > 0 && (this.journal.free <= RESERVE + RETELLING || this.sampleStride === 0)) continue;
			sample[0] = "X";
			if (offset !== undefined) sample[4] = withClock(sample[4], offset);
			sample[6] ??= [];
			const stored = this.writer.write(sample);
			if (stored < 0) return;
			positions.push(stored);
			numbers.push(number);
		}
		const told: Entry = ["T", tx, connectorId, idTag, meterStart, transactionId, importWh, time, begun];
		if (positions.length > 0) told.push(positions, numbers);
		this.store(told);
	}

	private release(): void {
		let position = this._length > 0 ? this.head : this.journal.end;
		const keep = (one?: { pin: number }) => {
			if (one && one.pin < position) position = one.pin;
		};
		this._running.forEach(keep);
		this.delivered.forEach(keep);
		this.journal.release(this.unclocked.firstNeeded(position));
	}
}

/** A stamp without clock as one with it. */
function withClock(stamp: Stamp, offset: number): Stamp {
	return stamp >= 0 ? stamp : Math.round(offset - stamp - 1);
}
