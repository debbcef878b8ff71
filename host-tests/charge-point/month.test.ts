import { expect, test } from "vitest";
import { live } from "./virtual-life";

test("R-QUE-02 R-TX-16 R-HB-02 a month of 20 sessions a day, lost networks, power cuts and a CSMS that errs: all accounted for, nothing grows", {
	timeout: 120_000,
}, () => {
	const { sessions, cuts, resets, losses, heap } = live(30, 2026);
	expect(sessions).toBe(600);
	expect(Math.min(cuts, resets)).toBeGreaterThan(2);
	expect(losses).toBe(30);
	expect(heap).toHaveLength(3);
});
