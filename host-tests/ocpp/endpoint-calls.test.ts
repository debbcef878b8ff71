import { describe, expect, test } from "vitest";
import type { Outcome } from "../../modules/ocpp/endpoint";
import type { Action } from "../../modules/ocpp/types";
import { chargePoint, csms } from "./sides";

const time = "2026-01-02T03:04:05Z";
const meterValues = { connectorId: 1, meterValue: [] };

/** Collects outcomes in the order in which they come. */
function outcomes() {
	const all: Outcome<Action>[] = [];
	return { all, done: (outcome: Outcome<Action>) => void all.push(outcome) };
}

describe("own calls", () => {
	test("R-FRM-01 a CALL has four elements and its answer ends it", () => {
		const { endpoint, sent, receive, timers } = chargePoint();
		const { all, done } = outcomes();
		endpoint.call("BootNotification", { chargePointVendor: "v", chargePointModel: "m" }, done);
		expect(sent).toEqual([
			[2, "id-1", "BootNotification", { chargePointVendor: "v", chargePointModel: "m" }],
		]);
		expect(endpoint.busy).toBe(true);
		receive(3, "id-1", { status: "Accepted", currentTime: time, interval: 300 });
		expect(all).toEqual([{ ok: true, payload: { status: "Accepted", currentTime: time, interval: 300 } }]);
		expect(endpoint.busy).toBe(false);
		expect(timers.running).toBe(0);
	});

	test("R-FRM-03 a new message id for each CALL, and the given one for a retransmission", () => {
		const { endpoint, sent, receive } = chargePoint();
		endpoint.call("Heartbeat", {}, () => {});
		receive(3, "id-1", { currentTime: time });
		endpoint.call("MeterValues", meterValues, () => {});
		receive(3, "id-2", {});
		endpoint.call("MeterValues", meterValues, () => {}, "id-2");
		expect(sent.map((frame) => frame[1])).toEqual(["id-1", "id-2", "id-2"]);
	});

	test("R-FRM-05 the next CALL goes out after the answer, in the order of the calls", () => {
		const { endpoint, sent, receive } = chargePoint();
		const { all, done } = outcomes();
		endpoint.call("Heartbeat", {}, done);
		endpoint.call("Authorize", { idTag: "A" }, done);
		endpoint.call("Authorize", { idTag: "B" }, done);
		expect(sent).toHaveLength(1);
		receive(3, "id-1", { currentTime: time });
		expect(sent).toHaveLength(2);
		receive(4, "id-2", "GenericError", "", {});
		expect(sent.map((frame) => frame[3])).toEqual([{}, { idTag: "A" }, { idTag: "B" }]);
		expect(all.map((outcome) => outcome.ok)).toEqual([true, false]);
	});

	test("R-FRM-05 a call made when another ends goes behind those that wait", () => {
		const { endpoint, sent, receive } = chargePoint();
		endpoint.call("Heartbeat", {}, () => endpoint.call("Authorize", { idTag: "last" }, () => {}));
		endpoint.call("Authorize", { idTag: "first" }, () => {});
		receive(3, "id-1", { currentTime: time });
		expect(sent).toHaveLength(2);
		receive(3, "id-2", { idTagInfo: { status: "Invalid" } });
		expect(sent.slice(1).map((frame) => frame[3])).toEqual([{ idTag: "first" }, { idTag: "last" }]);
	});

	test("R-FRM-05 two connections do not wait for each other", () => {
		const first = csms();
		const second = csms();
		first.endpoint.call("Reset", { type: "Soft" }, () => {});
		second.endpoint.call("Reset", { type: "Soft" }, () => {});
		expect(first.sent).toHaveLength(1);
		expect(second.sent).toHaveLength(1);
	});

	test("R-FRM-05 the payload is what it was when the call was made", () => {
		const { endpoint, sent, receive } = chargePoint();
		const payload = { idTag: "A" };
		endpoint.call("Heartbeat", {}, () => {});
		endpoint.call("Authorize", payload, () => {});
		payload.idTag = "B";
		receive(3, "id-1", { currentTime: time });
		expect(sent[1][3]).toEqual({ idTag: "A" });
	});

	test("R-FRM-06 a CALL of the other side is answered while an own one is outstanding", () => {
		const { endpoint, sent, receive } = chargePoint({
			onCall: (call) => call.action === "Reset" && call.respond({ status: "Rejected" }),
		});
		const { all, done } = outcomes();
		endpoint.call("Heartbeat", {}, done);
		endpoint.call("Heartbeat", {}, done);
		receive(2, "theirs", "Reset", { type: "Hard" });
		expect(sent.map((frame) => frame[0])).toEqual([2, 3]);
		expect(sent[1]).toEqual([3, "theirs", { status: "Rejected" }]);
		expect(all).toEqual([]);
	});

	test("R-FRM-06 equal ids of both directions are two calls", () => {
		const { endpoint, calls, receive, sent } = chargePoint();
		const { all, done } = outcomes();
		endpoint.call("Heartbeat", {}, done);
		receive(2, "id-1", "ClearCache", {});
		receive(3, "id-1", { currentTime: time });
		expect(all).toEqual([{ ok: true, payload: { currentTime: time } }]);
		calls[0].action === "ClearCache" && calls[0].respond({ status: "Accepted" });
		expect(sent[1]).toEqual([3, "id-1", { status: "Accepted" }]);
	});

	test("R-FRM-07 a CALL times out MessageTimeout seconds after it was sent, and the next one goes", () => {
		const { endpoint, sent, timers } = chargePoint();
		const { all, done } = outcomes();
		endpoint.call("Heartbeat", {}, done);
		endpoint.call("Heartbeat", {}, done);
		timers.advance(29_999);
		expect(all).toEqual([]);
		timers.advance(1);
		expect(all).toEqual([{ ok: false, reason: "timeout", description: "no answer in time" }]);
		expect(sent).toHaveLength(2);
		timers.advance(29_999);
		expect(all).toHaveLength(1);
		timers.advance(1);
		expect(all).toHaveLength(2);
		expect(timers.running).toBe(0);
	});

	test("R-FRM-07 a changed MessageTimeout holds from the next CALL on", () => {
		let seconds = 30;
		const { endpoint, timers } = chargePoint({ messageTimeout: () => seconds });
		const { all, done } = outcomes();
		endpoint.call("Heartbeat", {}, done);
		seconds = 5;
		endpoint.call("Heartbeat", {}, done);
		timers.advance(30_000);
		expect(all).toHaveLength(1);
		timers.advance(5_000);
		expect(all).toHaveLength(2);
	});

	test("R-FRM-08 late, duplicate and unknown answers are logged and dropped, without an answer", () => {
		const { endpoint, sent, receive, timers, log, invalid } = chargePoint();
		const { all, done } = outcomes();
		receive(3, "unknown", {});
		receive(4, "unknown", "GenericError", "", {});
		endpoint.call("Heartbeat", {}, done);
		timers.advance(30_000);
		endpoint.call("Heartbeat", {}, done);
		receive(3, "id-1", { currentTime: time });
		receive(4, "id-1", "InternalError", "", {});
		expect(all).toHaveLength(1);
		receive(3, "id-2", { currentTime: time });
		receive(3, "id-2", { currentTime: time });
		expect(all).toHaveLength(2);
		expect(sent.map((frame) => frame[0])).toEqual([2, 2]);
		expect(log).toEqual([
			"Dropped an answer that no call waits for: unknown.",
			"Dropped an answer that no call waits for: unknown.",
			"Dropped an answer that no call waits for: id-1.",
			"Dropped an answer that no call waits for: id-1.",
			"Dropped an answer that no call waits for: id-2.",
		]);
		expect(invalid).toEqual([]);
	});

	test.each([
		["NotImplemented", "NotImplemented"],
		["NotSupported", "NotSupported"],
		["InternalError", "InternalError"],
		["ProtocolError", "ProtocolError"],
		["SecurityError", "SecurityError"],
		["FormationViolation", "FormationViolation"],
		["FormatViolation", "FormationViolation"],
		["PropertyConstraintViolation", "PropertyConstraintViolation"],
		["OccurenceConstraintViolation", "OccurenceConstraintViolation"],
		["OccurrenceConstraintViolation", "OccurenceConstraintViolation"],
		["TypeConstraintViolation", "TypeConstraintViolation"],
		["GenericError", "GenericError"],
		["RpcFrameworkError", "GenericError"],
		["constructor", "GenericError"],
		[17, "GenericError"],
		[null, "GenericError"],
	])("R-FRM-11 R-FRM-20 a CALLERROR with the code %s is a failure with the code %s", (code, expected) => {
		const { endpoint, receive } = chargePoint();
		const { all, done } = outcomes();
		endpoint.call("Heartbeat", {}, done);
		receive(4, "id-1", code, "words", { some: 1 });
		expect(all).toEqual([
			{ ok: false, reason: "error", code: expected, description: "words", details: { some: 1 } },
		]);
	});

	test("R-FRM-20 a CALLERROR without description and details is a failure too", () => {
		const { endpoint, receive } = chargePoint();
		const { all, done } = outcomes();
		endpoint.call("Heartbeat", {}, done);
		receive(4, "id-1", "InternalError");
		expect(all).toEqual([
			{ ok: false, reason: "error", code: "InternalError", description: "", details: undefined },
		]);
	});

	test.each([
		[
			"a wrong payload",
			[3, "id-1", { idTagInfo: { status: "Unheard" } }],
			"idTagInfo.status is none of the allowed values",
		],
		["no payload", [3, "id-1"], "A CALLRESULT has three elements"],
		[
			"an extra element",
			[3, "id-1", { idTagInfo: { status: "Accepted" } }, 1],
			"A CALLRESULT has three elements",
		],
		[
			"an extra field",
			[3, "id-1", { idTagInfo: { status: "Accepted", x: 1 } }],
			"idTagInfo.x is no field of this message",
		],
		["null", [3, "id-1", null], "idTagInfo is missing"],
		["text", [3, "id-1", "Accepted"], "The payload must be an object"],
	])("R-FRM-19 a response with %s is a failed call, and the queue goes on", (_, frame, description) => {
		const { endpoint, receive, sent } = chargePoint();
		const { all, done } = outcomes();
		endpoint.call("Authorize", { idTag: "A" }, done);
		endpoint.call("Authorize", { idTag: "B" }, done);
		receive(...frame);
		expect(all).toEqual([
			{ ok: false, reason: "malformed", code: "GenericError", description, details: undefined },
		]);
		expect(sent.map((each) => each[0])).toEqual([2, 2]);
	});

	test("R-FRM-15 a side may pass over extra fields of a response", () => {
		const { endpoint, receive } = chargePoint({ ignoreExtraFields: true });
		const { all, done } = outcomes();
		endpoint.call("Authorize", { idTag: "A" }, done);
		receive(3, "id-1", { idTagInfo: { status: "Accepted", vendor: { x: 1 } }, more: true });
		endpoint.call("Authorize", { idTag: "A" }, done);
		receive(3, "id-2", { idTagInfo: { status: 1 }, more: true });
		expect(all.map((outcome) => outcome.ok)).toEqual([true, false]);
	});

	test("R-FRM-17 an empty payload is sent as {} and received as {} or null", () => {
		const { endpoint, receive, sent } = chargePoint();
		const { all, done } = outcomes();
		endpoint.call("Heartbeat", {}, () => {});
		receive(3, "id-1", { currentTime: time });
		endpoint.call("MeterValues", meterValues, done);
		receive(3, "id-2", null);
		endpoint.call("MeterValues", meterValues, done);
		receive(3, "id-3", {});
		expect(sent[0]).toEqual([2, "id-1", "Heartbeat", {}]);
		expect(all).toEqual([
			{ ok: true, payload: {} },
			{ ok: true, payload: {} },
		]);
	});
});

