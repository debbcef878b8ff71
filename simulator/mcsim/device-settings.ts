import type { BootOptions } from "../protocol";

/** What mcsim is to simulate. */
export interface DeviceSettings {
	/** Folder that is the flash. */
	data: string;
	boot: Omit<BootOptions, "flash" | "crashed">;
}

/** The name of the file in mcsim's folder from which the device takes its settings. */
export const SETTINGS_FILE = "xs-evse.json";
