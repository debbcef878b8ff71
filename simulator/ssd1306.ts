/** Pixels of the display. */
const COLUMNS = 128;
const PAGES = 8;

/** Before each run of bytes over I2C: Co, one byte follows and then another control byte; D/C#, data (8.1.5.2). */
const CO = 0x80;
const DATA = 0x40;

/** Address of the display, SA0 low. */
export const SSD1306_ADDRESS = 0x3c;

/** Command bytes whose parameters follow, by how many there are (table 9-1); all others stand alone. */
const PARAMETERS: Readonly<Record<number, number>> = {
	...{ 32: 1, 33: 2, 34: 2, 38: 6, 39: 6, 41: 5, 42: 5, 129: 1, 141: 1, 163: 2 },
	...{ 168: 1, 211: 1, 213: 1, 217: 1, 218: 1, 219: 1 },
};

/**
 * An SSD1306 of 128 by 64 pixels as its data sheet (Solomon Systech, revision 1.1) describes it: from what it is
 * sent to what it shows. Scrolling and contrast are left out.
 */
export class Ssd1306 {
	/** Byte after byte of each page; bit 0 is the page's uppermost row (8.7). */
	readonly #ram = new Uint8Array(COLUMNS * PAGES);
	#mode: "horizontal" | "vertical" | "page" = "page";
	#column = 0;
	#page = 0;
	#columns: [start: number, end: number] = [0, COLUMNS - 1];
	#pages: [start: number, end: number] = [0, PAGES - 1];
	#startLine = 0;
	#offset = 0;
	#segmentsRemapped = false;
	#rowsRemapped = false;
	#inverse = false;
	#entirelyOn = false;
	#on = false;
	#command: number[] = [];

	/** Takes one I2C transfer's bytes, from the first control byte on. */
	take(bytes: Uint8Array): void {
		let at = 0;
		while (at + 1 < bytes.length) {
			const control = bytes[at++];
			const end = control & CO ? at + 1 : bytes.length;
			for (; at < end; at++) {
				if (control & DATA) this.#write(bytes[at]);
				else this.#receive(bytes[at]);
			}
		}
	}

	/**
	 * What is seen, row by row, the leftmost of eight pixels in the high bit; all dark while the display is off. The
	 * glass is mounted as on the usual modules: segment 127 is the left edge and COM63 the upper one.
	 */
	get bitmap(): Uint8Array {
		const bitmap = new Uint8Array((COLUMNS * PAGES * 8) / 8);
		if (!this.#on) return bitmap;
		for (let y = 0; y < PAGES * 8; y++)
			for (let x = 0; x < COLUMNS; x++)
				if (this.#isLit(x, y)) bitmap[(y * COLUMNS + x) >> 3] |= 0x80 >> (x & 7);
		return bitmap;
	}

	#isLit(x: number, y: number): boolean {
		if (this.#entirelyOn) return true;
		const column = this.#segmentsRemapped ? x : COLUMNS - 1 - x;
		// Of the glass COM63 - y is the line; remapped scan (C8h) drives the COMs from 63 down.
		const scanned = this.#rowsRemapped ? y : 63 - y;
		const row = (scanned + this.#startLine + this.#offset) & 63;
		const lit = (this.#ram[(row >> 3) * COLUMNS + column] >> (row & 7)) & 1;
		return (lit === 1) !== this.#inverse;
	}

	#write(byte: number): void {
		this.#ram[this.#page * COLUMNS + this.#column] = byte;
		if (this.#mode === "page") this.#column = (this.#column + 1) % COLUMNS;
		else if (this.#mode === "horizontal") {
			if (this.#nextColumn()) this.#nextPage();
		} else if (this.#nextPage()) this.#nextColumn();
	}

	/** True when it began again. */
	#nextColumn(): boolean {
		const [start, end] = this.#columns;
		const ended = this.#column === end;
		this.#column = ended ? start : (this.#column + 1) % COLUMNS;
		return ended;
	}

	#nextPage(): boolean {
		const [start, end] = this.#pages;
		const ended = this.#page === end;
		this.#page = ended ? start : (this.#page + 1) % PAGES;
		return ended;
	}

	#receive(byte: number): void {
		this.#command.push(byte);
		const [code, first, second] = this.#command;
		if (this.#command.length <= (PARAMETERS[code] ?? 0)) return;
		this.#command = [];
		this.#execute(code, first, second);
	}

	#execute(code: number, first: number, second: number): void {
		if (code <= 0x0f) this.#column = (this.#column & 0xf0) | code;
		else if (code <= 0x1f) this.#column = ((code & 0x07) << 4) | (this.#column & 0x0f);
		else if (code === 0x20)
			this.#mode = (["horizontal", "vertical", "page"] as const)[first & 3] ?? this.#mode;
		else if (code === 0x21) {
			this.#columns = [first & 0x7f, second & 0x7f];
			this.#column = first & 0x7f;
		} else if (code === 0x22) {
			this.#pages = [first & 7, second & 7];
			this.#page = first & 7;
		} else if (code >= 0x40 && code <= 0x7f) this.#startLine = code & 0x3f;
		else if (code === 0xa0 || code === 0xa1) this.#segmentsRemapped = code === 0xa1;
		else if (code === 0xa4 || code === 0xa5) this.#entirelyOn = code === 0xa5;
		else if (code === 0xa6 || code === 0xa7) this.#inverse = code === 0xa7;
		else if (code === 0xae || code === 0xaf) this.#on = code === 0xaf;
		else if (code >= 0xb0 && code <= 0xb7) this.#page = code & 7;
		else if (code >= 0xc0 && code <= 0xcf) this.#rowsRemapped = (code & 8) !== 0;
		else if (code === 0xd3) this.#offset = first & 0x3f;
	}
}

/** Gives the display its transfers out of those of a bus: address, length in two bytes, and bytes of each. */
export function takeTransfers(display: Ssd1306, transfers: Uint8Array): void {
	for (let at = 0; at + 3 <= transfers.length; ) {
		const [address, high, low] = transfers.subarray(at, at + 3);
		at += 3;
		const length = (high << 8) | low;
		if (address === SSD1306_ADDRESS) display.take(transfers.subarray(at, at + length));
		at += length;
	}
}
