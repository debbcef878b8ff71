import type { BootOptions } from "../../simulator/protocol";
import type { DeviceSettings } from "../settings";

/** What the simulator's command line and its set-up page say, for the `version` of the image. */
export function settingsOf(boot: BootOptions, version: string): DeviceSettings {
	const { csms, identity: id, language, settings: defaults, ca: factoryRoot, utcOffset } = boot;
	// The key is among the defaults, and the network is there without a password.
	const setup = { ssid: "QEMU", password: "", csms, id, key: "", language };
	return {
		...{ setup, defaults, factoryRoot, newKey: boot.newKey === true, cards: [], utcOffset, version },
		// The world's time is the simulator's affair.
		sntp: "",
	};
}
