import { beforeEach, describe, expect, test } from "vitest";
import { Contactor } from "../../modules/hardware/contactor";
import { DebouncedInput } from "../../modules/hardware/debounced-input";
import { Led } from "../../modules/hardware/led";
import type { Pin } from "../../modules/hardware/platform";
import { VirtualTimers } from "../virtual-timers";
import { FakePins } from "./fake-pins";

let timers: VirtualTimers;
let pins: FakePins;
let changes: [time: number, on: boolean][];
beforeEach(() => {
	timers = new VirtualTimers(1000);
	pins = new FakePins();
	changes = [];
});

function input(pin: Pin, debounce?: number, debounceOn?: number): DebouncedInput {
	const onChange = (on: boolean) => changes.push([timers.now() - 1000, on]);
	return new DebouncedInput({ digital: pins.digital, timers, pin, debounce, debounceOn, onChange });
}

describe("a debounced input", () => {
	test("knows its state at the start, without an edge", () => {
		pins.set(1, 1);
		pins.set(2, 0);
		expect(input({ pin: 1 }).on).toBe(true);
		expect(input({ pin: 2, activeLow: true }).on).toBe(true);
		expect(input({ pin: 3 }).on).toBe(false);
		expect(input({ pin: 4, activeLow: true }).on).toBe(false);
		timers.advance(1000);
		expect(changes).toEqual([]);
	});

	test("pulls an open line to off, or as the pin says", () => {
		input({ pin: 1 });
		input({ pin: 2, activeLow: true });
		input({ pin: 3, pull: "up" });
		input({ pin: 4, activeLow: true, pull: "down" });
		input({ pin: 5, pull: "none" });
		const { Input, InputPullDown, InputPullUp } = pins.digital;
		const modes = [1, 2, 3, 4, 5].map((pin) => pins.modeOf(pin));
		expect(modes).toEqual([InputPullDown, InputPullUp, InputPullUp, InputPullDown, Input]);
	});

	test("tells a change 50 ms after the last of many bounces, once", () => {
		const contact = input({ pin: 1 });
		for (let i = 0; i < 21; i++) {
			pins.set(1, i % 2 ? 0 : 1);
			expect(timers.running).toBeLessThanOrEqual(1);
			timers.advance(7);
		}
		expect(contact.on).toBe(false);
		timers.advance(1000);
		expect(changes).toEqual([[20 * 7 + 50, true]]);
		expect(contact.on).toBe(true);
		expect(timers.running).toBe(0);
	});

	test("does not see glitches shorter than the debounce time, in either direction", () => {
		const contact = input({ pin: 1, activeLow: true }, 20);
		for (const length of [0, 1, 10, 19]) {
			pins.set(1, 0);
			timers.advance(length);
			pins.set(1, 1);
			timers.advance(100);
		}
		expect(contact.on).toBe(false);
		pins.set(1, 0);
		timers.advance(20);
		expect(contact.on).toBe(true);
		pins.set(1, 1);
		timers.advance(19);
		pins.set(1, 0);
		timers.advance(100);
		expect(contact.on).toBe(true);
		expect(changes).toEqual([[430 + 20, true]]);
		expect(timers.running).toBe(0);
	});

	test("a line that never comes to rest changes nothing", () => {
		const contact = input({ pin: 1 });
		for (let i = 0; i < 500; i++) {
			pins.set(1, i % 2 ? 0 : 1);
			timers.advance(10);
		}
		expect(contact.on).toBe(false);
		expect(changes).toEqual([]);
	});

	test("with a debounce of 0 for on it turns on in the edge itself, and off after the quiet time", () => {
		input({ pin: 1 }, 50, 0);
		pins.set(1, 1);
		expect(changes).toEqual([[0, true]]);
		pins.set(1, 0);
		timers.advance(5);
		pins.set(1, 1);
		timers.advance(5);
		pins.set(1, 0);
		timers.advance(200);
		expect(changes).toEqual([
			[0, true],
			[60, false],
		]);
		pins.set(1, 1);
		expect(changes[2]).toEqual([210, true]);
	});
});

describe("an LED", () => {
	test("is off at first and follows on and off, active low too", () => {
		const led = new Led(pins.digital, timers, { pin: 1 });
		const low = new Led(pins.digital, timers, { pin: 2, activeLow: true });
		expect([pins.level(1), pins.level(2)]).toEqual([0, 1]);
		led.on();
		low.on();
		expect([pins.level(1), pins.level(2)]).toEqual([1, 0]);
		led.off();
		low.off();
		expect([pins.level(1), pins.level(2)]).toEqual([0, 1]);
		expect(timers.running).toBe(0);
	});

	test("blinks once a second and keeps its rhythm; a timer runs only then", () => {
		const led = new Led(pins.digital, timers, { pin: 1 });
		led.blink();
		const seen: number[] = [];
		for (let i = 0; i < 8; i++) {
			timers.advance(250);
			led.blink();
			seen.push(pins.level(1));
			expect(timers.running).toBe(1);
		}
		expect(seen).toEqual([1, 0, 0, 1, 1, 0, 0, 1]);
		led.on();
		expect(timers.running).toBe(0);
		timers.advance(5000);
		expect(pins.level(1)).toBe(1);
		led.blink();
		timers.advance(600);
		expect(pins.level(1)).toBe(0);
		led.off();
		timers.advance(5000);
		expect(pins.level(1)).toBe(0);
		expect(timers.running).toBe(0);
	});
});

describe("a contactor", () => {
	test("is open from the very first level on, active low too", () => {
		new Contactor(pins.digital, { pin: 1 });
		new Contactor(pins.digital, { pin: 2, activeLow: true });
		expect(pins.written).toEqual([
			[1, 0],
			[2, 1],
		]);
	});

	test("opens when it is inhibited, does not close, and stays open afterwards", () => {
		const contactor = new Contactor(pins.digital, { pin: 1 });
		contactor.set(true);
		expect(pins.level(1)).toBe(1);
		contactor.inhibit(true);
		expect(pins.level(1)).toBe(0);
		contactor.set(true);
		expect(pins.level(1)).toBe(0);
		contactor.inhibit(false);
		expect(pins.level(1)).toBe(0);
		contactor.set(true);
		expect(pins.level(1)).toBe(1);
		contactor.set(false);
		expect(pins.level(1)).toBe(0);
	});
});
