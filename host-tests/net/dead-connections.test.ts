import { describe, expect, test } from "vitest";
import { Bench, TARGET } from "./transport-bench";

describe("R-CON-05 pings", () => {
	const pings = (bench: Bench) => bench.sockets.last.frames.filter((frame) => "ping" in frame).length;
	const pong = (bench: Bench) => bench.sockets.last.receive("\x8a\x00");

	test("there are none unless an interval is set, and 0 ends them", () => {
		const bench = Bench.open();
		bench.timers.advance(100_000);
		expect(pings(bench)).toBe(0);
		bench.transport.setPingInterval(20);
		bench.timers.advance(20_000);
		pong(bench);
		bench.transport.setPingInterval(0);
		bench.timers.advance(100_000);
		expect(pings(bench)).toBe(1);
		expect(bench.told).toEqual(["open"]);
	});

	test("there is one each interval, as long as each is answered", () => {
		const bench = new Bench();
		bench.transport.setPingInterval(20);
		bench.transport.open(TARGET);
		bench.sockets.last.accept();
		bench.timers.advance(10_999);
		for (let count = 1; count <= 10; count++) {
			bench.timers.advance(9_000);
			expect(pings(bench)).toBe(count - 1);
			bench.timers.advance(1);
			expect(pings(bench)).toBe(count);
			bench.timers.advance(9_999);
			pong(bench);
			bench.timers.advance(1_000);
		}
		expect(bench.told).toEqual(["open"]);
	});

	test("a new interval counts from now", () => {
		const bench = Bench.open();
		bench.transport.setPingInterval(300);
		bench.timers.advance(200_000);
		bench.transport.setPingInterval(5);
		bench.timers.advance(5_000);
		expect(pings(bench)).toBe(1);
	});

	test("without an answer in 10 s the connection is dead, other data being no answer", () => {
		const bench = Bench.open();
		bench.transport.setPingInterval(60);
		bench.timers.advance(60_000);
		bench.timers.advance(9_999);
		bench.sockets.last.receive("\x81\x02hi");
		expect(bench.told).toEqual(["open", { text: "hi" }]);
		bench.timers.advance(1);
		expect(bench.sockets.openCount).toBe(0);
		expect(bench.told[2]).toEqual({ closed: 1006, reason: "no answer to a ping" });
		expect(bench.untilAttempt()).toBe(1000);
	});

	test("without an answer before the next ping the connection is dead", () => {
		const bench = Bench.open();
		bench.transport.setPingInterval(3);
		bench.timers.advance(5_999);
		expect(bench.told).toEqual(["open"]);
		bench.timers.advance(1);
		expect(bench.told[1]).toMatchObject({ closed: 1006 });
		expect(pings(bench)).toBe(1);
	});

	test("a ping that cannot even be written counts as well", () => {
		const bench = Bench.open();
		bench.sockets.last.grant(0);
		bench.transport.setPingInterval(60);
		bench.timers.advance(70_000);
		expect(bench.told[1]).toMatchObject({ closed: 1006 });
	});

	test("they end with the connection and begin with the next", () => {
		const bench = Bench.open();
		bench.transport.setPingInterval(20);
		bench.timers.advance(20_000);
		bench.lose();
		bench.untilAttempt();
		bench.timers.advance(14_000);
		bench.sockets.last.accept();
		bench.timers.advance(20_000);
		expect(pings(bench)).toBe(1);
	});

	test("they end with a planned close", () => {
		const bench = Bench.open();
		bench.transport.setPingInterval(1);
		bench.timers.advance(1_000);
		bench.transport.close(1000, "reset");
		bench.transport.setPingInterval(2);
		bench.timers.advance(4_000);
		bench.answerClose(1000);
		expect(bench.told[1]).toEqual({ closed: 1000, reason: "" });
		expect(bench.timers.running).toBe(0);
	});
});

describe("the link comes up", () => {
	test("an attempt follows within 2 s, whatever the wait was", () => {
		const bench = new Bench(() => 65_535);
		bench.transport.open(TARGET);
		for (let count = 0; count < 9; count++) {
			bench.refuse(503);
			bench.untilAttempt();
		}
		bench.refuse(503);
		bench.transport.linkUp();
		expect(bench.untilAttempt()).toBeLessThanOrEqual(1_201);
		bench.refuse(503);
		expect(bench.untilAttempt()).toBeLessThanOrEqual(2_401);
	});

	test("an attempt that hangs is abandoned for a new one within 2 s", () => {
		const bench = new Bench();
		bench.transport.open(TARGET);
		bench.timers.advance(3_000);
		bench.transport.linkUp();
		expect(bench.sockets.openCount).toBe(0);
		expect(bench.untilAttempt()).toBe(1000);
		bench.sockets.last.accept();
		bench.timers.advance(20_000);
		expect(bench.told).toEqual(["open"]);
	});

	test("again and again does not put the attempt off", () => {
		const bench = new Bench();
		bench.transport.open(TARGET);
		bench.refuse(503);
		for (let count = 0; count < 3; count++) {
			bench.timers.advance(300);
			bench.transport.linkUp();
		}
		expect(bench.untilAttempt()).toBe(100);
	});

	test("an open connection stays when it answers a ping, also with pings off", () => {
		const bench = Bench.open();
		bench.transport.linkUp();
		expect(bench.sockets.last.frames).toEqual([{ ping: true }]);
		bench.timers.advance(500);
		bench.sockets.last.receive("\x8a\x00");
		bench.timers.advance(100_000);
		expect(bench.told).toEqual(["open"]);
		expect(bench.attempts).toBe(1);
	});

	test("a dead connection is found so, and an attempt follows within 2 s", () => {
		const bench = new Bench(() => 65_535);
		bench.transport.open(TARGET);
		for (let count = 0; count < 5; count++) {
			bench.refuse(503);
			bench.untilAttempt();
		}
		bench.sockets.last.accept();
		bench.transport.linkUp();
		expect(bench.untilAttempt()).toBeLessThanOrEqual(2_000);
		expect(bench.told.at(-1)).toEqual({ closed: 1006, reason: "no answer to a ping" });
	});

	test("without a target, or in a planned close, it changes nothing", () => {
		const bench = new Bench();
		bench.transport.linkUp();
		expect(bench.timers.running).toBe(0);
		const closing = Bench.open();
		closing.transport.open(TARGET);
		closing.transport.linkUp();
		closing.timers.advance(3_000);
		expect(closing.attempts).toBe(1);
		closing.answerClose(1000);
		expect(closing.told[1]).toEqual({ closed: 1000, reason: "" });
		expect(closing.attempts).toBe(2);
	});
});
