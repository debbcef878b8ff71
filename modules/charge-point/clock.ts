import { parseDateTime } from "../ocpp/date-time";
import type { Timers } from "../timers";

/**
 * A moment: milliseconds since 1970 UTC or, while the clock is unset, the negated monotonic time of
 * this boot minus one. Stamps order events before the first answer of the CSMS (R-HB-06).
 */
export type Stamp = number;

/** The charge point's own clock: monotonic time plus what the CSMS said (R-HB-03). */
export class Clock {
	readonly #timers: Timers;
	#offset: number | undefined;

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	/** Milliseconds since 1970 UTC; null while unset. */
	get now(): number | null {
		return this.#offset === undefined ? null : this.#offset + this.#timers.now();
	}

	/** Milliseconds since 1970 at monotonic time zero of this boot; undefined while unset. */
	get offset(): number | undefined {
		return this.#offset;
	}

	/** Takes `currentTime` of a BootNotification.conf or Heartbeat.conf; an unreadable one is ignored. */
	set(currentTime: string): void {
		const time = parseDateTime(currentTime);
		if (time !== undefined) this.#offset = time - this.#timers.now();
	}

	/** The present moment. */
	stamp(): Stamp {
		return this.#offset === undefined
			? -Math.floor(this.#timers.now()) - 1
			: Math.round(this.#offset + this.#timers.now());
	}

	/**
	 * The moment as an OCPP dateTime. A stamp taken before the clock was set is converted with
	 * `offset`, by default that of this boot; the clock must be set by now.
	 */
	format(stamp: Stamp, offset = this.#offset ?? 0): string {
		return new Date(Math.round(stamp >= 0 ? stamp : offset - stamp - 1)).toISOString();
	}
}
