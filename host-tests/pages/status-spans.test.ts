import { expect, test } from "vitest";
import { statusSpans } from "../../csms/pages/operator/charge-point/history/status-spans";

const MINUTE = 60_000;
const told = (
	minute: number,
	status: "Available" | "Charging" | "Faulted",
	connectorId = 1,
	errorCode = "NoError",
) => ({
	connectorId,
	status,
	errorCode,
	timestamp: new Date(minute * MINUTE).toISOString(),
});
const spans = (records: ReturnType<typeof told>[], before: ReturnType<typeof told>[] = []) =>
	statusSpans(records, before, 1, 0, 60 * MINUTE).map(({ status, from, to }) => [
		status,
		from / MINUTE,
		to / MINUTE,
	]);

test("the spans fill the period without a gap, and begin with what was told before it", () => {
	const records = [told(30, "Charging"), told(20, "Faulted", 2), told(10, "Available")];
	expect(spans(records, [told(-5, "Faulted"), told(-9, "Available")])).toEqual([
		["Faulted", 0, 10],
		["Available", 10, 30],
		["Charging", 30, 60],
	]);
});

test("what was never told is not known; the same status told again is one span", () => {
	expect(spans([])).toEqual([[null, 0, 60]]);
	expect(spans([told(40, "Available"), told(10, "Available")])).toEqual([
		[null, 0, 10],
		["Available", 10, 60],
	]);
});

test("another error code is another span, and what is too short to be seen is none", () => {
	expect(spans([told(20, "Faulted", 1, "GroundFailure"), told(0, "Faulted", 1, "HighTemperature")])).toEqual([
		["Faulted", 0, 20],
		["Faulted", 20, 60],
	]);
	expect(spans([told(10.05, "Charging"), told(10, "Available")])).toEqual([
		[null, 0, 10],
		["Charging", 10, 60],
	]);
});
