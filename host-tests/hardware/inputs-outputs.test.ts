import { beforeEach, describe, expect, test } from "vitest";
import { Contactor } from "../../modules/hardware/contactor";
import { DebouncedInput } from "../../modules/hardware/debounced-input";
import { Led } from "../../modules/hardware/led";
import type { Pin } from "../../modules/hardware/platform";
import { VirtualTimers } from "../virtual-timers";
import { FakePins, FakePwm } from "./fake-pins";

let timers: VirtualTimers;
let pins: FakePins;
let changes: [time: number, on: boolean][];
beforeEach(() => {
	timers = new VirtualTimers(1000);
	pins = new FakePins();
	changes = [];
});

function input(pin: Pin, debounce?: number, debounceOn?: number): DebouncedInput {
	const inputChanged = (on: boolean) => changes.push([timers.now() - 1000, on]);
	return new DebouncedInput({
		...{ digital: pins.digital, timers, pin, debounce, debounceOn },
		listener: { inputChanged },
	});
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
	function led(pin: Pin, pwm?: FakePwm): Led {
		return new Led({ digital: pins.digital, pwm: pwm?.pwm, timers, pin });
	}

	test("is off at first and follows on and off, active low too", () => {
		const high = led({ pin: 1 });
		const low = led({ pin: 2, activeLow: true });
		expect([pins.level(1), pins.level(2)]).toEqual([0, 1]);
		high.show("on");
		low.show("on");
		expect([pins.level(1), pins.level(2)]).toEqual([1, 0]);
		high.show("off");
		low.show("off");
		expect([pins.level(1), pins.level(2)]).toEqual([0, 1]);
		expect(timers.running).toBe(0);
	});

	test("blinks once a second and keeps its rhythm; a timer runs only then", () => {
		const blinking = led({ pin: 1 });
		blinking.show("blink");
		const seen: number[] = [];
		for (let i = 0; i < 8; i++) {
			timers.advance(250);
			blinking.show("blink");
			seen.push(pins.level(1));
			expect(timers.running).toBe(1);
		}
		expect(seen).toEqual([1, 0, 0, 1, 1, 0, 0, 1]);
		blinking.show("on");
		expect(timers.running).toBe(0);
		timers.advance(5000);
		expect(pins.level(1)).toBe(1);
		blinking.show("blink");
		timers.advance(600);
		expect(pins.level(1)).toBe(0);
		blinking.show("off");
		timers.advance(5000);
		expect(pins.level(1)).toBe(0);
		expect(timers.running).toBe(0);
	});

	test("breathes by PWM, up and down in 3.2 s, and is never quite dark", () => {
		const pwm = new FakePwm();
		const breathing = led({ pin: 1 }, pwm);
		expect(pwm.values).toEqual([0]);
		breathing.show("breathe");
		timers.advance(3150);
		const breath = pwm.values.slice(1);
		expect(breath.length).toBe(64);
		expect(Math.min(...breath)).toBeGreaterThan(0);
		expect(Math.max(...breath)).toBe(1023);
		const up = breath.slice(0, 32);
		expect(up).toEqual(up.toSorted((a, b) => a - b));
		expect(new Set(up).size).toBe(32);
		expect(breath.slice(32)).toEqual(up.toReversed());
		timers.advance(50);
		breathing.show("breathe");
		expect(pwm.values.slice(65)).toEqual([breath[0]]);
		expect(timers.running).toBe(1);
		for (const [pattern, value] of [
			["on", 1023],
			["off", 0],
		] as const) {
			breathing.show(pattern);
			expect(pwm.values.at(-1)).toBe(value);
			expect(timers.running).toBe(0);
		}
	});

	test("at PWM that is active low is off at the highest value", () => {
		const pwm = new FakePwm();
		const low = led({ pin: 1, activeLow: true }, pwm);
		low.show("on");
		low.show("blink");
		timers.advance(500);
		expect(pwm.values).toEqual([1023, 0, 0, 1023]);
	});

	test("without PWM is on where it should breathe", () => {
		const steady = led({ pin: 1 });
		steady.show("breathe");
		expect(pins.level(1)).toBe(1);
		expect(timers.running).toBe(0);
		steady.show("off");
		expect(pins.level(1)).toBe(0);
	});
});

