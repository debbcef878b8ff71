import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ENGINES = ["node", "xs", "esp32"] as const;
export type Engine = (typeof ENGINES)[number];

/** How the firmware process is started. */
export interface FirmwareCommand {
	command: string;
	args: readonly string[];
	/** Folder it runs in. */
	cwd: string;
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The command that runs the firmware on an engine; throws a sentence that names what is missing. */
export function firmwareCommand(engine: Engine): FirmwareCommand {
	switch (engine) {
		case "node":
			// tsx finds tsconfig.json, and there the specifier "platform", from the folder it runs in.
			return { command: process.execPath, args: ["--import", "tsx", "main.ts"], cwd: ROOT };
		case "xs": {
			const host = join(ROOT, ".build/xs/xs-evse");
			if (existsSync(host)) return { command: host, args: [], cwd: ROOT };
			throw new Error(
				`--engine xs needs the firmware built with the Moddable SDK, and ${host} is missing; "npm run xs:build" makes it.`,
			);
		}
		case "esp32":
			throw new Error("--engine esp32 needs an emulator of the ESP32, which is not part of this version.");
	}
}
