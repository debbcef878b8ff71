import { type DeviceSettings, SETTINGS_FILE } from "./device-settings";

/** What `npm run sim` has left for the device; without that, what the simulator's options default to. */
export function readSettings(): DeviceSettings {
	const file = system.buildPath(system.localDirectory, SETTINGS_FILE);
	if (system.fileExists(file)) return JSON.parse(system.readFileString(file)) as DeviceSettings;
	const data = system.buildPath(system.localDirectory, "xs-evse");
	system.ensureDirectory(data);
	return {
		data,
		boot: {
			identity: "CP001",
			csms: "ws://127.0.0.1:8180/ocpp",
			connectors: 1,
			cable: "detachable",
			settings: {},
			language: "en",
			utcOffset: -new Date().getTimezoneOffset(),
		},
	};
}
