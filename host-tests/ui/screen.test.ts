import { describe, expect, it } from "vitest";
import type { Notice } from "../../modules/charge-point/state";
import type { ErrorCode } from "../../modules/ocpp/types";
import { ICONS, SIGNS } from "../../modules/ui/icons";
import {
	type Color,
	type DrawingPort,
	drawScreen,
	SCREEN_HEIGHT,
	SCREEN_WIDTH,
} from "../../modules/ui/screen";
import { TEXTS } from "../../modules/ui/texts";
import { viewOf } from "../../modules/ui/view";
import { type Bitmap, type Font, readAssets } from "../../simulator/node/bitmap-assets";
import { FrameBuffer } from "../../simulator/node/frame-buffer";
import { LANGUAGES } from "./golden-pictures";
import { chargePointState, MOMENTS, type Moment } from "./pictures";

const assets = readAssets();

interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

interface DrawnString {
	text: string;
	font: Font;
	color: Color;
	/** Of its ink. */
	box: Box;
}

/** A port that remembers what was drawn where. */
class RecordingPort implements DrawingPort<Font, Bitmap> {
	readonly strings: DrawnString[] = [];
	readonly pictures: Box[] = [];
	/** The white ones. */
	readonly fills: Box[] = [];
	readonly #measure = new FrameBuffer();

	fillColor(color: Color, left: number, top: number, width: number, height: number): void {
		if (color === "white") this.fills.push({ left, top, right: left + width, bottom: top + height });
	}

	drawString(text: string, font: Font, color: Color, x: number, y: number): void {
		const box: Box = { left: Number.POSITIVE_INFINITY, top: Number.POSITIVE_INFINITY, right: 0, bottom: 0 };
		let pen = x;
		for (const character of text) {
			const glyph = font.glyphs.get(character.codePointAt(0)!);
			if (!glyph) throw new Error(`${character} of "${text}" is not in the font ${font.name}`);
			if (character !== " ") {
				box.left = Math.min(box.left, pen + glyph.x);
				box.top = Math.min(box.top, y + glyph.y);
				box.right = Math.max(box.right, pen + glyph.x + glyph.width);
				box.bottom = Math.max(box.bottom, y + glyph.y + glyph.height);
			}
			pen += glyph.advance;
		}
		this.strings.push({ text, font, color, box });
	}

	drawTexture(texture: Bitmap, _color: Color, x: number, y: number, sourceX: number): void {
		const rows: number[] = [];
		const columns: number[] = [];
		const size = texture.height;
		for (let row = 0; row < size; row++)
			for (let column = 0; column < size; column++)
				if (texture.ink[row * texture.width + sourceX + column]) {
					rows.push(y + row);
					columns.push(x + column);
				}
		this.pictures.push({
			left: Math.min(...columns),
			top: Math.min(...rows),
			right: Math.max(...columns) + 1,
			bottom: Math.max(...rows) + 1,
		});
	}

	measureString(text: string, font: Font): { width: number } {
		return this.#measure.measureString(text, font);
	}
}

/** Every error, every refusal, and each digit where digits go, beside the golden pictures. */
const FURTHER: Moment[] = [
	...(Object.keys(TEXTS.en.errors) as ErrorCode[]).map((errorCode) => ({
		name: errorCode,
		state: chargePointState({}, { status: "Faulted", errorCode }),
	})),
	...(Object.keys(TEXTS.en.refusals) as Notice[]).map((notice) => ({
		name: notice,
		state: chargePointState({ connected: false }, { notice }),
	})),
	...[123_400, 56_780].map((sessionWh) => ({
		name: String(sessionWh),
		state: chargePointState({}, { status: "Charging", sessionWh, sessionSeconds: 0 }),
	})),
	...[12, 36, 78, 90].map((updatePercent) => ({
		name: `${updatePercent} per cent`,
		state: chargePointState({ update: "loading" as const, updatePercent }),
	})),
	{
		name: "the widest card and date",
		state: chargePointState(
			{},
			{
				status: "Reserved",
				reservation: { idTag: "MMMMMMWWWW", expiry: Date.UTC(2026, 11, 28, 2) },
			},
		),
	},
	{
		name: "most of all numbers",
		state: chargePointState(
			{},
			{},
			{ status: "Charging", sessionWh: 888_888_000, sessionSeconds: 35_999, powerW: 88_888, offeredA: 80 },
		),
		options: { connector: 1 },
	},
];

const CASES = [...MOMENTS, ...FURTHER].flatMap((moment) =>
	LANGUAGES.map((language) => ({ name: moment.name, language, moment })),
);

