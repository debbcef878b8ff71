import { expect, test } from "vitest";
import type { FrameEvent } from "../../csms/api/schemas/events";
import { FrameStore } from "../../csms/pages/api/frame-store";

const event = (id: number, frame: unknown, direction: FrameEvent["direction"] = "in"): FrameEvent => ({
	timestamp: new Date(1_000 * id).toISOString(),
	identity: "CP",
	direction,
	id,
	frame,
});
const CALL = event(1, [2, "a", "Heartbeat", {}]);
const ANSWER = event(2, [3, "a", {}], "out");

test("what is remembered goes before what has passed meanwhile, and pairs with it", () => {
	const store = new FrameStore();
	store.add(ANSWER);
	expect(store.of("CP")).toMatchObject([{ kind: "result", action: null }]);
	store.merge("CP", [CALL, ANSWER]);
	expect(store.of("CP")).toMatchObject([
		{ kind: "call", action: "Heartbeat" },
		{ kind: "result", action: "Heartbeat", answeredAfter: 1000 },
	]);
	store.add(ANSWER);
	expect(store.of("CP")).toHaveLength(2);
	expect(store.of("OTHER")).toEqual([]);
});

test("what was cleared away does not come back", () => {
	const store = new FrameStore();
	store.merge("CP", [CALL, ANSWER]);
	store.clear("CP");
	store.merge("CP", [CALL, ANSWER, event(3, [2, "b", "Heartbeat", {}])]);
	expect(store.of("CP")).toMatchObject([{ messageId: "b" }]);
});

test("whoever listens is told", () => {
	const store = new FrameStore();
	let told = 0;
	const end = store.subscribe(() => told++);
	store.merge("CP", [CALL]);
	store.merge("CP", [CALL]);
	store.add(ANSWER);
	end();
	store.clear("CP");
	expect(told).toBe(2);
});
