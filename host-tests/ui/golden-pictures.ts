import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PNG } from "pngjs";
import type { Language } from "../../modules/charge-point/state";
import { drawScreen, SCREEN_HEIGHT, SCREEN_WIDTH } from "../../modules/ui/screen";
import { type ViewOptions, viewOf } from "../../modules/ui/view";
import { type BitmapAssets, readAssets } from "../../simulator/node/bitmap-assets";
import { FrameBuffer } from "../../simulator/node/frame-buffer";
import type { Moment } from "./pictures";

export const LANGUAGES: readonly Language[] = ["en", "zh-TW"];

export const GOLDEN_FOLDER = fileURLToPath(new URL("golden/", import.meta.url));
const TAIWAN = 8 * 60;

let assets: BitmapAssets | undefined;

/** Draws a moment as the OLED shows it. */
export function drawMoment(moment: Moment, language: Language): { lines: string[]; bitmap: Uint8Array } {
	assets ??= readAssets();
	const buffer = new FrameBuffer();
	const view = viewOf(moment.state, viewOptions(moment, language));
	const lines = drawScreen(buffer, assets, view, moment.frame ?? 0);
	return { lines, bitmap: buffer.bitmap };
}

export function viewOptions(moment: Moment, language: Language): ViewOptions {
	return { language, connector: 0, network: true, utcOffset: TAIWAN, ...moment.options };
}

export function goldenFile(moment: Moment, language: Language): string {
	return `${GOLDEN_FOLDER}${moment.name}.${language}.png`;
}

/** The pixels of a golden picture, in the form of {@link FrameBuffer.bitmap}. */
export function readGolden(file: string): Uint8Array {
	const { width, height, data } = PNG.sync.read(readFileSync(file));
	if (width !== SCREEN_WIDTH || height !== SCREEN_HEIGHT) throw new Error(`${file} is ${width} x ${height}`);
	const bitmap = new Uint8Array((width * height) / 8);
	for (let i = 0; i < width * height; i++) if (data[i * 4] >= 128) bitmap[i >> 3] |= 0x80 >> (i & 7);
	return bitmap;
}
