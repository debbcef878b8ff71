import { parseDateTime } from "../ocpp/date-time";
import type { Timers } from "../timers";

/**
 * A moment: milliseconds since 1970 UTC or, while the clock is unset, the negated monotonic time of
 * this boot minus one. Stamps order events before the first answer of the CSMS (R-HB-06).
 */
export type Stamp = number;

/** A correction below this is the network's doing and is left alone, ms. */
const JITTER = 1000;
/** A CSMS that says less has no clock itself: 2000-01-01. Stamps below zero mean something else. */
const EARLIEST = 946_684_800_000;
/** 9000-01-01: what is reckoned from it must still have a year of four digits (R-FRM-21). */
const LATEST = 221_845_392_000_000;

export interface ClockObserver {
	/** The clock has become known (0), or was set forward (positive) or back by so many ms. */
	clockSet(correction: number): void;
}

/** The charge point's own clock: monotonic time plus what the CSMS said (R-HB-03). */
export class Clock {
	private readonly timers: Timers;
	private readonly observer: ClockObserver | undefined;
	private _offset: number | undefined;

	constructor(timers: Timers, observer?: ClockObserver) {
		this.timers = timers;
		this.observer = observer;
	}

	/** Milliseconds since 1970 UTC; null while unset. */
	get now(): number | null {
		return this._offset === undefined ? null : this._offset + this.timers.now();
	}

	/** Milliseconds since 1970 at monotonic time zero of this boot; 0 while unset. */
	get offset(): number {
		return this._offset ?? 0;
	}

	/**
	 * Takes `currentTime` of a BootNotification.conf or Heartbeat.conf; one that is unreadable or no time
	 * of this charge point's life is ignored, and so is a difference of less than a second: the times
	 * within a session must not run to and fro.
	 */
	set(currentTime: string): void {
		const time = parseDateTime(currentTime);
		if (time === undefined || time < EARLIEST || time > LATEST) return;
		const offset = time - this.timers.now();
		if (this._offset !== undefined && Math.abs(offset - this._offset) < JITTER) return;
		const before = this._offset;
		this._offset = offset;
		this.observer?.clockSet(before === undefined ? 0 : offset - before);
	}

	/** The present moment. */
	stamp(): Stamp {
		return this._offset === undefined
			? -Math.floor(this.timers.now()) - 1
			: Math.round(this._offset + this.timers.now());
	}

	/**
	 * The moment as an OCPP dateTime. A stamp taken before the clock was set is converted with
	 * `offset`, by default that of this boot; the clock must be set by now.
	 */
	format(stamp: Stamp, offset = this.offset): string {
		return new Date(Math.round(stamp >= 0 ? stamp : offset - stamp - 1)).toISOString();
	}
}
