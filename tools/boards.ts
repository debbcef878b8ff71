import { readFileSync } from "node:fs";
import type { DeviceBoard } from "../device/boards/board";

/** How the SDK's driver of the OLED is built: `defines.ssd1306` of the manifest. */
export interface OledPins {
	sda_pin: number;
	scl_pin: number;
	rst_pin?: number;
	address: string;
}

/** A board that the firmware builds for. */
export interface Board {
	/** What `mcconfig -p` is given. */
	platform: string;
	/** Name of its file in `device/boards`, without the ending. */
	name: string;
	oled: OledPins;
	wiring: DeviceBoard;
}

interface Manifest {
	platforms: Record<string, { modules?: Record<string, string>; defines?: { ssd1306: OledPins } }>;
}

const FOLDER = new URL("../device/boards/", import.meta.url);

/** Every board as the manifest chooses it. */
export async function readBoards(): Promise<Board[]> {
	const { platforms } = JSON.parse(readFileSync(new URL("manifest.json", FOLDER), "utf8")) as Manifest;
	const boards: Board[] = [];
	for (const [platform, { modules, defines }] of Object.entries(platforms)) {
		const file = modules?.["device/boards/this-board"];
		if (!file || !defines) continue;
		const { board } = (await import(new URL(`${file}.ts`, FOLDER).href)) as { board: DeviceBoard };
		boards.push({ platform, name: file.slice("./".length), oled: defines.ssd1306, wiring: board });
	}
	return boards;
}
