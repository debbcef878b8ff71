import { frozen } from "../../modules/frozen";
import type { DeviceBoard } from "./board";

/**
 * The Wemos Lolin32 with OLED, which has SDA 5, SCL 4 and reset 16. So few pins come out of it that its
 * cable is fixed and has no lock, and that two LEDs are at pins which decide how the ESP32 starts: one
 * holds 2 low by its way to ground, the other 15 high by its way to 3.3 V. The switches at 36 and 39 have
 * a resistor of their own.
 */
export const board: DeviceBoard = frozen({
	model: "Wemos Lolin32 OLED",
	maxCurrent: 32,
	connectors: [
		{
			ev: { pin: 13, activeLow: true },
			evReady: { pin: 36, activeLow: true, pull: "none" },
			contactor: { pin: 26 },
			leds: { available: { pin: 2 }, charging: { pin: 14 }, fault: { pin: 15, activeLow: true } },
		},
	],
	cardButton: { pin: 39, activeLow: true, pull: "none" },
	emergencyStop: { pin: 25, pull: "up" },
	builtIn: [4, 5, 16],
});
