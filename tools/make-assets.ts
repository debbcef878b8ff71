/**
 * Makes the fonts and icon sheets in `assets/`: run it after a text, an icon or a font source has
 * changed. The fonts get exactly the characters that the texts use.
 *
 * It needs ImageMagick and the fonts that `assets/fonts/LICENSE.txt` names; it says how to get them.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { PNG } from "pngjs";
import { ICON_SIZE, ICONS, SIGN_SIZE, SIGNS } from "../modules/ui/icons";
import { TEXTS } from "../modules/ui/texts";
import type { Picture } from "../modules/ui/view";
import { bitmapFont } from "./bitmap-font";
import { type Glyph, narrowGlyphs, type OutlineFont, outlineGlyphs, unifontGlyphs } from "./glyph-sources";

new Command("npm run assets").description("Makes the OLED's fonts and icons.").parse();

const ASSETS = fileURLToPath(new URL("../assets/", import.meta.url));

/** Face 3 of the collection has the forms of Taiwan. */
const NOTO: Omit<OutlineFont, "size"> = {
	file: "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
	face: 3,
	install: "apt-get install fonts-noto-cjk",
};
const ROBOTO: Omit<OutlineFont, "size"> = {
	file: fileURLToPath(
		new URL(
			"../node_modules/@fontsource/roboto-condensed/files/roboto-condensed-latin-700-normal.woff",
			import.meta.url,
		),
	),
	face: 0,
	install: "npm install --no-save @fontsource/roboto-condensed@5.3.0",
};

const FIXED: OutlineFont = {
	file: "/usr/share/fonts/X11/misc/5x8.pcf.gz",
	face: 0,
	size: 8,
	install: "apt-get install xfonts-base",
};

/** These pictures have their name in small letters above the energy. */
const SMALL_TITLES: ReadonlySet<Picture> = new Set(["Charging", "SetUp", "SuspendedEV", "SuspendedEVSE"]);

/** The sign before an offer, which the Latin font lacks, in the weight of its digits. */
const LESS_OR_EQUAL: Glyph = {
	...{ codePoint: "≤".charCodeAt(0), x: 0, y: -12, width: 7, height: 10, advance: 8 },
	ink: [
		"......#",
		"....###",
		"..###..",
		"###....",
		"..###..",
		"....###",
		"......#",
		".......",
		"#######",
		"#######",
	].flatMap((row) => Array.from(row, (ink) => ink === "#")),
};

const ASCII = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i));

function titleCharacters(): Set<string> {
	const titles = Object.values(TEXTS).flatMap((texts) => Object.entries(texts.titles));
	return new Set(
		titles.flatMap(([picture, title]) => (SMALL_TITLES.has(picture as Picture) ? [] : [...title])),
	);
}

/** The identity can be any ASCII text; numbers and units are in it too. */
function textCharacters(): Set<string> {
	const words = Object.values(TEXTS).flatMap((texts) => [
		...[...SMALL_TITLES, "Finishing" as const].map((picture) => texts.titles[picture]),
		...Object.values(texts.hints),
		...Object.values(texts.refusals),
		...Object.values(texts.errors),
		texts.emergencyStop,
		texts.waiting(1),
		texts.waiting(2),
		texts.reserved("", ""),
	]);
	return new Set([...words.join(""), ...ASCII]);
}

/** Names of errors, and per cents. */
function codeCharacters(): Set<string> {
	const codes = Object.keys(TEXTS.en.errors).filter((code) => code !== "NoError");
	return new Set([...codes.join(""), ..."0123456789%"]);
}

function isAscii(character: string): boolean {
	return character.charCodeAt(0) < 128;
}

/** Latin letters are lower than Han characters: this many pixels higher, both stand in the middle. */
function raised(glyphs: Glyph[], pixels: number): Glyph[] {
	return glyphs.map((glyph) => ({ ...glyph, y: glyph.y - pixels }));
}

function writeFont(name: string, lineHeight: number, ascent: number, glyphs: Glyph[]): void {
	const { fnt, png } = bitmapFont(name, lineHeight, ascent, glyphs);
	writeFileSync(`${ASSETS}fonts/${name}.fnt`, fnt);
	writeFileSync(`${ASSETS}fonts/${name}.png`, png);
	console.log(`${name}: ${glyphs.length} glyphs`);
}

/** Joins pictures written as `#` and `.` into one sheet, black ink on transparent ground. */
function writeSheet(name: string, pictures: readonly string[], size: number): void {
	const sheet = new PNG({ width: size * pictures.length, height: size });
	pictures.forEach((picture, i) => {
		const file = `${ASSETS}${name}/${picture}.txt`;
		const rows = readFileSync(file, "utf8").trimEnd().split("\n");
		if (rows.length !== size || rows.some((row) => row.length !== size || /[^#.]/.test(row)))
			throw new Error(`${file} is not ${size} rows of ${size} "#" or "."`);
		rows.forEach((row, y) => {
			[...row].forEach((ink, x) => {
				if (ink === "#") sheet.data[(y * sheet.width + i * size + x) * 4 + 3] = 255;
			});
		});
	});
	writeFileSync(`${ASSETS}${name}.png`, PNG.sync.write(sheet));
	console.log(`${name}: ${pictures.length} pictures`);
}

try {
	const title = [...titleCharacters()];
	writeFont("title", 24, 21, [
		...outlineGlyphs(
			{ ...NOTO, size: 24 },
			title.filter((character) => !isAscii(character)),
		),
		...raised(outlineGlyphs({ ...ROBOTO, size: 20 }, title.filter(isAscii)), 2),
	]);
	const text = [...textCharacters()];
	writeFont("text", 16, 14, [
		...unifontGlyphs(text.filter((character) => !isAscii(character))),
		LESS_OR_EQUAL,
		...raised(outlineGlyphs({ ...ROBOTO, size: 14 }, text.filter(isAscii)), 2),
	]);
	writeFont("code", 8, 7, narrowGlyphs(FIXED, codeCharacters()));
	writeFont("digits", 32, 29, outlineGlyphs({ ...ROBOTO, size: 36 }, "0123456789."));
	writeSheet("icons", ICONS, ICON_SIZE);
	writeSheet("signs", SIGNS, SIGN_SIZE);
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
