import { beforeEach, describe, expect, test } from "vitest";
import { CardReader } from "../../../modules/hardware/drivers/card-reader";
import { type I2CDevice, Pn532 } from "../../../modules/hardware/drivers/pn532";
import { VirtualTimers } from "../../virtual-timers";
import { FakePins } from "../fake-pins";
import { FakePn532 } from "./fake-pn532";

const IRQ = 4;
const CARD = [0x0a, 0xbc, 0x00, 0xff];
const OTHER = [0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6];
const LONG = [0x04, 1, 2, 3, 4, 5, 6, 7, 8, 9];

let timers: VirtualTimers;
let pins: FakePins;
let chip: FakePn532;
let cards: string[];
let failures: boolean[];
let log: string[];

beforeEach(() => {
	timers = new VirtualTimers(1000);
	pins = new FakePins();
	cards = [];
	failures = [];
	log = [];
});

function start(irq: boolean, open: () => I2CDevice = () => chip): void {
	chip = new FakePn532(timers, irq ? { pins, pin: IRQ } : undefined);
	const pn532 = new Pn532({
		timers,
		open,
		irq: irq ? { digital: pins.digital, pin: { pin: IRQ } } : undefined,
	});
	new CardReader({
		timers,
		chip: pn532,
		onIdTag: (idTag) => cards.push(idTag),
		onFailure: (failed) => failures.push(failed),
		log: (text) => log.push(text),
	});
}

