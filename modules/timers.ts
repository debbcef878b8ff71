/** A running timer, to be given back to {@link Timers.clear}. */
export type TimerHandle = object | number;

/**
 * Monotonic time and one-shot timers. Steps of the wall clock never move them (R-HB-03),
 * and the host tests replace them by a virtual clock.
 */
export interface Timers {
	/** Milliseconds since a moment of this boot, which R-HB-06 reckons with; never falls. */
	now(): number;
	/** Calls `callback` once, `delay` milliseconds from now (any length, also days). */
	set(callback: () => void, delay: number): TimerHandle;
	/** Stops a timer; a timer that has fired or was cleared is ignored. */
	clear(handle: TimerHandle | undefined): void;
}
