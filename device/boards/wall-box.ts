import { frozen } from "../../modules/frozen";
import { controlPilot } from "../drivers/control-pilot";
import { pn532 } from "../drivers/pn532";
import { pulseMeter } from "../drivers/pulse-meter";
import type { DeviceBoard } from "./board";

/**
 * A wall box on a plain ESP32 development board: a tethered cable, a control pilot, a meter with a pulse
 * output and a PN532 on the I2C bus of the OLED. It is built with `device/wall-box/manifest.json`. The
 * inputs 34 to 39 have no resistors of their own; those of ADC2 cannot be read while there is Wi-Fi. The
 * contactor's mirror contact and the contact of the residual current device are closed to ground while all
 * is well: a broken wire reads as welded, and as a fault.
 */
export const board: DeviceBoard = frozen({
	model: "ESP32 wall box",
	maxCurrent: 16,
	connectors: [
		{
			contactor: { pin: 26 },
			contactorFeedback: { pin: 33, pull: "up" },
			fault: { pin: 17, pull: "up", errorCode: "GroundFailure" },
			leds: { available: { pin: 18 }, charging: { pin: 19 }, fault: { pin: 23 } },
			meter: pulseMeter({ signal: 34, delayed: 35, impulsesPerKwh: 1000 }),
			pilot: controlPilot({ pwm: 25, analog: 32 }),
		},
	],
	emergencyStop: { pin: 13, pull: "up" },
	reader: pn532({ data: 21, clock: 22, irq: { pin: 27 } }),
});
