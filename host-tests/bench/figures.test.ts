import { describe, expect, test } from "vitest";
import { readProfile } from "../../bench/callgrind";
import { median, quantile } from "../../bench/quantiles";
import { added, grouped, table } from "../../bench/table";

describe("quantiles", () => {
	test("are found in any order, and lie in proportion between two values", () => {
		expect(median([5, 1, 3])).toBe(3);
		expect(median([4, 1, 3, 2])).toBe(2.5);
		expect(quantile([10, 0], 0.95)).toBeCloseTo(9.5);
		expect(quantile([7], 0.95)).toBe(7);
		expect(quantile([1, 2, 3], 1)).toBe(3);
	});

	test("the values stay in their order, and of none there is no quantile", () => {
		const values = [3, 1, 2];
		median(values);
		expect(values).toEqual([3, 1, 2]);
		expect(() => median([])).toThrow("nothing was measured");
	});
});

describe("tables", () => {
	test("numbers are grouped, with a sign where they are a difference", () => {
		expect(grouped(1_234_567)).toBe("1,234,567");
		expect(grouped(0.25, 1)).toBe("0.3");
		expect([added(2048), added(0), added(-1500)]).toEqual(["+2,048", "+0", "-1,500"]);
	});

	test("all columns but the first are to the right; a row of another length is refused", () => {
		expect(table(["what", "bytes"], [["boot", "1"]])).toBe("| what | bytes |\n| --- | ---: |\n| boot | 1 |");
		expect(() => table(["what", "bytes"], [["boot"]])).toThrow(RangeError);
	});
});

describe("a file of callgrind's", () => {
	const FILE = [
		"# callgrind format",
		"version: 1",
		"events: Ir",
		"",
		"ob=(1) /firmware/mc.so",
		"fl=(1) ???",
		"fn=(1) main",
		"0 38",
		"cfn=(2) fxRunCount",
		"calls=2 0 ",
		"0 1500",
		"cfn=(3) fxCollect",
		"calls=1 0 ",
		"+3 100",
		"",
		"fn=(2)",
		"0 900",
		"cfn=(3)",
		"calls=3 0 ",
		"* 600",
		"0 4",
		"",
		"fn=(3)",
		"0 700",
		"",
		"totals: 1642",
	].join("\n");

	test("tells the sum, and what happened within a function whoever called it", () => {
		const profile = readProfile(FILE);
		expect(profile.total).toBe(1642);
		expect(profile.within("fxRunCount")).toBe(1500);
		expect(profile.within("fxCollect")).toBe(700);
		expect(profile.within("PiuViewUpdate")).toBe(0);
	});

	test("that is cut off is refused", () => {
		expect(() => readProfile(FILE.slice(0, -20))).toThrow("no totals");
	});
});
