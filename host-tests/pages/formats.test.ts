import { describe, expect, test } from "vitest";
import { localMinute, momentOfLocal, startOfDay } from "../../csms/pages/parts/local-time";
import { formatsFor } from "../../csms/pages/shared/formats";
import { languageFor } from "../../csms/pages/shared/languages";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe("formats", () => {
	const en = formatsFor("en");
	const zh = formatsFor("zh-TW");

	test("energy moves with each Wh while it is little", () => {
		expect([en.energy(0), en.energy(1), en.energy(9_999), en.energy(10_000), en.energy(1_234_567)]).toEqual([
			"0.000 kWh",
			"0.001 kWh",
			"9.999 kWh",
			"10.00 kWh",
			"1,234.57 kWh",
		]);
	});

	test("power in W below 1 kW", () => {
		expect([en.power(0), en.power(999), en.power(11_040), en.power(-1500)]).toEqual([
			"0 W",
			"999 W",
			"11.04 kW",
			"-1.50 kW",
		]);
	});

	test("spans of time in both languages", () => {
		expect([5 * SECOND, 65 * SECOND, 2 * HOUR + 3 * MINUTE].map(en.duration)).toEqual([
			"5 sec",
			"1 min 5 sec",
			"2 hr 3 min",
		]);
		expect([5 * SECOND, 65 * SECOND, 2 * HOUR + 3 * MINUTE].map(zh.duration)).toEqual([
			"5 秒",
			"1 分鐘 5 秒",
			"2 小時 3 分鐘",
		]);
		expect([59 * SECOND, 61 * SECOND, 47 * HOUR, 49 * HOUR].map(en.roughly)).toEqual([
			"59 sec",
			"1 min",
			"47 hr",
			"2 days",
		]);
		expect(en.duration(-5)).toBe("0 sec");
	});

	test("moments in the reader's time zone, hours up to 23", () => {
		const moment = new Date(2026, 10, 22, 0, 5, 9).toISOString();
		expect(en.dateTime(moment)).toBe("Nov 22, 2026, 00:05");
		expect(zh.dateTime(moment).replace(/\s/u, " ")).toBe("2026/11/22 00:05");
		expect(en.time(moment)).toBe("00:05:09");
		expect(en.preciseTime(moment)).toBe("00:05:09.000");
	});

	test("fields for dates write them as the reader does", () => {
		const formats = ["en", "en-GB", "zh-TW"].map((language) => formatsFor(language).dateFormat);
		expect(formats).toEqual(["MMM D, YYYY", "D MMM YYYY", "YYYY/M/D"]);
	});
});

test("local input values and moments go both ways", () => {
	const moment = new Date(2026, 10, 22, 18, 5).toISOString();
	expect(localMinute(Date.parse(moment) + 59_000)).toBe("2026-11-22 18:05:00");
	expect(localMinute(moment)).toBe("2026-11-22 18:05:00");
	expect(momentOfLocal("2026-11-22 18:05:00")).toBe(moment);
	expect(startOfDay("2026-11-22")).toBe(new Date(2026, 10, 22).toISOString());
	expect(startOfDay("2026-11-30", 1)).toBe(new Date(2026, 11, 1).toISOString());
});

test.each([
	["zh-TW", "zh-TW"],
	["zh-Hant-HK", "zh-TW"],
	["zh", "zh-TW"],
	["en-GB", "en"],
	["de", "en"],
	["zhx", "en"],
])("a browser in %s gets %s", (tag, language) => {
	expect(languageFor(tag)).toBe(language);
});