describe("idle and closed", () => {
	test("onIdle comes when a call has ended and none is left, so that a queue can offer its head", () => {
		const offered = ["first", "second"];
		const side = chargePoint({
			onIdle: () => {
				const idTag = offered.shift();
				if (idTag) side.endpoint.call("Authorize", { idTag }, () => {});
			},
		});
		side.endpoint.call("Heartbeat", {}, () => {});
		side.endpoint.call("Heartbeat", {}, () => {});
		side.receive(3, "id-1", { currentTime: time });
		expect(side.sent).toHaveLength(2);
		side.receive(3, "id-2", { currentTime: time });
		side.receive(4, "id-3", "GenericError", "", {});
		side.timers.advance(30_000);
		expect(side.sent.map((frame) => frame[3])).toEqual([{}, {}, { idTag: "first" }, { idTag: "second" }]);
		expect(side.endpoint.busy).toBe(false);
	});

	test("onIdle does not come when the end of a call has made a new one", () => {
		const side = chargePoint();
		side.endpoint.call("Heartbeat", {}, () => side.endpoint.call("Heartbeat", {}, () => {}));
		side.receive(3, "id-1", { currentTime: time });
		expect(side.idle).toBe(0);
		side.receive(3, "id-2", { currentTime: time });
		expect(side.idle).toBe(1);
	});

	test("R-CON-09 closing voids the outstanding and the waiting calls and all open answers", () => {
		const side = chargePoint();
		const { all, done } = outcomes();
		side.endpoint.call("Heartbeat", {}, done);
		side.endpoint.call("Authorize", { idTag: "A" }, done);
		side.receive(2, "theirs", "ClearCache", {});
		side.endpoint.close();
		side.endpoint.close();
		const closed = { ok: false, reason: "closed", description: "the connection was lost" };
		expect(all).toEqual([closed, closed]);
		expect(side.timers.running).toBe(0);
		expect(side.endpoint.busy).toBe(false);

		side.receive(3, "id-1", { currentTime: time });
		side.receive(2, "more", "ClearCache", {});
		side.calls[0].fail("InternalError");
		side.endpoint.call("Heartbeat", {}, done);
		expect(all).toEqual([closed, closed, closed]);
		expect(side.sent).toHaveLength(1);
		expect(side.calls).toHaveLength(1);
		expect(side.idle).toBe(0);
		expect(side.log).toEqual([]);
	});

	test("closing when a call ends sends nothing more", () => {
		const side = chargePoint();
		side.endpoint.call("Heartbeat", {}, () => side.endpoint.close());
		side.endpoint.call("Heartbeat", {}, () => {});
		side.receive(3, "id-1", { currentTime: time });
		expect(side.sent).toHaveLength(1);
		expect(side.idle).toBe(0);
	});

	test("exceptions of done, onIdle and send are logged and do not stop the queue", () => {
		let sends = 0;
		const errors: unknown[] = [];
		const side = chargePoint({
			onIdle: () => {
				throw new Error("idle");
			},
			send: () => {
				sends++;
				throw new Error("send");
			},
			log: (_, error) => errors.push((error as Error).message),
		});
		side.endpoint.call("Heartbeat", {}, () => {
			throw new Error("done");
		});
		side.endpoint.call("Heartbeat", {}, () => {});
		side.receive(3, "id-1", { currentTime: time });
		expect(sends).toBe(2);
		side.timers.advance(30_000);
		expect(errors).toEqual(["send", "done", "send", "idle"]);
	});
});
