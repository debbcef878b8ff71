import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PNG } from "pngjs";
import type { ScreenAssets } from "../../modules/ui/screen";

/** A picture of ink and nothing. */
export interface Bitmap {
	width: number;
	height: number;
	/** A row after the other, 1 is ink. */
	ink: Uint8Array;
}

/** A character's place in its font's sheet, where it goes and how far the pen then moves, pixels. */
export interface FontGlyph {
	sheetX: number;
	sheetY: number;
	width: number;
	height: number;
	x: number;
	y: number;
	advance: number;
}

export interface Font {
	name: string;
	lineHeight: number;
	sheet: Bitmap;
	/** By code point. */
	glyphs: Map<number, FontGlyph>;
}

export type BitmapAssets = ScreenAssets<Font, Bitmap>;

const ASSETS = fileURLToPath(new URL("../../assets/", import.meta.url));
const COMMON_BLOCK = 2;
const CHARS_BLOCK = 4;

/** Reads what Piu draws with on the device from `assets/`. */
export function readAssets(): BitmapAssets {
	return {
		title: readFont("title"),
		text: readFont("text"),
		digits: readFont("digits"),
		code: readFont("code"),
		icons: readBitmap(`${ASSETS}icons.png`),
		signs: readBitmap(`${ASSETS}signs.png`),
	};
}

function readBitmap(file: string): Bitmap {
	const { width, height, data } = PNG.sync.read(readFileSync(file));
	return { width, height, ink: Uint8Array.from({ length: width * height }, (_, i) => data[i * 4 + 3] >> 7) };
}

/** Reads a BMFont file (binary, version 3) and the sheet beside it. */
function readFont(name: string): Font {
	const file = `${ASSETS}fonts/${name}.fnt`;
	const bytes = readFileSync(file);
	if (bytes.toString("latin1", 0, 4) !== "BMF\x03") throw new Error(`${file} is no binary BMFont file`);
	const font: Font = {
		name,
		lineHeight: 0,
		sheet: readBitmap(`${ASSETS}fonts/${name}.png`),
		glyphs: new Map(),
	};
	for (let at = 4; at < bytes.length; ) {
		const block = bytes.subarray(at + 5, at + 5 + bytes.readUInt32LE(at + 1));
		if (bytes[at] === COMMON_BLOCK) font.lineHeight = block.readUInt16LE(0);
		if (bytes[at] === CHARS_BLOCK)
			for (let o = 0; o < block.length; o += 20)
				font.glyphs.set(block.readUInt32LE(o), {
					sheetX: block.readUInt16LE(o + 4),
					sheetY: block.readUInt16LE(o + 6),
					width: block.readUInt16LE(o + 8),
					height: block.readUInt16LE(o + 10),
					x: block.readInt16LE(o + 12),
					y: block.readInt16LE(o + 14),
					advance: block.readInt16LE(o + 16),
				});
		at += 5 + block.length;
	}
	return font;
}