describe.each([
	["with its interrupt line", true],
	["asked by a timer", false],
])("a PN532 %s", (_, irq) => {
	test("wakes up, is configured and tells a card's UID in upper-case hexadecimal digits", () => {
		start(irq);
		timers.advance(1000);
		expect(chip.commands).toEqual([0x14, 0x32, 0x4a]);
		chip.card = CARD;
		timers.advance(300);
		expect(cards).toEqual(["0ABC00FF"]);
		expect(failures).toEqual([]);
		expect(log).toEqual([]);
	});

	test("takes UIDs of 4, 7 and 10 bytes, which fit an idTag", () => {
		start(irq);
		for (const uid of [CARD, OTHER, LONG]) {
			chip.card = uid;
			timers.advance(1000);
			chip.card = undefined;
			timers.advance(3000);
		}
		expect(cards).toEqual(["0ABC00FF", "04A1B2C3D4E5F6", "04010203040506070809"]);
		expect(cards.every((card) => card.length <= 20)).toBe(true);
	});

	test("a card that stays is presented once; taken away and shown again it counts again", () => {
		start(irq);
		chip.card = CARD;
		timers.advance(600_000);
		expect(cards).toEqual(["0ABC00FF"]);
		chip.card = undefined;
		timers.advance(2500);
		chip.card = CARD;
		timers.advance(500);
		expect(cards).toEqual(["0ABC00FF", "0ABC00FF"]);
		chip.card = undefined;
		timers.advance(500);
		chip.card = CARD;
		timers.advance(500);
		expect(cards).toHaveLength(2);
	});

	test("another card counts at once", () => {
		start(irq);
		chip.card = CARD;
		timers.advance(1000);
		chip.card = OTHER;
		timers.advance(1000);
		expect(cards).toEqual(["0ABC00FF", "04A1B2C3D4E5F6"]);
	});

	test("a card that comes while the reader is set up anew is not missed", () => {
		start(irq);
		timers.advance(5000);
		const before = chip.commands.length;
		while (chip.commands.length === before) timers.advance(1);
		chip.card = CARD;
		timers.advance(700);
		expect(cards).toEqual(["0ABC00FF"]);
	});

	test("an answer with a wrong checksum is asked for again; wrong twice it is a failure", () => {
		start(irq);
		timers.advance(1000);
		chip.corrupted = 1;
		chip.card = CARD;
		timers.advance(300);
		expect(cards).toEqual(["0ABC00FF"]);
		expect(log).toEqual([]);
		chip.card = undefined;
		timers.advance(5000);
		chip.corrupted = 2;
		chip.card = OTHER;
		timers.advance(700);
		expect(log.slice(0, 1)).toEqual(["Card reader: the PN532 sends what cannot be understood"]);
		timers.advance(5000);
		expect(log[1]).toBe("Card reader: it works again");
		expect(cards).toEqual(["0ABC00FF", "04A1B2C3D4E5F6"]);
		expect(failures).toEqual([]);
	});

	test("one that is missing is reported once, and tried again with longer waits, for ever", () => {
		start(irq);
		chip.powerOff();
		let writes = 0;
		const write = chip.write.bind(chip);
		chip.write = (bytes) => {
			writes++;
			write(bytes);
		};
		timers.advance(10_000);
		expect(failures).toEqual([true]);
		timers.advance(24 * 3_600_000);
		expect(failures).toEqual([true]);
		expect(log).toHaveLength(1);
		expect(log[0]).toMatch(/^Card reader: the PN532 does not answer/);
		// Two writes a try, a try a minute.
		expect(writes).toBeLessThan(2 * 24 * 60 + 30);
		expect(timers.running).toBe(1);
		chip.powered = true;
		timers.advance(61_000);
		expect(failures).toEqual([true, false]);
		chip.card = CARD;
		timers.advance(300);
		expect(cards).toEqual(["0ABC00FF"]);
	});

	test("one that loses its power under a card works again, and the card that stayed does not count anew", () => {
		start(irq);
		chip.card = CARD;
		timers.advance(3000);
		chip.powerOff();
		timers.advance(20_000);
		expect(failures).toEqual([true]);
		chip.powered = true;
		timers.advance(60_000);
		expect(failures).toEqual([true, false]);
		expect(cards).toEqual(["0ABC00FF"]);
	});

	test("a short cut of its power while no card is there is found out and mended", () => {
		start(irq);
		timers.advance(3000);
		chip.powerOff();
		chip.powered = true;
		timers.advance(12_000);
		chip.card = CARD;
		timers.advance(2000);
		expect(cards).toEqual(["0ABC00FF"]);
		expect(failures).toEqual([]);
	});

	test("one that hangs is a failure", () => {
		start(irq);
		timers.advance(3000);
		chip.hangs = true;
		timers.advance(60_000);
		expect(failures).toEqual([true]);
		expect(log).toEqual(["Card reader: the PN532 gives no acknowledgement"]);
		chip.hangs = false;
		timers.advance(60_000);
		expect(failures).toEqual([true, false]);
	});

	test("a bus that cannot be used is a failure, and tried again", () => {
		let tries = 0;
		start(irq, () => {
			if (++tries < 4) throw new Error("can't create bus");
			return chip;
		});
		timers.advance(4000);
		expect(failures).toEqual([true]);
		expect(log).toEqual(["Card reader: can't create bus"]);
		timers.advance(10_000);
		expect(failures).toEqual([true, false]);
	});
});

describe("a PN532", () => {
	test("with its interrupt line it is left alone while no card comes: eleven reads in 10 s", () => {
		start(true);
		timers.advance(60_000);
		const before = chip.reads;
		timers.advance(60_000);
		expect(chip.reads - before).toBeLessThanOrEqual(6 * 11);
	});

	test("an edge of its interrupt line that comes too early is not missed", () => {
		start(true);
		chip.instant = true;
		chip.card = CARD;
		timers.advance(500);
		expect(cards).toEqual(["0ABC00FF"]);
	});

	test("without it, it is asked less than 8 times a second", () => {
		start(false);
		timers.advance(60_000);
		const before = chip.reads;
		timers.advance(60_000);
		expect(chip.reads - before).toBeLessThan(60 * 8);
	});

	test("an id that a phone makes up presents nobody, and is told once", () => {
		start(true);
		for (let i = 0; i < 20; i++) {
			chip.card = [0x08, i, i, i];
			timers.advance(500);
		}
		expect(cards).toEqual([]);
		expect(log).toEqual(["Card reader: the card has a random id, which cannot be an idTag"]);
	});
});
