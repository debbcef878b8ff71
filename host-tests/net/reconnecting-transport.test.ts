import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bench, TARGET } from "./transport-bench";

describe("R-CON-03 reconnecting", () => {
	test("the first attempt is at once", () => {
		const bench = new Bench();
		bench.transport.open(TARGET);
		expect(bench.attempts).toBe(1);
		expect(bench.sockets.last).toMatchObject({ host: "csms", port: 80, secure: false });
	});

	test("the waits begin with 1 s, double, and end at 250 s with 20 % of jitter", () => {
		const bench = new Bench();
		bench.transport.open(TARGET);
		const waits = Array.from({ length: 11 }, () => {
			bench.refuse(503);
			return bench.untilAttempt() / 1000;
		});
		expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 250, 250, 250]);
	});

	test("each wait is random by 20 %, and none is longer than 300 s", () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: 10, maxLength: 10 }),
				(draws) => {
					const bench = new Bench(() => draws[bench.attempts - 1]);
					bench.transport.open(TARGET);
					draws.forEach((draw, index) => {
						bench.refuse(404);
						const wait = bench.untilAttempt();
						const middle = Math.min(1000 * 2 ** index, 250_000);
						expect(Math.abs(wait - middle * (0.8 + (0.4 * draw) / 65_536))).toBeLessThanOrEqual(1);
						expect(wait).toBeLessThanOrEqual(300_000);
					});
				},
			),
			{ numRuns: 5 },
		);
	});

	test.each([
		["a 404", (bench: Bench) => bench.refuse(404), { refused: 404, reason: "No" }],
		["R-CON-04 a 401", (bench: Bench) => bench.refuse(401), { refused: 401, reason: "No" }],
		["R-CON-04 a 403", (bench: Bench) => bench.refuse(403), { refused: 403, reason: "No" }],
		["a 503", (bench: Bench) => bench.refuse(503), { refused: 503, reason: "No" }],
		["a failure of TCP or TLS", (bench: Bench) => bench.lose(), { refused: 0, reason: "reset" }],
		["silence", (bench: Bench) => bench.timers.advance(15_000), { refused: 0, reason: "no answer in time" }],
	])("%s is told, and the next attempt follows", (_, fail, told) => {
		const bench = new Bench();
		bench.transport.open(TARGET);
		fail(bench);
		expect(bench.told).toEqual([told]);
		expect(bench.untilAttempt()).toBe(1000);
		bench.sockets.last.accept();
		expect(bench.told).toEqual([told, "open"]);
	});

	test("three hanging attempts take less than a minute", () => {
		const bench = new Bench(() => 65_535);
		bench.transport.open(TARGET);
		bench.timers.advance(60_000);
		expect(bench.told).toHaveLength(3);
	});

	test("a connection that lasted 30 s starts the waits anew, a shorter one does not", () => {
		const bench = new Bench();
		bench.transport.open(TARGET);
		for (let count = 0; count < 5; count++) {
			bench.refuse(503);
			bench.untilAttempt();
		}
		bench.sockets.last.accept();
		bench.timers.advance(29_999);
		bench.lose();
		expect(bench.untilAttempt()).toBe(32_000);
		bench.sockets.last.accept();
		bench.timers.advance(30_000);
		bench.lose();
		expect(bench.untilAttempt()).toBe(1000);
	});

	test("a lost connection is told once, and made again", () => {
		const bench = Bench.open();
		bench.sockets.last.receive("\x81\x02hi");
		bench.lose();
		expect(bench.told).toEqual(["open", { text: "hi" }, { closed: 1006, reason: "reset" }]);
		expect(bench.untilAttempt()).toBe(1000);
	});

	test("a server that closes is connected to again", () => {
		const bench = Bench.open();
		bench.sockets.last.receive(Uint8Array.of(0x88, 2, 3, 233));
		bench.lose();
		expect(bench.told[1]).toEqual({ closed: 1001, reason: "" });
		expect(bench.untilAttempt()).toBe(1000);
	});

	test("R-CON-11 a message that is too long closes with 1009 and reconnects", () => {
		const bench = Bench.open();
		bench.sockets.last.receive(Uint8Array.of(0x81, 127, 0, 0, 0, 0, 0, 1, 0, 1));
		expect(bench.sockets.last.frames).toMatchObject([{ close: 1009 }]);
		bench.answerClose(1009);
		expect(bench.told[1]).toMatchObject({ closed: 1009 });
		expect(bench.untilAttempt()).toBe(1000);
	});
});

