import { beforeEach, expect, test, vi } from "vitest";
import { EnergyRegister } from "../../device/energy-register";

/** The preferences of the SDK on the ESP32: erased first, then written; the power may fail before either. */
const nvs = vi.hoisted(() => ({
	values: new Map<string, number>(),
	steps: Number.POSITIVE_INFINITY,
	writes: 0,
}));

vi.mock("preference", () => ({
	default: {
		get: (domain: string, key: string) => nvs.values.get(`${domain} ${key}`),
		set(domain: string, key: string, value: number) {
			const name = `${domain} ${key}`;
			if (name.split(" ").some((part) => part.length > 15)) throw new Error("too long for NVS");
			if (nvs.steps-- <= 0) throw new Error("the power is cut");
			nvs.values.delete(name);
			if (nvs.steps-- <= 0) throw new Error("the power is cut");
			nvs.values.set(name, value);
			nvs.writes++;
		},
	},
}));

beforeEach(() => {
	nvs.values.clear();
	nvs.steps = Number.POSITIVE_INFINITY;
	nvs.writes = 0;
});

test("R-TX-18 the register never falls, wherever in a write the power is cut", () => {
	let cuts = 0;
	for (let steps = 0; steps < 60; steps++) {
		nvs.values.clear();
		let told = 0;
		for (let boot = 0; boot < 4; boot++) {
			nvs.steps = steps + boot;
			const register = new EnergyRegister(4);
			expect(register.wh).toBeGreaterThanOrEqual(told);
			expect(register.wh).toBeLessThanOrEqual(told + 50 + 7);
			try {
				for (let i = 1; i <= 90; i++) {
					register.add(7);
					told = register.wh;
					if (i % 30 === 0) register.settle();
				}
			} catch (error) {
				expect(String(error)).toContain("the power is cut");
				cuts++;
			}
		}
	}
	expect(cuts).toBeGreaterThan(100);
});

test("R-TX-18 what is settled is exact after a boot, and two writes", () => {
	const register = new EnergyRegister(1);
	register.add(75);
	const { writes } = nvs;
	register.settle();
	register.settle();
	expect(nvs.writes).toBe(writes + 2);
	expect(new EnergyRegister(1).wh).toBe(75);
});
