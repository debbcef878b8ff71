import { describe, expect, test } from "vitest";
import { SSD1306_ADDRESS, Ssd1306, takeTransfers } from "../../simulator/ssd1306";

/** One transfer of commands, and one of data. */
const commands = (...bytes: number[]) => Uint8Array.from([0x00, ...bytes]);
const data = (...bytes: number[]) => Uint8Array.from([0x40, ...bytes]);
/** On, and mounted as usual: the upper left pixel is bit 0 of the first byte (A1h, C8h). */
const ON = commands(0xa1, 0xc8, 0xaf);

function displayOf(...transfers: Uint8Array[]): Ssd1306 {
	const display = new Ssd1306();
	for (const transfer of transfers) display.take(transfer);
	return display;
}

/** The lit pixels, as "x,y". */
function lit(display: Ssd1306): string[] {
	const { bitmap } = display;
	const pixels: string[] = [];
	for (let y = 0; y < 64; y++)
		for (let x = 0; x < 128; x++) if (bitmap[y * 16 + (x >> 3)] & (0x80 >> (x & 7))) pixels.push(`${x},${y}`);
	return pixels;
}

describe("the SSD1306 (data sheet, revision 1.1)", () => {
	test("after its reset it is off and dark; AEh and AFh switch it and keep the picture", () => {
		const display = displayOf(commands(0xa1, 0xc8), data(0x01));
		expect(lit(display)).toEqual([]);
		display.take(commands(0xaf));
		expect(lit(display)).toEqual(["0,0"]);
		display.take(commands(0xae));
		expect(lit(display)).toEqual([]);
	});

	test("a byte is eight rows of a column, the least bit uppermost; the reset's addressing stays in the page", () => {
		expect(lit(displayOf(ON, data(0x81)))).toEqual(["0,0", "0,7"]);
		const wrapped = displayOf(ON, data(...new Array<number>(128).fill(0)), data(0x01));
		expect(lit(wrapped)).toEqual(["0,0"]);
	});

	test("page addressing: B0h to B7h choose the page, 00h to 1Fh the column", () => {
		expect(lit(displayOf(ON, commands(0xb3, 0x05, 0x12), data(0x01, 0x01)))).toEqual(["37,24", "38,24"]);
	});

	test("horizontal addressing fills the columns of the range, then goes to its next page", () => {
		const display = displayOf(ON, commands(0x20, 0x00, 0x21, 10, 11, 0x22, 2, 3), data(1, 1, 1, 1));
		expect(lit(display)).toEqual(["10,16", "11,16", "10,24", "11,24"]);
		display.take(data(0x02));
		expect(lit(display)).toEqual(["11,16", "10,17", "10,24", "11,24"]);
	});

	test("vertical addressing fills the pages of the range, then goes to its next column", () => {
		const display = displayOf(ON, commands(0x20, 0x01, 0x21, 10, 11, 0x22, 2, 3), data(1, 1, 1));
		expect(lit(display)).toEqual(["10,16", "11,16", "10,24"]);
	});

	test("a command and its parameters may come in transfers of their own, as the SDK's driver sends them", () => {
		const display = displayOf(ON, commands(0x20), commands(0x00), commands(0x21), commands(5), commands(127));
		display.take(data(1));
		expect(lit(display)).toEqual(["5,0"]);
	});

	test("with Co each byte has its own control byte; after one without it all are of one kind", () => {
		expect(lit(displayOf(ON, Uint8Array.of(0x80, 0xb1, 0xc0, 0x01, 0x40, 0x01, 0x01)))).toEqual([
			...["0,8", "1,8", "2,8"],
		]);
	});

	test("A0h and C0h turn the picture round, A7h inverts it, A5h lights everything", () => {
		expect(lit(displayOf(commands(0xa0, 0xc0, 0xaf), data(1)))).toEqual(["127,63"]);
		expect(lit(displayOf(ON, commands(0xa7)))).toHaveLength(128 * 64);
		expect(lit(displayOf(ON, commands(0xa5), data(1)))).toHaveLength(128 * 64);
		expect(lit(displayOf(ON, commands(0xa5, 0xa4, 0xa7, 0xa6), data(1)))).toEqual(["0,0"]);
	});

	test("the start line, 40h to 7Fh, and the offset, D3h, move the rows", () => {
		expect(lit(displayOf(ON, data(0x04), commands(0x42)))).toEqual(["0,0"]);
		expect(lit(displayOf(ON, data(0x04), commands(0xd3, 2)))).toEqual(["0,0"]);
	});

	test("parameters of what does not show are no commands", () => {
		const silent = commands(
			0xd5,
			0xae,
			0xa8,
			0xae,
			0x8d,
			0xae,
			0xda,
			0xae,
			0x81,
			0xae,
			0xd9,
			0xae,
			0xdb,
			0xae,
		);
		expect(lit(displayOf(ON, data(1), silent))).toEqual(["0,0"]);
	});

	test("of a bus it takes what has its address", () => {
		const display = displayOf(ON);
		const transfer = (address: number, ...bytes: number[]) => [address, 0, bytes.length, ...bytes];
		takeTransfers(
			display,
			Uint8Array.from([
				...transfer(SSD1306_ADDRESS, 0x00, 0xb1),
				...transfer(0x24, 0x00, 0xae),
				...transfer(SSD1306_ADDRESS, 0x40, 0x01),
			]),
		);
		expect(lit(display)).toEqual(["0,8"]);
	});
});
