import { expect, test } from "vitest";
import { FrameCollector } from "../../simulator/frame-collector";

test("the parts of a frame are told as one, a character beyond the BMP across two of them too", () => {
	const frames = new FrameCollector();
	const [first, second] = ['[2,"a","\ud83d', '\ude97"]'];
	expect(frames.take({ ocpp: { direction: "in", frame: first, more: true } })).toBeUndefined();
	expect(frames.take({ log: "something else" })).toEqual({ log: "something else" });
	const whole = { ocpp: { direction: "in", frame: '[2,"a","🚗"]' } };
	expect(frames.take({ ocpp: { direction: "in", frame: second } })).toEqual(whole);
	expect(frames.take({ ocpp: { direction: "out", frame: "[3]" } })).toEqual({
		ocpp: { direction: "out", frame: "[3]" },
	});
});
