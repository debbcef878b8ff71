import { PNG } from "pngjs";
import type { Glyph } from "./glyph-sources";

const SHEET_WIDTH = 256;
const BLOCK = { info: 1, common: 2, pages: 3, chars: 4 } as const;

/** A font as Moddable's mcconfig takes it. */
export interface BitmapFont {
	/** BMFont, binary, version 3. */
	fnt: Buffer;
	png: Buffer;
}

/**
 * Packs glyphs into a BMFont file and its picture: black ink on transparent ground.
 * `lineHeight` and `ascent` (from the top of a line to the baseline) in pixels.
 */
export function bitmapFont(name: string, lineHeight: number, ascent: number, glyphs: Glyph[]): BitmapFont {
	const sorted = glyphs.toSorted((a, b) => a.codePoint - b.codePoint);
	const places = packed(sorted);
	const height = places.reduce((most, place, i) => Math.max(most, place.y + sorted[i].height), 0);
	const sheet = new PNG({ width: SHEET_WIDTH, height });
	const chars = Buffer.alloc(20 * sorted.length);
	sorted.forEach((glyph, i) => {
		const { x, y } = places[i];
		glyph.ink.forEach((set, k) => {
			const at = (y + Math.floor(k / glyph.width)) * SHEET_WIDTH + x + (k % glyph.width);
			if (set) sheet.data[at * 4 + 3] = 255;
		});
		const o = i * 20;
		chars.writeUInt32LE(glyph.codePoint, o);
		chars.writeUInt16LE(x, o + 4);
		chars.writeUInt16LE(y, o + 6);
		chars.writeUInt16LE(glyph.width, o + 8);
		chars.writeUInt16LE(glyph.height, o + 10);
		chars.writeInt16LE(glyph.x, o + 12);
		chars.writeInt16LE(ascent + glyph.y, o + 14);
		chars.writeInt16LE(glyph.advance, o + 16);
		chars.writeUInt8(15, o + 19); // all channels
	});
	const info = Buffer.alloc(14);
	info.writeInt16LE(lineHeight, 0);
	info.writeUInt8(2, 2); // Unicode
	info.writeUInt16LE(100, 4); // unstretched
	info.writeUInt8(1, 6); // no supersampling
	const common = Buffer.alloc(15);
	[lineHeight, ascent, SHEET_WIDTH, height, 1].forEach((value, i) => {
		common.writeUInt16LE(value, i * 2);
	});
	const fnt = Buffer.concat([
		Buffer.from("BMF\x03", "latin1"),
		block(BLOCK.info, Buffer.concat([info, Buffer.from(`${name}\0`)])),
		block(BLOCK.common, common),
		block(BLOCK.pages, Buffer.from(`${name}.png\0`)),
		block(BLOCK.chars, chars),
	]);
	return { fnt, png: PNG.sync.write(sheet) };
}

/** Where each glyph goes: from left to right in rows, the highest first. */
function packed(glyphs: Glyph[]): { x: number; y: number }[] {
	const places: { x: number; y: number }[] = [];
	let [x, y, rowHeight] = [0, 0, 0];
	for (const i of [...glyphs.keys()].sort((a, b) => glyphs[b].height - glyphs[a].height)) {
		const { width, height } = glyphs[i];
		if (x + width > SHEET_WIDTH) [x, y, rowHeight] = [0, y + rowHeight + 1, 0];
		places[i] = { x, y };
		x += width + 1;
		rowHeight = Math.max(rowHeight, height);
	}
	return places;
}

function block(type: number, content: Buffer): Buffer {
	const head = Buffer.alloc(5);
	head.writeUInt8(type, 0);
	head.writeUInt32LE(content.length, 1);
	return Buffer.concat([head, content]);
}
