import type { TimerHandle, Timers } from "../timers";
import { type DigitalClass, DigitalOutput } from "./digital";
import type { Pin } from "./platform";
import { type PwmClass, PwmOutput } from "./pwm";

/** Without PWM an LED that should breathe is on. */
export type LedPattern = "off" | "on" | "blink" | "breathe";

/** Half of the blinking period of 1 s, ms. */
const HALF_PERIOD = 500;
/** Steps from dark to bright, and as many back, and how long each takes, ms: a breath of 3.2 s. */
const RISE = 32;
const STEP = 50;
/** What is added to the steps, so that the darkest of them can still be seen. */
const GLOW = 3;

export interface LedOptions {
	digital: DigitalClass;
	/** Given for an LED that can breathe. */
	pwm?: PwmClass;
	timers: Timers;
	pin: Pin;
}

/** An LED, off at first. A timer runs only while it blinks or breathes. */
export class Led {
	private readonly output: DigitalOutput | PwmOutput;
	private readonly timers: Timers;
	/** Made for the first time that it blinks. */
	private drawNext: (() => void) | undefined;
	private pattern: LedPattern = "off";
	private step = 0;
	private timer: TimerHandle | undefined;

	constructor({ digital, pwm, timers, pin }: LedOptions) {
		this.timers = timers;
		this.output = pwm ? new PwmOutput(pwm, pin) : new DigitalOutput(digital, pin, false);
	}

	/** Half a second on and off, or brighter and darker; one that does so already keeps its rhythm. */
	show(pattern: LedPattern): void {
		if (pattern === this.pattern) return;
		this.timers.clear(this.timer);
		this.pattern = pattern;
		this.step = 0;
		this.draw();
	}

	private draw(): void {
		const output = this.output;
		const step = this.step++;
		if (this.pattern !== "off" && this.pattern !== "on") this.drawNext ??= () => this.draw();
		if (this.pattern === "blink") {
			output.on = step % 2 === 0;
			this.timer = this.timers.set(this.drawNext!, HALF_PERIOD);
		} else if (this.pattern === "breathe" && output instanceof PwmOutput) {
			const at = step % (2 * RISE);
			const bright = at < RISE ? at : 2 * RISE - 1 - at;
			// The eye sees brightness by its root.
			output.part = ((bright + GLOW) / (RISE - 1 + GLOW)) ** 2;
			this.timer = this.timers.set(this.drawNext!, STEP);
		} else output.on = this.pattern !== "off";
	}
}
