import type { TimerHandle, Timers } from "../../modules/timers";

/** The longest delay that a timer of Node.js takes; longer ones would fire at once. */
const LONGEST = 2 ** 31 - 1;

class Timer {
	#timeout: NodeJS.Timeout | undefined;

	constructor(callback: () => void, delay: number) {
		this.#wait(callback, performance.now() + delay);
	}

	clear(): void {
		clearTimeout(this.#timeout);
	}

	#wait(callback: () => void, due: number): void {
		const left = Math.max(0, due - performance.now());
		this.#timeout =
			left > LONGEST
				? setTimeout(() => this.#wait(callback, due), LONGEST)
				: setTimeout(callback, Math.ceil(left));
	}
}

/** Timers on the monotonic clock of the process, in milliseconds since it started. */
export const processTimers: Timers = {
	now: () => performance.now(),
	set: (callback: () => void, delay: number): TimerHandle => new Timer(callback, delay),
	clear(handle: TimerHandle | undefined): void {
		if (handle instanceof Timer) handle.clear();
	},
};
