import type { PNG } from "pngjs";

/** Pixels of the window on each side of one of the OLED's. */
const SIDE = 3;
const [WIDTH, HEIGHT] = [128, 64];
/** As the window shows dark and lit pixels, the gaps beside lit ones, and pixels without power. */
const [DARK, LIT, GAP, OFF] = [0x0c0c0c, 0xffffff, 0x505050, 0];

/** The OLED's corner in the window. */
const [LEFT, TOP] = [398, 172];

/** Where the LEDs of connector 1 are, from the OLED's corner, and their colours when lit. */
const LEDS = {
	available: { x: 41, y: 225, color: 0x3dff7a },
	charging: { x: 41, y: 249, color: 0x43b8ff },
	fault: { x: 41, y: 273, color: 0xff4d4d },
} as const;

/** What a picture of the window shows of the board. */
export class ShownBoard {
	/** As the firmware sends its pictures; undefined while the OLED is dark. */
	readonly bitmap: string | undefined;
	readonly #window: PNG;

	constructor(window: PNG) {
		this.#window = window;
		this.bitmap = colorOf(window, LEFT, TOP) === OFF ? undefined : this.readBitmap();
	}

	/** The LEDs that are lit. */
	get leds(): string[] {
		return Object.entries(LEDS)
			.filter(([, { x, y, color }]) => colorOf(this.#window, LEFT + x, TOP + y) === color)
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
		const lit = colorOf(this.#window, LEFT + x * SIDE, TOP + y * SIDE) === LIT;
		for (let line = 0; line < SIDE; line++)
			for (let column = 0; column < SIDE; column++) {
				const gap = line === SIDE - 1 || column === SIDE - 1;
				const color = colorOf(this.#window, LEFT + x * SIDE + column, TOP + y * SIDE + line);
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
