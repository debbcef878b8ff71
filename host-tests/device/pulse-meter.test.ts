import { beforeEach, describe, expect, test, vi } from "vitest";
import { EnergyRegister } from "../../device/energy-register";
import { PulseMeter } from "../../modules/hardware/drivers/pulse-meter";
import { FakePulseCount } from "../hardware/drivers/fake-pulse-count";
import { VirtualTimers } from "../virtual-timers";
import { preferences } from "./fake-preferences";

vi.mock("preference", async () => ({ default: (await import("./fake-preferences")).preferences }));

let timers: VirtualTimers;
let counter: FakePulseCount;

beforeEach(() => {
	preferences.reset();
});

/** The meter after a boot; nothing runs on of what ran before it. */
function boot(impulsesPerKwh = 1000): PulseMeter {
	timers = new VirtualTimers(5000);
	const open = (onReadable: () => void) => {
		counter = new FakePulseCount(timers, onReadable);
		return counter;
	};
	return new PulseMeter({ timers, open, impulsesPerKwh, register: new EnergyRegister(1) });
}

describe("a pulse meter", () => {
	test("counts each pulse of the shortest length once", () => {
		const meter = boot();
		for (let i = 0; i < 250; i++) counter.pulse(30, 30);
		expect(meter.read().importWh).toBe(250);
	});

	test.each([
		[100, 7, 70],
		[500, 7, 14],
		[800, 8, 10],
		[2000, 7, 3],
		[10_000, 99, 9],
	])("with %i impulses per kWh, %i of them are %i Wh", (impulsesPerKwh, pulses, wh) => {
		const meter = boot(impulsesPerKwh);
		for (let i = 0; i < pulses; i++) counter.pulse();
		expect(meter.read().importWh).toBe(wh);
	});

	test("does not count bounces of the contact, before, in and after a pulse", () => {
		const meter = boot();
		counter.bounce(5);
		timers.advance(50);
		expect(meter.read().importWh).toBe(0);
		for (let i = 0; i < 20; i++) {
			counter.bounce(5);
			counter.pulse();
			counter.bounce(5);
			timers.advance(20);
		}
		expect(meter.read().importWh).toBe(20);
	});

	test("counts the same with the two lines swapped", () => {
		const meter = boot();
		counter.swapped = true;
		for (let i = 0; i < 50; i++) counter.pulse();
		expect(meter.read().importWh).toBe(50);
	});

	test("loses nothing while JavaScript is busy, up to 8191 pulses", () => {
		const meter = boot();
		counter.pulse();
		counter.busy = true;
		for (let i = 0; i < 8191; i++) counter.pulse(30, 30);
		counter.free();
		expect(meter.read().importWh).toBe(8192);
	});

	test("its power is that of the time between pulses", () => {
		const meter = boot();
		expect(meter.read().powerW).toBe(0);
		for (let i = 0; i < 5; i++) counter.pulse(50, 950);
		// 1 Wh a second.
		expect(meter.read().powerW).toBe(3600);
		for (let i = 0; i < 20; i++) counter.pulse(50, 277);
		expect(meter.read().powerW).toBe(Math.round(3_600_000 / 327));
	});

	test("its power is right after JavaScript was busy", () => {
		const meter = boot();
		for (let i = 0; i < 5; i++) counter.pulse(50, 950);
		counter.busy = true;
		for (let i = 0; i < 5; i++) counter.pulse(50, 950);
		counter.free();
		expect(meter.read().powerW).toBeGreaterThan(3000);
		expect(meter.read().powerW).toBeLessThan(3700);
	});

	test("its power sinks when no pulses come, and is 0 after two minutes", () => {
		const meter = boot();
		for (let i = 0; i < 5; i++) counter.pulse(50, 950);
		let before = 3600;
		for (const [seconds, most] of [
			[1, 1857],
			[8, 363],
			[50, 61],
			[59, 31],
		]) {
			timers.advance(seconds * 1000);
			const power = meter.read().powerW!;
			expect(power).toBeLessThan(before);
			expect(power).toBeLessThanOrEqual(most);
			expect(power).toBeGreaterThan(0);
			before = power;
		}
		timers.advance(2000);
		expect(meter.read().powerW).toBe(0);
		expect(timers.running).toBe(0);
		counter.pulse(50, 950);
		expect(meter.read().powerW).toBe(0);
		counter.pulse(50, 950);
		expect(meter.read().powerW).toBe(3600);
	});

	test("R-TX-18 its register never falls, wherever the power is cut", () => {
		let shown = 0;
		for (let boots = 0; boots < 40; boots++) {
			const meter = boot();
			expect(meter.read().importWh).toBeGreaterThanOrEqual(shown);
			for (let i = 0; i < boots * 3; i++) counter.pulse(30, 30);
			shown = meter.read().importWh;
		}
	});

	test("stores every 50 Wh and once when it rests: nothing is lost or added by a cut then", () => {
		boot();
		for (let i = 0; i < 1010; i++) counter.pulse(30, 30);
		expect(preferences.writes).toBeLessThanOrEqual(21);
		timers.advance(121_000);
		expect(preferences.writes).toBeLessThanOrEqual(23);
		timers.advance(24 * 3_600_000);
		expect(preferences.writes).toBeLessThanOrEqual(23);
		expect(boot().read().importWh).toBe(1010);
	});

	test("no timer runs and nothing is told while no pulses come", () => {
		const meter = boot();
		timers.advance(3_600_000);
		expect(timers.running).toBe(0);
		expect(counter.told).toBe(0);
		expect(meter.read()).toEqual({ importWh: 0, powerW: 0 });
	});

	test("says what number of impulses it cannot have", () => {
		expect(() => boot(0)).toThrow(new RangeError("A meter cannot have 0 impulses per kWh"));
		expect(() => boot(Number.NaN)).toThrow(RangeError);
	});
});
