import { frozen } from "../../modules/frozen";
import type { DeviceBoard } from "./board";

/**
 * A plain ESP32 development kit with a WROOM module and an OLED at SDA 21, SCL 22. The pins 0, 2, 5, 12
 * and 15 decide how the ESP32 starts, 6 to 11 are its flash, 1 and 3 the console, and 34 to 39 have
 * neither outputs nor resistors. Pin 14 swings while the ESP32 starts: for an LED alone.
 */
export const board: DeviceBoard = frozen({
	model: "ESP32 demo",
	maxCurrent: 32,
	connectors: [
		{
			cable: { pin: 13, activeLow: true },
			ev: { pin: 18, activeLow: true },
			evReady: { pin: 27, activeLow: true },
			pause: { pin: 32, activeLow: true },
			fault: { pin: 16, activeLow: true, errorCode: "GroundFailure" },
			lock: { pin: 25 },
			lockFeedback: { pin: 35, pull: "none" },
			contactor: { pin: 26 },
			contactorFeedback: { pin: 34, pull: "none" },
			leds: { available: { pin: 14 }, charging: { pin: 19 }, fault: { pin: 23 } },
		},
	],
	cardButton: { pin: 4, activeLow: true },
	emergencyStop: { pin: 33, pull: "up" },
	setupButton: { pin: 4, activeLow: true },
});
