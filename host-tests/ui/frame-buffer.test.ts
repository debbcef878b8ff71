import { describe, expect, it } from "vitest";
import { readAssets } from "../../simulator/node/bitmap-assets";
import { FrameBuffer } from "../../simulator/node/frame-buffer";

const { text, signs } = readAssets();

function lit(buffer: FrameBuffer): number {
	return buffer.bitmap.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
}

describe("the frame buffer", () => {
	it("has a row after the other, the leftmost pixel in the high bit", () => {
		const buffer = new FrameBuffer();
		buffer.fillColor("white", 0, 0, 1, 1);
		buffer.fillColor("white", 127, 0, 1, 1);
		buffer.fillColor("white", 9, 63, 2, 1);
		expect(buffer.bitmap.length).toBe(1024);
		expect(buffer.bitmap[0]).toBe(0x80);
		expect(buffer.bitmap[15]).toBe(0x01);
		expect(buffer.bitmap[63 * 16 + 1]).toBe(0x60);
		expect(lit(buffer)).toBe(4);
	});

	it("clips at every edge", () => {
		const buffer = new FrameBuffer();
		buffer.fillColor("white", -5, -5, 6, 6);
		buffer.fillColor("white", 126, 62, 50, 50);
		expect(lit(buffer)).toBe(1 + 4);
		buffer.drawTexture(signs, "white", -16, 0, 0, 0, 16, 16);
		buffer.drawString("A", text, "white", 128, 0);
		buffer.drawString("A", text, "white", 0, 64);
		expect(lit(buffer)).toBe(1 + 4);
	});

	it("draws in black as well", () => {
		const buffer = new FrameBuffer();
		buffer.fillColor("white", 0, 0, 128, 64);
		buffer.drawString("8", text, "black", 10, 10);
		const glyph = text.glyphs.get("8".charCodeAt(0))!;
		expect(lit(buffer)).toBeLessThan(128 * 64);
		expect(lit(buffer)).toBeGreaterThan(128 * 64 - glyph.width * glyph.height);
		buffer.fillColor("black", 0, 0, 128, 64);
		expect(lit(buffer)).toBe(0);
	});

	it("draws no further than the texture goes, and only its ink", () => {
		const texture = { width: 2, height: 2, ink: Uint8Array.of(1, 0, 1, 1) };
		const buffer = new FrameBuffer();
		buffer.drawTexture(texture, "white", 8, 0, 0, 0, 9, 9);
		expect(lit(buffer)).toBe(3);
		buffer.drawTexture(texture, "white", 32, 0, -1, -1, 2, 2);
		expect(buffer.bitmap[16 + 4]).toBe(0x40);
		expect(lit(buffer)).toBe(4);
	});

	it("draws and measures a character that the font lacks as a question mark", () => {
		const [unknown, question] = [new FrameBuffer(), new FrameBuffer()];
		unknown.drawString("a\u{1f50c}b", text, "white", 0, 0);
		question.drawString("a?b", text, "white", 0, 0);
		expect(unknown.bitmap).toEqual(question.bitmap);
		expect(unknown.measureString("\u{1f50c}", text)).toEqual(unknown.measureString("?", text));
		expect(unknown.measureString("", text)).toEqual({ width: 0, height: 16 });
	});
});
