import type { Timers } from "../timers";
import type { DigitalClass } from "./digital";
import { Led, type LedPattern } from "./led";
import type { ConnectorPins } from "./platform";
import type { PwmClass } from "./pwm";

type Name = keyof ConnectorPins["leds"];

/** The LEDs of a connector, off at first. With PWM the one that shows charging can breathe. */
export class StatusLeds {
	private readonly leds: Readonly<Record<Name, Led>>;

	constructor(digital: DigitalClass, timers: Timers, pins: ConnectorPins["leds"], pwm?: PwmClass) {
		this.leds = {
			available: new Led({ digital, timers, pin: pins.available }),
			charging: new Led({ digital, pwm, timers, pin: pins.charging }),
			fault: new Led({ digital, timers, pin: pins.fault }),
		};
	}

	show(wanted: Readonly<Record<Name, LedPattern>>): void {
		this.leds.available.show(wanted.available);
		this.leds.charging.show(wanted.charging);
		this.leds.fault.show(wanted.fault);
	}
}
