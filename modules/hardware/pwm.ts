import type { Pin } from "./platform";

/** What is used here of the PWM class of ECMA-419. */
export interface PwmClass {
	new (options: { pin: number; hz?: number }): PwmLine;
}

export interface PwmLine {
	/** Bits of the values written: 0 to 2 ** resolution - 1. */
	readonly resolution: number;
	write(value: number): void;
}

/** A line that is on for a part of the time, too fast to be seen; off at first. */
export class PwmOutput {
	private readonly line: PwmLine;
	private readonly activeLow: boolean;

	constructor(pwm: PwmClass, pin: Pin) {
		this.activeLow = pin.activeLow === true;
		this.line = new pwm({ pin: pin.pin });
		this.part = 0;
	}

	set on(on: boolean) {
		this.part = on ? 1 : 0;
	}

	/** The part of the time, 0 to 1. */
	set part(part: number) {
		const most = 2 ** this.line.resolution - 1;
		this.line.write(Math.round(most * (this.activeLow ? 1 - part : part)));
	}
}
