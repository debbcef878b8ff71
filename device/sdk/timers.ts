import { monotonic } from "monotonic";
import Timer from "timer";
import type { TimerHandle, Timers } from "../../modules/timers";

/** The longest time that the SDK's timer takes, ms. */
const LONGEST = 2 ** 31 - 1;

interface Waiting {
	due: number;
	/** Gone once it was called or cleared. */
	callback: (() => void) | undefined;
}

/**
 * Timers on the platform's monotonic clock. All of them wait in one queue behind a single timer of the
 * SDK: that takes no host object for each, has no limit of 24 days, and on the desktop it never gets the
 * number 0, with which every 65536th timer of the SDK is forgotten.
 */
export class QueuedTimers implements Timers {
	/** By the time they are due; those of the same time as they were set. */
	private readonly queue: Waiting[] = [];
	private readonly timer: Timer;

	constructor() {
		this.timer = Timer.set(() => this.run(), LONGEST, LONGEST);
	}

	now(): number {
		return monotonic();
	}

	set(callback: () => void, delay: number): TimerHandle {
		const waiting: Waiting = { due: monotonic() + Math.max(0, delay), callback };
		const queue = this.queue;
		let at = queue.length;
		while (at > 0 && queue[at - 1].due > waiting.due) at--;
		queue.splice(at, 0, waiting);
		if (at === 0) this.wait();
		return waiting;
	}

	clear(handle: TimerHandle | undefined): void {
		const at = this.queue.indexOf(handle as Waiting);
		if (at >= 0) this.queue.splice(at, 1);
		// It may be among those that `run` has taken out of the queue already.
		if (handle) (handle as Waiting).callback = undefined;
	}

	private run(): void {
		const now = monotonic();
		const queue = this.queue;
		let count = 0;
		while (count < queue.length && queue[count].due <= now) count++;
		// What a callback sets for now has its turn in the next round, so that others get theirs.
		for (const waiting of queue.splice(0, count)) {
			const { callback } = waiting;
			waiting.callback = undefined;
			callback?.();
		}
		this.wait();
	}

	/** With both times alike the SDK's timer can be set anew at any time, also while it fires. */
	private wait(): void {
		const left = this.queue.length > 0 ? Math.ceil(this.queue[0].due - monotonic()) : LONGEST;
		const delay = Math.max(1, Math.min(left, LONGEST));
		Timer.schedule(this.timer, delay, delay);
	}
}
