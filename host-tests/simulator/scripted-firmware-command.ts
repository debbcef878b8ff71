import { fileURLToPath } from "node:url";
import type { FirmwareCommand } from "../../simulator/engine";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export const SCRIPTED_FIRMWARE: FirmwareCommand = {
	command: process.execPath,
	args: ["--import", "tsx", "host-tests/simulator/scripted-firmware.ts"],
	cwd: ROOT,
};
