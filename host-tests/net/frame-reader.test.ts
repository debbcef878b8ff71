import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FrameReader, ProtocolError } from "../../modules/net/frame-reader";
import { Receiver, Sender } from "./ws-parts";

type Told = { text: string } | { ping: string } | { pong: true } | { closed: number; reason: string };

function reader(told: Told[], maxMessage = 65_536): FrameReader {
	return new FrameReader(maxMessage, {
		onText: (text) => told.push({ text }),
		onPing: (payload) => told.push({ ping: Buffer.from(payload).toString("hex") }),
		onPong: () => told.push({ pong: true }),
		onCloseFrame: (closed, reason) => told.push({ closed, reason }),
	});
}

/** A server's frame as the `ws` package makes it. */
function frame(opcode: number, payload: Uint8Array, fin = true): Buffer {
	const options = { opcode, fin, mask: false, readOnly: true, rsv1: false };
	return Buffer.concat(Sender.frame(Buffer.from(payload), options));
}

/** Cuts `bytes` at positions that `cuts` gives as parts of the whole. */
function pieces(bytes: Uint8Array, cuts: number[]): Uint8Array[] {
	const at = cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b);
	return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length));
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
const text = fc.oneof(
	fc.string({ unit: "binary", maxLength: 200 }),
	fc.constantFrom(
		"",
		"x".repeat(125),
		"x".repeat(126),
		"電".repeat(400),
		"⚡🔌".repeat(50),
		"y".repeat(65_536),
	),
);
const control = fc.oneof(
	fc.uint8Array({ maxLength: 125 }).map((payload) => ({ opcode: 9, payload })),
	fc.uint8Array({ maxLength: 125 }).map((payload) => ({ opcode: 10, payload })),
);

test("messages in any fragments, with control frames within, cut into any pieces, arrive whole", () => {
	const message = fc.record({ text, fragments: cuts, controls: fc.array(control, { maxLength: 3 }) });
	fc.assert(
		fc.property(fc.array(message, { maxLength: 4 }), cuts, (messages, chunks) => {
			const sent: Buffer[] = [];
			const expected: Told[] = [];
			for (const { text, fragments, controls } of messages) {
				const parts = pieces(Buffer.from(text), fragments);
				const waiting = [...controls];
				parts.forEach((part, index) => {
					sent.push(frame(index === 0 ? 1 : 0, part, index === parts.length - 1));
					const between = index < parts.length - 1 ? waiting.shift() : undefined;
					if (!between) return;
					sent.push(frame(between.opcode, between.payload));
					const ping = Buffer.from(between.payload).toString("hex");
					expected.push(between.opcode === 9 ? { ping } : { pong: true });
				});
				expected.push({ text });
			}
			const told: Told[] = [];
			const into = reader(told);
			for (const chunk of pieces(Buffer.concat(sent), chunks)) into.push(chunk);
			expect(told).toEqual(expected);
		}),
	);
});

test("Chinese and emoji arrive whole, whichever byte a fragment or a packet ends at", () => {
	const sent = "插槍⚡充電🔌";
	const bytes = Buffer.from(sent);
	for (let fragment = 0; fragment <= bytes.length; fragment++) {
		const wire = Buffer.concat([
			frame(1, bytes.subarray(0, fragment), false),
			frame(0, bytes.subarray(fragment)),
		]);
		for (let packet = 0; packet <= wire.length; packet++) {
			const told: Told[] = [];
			const into = reader(told);
			into.push(wire.subarray(0, packet));
			into.push(wire.subarray(packet));
			expect(told).toEqual([{ text: sent }]);
		}
	}
});

