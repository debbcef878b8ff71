import FakeTimers from "@sinonjs/fake-timers";

/** Milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

interface Sleeper {
	until: number;
	wake(): void;
}

/**
 * A virtual time in which stories run side by side: each one does something at once, then sleeps. Time goes on
 * when all of them sleep, so the `Date` of this whole process is what the stories say it is; timers stay real.
 */
export class Agenda {
	readonly #clock: ReturnType<typeof FakeTimers.install>;
	/** The earliest first. */
	readonly #sleepers: Sleeper[] = [];
	#awake = 0;
	#allSleep: () => void = () => {};
	#failure: { error: unknown } | undefined;

	/** Begins at `start`, milliseconds since 1970; until {@link close} nobody in this process has another time. */
	constructor(start: number) {
		this.#clock = FakeTimers.install({ now: start, toFake: ["Date"] });
	}

	get now(): number {
		return this.#clock.now;
	}

	/** Begins a story; {@link run} fails with what it throws. */
	begin(story: () => Promise<void>): void {
		this.#awake += 1;
		story()
			.catch((error: unknown) => {
				this.#failure ??= { error };
			})
			.finally(() => this.#rest());
	}

	/** Sleeps until that time, or not at all when it has passed. */
	async until(time: number): Promise<void> {
		if (time <= this.now) return;
		await new Promise<void>((wake) => {
			const later = this.#sleepers.findLastIndex((sleeper) => sleeper.until <= time);
			this.#sleepers.splice(later + 1, 0, { until: time, wake });
			this.#rest();
		});
	}

	/** Sleeps that many milliseconds. */
	sleep(duration: number): Promise<void> {
		return this.until(this.now + duration);
	}

	/** Lets time go on until `end`, or until no story is left; what would happen later never does. */
	async run(end: number, onTime: (now: number) => void = () => {}): Promise<void> {
		for (;;) {
			if (this.#awake > 0) await new Promise<void>((resolve) => (this.#allSleep = resolve));
			if (this.#failure) throw this.#failure.error;
			const next = this.#sleepers[0];
			if (next === undefined || next.until > end) break;
			this.#clock.setSystemTime(next.until);
			onTime(next.until);
			while (this.#sleepers[0]?.until === next.until) {
				this.#awake += 1;
				this.#sleepers.shift()!.wake();
			}
		}
		this.#clock.setSystemTime(end);
		onTime(end);
	}

	/** Gives the process its own time back. */
	close(): void {
		this.#clock.uninstall();
	}

	#rest(): void {
		this.#awake -= 1;
		if (this.#awake === 0) this.#allSleep();
	}
}
