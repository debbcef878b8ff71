import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { prepareFlash, readImage } from "../../simulator/esp32/flash-file";
import { assembleFlash, type Esp32Image, FLASH_SIZE } from "../../simulator/esp32/flash-image";
import { temporaryFolder } from "./harness";

const [NVS, OTA_DATA, APP, APP_SIZE, JOURNAL] = [0x9000, 0xe000, 0x10000, 0x1b0000, 0x370000];

/** An entry of the table, as ESP-IDF makes it of a line of device/partitions.csv. */
function entry(type: number, subtype: number, offset: number, size: number): number[] {
	const word = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
	return [0xaa, 0x50, type, subtype, ...word(offset), ...word(size), ...new Array<number>(20).fill(0)];
}

const TABLE = Uint8Array.from([
	...entry(1, 0x02, NVS, 0x5000),
	...entry(1, 0x00, OTA_DATA, 0x2000),
	...entry(0, 0x10, APP, APP_SIZE),
	...entry(0, 0x11, 0x1c0000, APP_SIZE),
	...entry(1, 0x41, JOURNAL, 0x90000),
	...new Array<number>(64).fill(0xff),
]);

const imageWith = (...code: number[]): Esp32Image => ({
	bootLoader: Uint8Array.of(0xe9, 1, 2),
	partitionTable: TABLE,
	application: Uint8Array.of(0xe9, ...code),
});

/** Writes the three files as `mcconfig` names them. */
function writeImage(folder: string, { bootLoader, partitionTable, application }: Esp32Image): void {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "bootloader.bin"), bootLoader);
	writeFileSync(join(folder, "partition-table.bin"), partitionTable);
	writeFileSync(join(folder, "xs_esp32.bin"), application);
}

describe("the flash of the emulated ESP32", () => {
	test("has boot loader, table and application where the ESP32 looks for them, and is erased elsewhere", () => {
		const flash = assembleFlash(imageWith(7));
		expect(flash).toHaveLength(FLASH_SIZE);
		expect([...flash.subarray(0x1000, 0x1004)]).toEqual([0xe9, 1, 2, 0xff]);
		expect(flash.subarray(0x8000, 0x8000 + TABLE.length)).toEqual(TABLE);
		expect([...flash.subarray(APP, APP + 3)]).toEqual([0xe9, 7, 0xff]);
		expect(flash.subarray(JOURNAL).every((byte) => byte === 0xff)).toBe(true);
	});

	test("a new image leaves settings and journal, and boots itself", () => {
		const before = assembleFlash(imageWith(7, 8, 9));
		for (const at of [NVS, OTA_DATA, JOURNAL]) before[at] = 0x42;
		const flash = assembleFlash(imageWith(1), before);
		expect([flash[NVS], flash[OTA_DATA], flash[JOURNAL]]).toEqual([0x42, 0xff, 0x42]);
		expect([...flash.subarray(APP, APP + 4)]).toEqual([0xe9, 1, 0xff, 0xff]);
	});

	test.each([
		[
			"a file that is no image",
			{ ...imageWith(7), application: Uint8Array.of(1) },
			/is no image for an ESP32/,
		],
		["no table", { ...imageWith(7), partitionTable: new Uint8Array(64) }, /no place for firmware/],
		[
			"a table for 8 MB",
			{ ...imageWith(7), partitionTable: Uint8Array.from(entry(0, 0x10, APP, 0x700000)) },
			/one for a larger flash/,
		],
		[
			"too much",
			{ ...imageWith(7), application: new Uint8Array(APP_SIZE + 1).fill(0xe9) },
			/has 1769473 bytes and its partition 1769472/,
		],
	])("%s is refused in a sentence", (_, image, sentence) => {
		expect(() => assembleFlash(image)).toThrow(sentence);
	});

	test("lies in the data folder, is kept while the image is the same, and written when it is another", () => {
		const folder = temporaryFolder();
		const file = prepareFlash(folder, imageWith(7));
		expect(file).toBe(join(folder, "esp32.bin"));
		const updated = readFileSync(file);
		updated[APP + 1] = 99;
		updated[JOURNAL] = 0x42;
		writeFileSync(file, updated);
		prepareFlash(folder, imageWith(7));
		expect(readFileSync(file)[APP + 1]).toBe(99);
		prepareFlash(folder, imageWith(8));
		const flash = readFileSync(file);
		expect([flash[APP + 1], flash[JOURNAL]]).toEqual([8, 0x42]);
		expect(existsSync(`${file}.new`)).toBe(false);
	});

	test("a file that is not a whole flash is none", () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, "esp32.bin"), "torn");
		expect(readFileSync(prepareFlash(folder, imageWith(7)))).toHaveLength(FLASH_SIZE);
	});
});

describe("the image", () => {
	test("is that of ESP32_IMAGE, else where mcconfig puts it", () => {
		const folder = temporaryFolder();
		writeImage(folder, imageWith(7));
		expect([...readImage({ ESP32_IMAGE: folder }).application]).toEqual([0xe9, 7]);
		const sdk = temporaryFolder();
		writeImage(join(sdk, "build/bin/esp32/release/xs-evse-qemu"), imageWith(8));
		expect([...readImage({ MODDABLE: sdk }).application]).toEqual([0xe9, 8]);
	});

	test("a missing one is named, with the command that makes it", () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, "bootloader.bin"), "");
		expect(() => readImage({ ESP32_IMAGE: folder })).toThrow(
			`--engine esp32 needs the firmware's image, and there is no ${join(folder, "partition-table.bin")}: build it ` +
				'with "mcconfig -m -p esp32 -t build device/qemu/manifest.json", or let ESP32_IMAGE name the folder that has it.',
		);
	});
});
