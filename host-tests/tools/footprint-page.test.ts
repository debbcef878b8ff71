import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MemoryFigures } from "../../simulator/protocol";
import { imagesText, phasesText, readDesktop } from "../../tools/footprint/esp32-page";
import { readImageSizes, segments } from "../../tools/footprint/image-sizes";
import { part, withPart } from "../../tools/written-parts";

/** An application of these segments. */
function application(...parts: readonly (readonly [address: number, length: number])[]): Buffer {
	const header = Buffer.alloc(24);
	header[0] = 0xe9;
	header[1] = parts.length;
	return Buffer.concat([
		header,
		...parts.map(([address, length]) => {
			const segment = Buffer.alloc(8 + length);
			segment.writeUInt32LE(address, 0);
			segment.writeUInt32LE(length, 4);
			return segment;
		}),
	]);
}

const PARTS = [
	[0x3f400020, 400],
	[0x3ffb0000, 30],
	[0x40080000, 16],
	[0x400d0020, 500],
	[0x40080410, 100],
	[0x50000000, 24],
	[0, 12],
] as const;
const SIZES = { flashCode: 500, flashData: 400, ramCode: 116, ramData: 30 };

describe("sizes of an image", () => {
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "xs-evse-image-"));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	test("are those of its segments, by the memory that they are loaded into", () => {
		expect(segments(application(...PARTS))).toEqual(SIZES);
	});

	test("what is cut off, or no image, is told in a sentence", () => {
		const whole = application(...PARTS);
		expect(() => segments(whole.subarray(0, -1))).toThrow("cut off");
		expect(() => segments(whole.subarray(0, 30))).toThrow("cut off");
		expect(() => segments(Buffer.alloc(100))).toThrow("no image for an ESP32");
		expect(() => readImageSizes(folder)).toThrow("build the image with mcconfig");
	});

	test("come with its partition and with the zeros of the linker's map", () => {
		const image = application(...PARTS);
		const entry = Buffer.alloc(32);
		entry.writeUInt16LE(0x50aa, 0);
		entry[3] = 0x10;
		entry.writeUInt32LE(0x10000, 4);
		entry.writeUInt32LE(4 * image.length, 8);
		writeFileSync(join(folder, "xs_esp32.bin"), image);
		writeFileSync(join(folder, "partition-table.bin"), entry);
		writeFileSync(join(folder, "xs_esp32.map"), "\n.dram0.bss      0x3ffb2038     0x1800\n");
		const sizes = readImageSizes(folder);
		expect(sizes).toEqual({ ...SIZES, image: image.length, place: 4 * image.length, ramZeros: 0x1800 });
		expect(imagesText([["wemos", sizes]]).split("\n")[2]).toBe(
			`| wemos | ${image.length.toLocaleString("en-US")} | 25.0 % | 500 | 400 | 116 | 30 | 6,144 | 6,174 |`,
		);
	});
});

describe("docs/footprint.md", () => {
	const page = readFileSync(new URL("../../docs/footprint.md", import.meta.url), "utf8");
	const figures = (free: number, living: number): MemoryFigures => ({
		system: { free, largest: free - 1, least: free - 2 },
		chunks: { living, size: 34_816 },
		slots: { living: 2 * living, size: 36_848 },
		stack: { most: living / 2, size: 10_240 },
	});

	test("has the desktop's figures beside those of the same phase", () => {
		const desktop = readDesktop(part(page, "memory"));
		const boot = desktop.get("boot");
		const offline = desktop.get("100 transactions offline");
		const cell = expect.stringMatching(/^\d+,\d{3}$/);
		expect(boot).toEqual({ ws: [cell, cell], wss: [cell, cell] });
		const names = ["boot", "charging", "10 transactions offline"];
		const ws = names.map((name) => [name, figures(150_000, 8000)] as const);
		const wss = names.map((name) => [name, figures(149_000, 11_000)] as const);
		const lines = phasesText(ws, wss, desktop).split("\n");
		const row = (name: string, cells: string, scheme: "ws" | "wss", of = boot) =>
			`| ${name} | ${cells} | ${of?.[scheme].join(" | ")} |`;
		expect(lines).toContain(row("boot", "150,000 | 149,999 | 149,998 | 8,000 | 16,000", "ws"));
		expect(lines).toContain(row("boot", "149,000 | 148,999 | 148,998 | 11,000 | 22,000", "wss"));
		expect(lines).toContain(row(names[2], "150,000 | 149,999 | 149,998 | 8,000 | 16,000", "ws", offline));
		expect(lines).toContain("| system: free after the boot | 150,000 | 149,000 | 1,000 |");
		expect(lines).toContain("| chunks living while charging | 8,000 | 11,000 | 3,000 |");
		expect(lines).toContain("| most of the stack | 4,000 | 5,500 | 1,500 |");
		const filled = names.map((name) => [name, figures(149_000, 20_480)] as const);
		expect(phasesText(ws, filled, desktop)).toContain("| most of the stack | 4,000 | unknown | unknown |");
	});

	test("a part is written between its marks, and nowhere else", () => {
		const written = withPart(page, "esp32", "something\nelse");
		expect(part(written, "esp32")).toBe("something\nelse");
		expect(withPart(written, "esp32", part(page, "esp32"))).toBe(page);
		expect(part(written, "images")).toBe(part(page, "images"));
	});
});
