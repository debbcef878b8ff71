import type { PwmClass } from "../../modules/hardware/pwm";
import type { Pins } from "../../simulator/digital";

/** PWM for lines that the simulator sees as on or off: on while there are any pulses. */
export function pwmOf(pins: Pins): PwmClass {
	return class {
		readonly resolution = 10;
		private readonly pin: number;

		constructor({ pin }: { pin: number }) {
			this.pin = pin;
		}

		write(value: number): void {
			pins.setOutput(this.pin, value > 0 ? 1 : 0);
		}
	};
}
