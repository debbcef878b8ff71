import { IMAGE_MAGIC } from "./image-segments";

/** The three files that `mcconfig` makes of the firmware for an ESP32. */
export interface Esp32Image {
	bootLoader: Uint8Array;
	partitionTable: Uint8Array;
	application: Uint8Array;
}

/** The flash of the boards, bytes. */
export const FLASH_SIZE = 4 * 1024 * 1024;

/** Where the ESP32's ROM looks for the boot loader, and that for the table of partitions. */
const BOOT_LOADER = 0x1000;
const PARTITION_TABLE = 0x8000;

/** First bytes of an entry of the table (esp_partition_info_t), and the length of each. */
const ENTRY_MAGIC = 0x50aa;
const ENTRY_LENGTH = 32;
const [APPLICATION, DATA] = [0, 1];
/** Subtypes: the first place for an application, and the data that say which of the two runs. */
const [OTA_0, OTA_DATA] = [0x10, 0x00];

interface Partition {
	type: number;
	subtype: number;
	offset: number;
	size: number;
}

/**
 * The content of a flash with a newly built firmware, as if flashed over a cable: the boot loader takes the
 * first application. Of the flash `before` the data partitions stay that the new table has at the same place.
 * Throws a sentence for files that are no firmware for this flash.
 */
export function assembleFlash(image: Esp32Image, before?: Uint8Array): Uint8Array {
	const flash = new Uint8Array(FLASH_SIZE).fill(0xff);
	if (image.bootLoader[0] !== IMAGE_MAGIC || image.application[0] !== IMAGE_MAGIC)
		throw new Error("The boot loader or the application is no image for an ESP32.");
	const partitions = partitionsOf(image.partitionTable);
	const place = applicationPlace(image.partitionTable);
	if (!place || partitions.some(({ offset, size }) => offset + size > FLASH_SIZE))
		throw new Error("The partition table has no place for firmware, or is one for a larger flash.");
	if (image.application.length > place.size)
		throw new Error(`The application has ${image.application.length} bytes and its partition ${place.size}.`);
	flash.set(image.bootLoader, BOOT_LOADER);
	flash.set(image.partitionTable, PARTITION_TABLE);
	flash.set(image.application, place.offset);
	if (!before) return flash;
	const kept = partitionsOf(before.subarray(PARTITION_TABLE));
	for (const { type, subtype, offset, size } of partitions)
		if (
			type === DATA &&
			subtype !== OTA_DATA &&
			kept.some((one) => one.offset === offset && one.size === size)
		)
			flash.set(before.subarray(offset, offset + size), offset);
	return flash;
}

/** Where a table of partitions has what is flashed over a cable; undefined without a place for it. */
export function applicationPlace(table: Uint8Array): { offset: number; size: number } | undefined {
	return partitionsOf(table).find(({ type, subtype }) => type === APPLICATION && subtype === OTA_0);
}

function partitionsOf(table: Uint8Array): Partition[] {
	const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
	const partitions: Partition[] = [];
	for (
		let at = 0;
		at + ENTRY_LENGTH <= table.length && view.getUint16(at, true) === ENTRY_MAGIC;
		at += ENTRY_LENGTH
	)
		partitions.push({
			...{ type: view.getUint8(at + 2), subtype: view.getUint8(at + 3) },
			...{ offset: view.getUint32(at + 4, true), size: view.getUint32(at + 8, true) },
		});
	return partitions;
}
