import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One character as pixels; `x` and `y` lead from the pen on the baseline to the top left pixel. */
export interface Glyph {
	codePoint: number;
	x: number;
	y: number;
	width: number;
	height: number;
	advance: number;
	/** A row after the other, true is ink. */
	ink: boolean[];
}

/** An outline font drawn at one size. */
export interface OutlineFont {
	file: string;
	/** Number of the face in a collection. */
	face: number;
	/** Pixels per em. */
	size: number;
	/** The command that brings the file. */
	install: string;
}

const CANVAS = 96;
const PEN = { x: 24, y: 64 };
/** How many times larger an advance is measured. */
const PRECISION = 20;
const UNIFONT = "/usr/share/unifont/unifont.hex";
/** Unifont's glyphs are 16 rows high and stand 14 of them above the baseline. */
const UNIFONT_ROWS = 16;
const UNIFONT_ASCENT = 14;

/** Draws characters of an outline font in black and white, hinted, with FreeType through ImageMagick. */
export function outlineGlyphs(font: OutlineFont, characters: Iterable<string>): Glyph[] {
	return withFace(font, (folder) =>
		Array.from(characters, (character) => {
			const glyph = drawn(folder, font.size, character);
			// A label is as wide as its text advances (a space alone would be none). Hinting would widen it.
			const large = ["-font", "face", "-pointsize", String(font.size * PRECISION)];
			const width = (text: string) =>
				Number(convert(folder, [...large, `label:${text}`, "-format", "%w", "info:-"]).toString());
			const advance = Math.round((width(`I${escaped(character)}I`) - width("II")) / PRECISION);
			return { ...glyph, advance: Math.max(advance, leastAdvance(glyph, font.size)) };
		}),
	);
}

/** Characters of a bitmap font of fixed width, without the space around them but for one pixel between two. */
export function narrowGlyphs(font: OutlineFont, characters: Iterable<string>): Glyph[] {
	return withFace(font, (folder) =>
		Array.from(characters, (character) => {
			const glyph = drawn(folder, font.size, character);
			return { ...glyph, x: 0, advance: glyph.width + 1 };
		}),
	);
}

function withFace(font: OutlineFont, draw: (folder: string) => Glyph[]): Glyph[] {
	need(font.file, font.install);
	const folder = mkdtempSync(join(tmpdir(), "glyphs-"));
	try {
		// Only ImageMagick's own font list can name the face of a collection.
		writeFileSync(
			join(folder, "type.xml"),
			`<typemap><type name="face" family="face" face="${font.face}" glyphs="${font.file}"/></typemap>`,
		);
		return draw(folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function escaped(character: string): string {
	return character.replace(/[%\\@]/g, (sign) => (sign === "%" ? "%%" : `\\${sign}`));
}

function drawn(folder: string, size: number, character: string): Glyph {
	const style = ["-fill", "white", "+antialias", "-font", "face", "-pointsize", String(size)];
	const pixels = convert(folder, [
		...["-size", `${CANVAS}x${CANVAS}`, "xc:black", ...style],
		...["-annotate", `+${PEN.x}+${PEN.y}`, escaped(character), "-depth", "8", "gray:-"],
	]);
	return cropped({
		codePoint: character.codePointAt(0)!,
		x: -PEN.x,
		y: -PEN.y,
		width: CANVAS,
		height: CANVAS,
		advance: 0,
		ink: Array.from(pixels, (value) => value >= 128),
	});
}

/** Letters must not overlap, and words stand apart only with a quarter of the size between them. */
function leastAdvance({ codePoint, x, width }: Glyph, size: number): number {
	if (codePoint === 32) return Math.ceil(size / 4);
	return codePoint < 128 ? x + width : 0;
}

function convert(folder: string, options: string[]): Buffer {
	try {
		return execFileSync("convert", options, { env: { ...process.env, MAGICK_CONFIGURE_PATH: folder } });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		throw new Error("ImageMagick is missing: apt-get install imagemagick");
	}
}

/** Glyphs of GNU Unifont, 16 x 16 or 8 x 16 pixels. */
export function unifontGlyphs(characters: Iterable<string>): Glyph[] {
	need(UNIFONT, "apt-get install unifont");
	const wanted = new Set(Array.from(characters, (character) => character.codePointAt(0)!));
	const glyphs: Glyph[] = [];
	for (const line of readFileSync(UNIFONT, "utf8").split("\n")) {
		const [code, hex] = line.trim().split(":");
		const codePoint = Number.parseInt(code, 16);
		if (!wanted.delete(codePoint)) continue;
		const width = (hex.length * 4) / UNIFONT_ROWS;
		const ink = Array.from(hex, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, "0"))
			.join("")
			.split("")
			.map((bit) => bit === "1");
		glyphs.push(
			cropped({ codePoint, x: 0, y: -UNIFONT_ASCENT, width, height: UNIFONT_ROWS, advance: width, ink }),
		);
	}
	if (wanted.size > 0) throw new Error(`Unifont lacks ${String.fromCodePoint(...wanted)}`);
	return glyphs;
}

function need(file: string, install: string): void {
	if (!existsSync(file)) throw new Error(`${file} is missing: ${install}`);
}

/** The glyph without empty rows and columns around it; one empty pixel where there is no ink. */
function cropped(glyph: Glyph): Glyph {
	const { width, height, ink } = glyph;
	let [left, top, right, bottom] = [width, height, -1, -1];
	ink.forEach((set, i) => {
		if (!set) return;
		const [x, y] = [i % width, Math.floor(i / width)];
		[left, right] = [Math.min(left, x), Math.max(right, x)];
		[top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
	});
	if (right < 0) return { ...glyph, x: 0, y: 0, width: 1, height: 1, ink: [false] };
	const rows: boolean[] = [];
	for (let y = top; y <= bottom; y++) rows.push(...ink.slice(y * width + left, y * width + right + 1));
	return {
		...glyph,
		x: glyph.x + left,
		y: glyph.y + top,
		width: right - left + 1,
		height: bottom - top + 1,
		ink: rows,
	};
}
