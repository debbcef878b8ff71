import type { PNG } from "pngjs";

/** Pixels of the window on each side of one of the OLED's. */
const SIDE = 3;
const [WIDTH, HEIGHT] = [128, 64];
/** As the window shows dark and lit pixels and the gaps beside lit ones; the frame has none of these. */
const [DARK, LIT, GAP] = [0x0c0c0c, 0xffffff, 0x505050];

/** Where the LEDs of connector 1 are, from the OLED's corner, and their colours when lit. */
const LEDS = {
	available: { x: 41, y: 225, color: 0x3dff7a },
	charging: { x: 41, y: 249, color: 0x43b8ff },
	fault: { x: 41, y: 273, color: 0xff4d4d },
} as const;

/** What a picture of the window shows of the board; undefined where there is no lit OLED. */
export class ShownBoard {
	/** As the firmware sends its pictures. */
	readonly bitmap: string;
	readonly #window: PNG;
	readonly #left: number;
	readonly #top: number;

	private constructor(window: PNG, left: number, top: number) {
		this.#window = window;
		this.#left = left;
		this.#top = top;
		this.bitmap = this.readBitmap();
	}

	static find(window: PNG): ShownBoard | undefined {
		let [left, top, right, bottom] = [window.width, window.height, -1, -1];
		for (let y = 0; y < window.height; y++)
			for (let x = 0; x < window.width; x++) {
				if (colorOf(window, x, y) !== DARK) continue;
				[left, right] = [Math.min(left, x), Math.max(right, x)];
				[top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
			}
		if (right < 0) return undefined;
		if (right - left + 1 !== WIDTH * SIDE || bottom - top + 1 !== HEIGHT * SIDE)
			throw new Error(`The OLED is ${right - left + 1} x ${bottom - top + 1}.`);
		return new ShownBoard(window, left, top);
	}

	/** The LEDs that are lit. */
	get leds(): string[] {
		return Object.entries(LEDS)
			.filter(([, { x, y, color }]) => colorOf(this.#window, this.#left + x, this.#top + y) === color)
			.map(([name]) => name);
	}

	private readBitmap(): string {
		const bitmap = Buffer.alloc((WIDTH * HEIGHT) / 8);
		for (let y = 0; y < HEIGHT; y++)
			for (let x = 0; x < WIDTH; x++) if (this.lit(x, y)) bitmap[(y * WIDTH + x) >> 3] |= 0x80 >> (x & 7);
		return bitmap.toString("base64");
	}

	/** One pixel of the OLED; throws where its square is neither dark nor lit all over. */
	private lit(x: number, y: number): boolean {
		const lit = colorOf(this.#window, this.#left + x * SIDE, this.#top + y * SIDE) === LIT;
		for (let line = 0; line < SIDE; line++)
			for (let column = 0; column < SIDE; column++) {
				const gap = line === SIDE - 1 || column === SIDE - 1;
				const color = colorOf(this.#window, this.#left + x * SIDE + column, this.#top + y * SIDE + line);
				if (color !== (lit ? (gap ? GAP : LIT) : DARK))
					throw new Error(`Pixel ${x},${y} of the OLED has the colour ${color.toString(16)}.`);
			}
		return lit;
	}
}

function colorOf({ width, data }: PNG, x: number, y: number): number {
	const at = (y * width + x) * 4;
	return (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
}
