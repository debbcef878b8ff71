import { expect, test } from "vitest";
import { comparedChange } from "../../csms/pages/operator/statistics/comparison";
import { periodBefore } from "../../csms/pages/operator/statistics/period";

test("a change is a share of what was before, where that says something", () => {
	expect(comparedChange(125, 100)).toBe(0.25);
	expect(comparedChange(0, 100)).toBe(-1);
	expect(comparedChange(999, 100)).toBeCloseTo(8.99);
	expect(comparedChange(12_445, 100)).toBe("hardly");
	expect(comparedChange(5, 0)).toBe("nothing");
	expect(comparedChange(5, null)).toBe("nothing");
});

test.each([
	["a period that is over, with as many days", "2026-11-01", "2026-11-07", "2026-10-25", "2026-10-31"],
	["a month that is over, with the month before", "2026-10-01", "2026-10-31", "2026-09-01", "2026-09-30"],
	["half a month, with the same days", "2026-11-01", "2026-11-30", "2026-10-01", "2026-10-15"],
	["half a year and half a month", "2026-06-01", "2026-11-30", "2025-12-01", "2026-05-17"],
	["days up to today", "2026-11-09", "2026-11-15", "2026-11-02", "2026-11-08"],
	["a month that is still to come", "2026-12-01", "2026-12-31", "2026-11-01", "2026-11-30"],
])("compared is %s", (_, from, to, first, last) => {
	expect(periodBefore({ from, to }, "2026-11-15")).toEqual({ from: first, to: last });
});
