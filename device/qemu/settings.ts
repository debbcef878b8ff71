import type { BootOptions } from "../../simulator/protocol";
import type { DeviceSettings } from "../settings";

/** What the simulator's command line and its set-up page say, for the `version` of the image. */
export function settingsOf(boot: BootOptions, version: string): DeviceSettings {
	const { csms, identity: id, language, settings: defaults, ca: factoryRoot, utcOffset } = boot;
	// The network is there in any case; its name is what the log calls it.
	const setup = { ssid: "Ethernet", password: "", key: "", ...boot.setup, csms, id, language };
	return {
		...{ setup, defaults, factoryRoot, newKey: boot.newKey === true, cards: [], utcOffset, version },
		setupHost: boot.page,
		// The world's time is the simulator's affair.
		sntp: "",
	};
}