test("what is sent while there is no connection is dropped", () => {
	const bench = new Bench();
	bench.transport.send("no target");
	bench.transport.open(TARGET);
	bench.transport.send("no connection");
	bench.sockets.last.accept();
	bench.transport.send("open");
	expect(bench.sockets.last.frames).toEqual([{ text: "open" }]);
	bench.lose();
	bench.transport.send("lost");
	bench.untilAttempt();
	bench.sockets.last.accept();
	expect(bench.sockets.last.frames).toEqual([]);
});

describe("R-CON-13 a new target", () => {
	const NEW = { url: "wss://other:9000/CP001" };

	test("closes the open connection with 1000, what was sent before it, and connects at once, never two at a time", () => {
		const bench = Bench.open();
		bench.transport.send('[3,"1",{"status":"Accepted"}]');
		bench.transport.open(NEW);
		expect(bench.sockets.last.frames).toMatchObject([{ text: expect.any(String) }, { close: 1000 }]);
		expect(bench.attempts).toBe(1);
		bench.answerClose(1000);
		expect(bench.sockets.last).toMatchObject({ host: "other", port: 9000, secure: true });
		expect(bench.sockets.openCount).toBe(1);
		bench.sockets.last.accept();
		expect(bench.told).toEqual(["open", { closed: 1000, reason: "" }, "open"]);
	});

	test("takes the place of an attempt under way", () => {
		const bench = new Bench();
		bench.transport.open(TARGET);
		bench.transport.open(NEW);
		expect(bench.attempts).toBe(2);
		expect(bench.sockets.openCount).toBe(1);
		bench.sockets.last.accept();
		bench.timers.advance(20_000);
		expect(bench.told).toEqual(["open"]);
	});

	test("takes the place of a wait, and starts the waits anew", () => {
		const bench = new Bench();
		bench.transport.open(TARGET);
		for (let count = 0; count < 5; count++) {
			bench.refuse(503);
			bench.untilAttempt();
		}
		bench.refuse(503);
		const before = bench.attempts;
		bench.transport.open(NEW);
		expect(bench.attempts).toBe(before + 1);
		bench.refuse(503);
		expect(bench.untilAttempt()).toBe(1000);
	});

	test("with a server that does not answer the closing, it is connected to after 5 s", () => {
		const bench = Bench.open();
		bench.transport.open(NEW);
		bench.timers.advance(4_999);
		expect(bench.attempts).toBe(1);
		bench.timers.advance(1);
		expect(bench.sockets.last.host).toBe("other");
		expect(bench.sockets.openCount).toBe(1);
	});

	test("the last of several counts", () => {
		const bench = Bench.open();
		bench.transport.open({ url: "ws://second/" });
		bench.transport.open(NEW);
		bench.answerClose(1000);
		expect(bench.sockets.all.map((socket) => socket.host)).toEqual(["csms", "other"]);
	});

	test("given where the end is told, it is connected to once", () => {
		const bench = Bench.open();
		const ignore = () => {};
		bench.transport.listener = {
			opened: ignore,
			received: ignore,
			closed: () => bench.transport.open(NEW),
			refused: ignore,
		};
		bench.lose();
		bench.timers.advance(14_000);
		expect(bench.sockets.all.map((socket) => socket.host)).toEqual(["csms", "other"]);
	});

	test("with a wrong URL is refused, and the connection stays", () => {
		const bench = Bench.open();
		expect(() => bench.transport.open({ url: "http://csms/" })).toThrow(SyntaxError);
		bench.transport.send("still there");
		expect(bench.sockets.last.frames).toEqual([{ text: "still there" }]);
	});
});