describe("what breaks RFC 6455 is refused with the code that it names", () => {
	const long = (length: number) => [
		0x81,
		127,
		0,
		0,
		0,
		0,
		...new Uint8Array(new Uint32Array([length]).buffer).reverse(),
	];
	test.each([
		["a reserved bit", [0xc1, 0], 1002],
		["a masked frame", [0x81, 0x80, 1, 2, 3, 4], 1002],
		["a reserved data opcode", [0x83, 0], 1002],
		["a reserved control opcode", [0x8b, 0], 1002],
		["a fragmented ping", [0x09, 0], 1002],
		["a long ping", [0x89, 126, 0, 126], 1002],
		["a continuation of nothing", [0x80, 0], 1002],
		["a message within a message", [0x01, 0, 0x81, 0], 1002],
		["a binary message", [0x82, 0], 1003],
		["a lone continuation byte", [0x81, 1, 0x80], 1007],
		["a character cut at the end", [0x81, 2, 0xe9, 0x9b], 1007],
		["an overlong form", [0x81, 2, 0xc0, 0xaf], 1007],
		["a surrogate", [0x81, 3, 0xed, 0xa0, 0x80], 1007],
		["a character beyond Unicode", [0x81, 4, 0xf5, 0x80, 0x80, 0x80], 1007],
		["R-CON-11 a message one byte too long", long(65_537), 1009],
		["R-CON-11 a length beyond all numbers", [0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255], 1009],
		["a Close code of one byte", [0x88, 1, 3], 1002],
		["a Close code below 1000", [0x88, 2, 3, 231], 1002],
		["the Close code 1005", [0x88, 2, 3, 237], 1002],
		["the Close code 1015", [0x88, 2, 3, 247], 1002],
		["the Close code 2999", [0x88, 2, 11, 183], 1002],
		["the Close code 5000", [0x88, 2, 19, 136], 1002],
		["a Close reason that is no UTF-8", [0x88, 3, 3, 232, 0xff], 1007],
	])("%s", (_, bytes, code) => {
		for (const size of [1, bytes.length]) {
			const into = reader([]);
			const push = () => {
				for (let at = 0; at < bytes.length; at += size)
					into.push(Uint8Array.from(bytes.slice(at, at + size)));
			};
			expect(push).toThrow(expect.objectContaining({ code }));
		}
	});
});

test("R-CON-11 the limit counts over all fragments of a message, and is reached exactly", () => {
	const told: Told[] = [];
	const into = reader(told, 16_384);
	const half = new Uint8Array(8192).fill(65);
	into.push(Buffer.concat([frame(1, half, false), frame(0, half)]));
	expect(told).toEqual([{ text: "A".repeat(16_384) }]);
	expect(() =>
		into.push(Buffer.concat([frame(1, half, false), frame(0, half, false), frame(0, half)])),
	).toThrow(expect.objectContaining({ code: 1009 }));
});

test.each([
	[[0x88, 0], { closed: 1005, reason: "" }],
	[[0x88, 2, 3, 232], { closed: 1000, reason: "" }],
	[[0x88, 5, 3, 246, 0xe9, 0x9b, 0xbb], { closed: 1014, reason: "電" }],
	[[0x88, 2, 11, 184], { closed: 3000, reason: "" }],
	[[0x88, 2, 19, 135], { closed: 4999, reason: "" }],
])("the Close frame %j is understood", (bytes, expected) => {
	const told: Told[] = [];
	reader(told).push(Uint8Array.from(bytes));
	expect(told).toEqual([expected]);
});

test("frames of any kind are taken or refused as the client of the `ws` package does", async () => {
	const anyFrame = fc
		.record({
			first: fc.oneof(
				fc.constantFrom(0x81, 0x01, 0x00, 0x80, 0x89, 0x8a, 0x88),
				fc.integer({ min: 0, max: 255 }),
			),
			masked: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constant(0x80)),
			payload: fc.oneof(
				fc.uint8Array({ maxLength: 5 }),
				fc.string({ maxLength: 130 }).map((s) => Buffer.from(s)),
			),
		})
		.filter(({ first }) => (first & 0x0f) !== 2)
		.map(({ first, masked, payload }) => {
			const length = payload.length < 126 ? [payload.length] : [126, 0, payload.length];
			return Buffer.from([first, masked | length[0], ...length.slice(1), ...payload]);
		});
	await fc.assert(
		fc.asyncProperty(fc.array(anyFrame, { minLength: 1, maxLength: 4 }), async (frames) => {
			const bytes = Buffer.concat(frames);
			const theirs: Told[] = [];
			const receiver = new Receiver({ isServer: false });
			receiver.on("message", (data: Buffer) => theirs.push({ text: data.toString() }));
			receiver.on("ping", (data: Buffer) => theirs.push({ ping: data.toString("hex") }));
			receiver.on("pong", () => theirs.push({ pong: true }));
			let concluded = false;
			receiver.on("conclude", (closed: number, reason: Buffer) => {
				concluded = true;
				theirs.push({ closed, reason: reason.toString() });
			});
			const theyRefuse = await new Promise<boolean>((resolve) => {
				receiver.on("error", () => {});
				receiver.write(bytes, (error) => resolve(error != null));
			});
			const ours: Told[] = [];
			let weRefuse = false;
			try {
				reader(ours).push(bytes);
			} catch (error) {
				expect(error).toBeInstanceOf(ProtocolError);
				weRefuse = true;
			}
			// After a Close frame theirs reads no more; ours leaves that to its user.
			expect(concluded ? ours.slice(0, theirs.length) : ours).toEqual(theirs);
			if (!concluded) expect(weRefuse).toBe(theyRefuse);
		}),
		{ numRuns: 1000 },
	);
});
