import type { TimerHandle, Timers } from "../modules/timers";

interface Entry {
	readonly due: number;
	readonly callback: () => void;
}

/** Timers under the test's control: time stands still until {@link VirtualTimers.advance}. */
export class VirtualTimers implements Timers {
	#now: number;
	/** Ordered by due time, equal ones in the order in which they were set. */
	readonly #entries: Entry[] = [];

	constructor(start = 0) {
		this.#now = start;
	}

	/** How many timers are running. */
	get running(): number {
		return this.#entries.length;
	}

	now(): number {
		return this.#now;
	}

	set(callback: () => void, delay: number): TimerHandle {
		const entry: Entry = { due: this.#now + Math.max(0, delay), callback };
		const later = this.#entries.findIndex((other) => other.due > entry.due);
		this.#entries.splice(later < 0 ? this.#entries.length : later, 0, entry);
		return entry;
	}

	clear(handle: TimerHandle | undefined): void {
		const index = this.#entries.indexOf(handle as Entry);
		if (index >= 0) this.#entries.splice(index, 1);
	}

	/**
	 * Lets `milliseconds` pass: every timer that falls due on the way is called at its own time,
	 * those that the callbacks set included. An exception of a callback goes to the caller.
	 */
	advance(milliseconds: number): void {
		const end = this.#now + milliseconds;
		while (this.#entries.length > 0 && this.#entries[0].due <= end) {
			const entry = this.#entries.shift()!;
			this.#now = entry.due;
			entry.callback();
		}
		this.#now = end;
	}
}
