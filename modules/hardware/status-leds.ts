import type { Timers } from "../timers";
import type { DigitalClass } from "./digital";
import { Led } from "./led";
import type { ConnectorPins } from "./platform";

type Name = keyof ConnectorPins["leds"];

/** The LEDs of a connector, off at first. */
export class StatusLeds {
	private readonly leds: Readonly<Record<Name, Led>>;

	constructor(digital: DigitalClass, timers: Timers, pins: ConnectorPins["leds"]) {
		this.leds = {
			available: new Led(digital, timers, pins.available),
			charging: new Led(digital, timers, pins.charging),
			fault: new Led(digital, timers, pins.fault),
		};
	}

	show(wanted: Readonly<Record<Name, "off" | "on" | "blink">>): void {
		this.leds.available[wanted.available]();
		this.leds.charging[wanted.charging]();
		this.leds.fault[wanted.fault]();
	}
}
