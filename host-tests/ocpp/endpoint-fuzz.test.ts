import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../modules/ocpp/endpoint";
import { isTooMuch } from "../../modules/ocpp/nesting";
import { chargePoint, csms } from "./sides";

const time = "2026-01-02T03:04:05Z";

/** Text that is near to a frame in one way or another. */
const texts = fc.oneof(
	fc.string({ unit: "binary" }),
	fc.json(),
	fc
		.tuple(
			fc.oneof(fc.constantFrom(2, 3, 4), fc.jsonValue()),
			fc.oneof(fc.constantFrom("a", "id-1", "x".repeat(37)), fc.jsonValue()),
			fc.oneof(fc.constantFrom("Reset", "Heartbeat", "TriggerMessage", "InternalError"), fc.jsonValue()),
			fc.oneof(fc.constantFrom({ type: "Soft" }, { requestedMessage: 1 }, {}, null), fc.jsonValue()),
			fc.jsonValue(),
			fc.nat({ max: 6 }),
		)
		.map(([type, id, action, payload, more, length]) =>
			JSON.stringify([type, id, action, payload, more, more].slice(0, length)),
		),
	fc
		.tuple(
			fc.constantFrom('[2,"a","Reset",{"type":"Soft"}]', '[3,"id-1",{}]', '[4,"id-1","x"]'),
			fc.nat(),
			fc.string(),
		)
		.map(([frame, at, insert]) => {
			const split = at % (frame.length + 1);
			return frame.slice(0, split) + insert + frame.slice(split + insert.length);
		}),
);

function expectFrame(frame: unknown[]): void {
	expect([2, 3, 4]).toContain(frame[0]);
	expect(frame).toHaveLength(frame[0] === 2 ? 4 : frame[0] === 3 ? 3 : 5);
	expect(frame[1]).toEqual(expect.any(String));
	expect(frame[1]).not.toBe("");
}

describe("R-FRM-16 whatever comes", () => {
	for (const make of [chargePoint, csms]) {
		test(`a ${make === csms ? "CSMS" : "charge point"} does not throw, and sends at most one well-formed answer`, () => {
			fc.assert(
				fc.property(fc.array(texts, { maxLength: 12 }), (received) => {
					const side = make();
					for (const text of received) {
						const before = side.sent.length;
						side.endpoint.receive(text);
						expect(side.sent.length - before).toBeLessThanOrEqual(1);
					}
					for (const call of side.calls) call.fail("GenericError");
					side.sent.forEach(expectFrame);
					expect(side.sent.filter((frame) => frame[0] === 2)).toEqual([]);
				}),
				{ numRuns: 1500 },
			);
		});
	}

	test("an outstanding CALL still ends, once", () => {
		fc.assert(
			fc.property(fc.array(texts, { maxLength: 12 }), (received) => {
				const { endpoint, timers } = chargePoint();
				let ended = 0;
				endpoint.call("Heartbeat", {}, () => ended++);
				for (const text of received) endpoint.receive(text);
				timers.advance(30_000);
				expect(ended).toBe(1);
				expect(endpoint.busy).toBe(false);
			}),
			{ numRuns: 1500 },
		);
	});
});

/** Levels of arrays and objects. */
function depthOf(value: unknown): number {
	if (typeof value !== "object" || value === null) return 0;
	return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

test("R-FRM-16 only what nests more than twelve levels is too deep, wherever brackets and quotes are", () => {
	const text = fc.string({ unit: fc.constantFrom("[", "{", "]", "}", '"', "\\", "x", "漢") });
	const { value } = fc.letrec<{ value: unknown }>((tie) => ({
		value: fc.oneof(
			{ maxDepth: 18, depthSize: "max" },
			text,
			fc.array(tie("value"), { maxLength: 3 }),
			fc.dictionary(text, tie("value"), { maxKeys: 3 }),
		),
	}));
	const wrapped = fc.tuple(value, fc.nat({ max: 14 }), fc.nat({ max: 600 })).map(([inner, levels, pad]) => {
		let wrapping: unknown = inner;
		for (let level = 0; level < levels; level++) wrapping = ["]", wrapping, {}];
		return ["\\".repeat(pad), wrapping];
	});
	fc.assert(
		fc.property(wrapped, (json) => {
			expect(isTooMuch(JSON.stringify(json))).toBe(depthOf(json) > 12 ? "nested too deep" : undefined);
		}),
		{ numRuns: 1500 },
	);
});

describe("R-FRM-05 in any order of events", () => {
	const event = fc.oneof(
		{ arbitrary: fc.constant("call"), weight: 20 },
		{
			arbitrary: fc.constantFrom("result", "error", "malformed", "stale", "wait", "theirs", "answer"),
			weight: 30,
		},
		{ arbitrary: fc.constant("close"), weight: 1 },
	);

	test("one CALL is outstanding, all are sent in order and end once", () => {
		fc.assert(
			fc.property(fc.array(event, { maxLength: 60 }), (events) => {
				const side = chargePoint();
				const ended: string[] = [];
				let called = 0;
				let closed = false;
				const outstanding = () => {
					const own = side.sent.filter((frame) => frame[0] === 2);
					expect(own.map((frame) => frame[1])).toEqual(own.map((_, index) => `id-${index + 1}`));
					const open = own.slice(ended.length);
					expect(open.length).toBe(closed || ended.length === called ? 0 : 1);
					return open[0]?.[1];
				};
				const done = (id: string) => (outcome: Outcome<"Heartbeat">) =>
					ended.push(`${id} ${outcome.ok ? "ok" : outcome.reason}`);
				for (const each of events) {
					const id = closed ? "id-1" : (outstanding() ?? "id-0");
					if (each === "call") side.endpoint.call("Heartbeat", {}, done(`id-${++called}`));
					else if (each === "result") side.receive(3, id, { currentTime: time });
					else if (each === "error") side.receive(4, id, "GenericError", "", {});
					else if (each === "malformed") side.receive(3, id, { currentTime: "noon" });
					else if (each === "stale") side.receive(3, "id-0", { currentTime: time });
					else if (each === "wait") side.timers.advance(20_000);
					else if (each === "theirs") side.receive(2, `theirs-${side.calls.length}`, "ClearCache", {});
					else if (each === "answer") side.calls.at(-1)?.fail("InternalError");
					else {
						side.endpoint.close();
						closed = true;
					}
					if (closed) expect(ended).toHaveLength(called);
					else outstanding();
				}
				side.timers.advance(30_000 * (called + 1));
				expect(ended.map((text) => text.split(" ")[0])).toEqual(ended.map((_, index) => `id-${index + 1}`));
				expect(ended).toHaveLength(called);
				expect(side.timers.running).toBe(0);
			}),
			{ numRuns: 1000 },
		);
	});
});
