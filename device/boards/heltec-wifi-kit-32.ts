import { frozen } from "../../modules/frozen";
import type { DeviceBoard } from "./board";

/**
 * The Heltec WiFi Kit 32, whose OLED has SDA 4, SCL 15 and reset 16. The white LED of the board is at 25
 * and shows charging; 21 switches the supply of its connector, and 13 or 37 measure its battery. The switch
 * at 38 has a resistor of its own.
 */
export const board: DeviceBoard = frozen({
	model: "Heltec WiFi Kit 32",
	maxCurrent: 32,
	connectors: [
		{
			cable: { pin: 17, activeLow: true },
			ev: { pin: 18, activeLow: true },
			evReady: { pin: 19, activeLow: true },
			pause: { pin: 38, activeLow: true, pull: "none" },
			fault: { pin: 32, activeLow: true, errorCode: "GroundFailure" },
			lock: { pin: 27 },
			lockFeedback: { pin: 35, pull: "none" },
			contactor: { pin: 26 },
			contactorFeedback: { pin: 34, pull: "none" },
			leds: { available: { pin: 14 }, charging: { pin: 25 }, fault: { pin: 23 } },
		},
	],
	cardButton: { pin: 22, activeLow: true },
	emergencyStop: { pin: 33, pull: "up" },
	builtIn: [4, 15, 16, 25],
});
