import { BoardTemplate } from "./board";
import type { Device } from "./charge-point-behavior";
import { ControlsTemplate } from "./controls";
import { readSettings } from "./settings";

const settings = readSettings();

/** The charge point as a device of mcsim. */
const device: Device & Record<string, unknown> = {
	/** A pattern for the end of the app's folder. */
	applicationName: ".*/xs-evse",
	title: `xs-evse ${settings.boot.identity}`,
	Workers: {},
	ControlsTemplate,
	DeviceTemplates: { 0: BoardTemplate },
	settings,
};

export default device;
