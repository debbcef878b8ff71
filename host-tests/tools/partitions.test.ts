import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FLASH_BLOCKS } from "../../modules/storage/layout";

const SECTOR = 0x1000;
/** The partition table itself is before that. */
const FIRST = 0x9000;
const FLASH = 4 * 1024 * 1024;
/** App partitions are mapped in pages of this size. */
const APP_PAGE = 0x10000;

const partitions = readFileSync(new URL("../../device/partitions.csv", import.meta.url), "utf8")
	.split("\n")
	.filter((line) => line !== "" && !line.startsWith("#"))
	.map((line) => {
		const [name, type, subtype, offset, size] = line.split(",").map((cell) => cell.trim());
		return { name, type, subtype, offset: Number(offset), size: Number(size) };
	});

function named(name: string) {
	return partitions.find((one) => one.name === name);
}

test("the partitions follow each other without gap or overlap, up to the end of 4 MB", () => {
	let next = FIRST;
	for (const { name, offset, size } of partitions) {
		expect(offset, name).toBe(next);
		expect(size % SECTOR, name).toBe(0);
		next = offset + size;
	}
	expect(next).toBe(FLASH);
});

test("R-FW-01 two places for firmware of the same size, aligned as ESP-IDF asks for, and the choice between them", () => {
	const apps = partitions.filter(({ type }) => type === "app");
	expect(apps.map(({ subtype }) => subtype)).toEqual(["ota_0", "ota_1"]);
	expect(apps[0].size).toBe(apps[1].size);
	for (const { offset } of apps) expect(offset % APP_PAGE).toBe(0);
	expect(named("otadata")).toMatchObject({ type: "data", subtype: "ota", size: 2 * SECTOR });
});

test("the journal's partition is what the firmware divides; NVS has what it needs at least", () => {
	expect(named("journal")).toMatchObject({ type: "data", size: FLASH_BLOCKS * SECTOR });
	expect(named("nvs")).toMatchObject({ type: "data", subtype: "nvs" });
	expect(named("nvs")?.size).toBeGreaterThanOrEqual(3 * SECTOR);
	// NVS keeps names in 16 bytes.
	for (const { name } of partitions) expect(name.length).toBeLessThan(16);
});
