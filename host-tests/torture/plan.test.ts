import { expect, test } from "vitest";
import { FAULTS, makePlan } from "./plan";

test("the same seed makes the same plan, another one another", () => {
	expect(makePlan(7, 300, 4)).toEqual(makePlan(7, 300, 4));
	expect(makePlan(7, 300, 4)).not.toEqual(makePlan(8, 300, 4));
});

test("five minutes have every fault, in order, for every charge point, within the time", () => {
	for (const seed of [1, 2, 3]) {
		const plan = makePlan(seed, 300, 4);
		expect(new Set(plan.map(({ fault }) => fault))).toEqual(new Set(FAULTS));
		expect(new Set(plan.map(({ chargePoint }) => chargePoint))).toEqual(new Set([0, 1, 2, 3]));
		expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).sort((one, other) => one - other));
		expect(plan.every(({ at }) => at >= 0 && at < 300_000)).toBe(true);
	}
});

test("an hour has twelve times as many as five minutes, more or less", () => {
	const { length } = makePlan(5, 3600, 4);
	expect(length / makePlan(5, 300, 4).length).toBeGreaterThan(9);
	expect(length / makePlan(5, 300, 4).length).toBeLessThan(15);
});
