import { type Color, type DrawingPort, SCREEN_HEIGHT, SCREEN_WIDTH } from "../../modules/ui/screen";
import type { Bitmap, Font, FontGlyph } from "./bitmap-assets";

/** What Piu draws for a character that its font lacks. */
const UNKNOWN = 0x3f;

/** The OLED's pixels, drawn on as Piu draws: clipped at the edges, missing characters as `?`. */
export class FrameBuffer implements DrawingPort<Font, Bitmap> {
	/** A row after the other, the leftmost of eight pixels in the high bit; 1 is lit. */
	readonly bitmap = new Uint8Array((SCREEN_WIDTH * SCREEN_HEIGHT) / 8);

	fillColor(color: Color, x: number, y: number, width: number, height: number): void {
		for (let row = y; row < y + height; row++)
			for (let column = x; column < x + width; column++) this.#set(column, row, color);
	}

	drawString(text: string, font: Font, color: Color, x: number, y: number): void {
		let pen = x;
		for (const glyph of glyphsOf(text, font)) {
			this.drawTexture(
				font.sheet,
				color,
				pen + glyph.x,
				y + glyph.y,
				glyph.sheetX,
				glyph.sheetY,
				glyph.width,
				glyph.height,
			);
			pen += glyph.advance;
		}
	}

	drawTexture(
		texture: Bitmap,
		color: Color,
		x: number,
		y: number,
		sourceX: number,
		sourceY: number,
		width: number,
		height: number,
	): void {
		const right = Math.min(sourceX + width, texture.width);
		const bottom = Math.min(sourceY + height, texture.height);
		for (let row = Math.max(0, sourceY); row < bottom; row++)
			for (let column = Math.max(0, sourceX); column < right; column++)
				if (texture.ink[row * texture.width + column])
					this.#set(x + column - sourceX, y + row - sourceY, color);
	}

	measureString(text: string, font: Font): { width: number; height: number } {
		const width = glyphsOf(text, font).reduce((sum, glyph) => sum + glyph.advance, 0);
		return { width, height: font.lineHeight };
	}

	#set(x: number, y: number, color: Color): void {
		if (x < 0 || x >= SCREEN_WIDTH || y < 0 || y >= SCREEN_HEIGHT) return;
		const at = (y * SCREEN_WIDTH + x) >> 3;
		const bit = 0x80 >> (x & 7);
		if (color === "white") this.bitmap[at] |= bit;
		else this.bitmap[at] &= ~bit;
	}
}

function glyphsOf(text: string, font: Font): FontGlyph[] {
	const glyphs: FontGlyph[] = [];
	for (const character of text) {
		const glyph = font.glyphs.get(character.codePointAt(0)!) ?? font.glyphs.get(UNKNOWN);
		if (glyph) glyphs.push(glyph);
	}
	return glyphs;
}
