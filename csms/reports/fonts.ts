import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";
import { create, type Font } from "fontkit";

/** Noto Sans TC (SIL Open Font License), the letters of PDFs, as fonts of TrueType. */

const WEIGHTS = { normal: 400, bold: 700 } as const;
export type Weight = keyof typeof WEIGHTS;

/** The file with nearly all that is written in Taiwan; what it lacks is in small files, each with some signs. */
export const MAIN = "chinese-traditional";

const find = createRequire(import.meta.url);
const PACKAGE = "@fontsource/noto-sans-tc";

/** The TrueType font of a part; throws when there is no such part. */
export function fontFile(part: string, weight: Weight): Buffer {
	const name = `noto-sans-tc-${part}-${WEIGHTS[weight]}-normal.woff`;
	return unpack(readFileSync(find.resolve(`${PACKAGE}/files/${name}`)));
}

/** Which part has which signs, by the first and last code points of ranges. */
type Ranges = readonly (readonly [first: number, last: number])[];
let parts: [part: string, ranges: Ranges][] | undefined;
let mainSigns: ReadonlySet<number> | undefined;

/** A text in pieces, each with the part of the font that has all its signs; signs in no part stay in the main one. */
export function piecesOf(text: string): { text: string; part: string }[] {
	mainSigns ??= new Set((create(fontFile(MAIN, "normal")) as Font).characterSet);
	const pieces: { text: string; part: string }[] = [];
	for (const sign of text) {
		const code = sign.codePointAt(0)!;
		const part = mainSigns.has(code) || code < 0x20 ? MAIN : otherPartOf(code);
		const last = pieces.at(-1);
		if (last?.part === part) last.text += sign;
		else pieces.push({ text: sign, part });
	}
	return pieces;
}

function otherPartOf(code: number): string {
	parts ??= Object.entries(find(`${PACKAGE}/unicode.json`) as Record<string, string>).map(
		([name, ranges]) => [name.replace(/[[\]]/g, ""), rangesOf(ranges)],
	);
	const found = parts.find(([, ranges]) => ranges.some(([first, last]) => code >= first && code <= last));
	return found?.[0] ?? MAIN;
}

/** Such as U+20-7E,U+A0. */
function rangesOf(text: string): Ranges {
	return text.split(",").map((range) => {
		const [first, last = first] = range.replace(/^U\+/i, "").split("-");
		return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
	});
}

/** A TrueType font out of WOFF 1.0, whose tables are compressed one by one: to read them so takes long. */
function unpack(woff: Buffer): Buffer {
	const count = woff.readUInt16BE(12);
	const head = Buffer.alloc(12 + 16 * count);
	woff.copy(head, 0, 4, 8);
	const power = Math.floor(Math.log2(count));
	head.writeUInt16BE(count, 4);
	head.writeUInt16BE(16 * 2 ** power, 6);
	head.writeUInt16BE(power, 8);
	head.writeUInt16BE(16 * (count - 2 ** power), 10);
	const tables: Buffer[] = [head];
	let position = head.length;
	for (let index = 0; index < count; index++) {
		const from = 44 + 20 * index;
		const to = 12 + 16 * index;
		const start = woff.readUInt32BE(from + 4);
		const packed = woff.subarray(start, start + woff.readUInt32BE(from + 8));
		const length = woff.readUInt32BE(from + 12);
		const table = packed.length < length ? inflateSync(packed) : packed;
		// Its name, and after it the checksum, which is the packed table's last word.
		woff.copy(head, to, from, from + 4);
		woff.copy(head, to + 4, from + 16, from + 20);
		head.writeUInt32BE(position, to + 8);
		head.writeUInt32BE(length, to + 12);
		const padding = -length & 3;
		tables.push(table, Buffer.alloc(padding));
		position += length + padding;
	}
	return Buffer.concat(tables);
}
