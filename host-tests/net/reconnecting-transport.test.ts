import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ReconnectingTransport } from "../../modules/net/reconnecting-transport";
import { VirtualTimers } from "../virtual-timers";
import { digests } from "./loopback";
import { ScriptedSockets } from "./scripted-sockets";

const TARGET = { url: "ws://csms/ocpp/CP001" };

class Bench {
	readonly timers = new VirtualTimers();
	readonly sockets = new ScriptedSockets();
	readonly told: unknown[] = [];
	readonly transport: ReconnectingTransport;

	/** `random` from 0 to 65535 decides on the jitter; 32768 is none. */
	constructor(random: () => number = () => 32_768) {
		this.transport = new ReconnectingTransport({
			...digests,
			timers: this.timers,
			sockets: this.sockets,
			randomBytes: (count) =>
				count === 2 ? new Uint8Array(Uint16Array.of(random()).buffer) : digests.randomBytes(count),
		});
		this.transport.onOpen = () => this.told.push("open");
		this.transport.onText = (text) => this.told.push({ text });
		this.transport.onClose = (code, reason) => this.told.push({ closed: code, reason });
		this.transport.onRefused = (status, reason) => this.told.push({ refused: status, reason });
	}

	/** An open connection. */
	static open(): Bench {
		const bench = new Bench();
		bench.transport.open(TARGET);
		bench.sockets.last.accept();
		return bench;
	}

	get attempts(): number {
		return this.sockets.all.length;
	}

	/** Breaks the newest connection and lets the end be told. */
	lose(): void {
		this.sockets.last.events.onError("reset");
		this.timers.advance(0);
	}

	refuse(status: number): void {
		this.sockets.last.refuse(status);
		this.timers.advance(0);
	}

	/** Answers the client's Close frame as a server does. */
	answerClose(code: number): void {
		this.sockets.last.receive(Uint8Array.of(0x88, 2, code >> 8, code & 0xff));
		this.lose();
	}

	/** How long it takes until the next attempt, ms. */
	untilAttempt(): number {
		const before = this.attempts;
		const start = this.timers.now();
		while (this.attempts === before && this.timers.now() - start < 1_000_000) this.timers.advance(1);
		return this.timers.now() - start;
	}
}

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
		bench.transport.onClose = () => bench.transport.open(NEW);
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

describe("R-SEC-03 HTTP Basic", () => {
	const authorization = (user?: string, password?: Uint8Array) => {
		const bench = new Bench();
		bench.transport.open({ ...TARGET, user, password });
		bench.sockets.last.accept();
		return /^Authorization: (.*)\r$/m.exec(bench.sockets.last.request)?.[1];
	};

	test("the example of OCPP-J 1.6 section 6.2.2", () => {
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
