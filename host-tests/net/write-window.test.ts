import fc from "fast-check";
import { expect, test } from "vitest";
import { VirtualTimers } from "../virtual-timers";
import { acceptUpgrade, digests } from "./loopback";
import { RecordingClient } from "./recording";
import { ScriptedSockets } from "./scripted-sockets";

function client(): { told: RecordingClient; sockets: ScriptedSockets; timers: VirtualTimers } {
	const sockets = new ScriptedSockets();
	const timers = new VirtualTimers();
	const told = new RecordingClient({ timers, sockets, ...digests }, "ws://host/", 1_000_000);
	return { told, sockets, timers };
}

const windows = fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 20 });
const action = fc.oneof(
	fc.string({ unit: "binary", maxLength: 500 }).map((text) => ({ text })),
	fc.constant({ ping: true as const }),
	fc.constant({ text: "充電".repeat(2000) }),
);

test("no byte is lost or out of order, whatever the write windows are", () => {
	fc.assert(
		fc.property(windows, fc.array(fc.tuple(action, fc.boolean()), { maxLength: 15 }), (sizes, actions) => {
			const { told, sockets } = client();
			const socket = sockets.last;
			let turn = 0;
			const grant = () => socket.grant(sizes[turn++ % sizes.length]);
			while (!socket.written.includes("\r\n\r\n")) grant();
			socket.receive(acceptUpgrade(socket.request));
			const texts: string[] = [];
			let pings = 0;
			for (const [sent, granted] of actions) {
				if ("text" in sent) {
					told.client.send(sent.text);
					texts.push(sent.text);
				} else {
					told.client.ping();
					pings++;
				}
				if (granted) grant();
			}
			told.client.close(1000, "end");
			for (let before = -1; before < socket.written.length; ) {
				before = socket.written.length;
				for (let count = 0; count < sizes.length; count++) grant();
			}
			const frames = socket.frames;
			expect(frames.flatMap((frame) => ("text" in frame ? [frame.text] : []))).toEqual(texts);
			expect(frames.filter((frame) => "ping" in frame)).toHaveLength(pings);
			expect(frames[frames.length - 1]).toEqual({ close: 1000, reason: "end" });
		}),
	);
});

test("a ping goes ahead of the messages that wait, but never into one that has begun", () => {
	const { told, sockets } = client();
	const socket = sockets.last;
	socket.accept();
	socket.grant(10);
	told.client.send("first, longer than the window");
	told.client.send("second");
	told.client.ping();
	socket.grant(1000);
	expect(socket.frames).toEqual([
		{ text: "first, longer than the window" },
		{ ping: true },
		{ text: "second" },
	]);
});

test("what a socket says it still takes is not used up to the last byte, for the overhead of TLS", () => {
	const { told, sockets } = client();
	const socket = sockets.last;
	socket.accept();
	socket.grant(200);
	told.client.send("x".repeat(94));
	const before = socket.written.length;
	told.client.send("y".repeat(94));
	expect(socket.written.length - before).toBe(100 - 64);
});

test("a socket that throws ends the connection, and never the caller", () => {
	for (const method of ["read", "write"] as const) {
		const { told, sockets, timers } = client();
		const socket = sockets.last;
		socket.accept();
		socket[method] = () => {
			throw new Error("TLS alert 40");
		};
		if (method === "write") told.client.send("text");
		else socket.receive("\x81\x00");
		expect(socket.closed).toBe(true);
		timers.advance(0);
		expect(told.events).toEqual([{ open: true }, { closed: 1006, reason: "TLS alert 40" }]);
	}
});

test("a platform that cannot open a socket refuses, later and with its reason", () => {
	const sockets = new ScriptedSockets();
	sockets.failure = new Error("no network interface");
	const timers = new VirtualTimers();
	const told = new RecordingClient({ timers, sockets, ...digests }, "ws://host/");
	expect(told.events).toEqual([]);
	timers.advance(0);
	expect(told.events).toEqual([{ refused: 0, reason: "no network interface" }]);
});

test("a socket that still calls after its close is not heard", () => {
	const { told, sockets, timers } = client();
	const socket = sockets.last;
	socket.accept();
	told.client.drop();
	socket.receive("\x81\x02hi");
	socket.grant(100);
	socket.events.onError("late");
	timers.advance(60_000);
	expect(told.events).toEqual([{ open: true }]);
});

test("a callback that drops the connection and then throws leaves nothing behind", () => {
	const { told, sockets, timers } = client();
	sockets.last.accept();
	told.onText = () => {
		told.client.drop();
		throw new Error("too late");
	};
	sockets.last.receive("\x81\x02hi");
	expect(timers.running).toBe(0);
});

test("the first of two Close frames counts", () => {
	const { told, sockets, timers } = client();
	sockets.last.accept();
	sockets.last.receive(Uint8Array.of(0x88, 2, 3, 233, 0x88, 2, 3, 232));
	sockets.last.events.onError();
	timers.advance(0);
	expect(told.events[1]).toEqual({ closed: 1001, reason: "" });
	expect(sockets.last.frames).toEqual([{ close: 1001, reason: "" }]);
});

test("nothing runs on after the end", () => {
	const { told, sockets, timers } = client();
	sockets.last.accept();
	expect(timers.running).toBe(0);
	sockets.last.events.onError();
	timers.advance(0);
	expect(timers.running).toBe(0);
	expect(told.events[1]).toEqual({ closed: 1006, reason: "the connection is lost" });
});
