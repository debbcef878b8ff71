/**
 * Draws the golden pictures of the screen, `host-tests/ui/golden/`, the sheet of all of them, `docs/screens.png`,
 * and a few of them for the README, `docs/oled.png`. Look at what has changed before committing it.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { PNG } from "pngjs";
import { drawMoment, GOLDEN_FOLDER, goldenFile, LANGUAGES } from "../host-tests/ui/golden-pictures";
import { MOMENTS } from "../host-tests/ui/pictures";
import { SCREEN_HEIGHT, SCREEN_WIDTH } from "../modules/ui/screen";
import { displayPng } from "../simulator/display-png";
import { readAssets } from "../simulator/node/bitmap-assets";
import { FrameBuffer } from "../simulator/node/frame-buffer";

new Command("npm run golden").description("Draws the golden pictures of the OLED.").parse();

const DOCS = fileURLToPath(new URL("../docs/", import.meta.url));
/** From a session's life, with a fault and an outage. */
const FEW = ["available", "authorizing", "charging", "finishing", "offline-waiting", "faulted-GroundFailure"];
const SCALE = 3;
const COLUMNS = 4;
const GAP = 12;
const CAPTION = 34;
const CELL_WIDTH = SCREEN_WIDTH * SCALE + GAP;
const CELL_HEIGHT = SCREEN_HEIGHT * SCALE + CAPTION + GAP;

type Rgb = readonly [number, number, number];
const PAPER: Rgb = [236, 239, 241];
const INK: Rgb = [38, 50, 56];
const GLASS: Rgb = [8, 12, 16];
const LIT: Rgb = [225, 245, 254];

mkdirSync(GOLDEN_FOLDER, { recursive: true });
for (const old of readdirSync(GOLDEN_FOLDER)) rmSync(GOLDEN_FOLDER + old);

const cells = MOMENTS.flatMap((moment) => LANGUAGES.map((language) => ({ moment, language })));
const sheet = newSheet(COLUMNS * CELL_WIDTH + GAP, Math.ceil(cells.length / COLUMNS) * CELL_HEIGHT + GAP);
cells.forEach(({ moment, language }, i) => {
	const { bitmap } = drawMoment(moment, language);
	writeFileSync(goldenFile(moment, language), displayPng(bitmap));
	const x = GAP + (i % COLUMNS) * CELL_WIDTH;
	const y = GAP + Math.floor(i / COLUMNS) * CELL_HEIGHT;
	paint(sheet, bitmap, x, y, SCALE, GLASS, LIT);
	// The caption has room beyond the pixels that a frame buffer has.
	for (let left = SCREEN_WIDTH; left >= 0; left -= SCREEN_WIDTH) {
		const caption = new FrameBuffer();
		caption.drawString(language === "en" ? moment.name : language, readAssets().text, "white", -left, 0);
		const rows = caption.bitmap.subarray(0, SCREEN_WIDTH * 2);
		paint(sheet, rows, x + left * 2, y + SCREEN_HEIGHT * SCALE + 2, 2, PAPER, INK);
	}
});
writeFileSync(`${DOCS}screens.png`, PNG.sync.write(sheet, { colorType: 2 }));

for (const language of LANGUAGES) {
	const rows = 2;
	const columns = FEW.length / rows;
	const few = newSheet(columns * CELL_WIDTH + GAP, rows * (SCREEN_HEIGHT * SCALE + GAP) + GAP);
	FEW.forEach((name, i) => {
		const moment = MOMENTS.find((each) => each.name === name)!;
		const x = GAP + (i % columns) * CELL_WIDTH;
		const y = GAP + Math.floor(i / columns) * (SCREEN_HEIGHT * SCALE + GAP);
		paint(few, drawMoment(moment, language).bitmap, x, y, SCALE, GLASS, LIT);
	});
	const suffix = language === "en" ? "" : `.${language}`;
	writeFileSync(`${DOCS}oled${suffix}.png`, PNG.sync.write(few, { colorType: 2 }));
}
console.log(`${cells.length} pictures`);

function newSheet(width: number, height: number): PNG {
	const sheet = new PNG({ width, height, colorType: 2 });
	fill(sheet, 0, 0, width, height, PAPER);
	return sheet;
}

/** Paints rows of a screen's pixels, each `scale` pixels wide and high. */
function paint(on: PNG, bitmap: Uint8Array, x: number, y: number, scale: number, dark: Rgb, lit: Rgb): void {
	for (let i = 0; i < bitmap.length * 8; i++)
		fill(
			on,
			x + (i % SCREEN_WIDTH) * scale,
			y + Math.floor(i / SCREEN_WIDTH) * scale,
			scale,
			scale,
			bitmap[i >> 3] & (0x80 >> (i & 7)) ? lit : dark,
		);
}

function fill(on: PNG, x: number, y: number, width: number, height: number, color: Rgb): void {
	for (let row = y; row < y + height; row++)
		for (let column = x; column < Math.min(x + width, on.width); column++) {
			const at = (row * on.width + column) * 4;
			on.data.set(color, at);
			on.data[at + 3] = 255;
		}
}