describe("R-CON-12 a planned close", () => {
	test("flushes, closes with its code, tells when done, and does not reconnect", () => {
		const bench = Bench.open();
		bench.sockets.last.grant(50);
		bench.transport.send("x".repeat(500));
		bench.transport.close(1001, "reset", () => bench.told.push("done"));
		bench.sockets.last.grant(10_000);
		expect(bench.sockets.last.frames).toEqual([{ text: "x".repeat(500) }, { close: 1001, reason: "reset" }]);
		expect(bench.told).toEqual(["open"]);
		bench.answerClose(1001);
		expect(bench.told).toEqual(["open", { closed: 1001, reason: "" }, "done"]);
		bench.timers.advance(1_000_000);
		expect(bench.attempts).toBe(1);
		expect(bench.timers.running).toBe(0);
	});

	test("is done after 5 s without an answer", () => {
		const bench = Bench.open();
		bench.transport.close(1000, "reset", () => bench.told.push("done"));
		bench.timers.advance(5_000);
		expect(bench.told).toEqual(["open", { closed: 1006, reason: expect.any(String) }, "done"]);
	});

	test("of an attempt or of a wait is done at once, without a word", () => {
		for (const prepare of [() => {}, (bench: Bench) => bench.refuse(503)]) {
			const bench = new Bench();
			bench.transport.open(TARGET);
			prepare(bench);
			bench.told.length = 0;
			bench.transport.close(1000, "reset", () => bench.told.push("done"));
			expect(bench.told).toEqual(["done"]);
			expect(bench.sockets.openCount).toBe(0);
			expect(bench.timers.running).toBe(0);
		}
	});

	test("of nothing is done at once", () => {
		const bench = new Bench();
		bench.transport.close(1000, "", () => bench.told.push("done"));
		expect(bench.told).toEqual(["done"]);
	});

	test("given twice tells both when done", () => {
		const bench = Bench.open();
		bench.transport.close(1000, "key", () => bench.told.push("first"));
		bench.transport.close(1001, "reset", () => bench.told.push("second"));
		bench.answerClose(1000);
		expect(bench.told.slice(2)).toEqual(["first", "second"]);
		expect(bench.sockets.last.frames).toEqual([{ close: 1000, reason: "key" }]);
	});

	test("is followed at once by a target that its end gives, or that came meanwhile", () => {
		const bench = Bench.open();
		bench.transport.close(1000, "key change", () => bench.transport.open(TARGET));
		bench.answerClose(1000);
		expect(bench.attempts).toBe(2);
		bench.sockets.last.accept();
		bench.transport.close(1000, "key change", () => bench.told.push("done"));
		bench.transport.open(TARGET);
		bench.answerClose(1000);
		expect(bench.attempts).toBe(3);
		expect(bench.told).toContain("done");
		expect(bench.sockets.openCount).toBe(1);
	});

	test("of a connection that has just been lost is done with it", () => {
		const bench = Bench.open();
		bench.sockets.last.events.onError("reset");
		bench.transport.close(1000, "reset", () => bench.told.push("done"));
		bench.timers.advance(0);
		expect(bench.told).toEqual(["open", { closed: 1006, reason: "reset" }, "done"]);
		bench.timers.advance(1_000_000);
		expect(bench.attempts).toBe(1);
	});
});

describe("R-SEC-03 HTTP Basic", () => {
	const authorization = (user?: string, password?: Uint8Array) => {
		const bench = new Bench();
		bench.transport.open({ ...TARGET, user, password });
		bench.sockets.last.accept();
		return /^Authorization: (.*)\r$/m.exec(bench.sockets.last.request)?.[1];
	};

	test("TC_085 the example of OCPP-J 1.6 section 6.2.2", () => {
		const key = Buffer.from("0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF", "hex");
		expect(authorization("AL1000", key)).toBe("Basic QUwxMDAwOgABAgMEBQYH////////////////");
	});

	test("TC_073 the key's bytes are the password, the identity goes in UTF-8", () => {
		const sent = authorization("充電樁 1", Buffer.from("4F43415F4F4354545F61646D696E5F74657374", "hex"));
		expect(Buffer.from(String(sent).slice(6), "base64").toString()).toBe("充電樁 1:OCA_OCTT_admin_test");
	});

	test("without a user there is none", () => {
		expect(authorization()).toBeUndefined();
	});
});
