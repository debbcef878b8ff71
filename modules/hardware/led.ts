import type { TimerHandle, Timers } from "../timers";
import { type DigitalClass, DigitalOutput } from "./digital";
import type { Pin } from "./platform";

/** Half of the blinking period of 1 s, ms. */
const HALF_PERIOD = 500;

/** An LED, off at first. A timer runs only while it blinks. */
export class Led {
	private readonly output: DigitalOutput;
	private readonly timers: Timers;
	private timer: TimerHandle | undefined;

	constructor(digital: DigitalClass, timers: Timers, pin: Pin) {
		this.timers = timers;
		this.output = new DigitalOutput(digital, pin, false);
	}

	on(): void {
		this.show(true);
	}

	off(): void {
		this.show(false);
	}

	/** Half a second on, half a second off; an LED that blinks already keeps its rhythm. */
	blink(): void {
		if (this.timer === undefined) this.half(true);
	}

	private show(on: boolean): void {
		this.timers.clear(this.timer);
		this.timer = undefined;
		this.output.on = on;
	}

	private half(on: boolean): void {
		this.output.on = on;
		this.timer = this.timers.set(() => this.half(!on), HALF_PERIOD);
	}
}
