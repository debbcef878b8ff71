// XS knows this module by the name "platform" alone, so that all that it imports is named from the top.
import Digital from "embedded:io/digital";
import PWM from "embedded:io/pwm";
import { board } from "device/boards/this-board";
import { Esp32, startEsp32 } from "device/esp32";
import { straight } from "device/sdk/route";
import { readSettings, saveSetup } from "device/settings";
import { frozen } from "modules/frozen";
import type { Host, Platform } from "modules/hardware/platform";

function log(text: string): void {
	trace(`${text}\n`);
}

/** An ESP32 with the lines that `device/boards` knows. */
const platform: Platform = frozen({
	start(ready: (host: Host) => void): void {
		const parts = { board, digital: Digital, pwm: PWM, save: saveSetup, route: straight, log };
		startEsp32(log, (crashed) => new Esp32({ ...parts, settings: readSettings(log) }, crashed), ready);
	},
});

export default platform;
