import type { Clock, Stamp } from "../clock";
import type { SecurityEvent } from "../core";
import type { Records } from "../interfaces";

/** Parts of the log: the oldest goes when another is begun. */
const PARTS = 16;
/** Characters that end a part. */
const PART_LENGTH = 1000;
/** A time before the clock was known, of an earlier boot: told as the start of the present one. */
const EARLIER_BOOT: Stamp = -1;
/** The last time that there is a date for, ms since 1970. */
const LAST_TIME = 8.64e15;

/** One event as it is stored. */
export type LoggedEvent = [time: Stamp, type: SecurityEvent, techInfo: string];

/** Whether something stored is an event: another firmware may have stored something else. */
export function isLoggedEvent(value: unknown): value is LoggedEvent {
	if (!Array.isArray(value)) return false;
	return Math.abs(value[0]) <= LAST_TIME && typeof value[1] === "string" && typeof value[2] === "string";
}

/** A change of the records. */
export type Change = readonly [key: string, value: string | undefined];

/**
 * The security log (R-SEC-13): what happened last, about 16,000 characters of it, in records that survive
 * a power cut. A part of it is one record: its number, then its events.
 */
export class SecurityLog {
	private readonly records: Records;
	private readonly clock: Clock;
	/** The number of the newest part; it grows for ever, and its record is one of `PARTS`. */
	private newest = 0;

	constructor(records: Records, clock: Clock) {
		this.records = records;
		this.clock = clock;
		for (let i = 0; i < PARTS; i++) this.newest = Math.max(this.newest, this.read(i)?.number ?? 0);
		this.restamp((time) => (time < 0 ? EARLIER_BOOT : time));
	}

	/** What has to be stored so that the log has another event. */
	changeFor(event: LoggedEvent): Change {
		const part = this.read(this.newest);
		// Another part is there when this one could not be stored.
		const events = part?.number === this.newest ? part.events : [];
		const text = encode(this.newest, events.concat([event]));
		if (events.length === 0 || text.length <= PART_LENGTH) return [recordOf(this.newest), text];
		this.newest++;
		return [recordOf(this.newest), encode(this.newest, [event])];
	}

	/** The clock is known: the events of this boot get their times. */
	clockKnown(): void {
		this.restamp((time) => (time < 0 ? Date.parse(this.clock.format(time)) : time));
	}

	/**
	 * Events from `from` to `to`, both included, ms since 1970 UTC, the oldest first, a line each: time,
	 * type, details.
	 */
	lines(from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): Iterable<string> {
		let number = this.newest - PARTS;
		let part: string[] = [];
		// One part after the other, so that they are never in memory together.
		const next = (): IteratorResult<string, undefined> => {
			while (part.length === 0 && number < this.newest) part = this.linesOf(++number, from, to);
			const value = part.shift();
			return value === undefined ? { done: true, value } : { done: false, value };
		};
		return { [Symbol.iterator]: () => ({ next }) };
	}

	private linesOf(number: number, from: number, to: number): string[] {
		const lines: string[] = [];
		const part = this.read(number);
		if (part?.number !== number) return lines;
		for (let i = 0; i < part.events.length; i++) {
			const event = part.events[i];
			const time = event[0];
			// Without a clock nobody can ask for a time.
			if (time >= 0 && (time < from || time > to)) continue;
			const told = time < 0 ? "before the clock was set" : this.clock.format(time);
			lines.push(`${told} ${event[1]} ${event[2]}`.trimEnd());
		}
		return lines;
	}

	private read(number: number): { number: number; events: LoggedEvent[] } | undefined {
		const text = number >= 0 ? this.records.get(recordOf(number)) : undefined;
		if (text === undefined) return;
		try {
			const events = JSON.parse(text);
			const stored = events.shift();
			if (!Number.isSafeInteger(stored) || recordOf(stored) !== recordOf(number)) return;
			return { number: stored, events: events.filter(isLoggedEvent) };
		} catch {
			return;
		}
	}

	/** Times before the clock was known are in the newest parts alone. */
	private restamp(convert: (time: Stamp) => Stamp): void {
		for (let number = this.newest; number > this.newest - PARTS; number--) {
			const part = this.read(number);
			if (!part?.events.some((event) => event[0] < 0)) return;
			part.events.forEach((event) => {
				event[0] = convert(event[0]);
			});
			this.records.set(recordOf(number), encode(part.number, part.events));
		}
	}
}

function encode(number: number, events: readonly LoggedEvent[]): string {
	const part: unknown[] = [number];
	return JSON.stringify(part.concat(events));
}

function recordOf(number: number): string {
	return `log.${number % PARTS}`;
}
