import { fileURLToPath } from "node:url";
import { buildXs } from "../tools/build-xs";

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

/**
 * The command that runs the firmware on an engine; builds for XS what has changed, with each line of
 * the tools going to `log`. Rejects with a sentence that names what is missing.
 */
export async function firmwareCommand(engine: Engine, log: (text: string) => void): Promise<FirmwareCommand> {
	switch (engine) {
		case "node":
			// tsx finds tsconfig.json, and there the specifier "platform", from the folder it runs in.
			return { command: process.execPath, args: ["--import", "tsx", "main.ts"], cwd: ROOT };
		case "xs":
			return { ...(await buildXs("debug", log)), cwd: ROOT };
		case "esp32":
			throw new Error("--engine esp32 needs an emulator of the ESP32, which is not part of this version.");
	}
}
