import { expect, test } from "vitest";
import { powers } from "../../csms/pages/parts/power";
import { minutesAgo, newMeterValue } from "./samples";

const value = (minutes: number, energyWh: number | null, powerW: number | null) => ({
	...newMeterValue(1, minutesAgo(minutes), 0, 0),
	energyWh,
	powerW,
});

test("measured power is told as it is, also where some values lack it", () => {
	expect(powers([value(2, 100, 5000), value(1, 200, null), value(0, 300, 4000)])).toEqual([5000, null, 4000]);
});

test("without measured power it is the mean since the value before", () => {
	expect(powers([value(60, 1000, null), value(30, 6000, null), value(0, 6000, null)])).toEqual([
		null,
		10_000,
		0,
	]);
});

test("values without energy, or at the same moment, have no power and do no harm", () => {
	const values = [value(60, 1000, null), value(45, null, null), value(30, 6000, null), value(30, 6000, null)];
	expect(powers(values)).toEqual([null, null, 10_000, null]);
	expect(powers([])).toEqual([]);
});
