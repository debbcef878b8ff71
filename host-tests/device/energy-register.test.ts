import { beforeEach, expect, test, vi } from "vitest";
import { EnergyRegister } from "../../device/energy-register";
import { preferences } from "./fake-preferences";

vi.mock("preference", async () => ({ default: (await import("./fake-preferences")).preferences }));

beforeEach(() => {
	preferences.reset();
});

test("R-TX-18 the register never falls, wherever in a write the power is cut", () => {
	let cuts = 0;
	for (let steps = 0; steps < 60; steps++) {
		preferences.values.clear();
		let told = 0;
		for (let boot = 0; boot < 4; boot++) {
			preferences.steps = steps + boot;
			const register = new EnergyRegister(4);
			expect(register.wh).toBeGreaterThanOrEqual(told);
			expect(register.wh).toBeLessThanOrEqual(told + 50 + 7);
			// From the cut on the flash takes nothing: what is told then holds all the same.
			for (let i = 1; i <= 90; i++) {
				register.add(7);
				told = register.wh;
				if (i % 30 === 0) register.settle();
			}
			if (preferences.steps < 0) cuts++;
		}
	}
	expect(cuts).toBeGreaterThan(100);
});

test("with a flash that takes nothing the register stands still, and catches up", () => {
	const register = new EnergyRegister(1);
	register.add(75);
	preferences.steps = 0;
	register.add(500);
	expect(register.wh).toBe(100);
	register.settle();
	expect(new EnergyRegister(1).wh).toBe(100);
	preferences.steps = Number.POSITIVE_INFINITY;
	register.add(1);
	expect(register.wh).toBe(576);
	register.settle();
	expect(new EnergyRegister(1).wh).toBe(576);
});

test("R-TX-18 what is settled is exact after a boot, and two writes", () => {
	const register = new EnergyRegister(1);
	register.add(75);
	const { writes } = preferences;
	register.settle();
	register.settle();
	expect(preferences.writes).toBe(writes + 2);
	expect(new EnergyRegister(1).wh).toBe(75);
});
