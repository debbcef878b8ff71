import { beforeEach, describe, expect, test } from "vitest";
import { CardReader } from "../../../modules/hardware/drivers/card-reader";
import { Mfrc522, type SPIDevice, withCrc } from "../../../modules/hardware/drivers/mfrc522";
import { VirtualTimers } from "../../virtual-timers";
import { FakeCard, FakeMfrc522 } from "./fake-mfrc522";

const CARD = [0x0a, 0xbc, 0x00, 0xff];
const SEVEN = [0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6];
const TEN = [0x04, 1, 2, 3, 4, 5, 6, 7, 8, 9];

let timers: VirtualTimers;
let chip: FakeMfrc522;
let cards: string[];
let failures: boolean[];
let log: string[];

beforeEach(() => {
	timers = new VirtualTimers();
	chip = new FakeMfrc522(timers);
	cards = [];
	failures = [];
	log = [];
});

function start(open: () => SPIDevice = () => chip): void {
	new CardReader({
		timers,
		chip: new Mfrc522({ timers, open }),
		onIdTag: (idTag) => cards.push(idTag),
		onFailure: (failed) => failures.push(failed),
		log: (text) => log.push(text),
	});
	timers.advance(500);
}

describe("an MFRC522", () => {
	test("reads UIDs of 4, 7 and 10 bytes, over one to three cascade levels", () => {
		start();
		for (const uid of [CARD, SEVEN, TEN]) {
			chip.cards = [new FakeCard(uid)];
			timers.advance(1000);
			chip.cards = [];
			timers.advance(3000);
		}
		expect(cards).toEqual(["0ABC00FF", "04A1B2C3D4E5F6", "04010203040506070809"]);
		expect(log).toEqual([]);
	});

	test("a card is read within 350 ms", () => {
		start();
		chip.cards = [new FakeCard(SEVEN)];
		timers.advance(350);
		expect(cards).toEqual(["04A1B2C3D4E5F6"]);
	});

	test("a card that stays is presented once; taken away and shown again it counts again", () => {
		start();
		chip.cards = [new FakeCard(CARD)];
		timers.advance(600_000);
		expect(cards).toEqual(["0ABC00FF"]);
		chip.cards = [];
		timers.advance(2000);
		chip.cards = [new FakeCard(CARD)];
		timers.advance(1000);
		expect(cards).toEqual(["0ABC00FF", "0ABC00FF"]);
	});

	test.each([
		[[0x10, 0x20, 0x30, 0x40], [0x11, 0x20, 0x30, 0x40], "11203040"],
		[[0x10, 0x20, 0x30, 0x40], [0x10, 0x20, 0xb0, 0x41], "1020B041"],
		[[0x10, 0x20, 0x30, 0x40], [0x10, 0x20, 0x30, 0xc0], "102030C0"],
		[[0x10, 0x20, 0x30, 0x40], [0x10, 0xa0, 0x30, 0x40], "10A03040"],
		[SEVEN, [0x04, 0xa1, 0xb3, 0xc3, 0xd4, 0xe5, 0xf7], "04A1B3C3D4E5F7"],
	])("of two cards at once, %j and %j, it takes one", (a, b, taken) => {
		start();
		chip.cards = [new FakeCard(a), new FakeCard(b)];
		timers.advance(1000);
		expect(cards).toEqual([taken]);
	});

	test("of three cards it takes none until two are left", () => {
		start();
		const all = [0x10, 0x11, 0x13].map((first) => new FakeCard([first, 0x20, 0x30, 0x40]));
		chip.cards = all;
		timers.advance(2000);
		expect(cards).toEqual([]);
		chip.cards = all.slice(0, 2);
		timers.advance(2000);
		expect(cards).toEqual(["11203040"]);
	});

	test("a UID whose check byte is wrong is not taken", () => {
		start();
		const card = new FakeCard(CARD);
		card.badCheck = true;
		chip.cards = [card];
		timers.advance(5000);
		expect(cards).toEqual([]);
		card.badCheck = false;
		timers.advance(1000);
		expect(cards).toEqual(["0ABC00FF"]);
	});

	test("a SAK whose CRC is wrong is not taken", () => {
		start();
		const card = new FakeCard(CARD);
		const answer = card.answer.bind(card);
		let disturbed = true;
		card.answer = (frame, bits) => {
			const good = answer(frame, bits);
			if (disturbed && good?.length === 24) good[10] ^= 1;
			return good;
		};
		chip.cards = [card];
		timers.advance(3000);
		expect(cards).toEqual([]);
		disturbed = false;
		timers.advance(1000);
		expect(cards).toEqual(["0ABC00FF"]);
	});

	test("one that is missing is reported once, and works when it comes", () => {
		chip.powerOff();
		start();
		timers.advance(24 * 3_600_000);
		expect(failures).toEqual([true]);
		expect(log).toEqual(["Card reader: the MFRC522 does not answer"]);
		expect(timers.running).toBe(1);
		chip.powered = true;
		chip.cards = [new FakeCard(CARD)];
		timers.advance(61_000);
		expect(failures).toEqual([true, false]);
		expect(cards).toEqual(["0ABC00FF"]);
	});

	test("a short cut of its power is found at the next look, and mended without a report", () => {
		start();
		chip.powerOff();
		chip.powered = true;
		timers.advance(3000);
		chip.cards = [new FakeCard(SEVEN)];
		timers.advance(1000);
		expect(cards).toEqual(["04A1B2C3D4E5F6"]);
		expect(failures).toEqual([]);
		expect(log).toEqual(["Card reader: the MFRC522 has lost its power", "Card reader: it works again"]);
	});

	test("power that is lost at any moment of a read does no harm", () => {
		for (let transfers = 1; transfers < 200; transfers += 3) {
			timers = new VirtualTimers();
			chip = new FakeMfrc522(timers);
			cards = [];
			failures = [];
			let left = transfers;
			const transfer = chip.transfer.bind(chip);
			chip.transfer = (bytes) => {
				if (--left === 0) chip.powerOff();
				transfer(bytes);
			};
			chip.cards = [new FakeCard(TEN)];
			start();
			timers.advance(3_000);
			chip.powered = true;
			timers.advance(10_000);
			expect(cards, `after ${transfers} transfers`).toEqual(["04010203040506070809"]);
		}
	});

	test("one that hangs is a failure until its reset helps", () => {
		start();
		chip.hangs = true;
		timers.advance(10_000);
		expect(log).toEqual(["Card reader: the MFRC522 does not end what it began"]);
		timers.advance(3_600_000);
		expect(failures).toEqual([true]);
		chip.hangs = false;
		timers.advance(60_000);
		expect(failures).toEqual([true, false]);
	});

	test("a bus that cannot be used is a failure, and tried again", () => {
		let tries = 0;
		start(() => {
			if (++tries < 4) throw new Error("in use");
			return chip;
		});
		timers.advance(4000);
		expect(failures).toEqual([true]);
		timers.advance(10_000);
		expect(failures).toEqual([true, false]);
	});

	test("looks four times a second, 11 transfers each, while no card is there", () => {
		start();
		const before = chip.transfers;
		timers.advance(10_000);
		expect(chip.transfers - before).toBeLessThan(10 * 4 * 11);
	});
});

test("CRC_A is that of the examples in ISO/IEC 14443-3, annex B", () => {
	expect(withCrc([0x00, 0x00])).toEqual([0x00, 0x00, 0xa0, 0x1e]);
	expect(withCrc([0x12, 0x34])).toEqual([0x12, 0x34, 0x26, 0xcf]);
});
