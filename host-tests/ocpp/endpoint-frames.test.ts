import { describe, expect, test } from "vitest";
import type { ChargePointAction, CsmsAction } from "../../modules/ocpp/types";
import { chargePoint, csms } from "./sides";

const time = "2026-01-02T03:04:05Z";

describe("received frames", () => {
	test("R-FRM-01 CALLRESULT and CALLERROR have three and five elements, empty details are {}", () => {
		const { calls, receive, sent } = chargePoint();
		receive(2, "a", "Reset", { type: "Soft" });
		receive(2, "b", "Reset", { type: "Soft" });
		receive(2, "c", "Reset", { type: "Soft" });
		const [a, b, c] = calls;
		if (a.action !== "Reset") throw new Error("not Reset");
		a.respond({ status: "Accepted" });
		b.fail("InternalError");
		c.fail("SecurityError", "no", { why: "x" });
		expect(sent).toEqual([
			[3, "a", { status: "Accepted" }],
			[4, "b", "InternalError", "", {}],
			[4, "c", "SecurityError", "no", { why: "x" }],
		]);
	});

	test.each([0, 1, 5, 17, -2, 2.5, 1e300])("R-FRM-02 message type number %s is ignored", (type) => {
		const { endpoint, receive, sent, calls, invalid } = chargePoint();
		receive(type, "a", "Reset", { type: "Soft" });
		expect([sent, calls, invalid]).toEqual([[], [], []]);
		endpoint.call("Heartbeat", {}, () => {});
		expect(sent).toHaveLength(1);
	});

	test("R-FRM-03 R-FRM-04 ids of 1 and 36 characters are echoed exactly", () => {
		const { receive, sent, calls } = chargePoint();
		const ids = ["1", '"\\ü', "x".repeat(36)];
		for (const id of ids) receive(2, id, "ClearCache", {});
		for (const call of calls) call.fail("GenericError");
		expect(sent.map((frame) => frame[1])).toEqual(ids);
	});

	test("R-FRM-04 a too long id gets FormationViolation with that id", () => {
		const { receive, sent, calls } = chargePoint();
		const id = "x".repeat(37);
		receive(2, id, "ClearCache", {});
		expect(sent).toEqual([[4, id, "FormationViolation", "The message id has more than 36 characters", {}]]);
		expect(calls).toEqual([]);
	});

	test("R-FRM-04 the id of a CALL still being handled gets FormationViolation, later it may come again", () => {
		const { receive, sent, calls } = chargePoint();
		receive(2, "a", "ClearCache", {});
		receive(2, "a", "ClearCache", {});
		expect(sent.map((frame) => frame.slice(0, 3))).toEqual([[4, "a", "FormationViolation"]]);
		expect(calls).toHaveLength(1);
		calls[0].fail("GenericError");
		receive(2, "a", "ClearCache", {});
		expect(calls).toHaveLength(2);
		calls[1].fail("NotSupported");
		expect(sent[2]).toEqual([4, "a", "NotSupported", "", {}]);
	});

	test("R-FRM-04 answers may come later and in another order, each only once", () => {
		const { receive, sent, calls, log } = chargePoint();
		receive(2, "a", "ClearCache", {});
		receive(2, "b", "ClearCache", {});
		calls[1].fail("InternalError");
		calls[0].fail("InternalError");
		calls[0].fail("GenericError");
		expect(sent.map((frame) => frame[1])).toEqual(["b", "a"]);
		expect(log).toEqual(["Dropped a second answer to ClearCache a."]);
	});

	test("R-FRM-09 every status of a response goes as CALLRESULT", () => {
		const { receive, sent } = chargePoint({
			onCall: (call) => call.action === "ReserveNow" && call.respond({ status: "Occupied" }),
		});
		receive(2, "a", "ReserveNow", { connectorId: 1, expiryDate: time, idTag: "A", reservationId: 1 });
		expect(sent).toEqual([[3, "a", { status: "Occupied" }]]);
	});

	test.each(["Unknown", "reset", "Reset ", "Reset.req", "", "constructor", "__proto__", "toString"])(
		"R-FRM-12 R-FRM-18 the action %j is NotImplemented",
		(action) => {
			const { receive, sent } = chargePoint();
			receive(2, "a", action, { type: "Soft" });
			expect(sent).toEqual([[4, "a", "NotImplemented", "", {}]]);
		},
	);

	test("R-FRM-12 an action of 1.6 that this side does not handle is NotSupported", () => {
		const handles: CsmsAction[] = ["Reset"];
		const { receive, sent, calls } = chargePoint({ handles });
		receive(2, "a", "SetChargingProfile", {});
		receive(2, "b", "StartTransaction", {});
		receive(2, "c", "Reset", { type: "Soft" });
		expect(sent).toEqual([
			[4, "a", "NotSupported", "", {}],
			[4, "b", "NotSupported", "", {}],
		]);
		expect(calls.map((call) => call.action)).toEqual(["Reset"]);
	});

	test("R-FRM-12 a CSMS knows its own actions too", () => {
		const handles: ChargePointAction[] = ["Heartbeat"];
		const { receive, sent } = csms({ handles });
		receive(2, "a", "Reset", {});
		receive(2, "b", "Authorize", {});
		receive(2, "c", "TransactionEvent", {});
		expect(sent.map((frame) => frame[2])).toEqual(["NotSupported", "NotSupported", "NotImplemented"]);
	});

	test.each([
		[{ idTag: "A" }, "ProtocolError", "connectorId is missing"],
		[
			{ connectorId: 1, idTag: "A", timestamp: time, meterStart: 1, x: 1 },
			"FormationViolation",
			"x is no field of this message",
		],
		[
			{ connectorId: "1", idTag: "A", timestamp: time, meterStart: 1 },
			"TypeConstraintViolation",
			"connectorId must be a whole number",
		],
		[
			{ connectorId: 1, idTag: "A".repeat(21), timestamp: time, meterStart: 1 },
			"PropertyConstraintViolation",
			"idTag has more than 20 characters",
		],
		[[], "FormationViolation", "The payload must be an object"],
		["x", "FormationViolation", "The payload must be an object"],
	])("R-FRM-10 R-FRM-13 the payload %j gets %s", (payload, code, description) => {
		const { receive, sent, calls } = csms();
		receive(2, "a", "StartTransaction", payload);
		expect(sent).toEqual([[4, "a", code, description, {}]]);
		expect(calls).toEqual([]);
	});

	test("R-FRM-13 a description is cut, however long the name that it quotes", () => {
		const { receive, sent } = csms();
		receive(2, "a", "Heartbeat", { ["x".repeat(10_000)]: 1 });
		expect(sent[0][3]).toBe("x".repeat(255));
	});

	test.each(["TriggerMessage", "ExtendedTriggerMessage"])(
		"R-FRM-14 %s with an unknown requestedMessage is answered NotImplemented",
		(action) => {
			const { receive, sent, calls } = chargePoint();
			receive(2, "a", action, { requestedMessage: "Unheard", connectorId: 1 });
			receive(2, "b", action, { requestedMessage: 1 });
			receive(2, "c", action, { connectorId: 1 });
			expect(sent.map((frame) => frame.slice(0, 3))).toEqual([
				[3, "a", { status: "NotImplemented" }],
				[4, "b", "TypeConstraintViolation"],
				[4, "c", "ProtocolError"],
			]);
			expect(calls).toEqual([]);
		},
	);

	test("R-FRM-14 TriggerMessage without the remote trigger profile is NotSupported", () => {
		const { receive, sent } = chargePoint({ handles: ["Reset"] });
		receive(2, "a", "TriggerMessage", { requestedMessage: "Unheard" });
		expect(sent).toEqual([[4, "a", "NotSupported", "", {}]]);
	});

	test.each([
		["", "not JSON"],
		["hello", "not JSON"],
		["[2,", "not JSON"],
		["\u0000", "not JSON"],
		["{}", "not an array"],
		["null", "not an array"],
		['"x"', "not an array"],
		["2", "not an array"],
		["[]", "no usable message id"],
		["[2]", "no usable message id"],
		['[2,17,"Reset",{}]', "no usable message id"],
		['[2,null,"Reset",{}]', "no usable message id"],
		['[2,"","Reset",{}]', "no usable message id"],
		["[3,{},{}]", "no usable message id"],
		['[4,null,"InternalError","",{}]', "no usable message id"],
		['["2",2]', "no usable message id"],
		["[[[[", "not JSON"],
	])("R-FRM-16 %j has no answer (%s)", (frame, reason) => {
		const { endpoint, sent, calls, invalid } = chargePoint();
		endpoint.receive(frame);
		expect(invalid).toEqual([reason]);
		expect([sent, calls]).toEqual([[], []]);
		endpoint.call("Heartbeat", {}, () => {});
		expect(sent).toHaveLength(1);
	});

	test.each([
		['["2","a","Reset",{"type":"Soft"}]'],
		['[null,"a"]'],
		['[2,"a"]'],
		['[2,"a","Reset"]'],
		['[2,"a","Reset",{"type":"Soft"},1]'],
		['[2,"a",17,{}]'],
		['[2,"a",null,{}]'],
		['[2,"a",{},{}]'],
	])("R-FRM-16 %s has an id, and gets FormationViolation", (frame) => {
		const { endpoint, sent, calls, invalid } = chargePoint();
		endpoint.receive(frame);
		expect(sent.map((each) => each.slice(0, 3))).toEqual([[4, "a", "FormationViolation"]]);
		expect([calls, invalid]).toEqual([[], []]);
	});

	test("R-FRM-16 JSON that nests deeper than any message is not parsed", () => {
		const { endpoint, invalid, sent } = chargePoint();
		const deep = (levels: number) => `[2,"a","Reset",${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}]`;
		endpoint.receive(deep(12));
		expect(invalid).toEqual([]);
		expect(sent).toHaveLength(1);
		endpoint.receive(deep(13));
		endpoint.receive(deep(1_000_000));
		endpoint.receive(`[2,"a","Reset",${'{"x":'.repeat(12)}1${"}".repeat(12)}]`);
		expect(invalid).toEqual(["nested too deep", "nested too deep", "nested too deep"]);
		expect(sent).toHaveLength(1);
	});

	test("R-FRM-16 more values than any message has are not parsed, and a CALL of them is refused", () => {
		const { endpoint, invalid, sent, calls, timers } = chargePoint({ mostValues: 600 });
		const entries = (count: number) => Array.from({ length: count }, (_, i) => ({ idTag: `ID-${i}` }));
		const list = (count: number) => ({
			listVersion: 1,
			updateType: "Full",
			localAuthorizationList: entries(count),
		});
		endpoint.receive(JSON.stringify([2, "a", "SendLocalList", list(290)]));
		timers.advance(0);
		expect(calls).toHaveLength(1);
		endpoint.receive(JSON.stringify([2, "b", "SendLocalList", list(310)]));
		timers.advance(0);
		expect(sent).toEqual([[4, "b", "OccurenceConstraintViolation", "too many values", {}]]);
		endpoint.receive(`[3,"c",[${"1,".repeat(600)}1]]`);
		endpoint.receive(`[2,"\\u0041",[${"1,".repeat(600)}1]]`);
		expect(invalid).toEqual(["too many values", "too many values"]);
		// In a text they are no values.
		endpoint.receive(
			JSON.stringify([2, "d", "DataTransfer", { vendorId: "x", data: '{"a":[1,2]},'.repeat(500) }]),
		);
		timers.advance(0);
		expect(calls).toHaveLength(2);
	});

	test("R-FRM-16 many brackets, in texts and one after another, are not deep", () => {
		const { receive, calls, invalid, endpoint } = chargePoint();
		receive(2, "a", "ChangeConfiguration", { key: "[".repeat(50), value: '"{\\"[\\'.repeat(50) });
		const entries = Array.from({ length: 300 }, (_, index) => ({ idTag: `${index}` }));
		receive(2, "b", "SendLocalList", { listVersion: 1, updateType: "Full", localAuthorizationList: entries });
		expect(calls.map((call) => call.messageId)).toEqual(["a", "b"]);
		endpoint.receive(`[2,"c","${"[".repeat(30)}`);
		expect(invalid).toEqual(["not JSON"]);
	});

	test("a long frame is handled when its text is gone, and what follows it is not handled before", () => {
		const { endpoint, timers, calls } = chargePoint();
		const entries = Array.from({ length: 100 }, (_, index) => ({ idTag: `ID-TAG-NO-${index}` }));
		const list = { listVersion: 1, updateType: "Full", localAuthorizationList: entries };
		endpoint.receive(JSON.stringify([2, "long", "SendLocalList", list]));
		endpoint.receive('[2,"short","ClearCache",{}]');
		expect(calls).toEqual([]);
		timers.advance(0);
		expect(calls.map((call) => call.messageId)).toEqual(["long", "short"]);
		endpoint.receive('[2,"next","ClearCache",{}]');
		expect(calls).toHaveLength(3);
		endpoint.receive(JSON.stringify([2, "lost", "SendLocalList", list]));
		endpoint.close();
		timers.advance(0);
		expect(calls).toHaveLength(3);
	});

	test("R-FRM-17 {} and null are empty payloads", () => {
		const { receive, calls } = chargePoint();
		receive(2, "a", "ClearCache", {});
		receive(2, "b", "ClearCache", null);
		receive(2, "c", "GetConfiguration", null);
		expect(calls.map((call) => call.payload)).toEqual([{}, {}, {}]);
	});

	test("R-FRM-17 null where fields are required is an incomplete payload", () => {
		const { receive, sent } = chargePoint();
		receive(2, "a", "Reset", null);
		expect(sent).toEqual([[4, "a", "ProtocolError", "type is missing", {}]]);
	});

	test("an exception of the handler is answered InternalError and logged", () => {
		const errors: unknown[] = [];
		const { receive, sent } = chargePoint({
			onCall: () => {
				throw new Error("secret");
			},
			log: (text, error) => errors.push(text, error),
		});
		receive(2, "a", "ClearCache", {});
		expect(sent).toEqual([[4, "a", "InternalError", "The call could not be processed", {}]]);
		expect(errors).toEqual(["An exception while handling ClearCache.", new Error("secret")]);
	});

	test("an exception after the answer is only logged", () => {
		const { receive, sent, log } = chargePoint({
			onCall: (call) => {
				call.fail("NotSupported");
				throw new Error("after");
			},
		});
		receive(2, "a", "ClearCache", {});
		expect(sent).toHaveLength(1);
		expect(log).toEqual(["An exception while handling ClearCache."]);
	});

	test("onFrame sees every frame in order", () => {
		const frames: string[] = [];
		const { endpoint } = chargePoint({
			onFrame: (direction, frame) => frames.push(`${direction} ${frame}`),
			onCall: (call) => call.action === "ClearCache" && call.respond({ status: "Accepted" }),
		});
		endpoint.call("Heartbeat", {}, () => {});
		endpoint.receive("nonsense");
		endpoint.receive('[2,"a","ClearCache",{}]');
		expect(frames).toEqual([
			'out [2,"id-1","Heartbeat",{}]',
			"in nonsense",
			'in [2,"a","ClearCache",{}]',
			'out [3,"a",{"status":"Accepted"}]',
		]);
	});
});