function record(
	moment: Moment,
	language: (typeof LANGUAGES)[number],
): { port: RecordingPort; lines: string[] } {
	const port = new RecordingPort();
	const view = viewOf(moment.state, {
		language,
		connector: 0,
		network: true,
		utcOffset: 480,
		...moment.options,
	});
	return { port, lines: drawScreen(port, assets, view, moment.frame ?? 0) };
}

function overlap(a: Box, b: Box): boolean {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

describe.each(CASES)("$name in $language", ({ moment, language }) => {
	const { port, lines } = record(moment, language);

	it("draws every string whole, inside the screen", () => {
		for (const { text, box } of port.strings) {
			expect(box.left, text).toBeGreaterThanOrEqual(0);
			expect(box.top, text).toBeGreaterThanOrEqual(0);
			expect(box.right, text).toBeLessThanOrEqual(SCREEN_WIDTH);
			expect(box.bottom, text).toBeLessThanOrEqual(SCREEN_HEIGHT);
		}
	});

	it("keeps strings and pictures apart", () => {
		const boxes = [...port.strings.map(({ box }) => box), ...port.pictures];
		boxes.forEach((a, i) => {
			for (const b of boxes.slice(i + 1)) expect(overlap(a, b), JSON.stringify([a, b])).toBe(false);
		});
		for (const { box, color } of port.strings)
			for (const fill of port.fills)
				if (color === "white") expect(overlap(box, fill), JSON.stringify([box, fill])).toBe(false);
	});

	it("tells its strings as lines from top to bottom", () => {
		expect(lines).toEqual(port.strings.map(({ text }) => text));
		const middles = port.strings.map(({ box }) => (box.top + box.bottom) / 2);
		middles.slice(1).forEach((middle, i) => {
			expect(middle).toBeGreaterThan(middles[i] - 8);
		});
	});
});

describe("the fonts", () => {
	const used = new Map<Font, Set<number>>();
	for (const { moment, language } of CASES)
		for (const { text, font } of record(moment, language).port.strings) {
			const points = used.get(font) ?? used.set(font, new Set()).get(font)!;
			for (const character of text) points.add(character.codePointAt(0)!);
		}

	it.each([assets.title, assets.code, assets.digits])("has no unused character: $name", (font) => {
		expect([...font.glyphs.keys()].filter((point) => !used.get(font)!.has(point))).toEqual([]);
	});

	it("has all printable ASCII for the identity, and no unused Chinese character: text", () => {
		const points = [...assets.text.glyphs.keys()];
		expect(points.filter((point) => point < 128)).toEqual(Array.from({ length: 95 }, (_, i) => 32 + i));
		expect(points.filter((point) => point >= 128 && !used.get(assets.text)!.has(point))).toEqual([]);
	});

	it("has every character of every text", () => {
		for (const { titles, hints, refusals, errors, emergencyStop, waiting, reserved } of Object.values(
			TEXTS,
		)) {
			const small = [hints, refusals, errors].flatMap((texts) => Object.values(texts));
			for (const text of [...small, emergencyStop, waiting(1), waiting(1000), reserved("", "")])
				for (const character of text)
					expect(assets.text.glyphs.has(character.codePointAt(0)!), character).toBe(true);
			for (const title of Object.values(titles))
				for (const character of title)
					expect(
						[assets.title, assets.text].some(({ glyphs }) => glyphs.has(character.codePointAt(0)!)),
						title,
					).toBe(true);
		}
	});

	it.each([assets.title, assets.text, assets.code, assets.digits])(
		"is sorted by code point, as Moddable searches it: $name",
		(font) => {
			const points = [...font.glyphs.keys()];
			expect(points).toEqual(points.toSorted((a, b) => a - b));
		},
	);

	it("has digits of one width, so that counting energy does not jump", () => {
		const digits = [..."0123456789"].map((digit) => assets.digits.glyphs.get(digit.charCodeAt(0))!.advance);
		expect(new Set(digits).size).toBe(1);
	});
});

describe("the picture sheets", () => {
	it.each([
		[assets.icons, ICONS, 32],
		[assets.signs, SIGNS, 16],
	] as const)("hold a picture for each name", (sheet, names, size) => {
		expect([sheet.width, sheet.height]).toEqual([names.length * size, size]);
		names.forEach((name, i) => {
			let ink = 0;
			for (let row = 0; row < size; row++)
				for (let column = 0; column < size; column++) ink += sheet.ink[row * sheet.width + i * size + column];
			expect(ink, name).toBeGreaterThan(0);
		});
	});
});
