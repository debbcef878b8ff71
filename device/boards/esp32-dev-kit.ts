import { frozen } from "../../modules/frozen";
import type { DeviceBoard } from "./board";

/**
 * The demo on a plain ESP32 development board: switches to ground play cable and vehicle, a button the
 * card, LEDs contactor and lock. The OLED is at SDA 21, SCL 22 (`defines.ssd1306` of the manifest). The
 * pins 0, 2, 5, 12 and 15 decide how the ESP32 starts, and 34 to 39 have no resistors.
 */
export const board: DeviceBoard = frozen({
	model: "ESP32 demo",
	maxCurrent: 32,
	connectors: [
		{
			cable: { pin: 13, activeLow: true },
			ev: { pin: 14, activeLow: true },
			evReady: { pin: 27, activeLow: true },
			lock: { pin: 25 },
			contactor: { pin: 26 },
			leds: { available: { pin: 18 }, charging: { pin: 19 }, fault: { pin: 23 } },
		},
	],
	cardButton: { pin: 4, activeLow: true },
	setupButton: { pin: 4, activeLow: true },
});
