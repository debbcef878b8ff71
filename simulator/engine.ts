import { fileURLToPath } from "node:url";
import { buildXs } from "../tools/build-xs";
import { esp32Command } from "./esp32/engine";

export const ENGINES = ["node", "xs", "esp32"] as const;
export type Engine = (typeof ENGINES)[number];

/** How the firmware process is started. */
export interface FirmwareCommand {
	command: string;
	args: readonly string[];
	/** Folder it runs in. */
	cwd: string;
	/**
	 * The process is an emulator: the firmware in it tells when it starts, then gets its boot lines, and starts
	 * again within the process.
	 */
	emulator?: {
		/** Host and port where the set-up page is seen from here. */
		page: string;
		/** After the process has ended. */
		close(): void;
	};
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * The command that runs the firmware on an engine, with the flash in the folder `data`; builds for XS what has
 * changed, with each line of the tools going to `log`. Rejects with a sentence that names what is missing.
 */
export async function firmwareCommand(
	engine: Engine,
	data: string,
	log: (text: string) => void,
): Promise<FirmwareCommand> {
	switch (engine) {
		case "node":
			// tsx finds tsconfig.json, and there the specifier "platform", from the folder it runs in.
			return { command: process.execPath, args: ["--import", "tsx", "main.ts"], cwd: ROOT };
		case "xs":
			return { ...(await buildXs("debug", log)), cwd: ROOT };
		case "esp32":
			return esp32Command(data, log);
	}
}
