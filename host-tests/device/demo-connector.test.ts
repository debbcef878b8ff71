import { beforeEach, describe, expect, test, vi } from "vitest";
import { DemoConnector } from "../../device/demo-connector";
import { FakePins } from "../hardware/fake-pins";
import { VirtualTimers } from "../virtual-timers";
import { preferences } from "./fake-preferences";

vi.mock("preference", async () => ({ default: (await import("./fake-preferences")).preferences }));

const PINS = {
	ev: { pin: 1 },
	evReady: { pin: 2 },
	contactor: { pin: 3 },
	leds: { available: { pin: 4 }, charging: { pin: 5 }, fault: { pin: 6 } },
};
const HOUR = 3_600_000;

let timers: VirtualTimers;

beforeEach(() => {
	preferences.reset();
});

/** The connector after a boot; nothing runs on of what ran before it. */
function boot(): DemoConnector {
	timers = new VirtualTimers();
	const { digital } = new FakePins();
	return new DemoConnector({ digital, timers, pins: PINS, maxCurrent: 32 }, 1);
}

describe("the metered load of the demo", () => {
	test("draws what is offered while the contactor is closed", () => {
		const connector = boot();
		connector.setOfferedCurrent(10);
		timers.advance(HOUR);
		expect(connector.meter.read()).toMatchObject({ importWh: 0, powerW: 0, currentA: [0, 0, 0] });
		connector.setContactor(true);
		timers.advance(HOUR);
		expect(connector.meter.read()).toEqual({
			importWh: 6900,
			powerW: 6900,
			phasePowerW: [2300, 2300, 2300],
			currentA: [10, 10, 10],
			voltageV: [230, 230, 230],
		});
		connector.setOfferedCurrent(20);
		timers.advance(HOUR / 2);
		connector.setContactor(false);
		timers.advance(HOUR);
		expect(connector.meter.read()).toMatchObject({ importWh: 13_800, powerW: 0 });
	});

	test("an emergency stop ends it, and closing meanwhile does not count", () => {
		const connector = boot();
		connector.setOfferedCurrent(10);
		connector.setContactor(true);
		connector.inhibit(true);
		connector.setContactor(true);
		timers.advance(HOUR);
		expect(connector.meter.read()).toMatchObject({ importWh: 0, powerW: 0 });
	});

	test("R-TX-18 the register never falls over a power cut, nor does it run ahead by more than 50 Wh", () => {
		let before = 0;
		for (const seconds of [1, 7, 60, 333, 5000]) {
			const connector = boot();
			const found = connector.meter.read().importWh;
			expect(found).toBeGreaterThanOrEqual(before);
			expect(found).toBeLessThanOrEqual(before + 50);
			connector.setOfferedCurrent(32);
			connector.setContactor(true);
			timers.advance(seconds * 1000);
			before = connector.meter.read().importWh;
		}
	});

	test("the register is exact over a restart between two sessions", () => {
		const connector = boot();
		connector.setOfferedCurrent(32);
		connector.setContactor(true);
		timers.advance(12_345);
		connector.setContactor(false);
		const { importWh } = connector.meter.read();
		expect(importWh).toBe(75);
		expect(boot().meter.read().importWh).toBe(importWh);
	});

	test("an hour at full power writes the flash once for each 50 Wh, and not at all without power", () => {
		const connector = boot();
		connector.setOfferedCurrent(32);
		connector.setContactor(true);
		timers.advance(HOUR);
		expect(preferences.writes).toBeGreaterThan(400);
		expect(preferences.writes).toBeLessThan(450);
		connector.setContactor(false);
		const { writes } = preferences;
		timers.advance(24 * HOUR);
		expect(preferences.writes).toBe(writes);
		expect(timers.running).toBe(0);
	});
});
