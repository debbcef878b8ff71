import { describe, expect, it } from "vitest";
import {
	cardText,
	clockText,
	durationText,
	energyText,
	offerText,
	powerText,
	untilText,
} from "../../modules/ui/numbers";

describe("numbers on the screen", () => {
	it.each([
		[0, "0.00", "kWh"],
		[9, "0.00", "kWh"],
		[10, "0.01", "kWh"],
		[1_999, "1.99", "kWh"],
		[12_345, "12.34", "kWh"],
		[99_999, "99.99", "kWh"],
		[100_000, "100.0", "kWh"],
		[999_999, "999.9", "kWh"],
		[1_000_000, "1000", "kWh"],
		[9_999_999, "9999", "kWh"],
		[10_000_000, "10.00", "MWh"],
		[2_345_678_901, "2345", "MWh"],
	])("%i Wh are %s %s", (wh, number, unit) => {
		expect(energyText(wh)).toEqual({ number, unit });
	});

	it.each([
		[0, "0.0 kW"],
		[-3, "0.0 kW"],
		[49, "0.0 kW"],
		[50, "0.1 kW"],
		[1_380, "1.4 kW"],
		[9_960, "10.0 kW"],
		[22_080, "22.1 kW"],
	])("%i W are %s", (watts, text) => {
		expect(powerText(watts)).toBe(text);
	});

	it.each([
		[0, "≤0 A"],
		[6, "≤6 A"],
		[15.99, "≤15 A"],
		[32, "≤32 A"],
	])("an offer of %f A is %s", (amperes, text) => {
		expect(offerText(amperes)).toBe(text);
	});

	it.each([
		[0, "0:00"],
		[9.9, "0:09"],
		[60, "1:00"],
		[3_599, "59:59"],
		[3_600, "1:00:00"],
		[35_999, "9:59:59"],
		[36_000, "10h00"],
		[359_999, "99h59"],
		[360_000, "100 h"],
		[900_000, "250 h"],
	])("%f s are %s", (seconds, text) => {
		expect(durationText(seconds)).toBe(text);
	});

	it.each([
		[0, 0, "00:00"],
		[59_999, 0, "00:00"],
		[0, 480, "08:00"],
		[0, -300, "19:00"],
		[Date.UTC(2026, 1, 1, 23, 30), 345, "05:15"],
	])("%i ms since 1970 and %i minutes are %s", (clock, offset, text) => {
		expect(clockText(clock, offset)).toBe(text);
	});

	it.each([
		["in a minute", Date.UTC(2026, 10, 22, 2, 31), 0, "02:31"],
		["in a minute, elsewhere", Date.UTC(2026, 10, 22, 2, 31), 480, "10:31"],
		["tomorrow, in less than a day", Date.UTC(2026, 10, 23, 2, 29), 0, "02:29"],
		["in a day", Date.UTC(2026, 10, 23, 2, 30), 0, "11/23"],
		["at the end of a day, elsewhere the next one", Date.UTC(2026, 11, 31, 23, 0), 480, "1/1"],
	])("a moment %s", (_, at, offset, text) => {
		expect(untilText(at, Date.UTC(2026, 10, 22, 2, 30), offset)).toBe(text);
	});

	it.each([
		["04A2B9C1D25E80", "..5E80"],
		["ABCDE", "..BCDE"],
		["ABCD", "ABCD"],
		["", ""],
	])("of the card %s there is %s to be seen", (idTag, text) => {
		expect(cardText(idTag)).toBe(text);
	});
});
