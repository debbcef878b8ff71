import { frozen } from "../../modules/frozen";
import type { DeviceBoard } from "./board";

/**
 * The Wemos Lolin32 with OLED, which has SDA 5, SCL 4 and reset 16. So few pins come out of it that its
 * cable is fixed and has no lock, and that pins which decide how the ESP32 starts are in use: LEDs hold 2
 * and 12 low by their way to ground and 15 high by its way to 3.3 V, and the button at 0 is the one that is
 * there on every board, to be let alone at the start.
 */
export const board: DeviceBoard = frozen({
	model: "Wemos Lolin32 OLED",
	maxCurrent: 32,
	connectors: [
		{
			ev: { pin: 13, activeLow: true },
			evReady: { pin: 14, activeLow: true },
			contactor: { pin: 26 },
			leds: { available: { pin: 2 }, charging: { pin: 12 }, fault: { pin: 15, activeLow: true } },
		},
	],
	cardButton: { pin: 0, activeLow: true },
	emergencyStop: { pin: 25, pull: "up" },
	builtIn: [4, 5, 16],
});