describe("a contactor", () => {
	const [COIL, FEEDBACK] = [1, 2];
	let failures: boolean[];
	let vehicle: boolean;

	beforeEach(() => {
		failures = [];
		vehicle = true;
	});

	function contactor(coil: Pin, feedback?: Pin): Contactor {
		return new Contactor({
			...{ digital: pins.digital, timers, coil, feedback },
			owner: {
				get ev() {
					return vehicle;
				},
				contactorFailed: (failed) => failures.push(failed),
			},
		});
	}

	test("is open from the very first level on, active low too", () => {
		contactor({ pin: 1 });
		contactor({ pin: 2, activeLow: true });
		expect(pins.written).toEqual([
			[1, 0],
			[2, 1],
		]);
	});

	test("opens when it is inhibited, does not close, and stays open afterwards", () => {
		const contact = contactor({ pin: COIL });
		contact.set(true);
		expect(pins.level(COIL)).toBe(1);
		contact.inhibit(true);
		expect(pins.level(COIL)).toBe(0);
		contact.set(true);
		expect(pins.level(COIL)).toBe(0);
		contact.inhibit(false);
		expect(pins.level(COIL)).toBe(0);
		contact.set(true);
		expect(pins.level(COIL)).toBe(1);
		contact.set(false);
		expect(pins.level(COIL)).toBe(0);
		expect(timers.running).toBe(0);
	});

	describe("with an auxiliary contact", () => {
		let contact: Contactor;
		beforeEach(() => {
			contact = contactor({ pin: COIL }, { pin: FEEDBACK });
		});

		test("that follows in time has not failed, however often it moves", () => {
			for (const level of [1, 0, 1, 0] as const) {
				contact.set(level === 1);
				timers.advance(249);
				pins.set(FEEDBACK, level);
				timers.advance(10_000);
			}
			expect(failures).toEqual([]);
			expect(timers.running).toBe(0);
		});

		test("that does not close within 300 ms has failed: its coil is off before anybody is told", () => {
			contact.set(true);
			timers.advance(299);
			expect(failures).toEqual([]);
			timers.advance(1);
			expect(failures).toEqual([true]);
			expect(pins.level(COIL)).toBe(0);
			contact.set(true);
			expect(pins.level(COIL)).toBe(0);
			timers.advance(10_000);
			expect(failures).toEqual([true]);
		});

		test("that is welded has failed, until it is open and the vehicle has gone", () => {
			contact.set(true);
			pins.set(FEEDBACK, 1);
			timers.advance(1000);
			contact.set(false);
			timers.advance(300);
			expect(failures).toEqual([true]);
			vehicle = false;
			contact.release();
			expect(failures).toEqual([true]);
			vehicle = true;
			pins.set(FEEDBACK, 0);
			timers.advance(1000);
			expect(failures).toEqual([true]);
			vehicle = false;
			contact.release();
			expect(failures).toEqual([true, false]);
			contact.set(true);
			expect(pins.level(COIL)).toBe(1);
		});

		test("that comes loose where no vehicle is may be tried again at once", () => {
			vehicle = false;
			pins.set(FEEDBACK, 1);
			timers.advance(400);
			expect(failures).toEqual([true]);
			pins.set(FEEDBACK, 0);
			timers.advance(50);
			expect(failures).toEqual([true, false]);
		});

		test("that falls open while it should be closed, as by a supply that fails, has failed", () => {
			contact.set(true);
			pins.set(FEEDBACK, 1);
			timers.advance(1000);
			pins.set(FEEDBACK, 0);
			timers.advance(350);
			expect(failures).toEqual([true]);
			expect(pins.level(COIL)).toBe(0);
		});

		test("that an emergency stop opens has not failed", () => {
			contact.set(true);
			pins.set(FEEDBACK, 1);
			timers.advance(1000);
			contact.inhibit(true);
			pins.set(FEEDBACK, 0);
			timers.advance(1000);
			expect(failures).toEqual([]);
		});
	});

	test("that is welded at the start, or whose wire is broken, is found so by its auxiliary contact", () => {
		pins.set(FEEDBACK, 1);
		contactor({ pin: COIL }, { pin: FEEDBACK, pull: "up" });
		expect(failures).toEqual([]);
		timers.advance(300);
		expect(failures).toEqual([true]);
	});
});
