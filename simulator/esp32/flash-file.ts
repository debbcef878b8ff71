import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { unwritable } from "../data-folder";
import { assembleFlash, type Esp32Image, FLASH_SIZE } from "./flash-image";

const BUILD = "mcconfig -m -p esp32 -t build device/qemu/manifest.json";
/** What `mcconfig` calls the files. */
const FILES = ["bootloader.bin", "partition-table.bin", "xs_esp32.bin"] as const;

/** The image that was built last, in ESP32_IMAGE or where `mcconfig` puts it. Throws a sentence without one. */
export function readImage(env: NodeJS.ProcessEnv = process.env): Esp32Image {
	const sdk = env.MODDABLE || join(homedir(), ".local/share/moddable");
	const folder = env.ESP32_IMAGE || join(sdk, "build/bin/esp32/release/xs-evse-qemu");
	const missing = FILES.find((file) => !existsSync(join(folder, file)));
	if (missing !== undefined)
		throw new Error(
			`--engine esp32 needs the firmware's image, and there is no ${join(folder, missing)}: ` +
				`build it with "${BUILD}", or let ESP32_IMAGE name the folder that has it.`,
		);
	const [bootLoader, partitionTable, application] = FILES.map((file) => readFileSync(join(folder, file)));
	return { bootLoader, partitionTable, application };
}

/**
 * Brings the flash of the emulated ESP32 in a data folder up to the image, and returns its file. An image that
 * is in it already is not written again: the firmware may have been updated over the air since.
 */
export function prepareFlash(folder: string, image: Esp32Image): string {
	const file = join(folder, "esp32.bin");
	const mark = join(folder, "esp32.sha256");
	const digest = createHash("sha256");
	for (const part of Object.values(image) as Uint8Array[]) digest.update(part);
	const sum = digest.digest("hex");
	const before = existsSync(file) ? readFileSync(file) : undefined;
	const isWhole = before?.length === FLASH_SIZE;
	if (isWhole && existsSync(mark) && readFileSync(mark, "utf8") === sum) return file;
	const flash = assembleFlash(image, isWhole ? before : undefined);
	try {
		// The mark goes with the flash: a cut between the two only writes the same image again.
		replace(file, flash);
		replace(mark, sum);
	} catch (error) {
		throw unwritable(dirname(file), error);
	}
	return file;
}

function replace(file: string, content: Uint8Array | string): void {
	const temporary = `${file}.new`;
	writeFileSync(temporary, content);
	renameSync(temporary, file);
}
