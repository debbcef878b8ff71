import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { applicationPlace } from "../../simulator/esp32/flash-image";
import { segmentsOf } from "../../simulator/esp32/image-segments";

/** Of an application for the ESP32, in bytes. */
export interface ImageSizes {
	/** The whole file, as it lies in its partition. */
	image: number;
	/** Of the partition. */
	place: number;
	/** Instructions that run from flash. */
	flashCode: number;
	/** Constants that are read from flash, among them the bytecode. */
	flashData: number;
	/** Instructions that are copied into RAM, interrupt handlers for instance. */
	ramCode: number;
	/** Variables that begin with a value, and constants that interrupt handlers need. */
	ramData: number;
	/** Variables that begin with zeros. */
	ramZeros: number;
}

/** Where the ESP32 has its memories (components/soc/esp32/include/soc/soc.h of ESP-IDF). */
const MEMORIES = [
	["flashData", 0x3f40_0000, 0x3f80_0000],
	["ramData", 0x3ffa_e000, 0x4000_0000],
	["ramCode", 0x4008_0000, 0x400a_a000],
	["flashCode", 0x400d_0000, 0x4040_0000],
] as const;

/** Reads what `mcconfig` has made of an application. Throws a sentence where that is missing or something else. */
export function readImageSizes(folder: string): ImageSizes {
	const [application, table, map] = ["xs_esp32.bin", "partition-table.bin", "xs_esp32.map"].map((name) => {
		const file = join(folder, name);
		if (!existsSync(file)) throw new Error(`There is no ${file}: build the image with mcconfig first.`);
		return readFileSync(file);
	});
	const place = applicationPlace(table);
	if (!place) throw new Error(`The partition table in ${folder} has no place for firmware.`);
	const zeros = /^\.dram0\.bss\s+0x[0-9a-f]+\s+(0x[0-9a-f]+)/m.exec(map.toString("latin1"));
	if (!zeros) throw new Error(`The map in ${folder} has no .dram0.bss.`);
	return {
		image: application.length,
		place: place.size,
		...segments(application),
		ramZeros: Number(zeros[1]),
	};
}

/** Bytes of the segments of an image, by the memory that they are for. Throws a sentence for what is none. */
export function segments(
	application: Buffer,
): Pick<ImageSizes, "flashCode" | "flashData" | "ramCode" | "ramData"> {
	const sizes = { flashCode: 0, flashData: 0, ramCode: 0, ramData: 0 };
	for (const { address, begin, end } of segmentsOf(application)) {
		const memory = MEMORIES.find(([, from, to]) => address >= from && address < to);
		// The others fill up to where the flash can be mapped, or are for the memory of the RTC.
		if (memory) sizes[memory[0]] += end - begin;
	}
	return sizes;
}
