import { describe, expect, test } from "vitest";
import { type FrameFilter, FrameReader, matches, summary } from "../../csms/frames/frames";

describe("reading frames", () => {
	test("an answer carries the action of its call and how long it took", () => {
		const reader = new FrameReader();
		const call = reader.read("charge-point", 1000, [2, "7", "Heartbeat", {}]);
		const result = reader.read("csms", 1040, [3, "7", { currentTime: "2026-11-22T10:00:00Z" }]);
		expect(call).toMatchObject({ kind: "call", action: "Heartbeat", answeredAfter: null });
		expect(result).toMatchObject({ kind: "result", action: "Heartbeat", answeredAfter: 40, from: "csms" });
		expect(result.key).toBeGreaterThan(call.key);
	});

	test("the same message id in both directions are two calls", () => {
		const reader = new FrameReader();
		reader.read("charge-point", 0, [2, "1", "Heartbeat", {}]);
		reader.read("csms", 0, [2, "1", "Reset", { type: "Soft" }]);
		expect(reader.read("csms", 5, [3, "1", {}]).action).toBe("Heartbeat");
		expect(reader.read("charge-point", 9, [3, "1", { status: "Accepted" }]).action).toBe("Reset");
	});

	test("a CALLERROR tells its code and description", () => {
		const reader = new FrameReader();
		reader.read("csms", 0, [2, "1", "SetChargingProfile", {}]);
		expect(reader.read("charge-point", 1, [4, "1", "NotSupported", "no", { why: 1 }])).toMatchObject({
			kind: "error",
			action: "SetChargingProfile",
			errorCode: "NotSupported",
			errorDescription: "no",
			payload: { why: 1 },
		});
	});

	test("an answer whose call was not seen, or was before a gap, has no action", () => {
		const reader = new FrameReader();
		reader.read("charge-point", 0, [2, "1", "Heartbeat", {}]);
		reader.reset();
		expect(reader.read("csms", 1, [3, "1", {}])).toMatchObject({ action: null, answeredAfter: null });
	});

	test.each(["not json", [], [9, "1", {}], { action: "Heartbeat" }, [2, 5, "Heartbeat", {}], null])(
		"what is no frame of OCPP-J is shown as it is: %j",
		(raw) => {
			const frame = new FrameReader().read("charge-point", 0, raw);
			expect(frame).toMatchObject({ kind: "other", action: null, payload: raw });
		},
	);

	test("calls that nobody answers are forgotten in the end", () => {
		const reader = new FrameReader();
		for (let i = 0; i <= 500; i++) reader.read("charge-point", 0, [2, `${i}`, "Heartbeat", {}]);
		expect(reader.read("csms", 0, [3, "0", {}]).action).toBeNull();
		expect(reader.read("csms", 0, [3, "1", {}]).action).toBe("Heartbeat");
	});
});

test.each([
	[{ connectorId: 1, status: "Available" }, "connectorId 1 · status Available"],
	[{ transactionId: 7, idTagInfo: { status: "Invalid" } }, "transactionId 7 · idTagInfo.status Invalid"],
	[{ key: ["A", "B"] }, 'key ["A","B"]'],
	[
		{ configurationKey: [{ key: "A", readonly: true }] },
		"configurationKey.key A · configurationKey.readonly true",
	],
	[
		{
			connectorId: 1,
			meterValue: [
				{ timestamp: "T", sampledValue: [{ value: "196" }, { value: "32", phase: "L1", unit: "A" }] },
			],
		},
		"connectorId 1 · 196 · L1 32 A",
	],
	[{}, ""],
	[undefined, ""],
	[null, "null"],
	["text", "text"],
	[[3], "[3]"],
])("%j on one line", (payload, line) => {
	expect(summary(payload)).toBe(line);
});

describe("filtering frames", () => {
	const reader = new FrameReader();
	const call = reader.read("charge-point", 0, [2, "abc-1", "StatusNotification", { status: "Faulted" }]);
	const error = reader.read("csms", 1, [4, "abc-1", "InternalError", "disk full", {}]);

	const choice = (show: FrameFilter, text = "", action = "") => ({ show, text, action });

	test("by action, with the answer to it", () => {
		const other = reader.read("charge-point", 2, [2, "abc-2", "Heartbeat", {}]);
		const all = [call, error, other];
		expect(all.filter((frame) => matches(frame, choice("all", "", "StatusNotification")))).toEqual([
			call,
			error,
		]);
	});

	test("by side", () => {
		expect([call, error].filter((frame) => matches(frame, choice("charge-point", "")))).toEqual([call]);
		expect([call, error].filter((frame) => matches(frame, choice("csms", "")))).toEqual([error]);
		expect([call, error].filter((frame) => matches(frame, choice("errors", "")))).toEqual([error]);
		expect([call, error].filter((frame) => matches(frame, choice("all", "")))).toEqual([call, error]);
	});

	test.each([
		["faulted", [call]],
		["statusnotification", [call, error]],
		["status DISK", [error]],
		["abc-1", [call, error]],
		["nothing", []],
	])("by words: %s", (text, found) => {
		expect([call, error].filter((frame) => matches(frame, choice("all", text)))).toEqual(found);
	});
});
