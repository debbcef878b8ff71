import fc from "fast-check";
import { expect, test } from "vitest";
import type { Cluster } from "../../csms/cluster/cluster";
import { LiveRelay } from "../../csms/cluster/live-relay";
import type { Message } from "../../csms/cluster/messages";
import { cut, Pieces } from "../../csms/cluster/pieces";
import { SealingKeys, seal } from "../../csms/cluster/sealing";
import { Live } from "../../csms/live";

test("a message of any size and alphabet passes NOTIFY in pieces", () => {
	const text = fc.oneof(
		fc.string({ unit: "binary", maxLength: 200 }),
		fc.string({ unit: "grapheme", minLength: 3000, maxLength: 9000 }),
	);
	fc.assert(
		fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (message) => {
			const pieces = new Pieces();
			const texts = cut(7, message);
			for (const piece of texts) {
				// What PostgreSQL takes, in bytes.
				expect(Buffer.byteLength(piece)).toBeLessThan(8000);
				expect(piece).not.toContain("\0");
			}
			const last = texts.pop()!;
			for (const piece of texts) expect(pieces.add("csms", piece)).toBeUndefined();
			expect(pieces.add("csms", last)).toEqual({ from: 7, message });
		}),
		{ numRuns: 50 },
	);
});

test("pieces of several senders do not mix, and a message that was cut off is dropped", () => {
	const long = (character: string) => character.repeat(10_000);
	const [a, b] = [cut(1, long("a")), cut(2, long("b"))];
	expect(a).toHaveLength(2);
	const pieces = new Pieces();
	pieces.add("csms", a[0]);
	pieces.add("csms", b[0]);
	expect(pieces.add("csms", a[1])).toEqual({ from: 1, message: long("a") });
	// Its end never comes; its sender begins anew.
	pieces.add("csms", b[0]);
	expect(pieces.add("csms", b[1])).toEqual({ from: 2, message: long("b") });
	expect(pieces.add("csms", b[1])).toBeUndefined();
	expect(pieces.add("csms", "what another program has sent")).toBeUndefined();
	expect(pieces.add("csms", "1 0 1 no JSON")).toEqual({ from: 1, message: undefined });
});

test("what is sealed can be read by the one process that it is for", () => {
	const [keys, others] = [new SealingKeys(), new SealingKeys()];
	const text = JSON.stringify({ key: "AuthorizationKey", value: "充電".repeat(2000) });
	const sealed = seal(text, keys.publicKey);
	expect(sealed).not.toContain("AuthorizationKey");
	expect(keys.open(sealed)).toBe(text);
	expect(seal(text, keys.publicKey)).not.toBe(sealed);
	expect(() => others.open(sealed)).toThrow();
	const [key, nonce, rest] = sealed.split(" ");
	const changed = Buffer.from(rest, "base64");
	changed[0] ^= 1;
	expect(() => keys.open([key, nonce, changed.toString("base64")].join(" "))).toThrow();
});

test("events go to the processes where somebody reads them, and only those", () => {
	const sent: [to: unknown, message: Message][] = [];
	let isOpen = true;
	const cluster = {
		isShared: true,
		send: (...parts: [unknown, Message]) => void sent.push(parts),
		offer: (...parts: [unknown, Message]) => {
			if (isOpen) sent.push(parts);
			return isOpen;
		},
	} as unknown as Cluster;
	const live = new Live();
	const relay = new LiveRelay(cluster, live);
	const frame = (identity: string) =>
		({ timestamp: "", identity, direction: "in", id: 1, frame: [] }) as const;
	const told = () => sent.splice(0);

	expect(live.watches("frame", "CP001")).toBe(false);
	live.tell("frame", frame("CP001"));
	expect(told()).toEqual([]);

	relay.receive(2, { type: "interests", interests: [{ names: ["frame"], identity: "CP001" }] });
	expect([live.watches("frame", "CP001"), live.watches("frame", "CP002")]).toEqual([true, false]);
	live.tell("frame", frame("CP001"));
	live.tell("frame", frame("CP002"));
	expect(told()).toEqual([[2, { type: "event", name: "frame", data: frame("CP001") }]]);
	// What comes from there is for the readers here alone.
	const heard: string[] = [];
	const stop = live.listen((name) => void heard.push(name), { names: ["frame"] });
	relay.receive(2, { type: "event", name: "frame", data: frame("CP001") });
	expect([heard, told()]).toEqual([["frame"], []]);
	relay.receive(2, { type: "hello" });
	expect(told()).toEqual([
		[2, { type: "interests", interests: [{ names: ["frame"], identity: undefined }] }],
	]);
	stop();
	expect(live.interests()).toEqual([]);

	// Whoever was not told everything hears that, before the next event.
	isOpen = false;
	live.tell("frame", frame("CP001"));
	isOpen = true;
	live.tell("frame", frame("CP001"));
	expect(told().map(([, { type }]) => type)).toEqual(["missed", "event"]);
	let missed = 0;
	live.whenMissed(() => missed++);
	relay.receive(2, { type: "missed" });
	relay.resumed();
	expect(missed).toBe(2);
	// Nobody reads there any more, or nobody is there.
	relay.keep(new Set());
	expect(live.watches("frame", "CP001")).toBe(false);
});
