import fc from "fast-check";
import { expect, test } from "vitest";
import { closeFrame, controlFrame, PING, PONG, textFrame } from "../../modules/net/frames";
import { utf8Encoder } from "../../modules/utf8";
import { Receiver } from "./ws-parts";

type Told = { text: string } | { ping: string } | { pong: string } | { closed: number; reason: string };

/** What a server of the `ws` package makes of the bytes. */
async function received(bytes: Uint8Array): Promise<Told[]> {
	const receiver = new Receiver({ isServer: true });
	const told: Told[] = [];
	receiver.on("message", (data: Buffer) => told.push({ text: data.toString() }));
	receiver.on("ping", (data: Buffer) => told.push({ ping: data.toString("hex") }));
	receiver.on("pong", (data: Buffer) => told.push({ pong: data.toString("hex") }));
	receiver.on("conclude", (closed: number, reason: Buffer) =>
		told.push({ closed, reason: reason.toString() }),
	);
	await new Promise<void>((resolve, reject) => {
		receiver.on("error", reject);
		receiver.write(bytes, () => resolve());
	});
	return told;
}

const mask = fc.uint8Array({ minLength: 4, maxLength: 4 });

test("a text of any kind and length arrives as it was", async () => {
	const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000];
	const text = fc.oneof(
		fc.string({ unit: "binary", maxLength: 300 }),
		fc.constantFrom(...lengths).map((length) => "x".repeat(length)),
		fc.constantFrom(...lengths).map((length) => "充".repeat(length / 3)),
	);
	await fc.assert(
		fc.asyncProperty(text, mask, async (sent, key) => {
			expect(await received(textFrame(sent, key, utf8Encoder()))).toEqual([{ text: sent }]);
		}),
	);
});

test("the payload is not on the wire as it is", () => {
	const frame = textFrame("secret", Uint8Array.of(1, 2, 3, 4), utf8Encoder());
	expect(frame.length).toBe(2 + 4 + 6);
	expect(Buffer.from(frame).toString("latin1")).not.toContain("secret");
});

test("pings and pongs carry their payload", async () => {
	const key = Uint8Array.of(9, 8, 7, 6);
	expect(await received(controlFrame(PING, new Uint8Array(0), key))).toEqual([{ ping: "" }]);
	const payload = new Uint8Array(125).fill(0xab);
	expect(await received(controlFrame(PONG, payload, key))).toEqual([{ pong: "ab".repeat(125) }]);
});

test("a Close frame has its code, and a reason cut between characters", async () => {
	const key = Uint8Array.of(0, 255, 1, 128);
	const close = (code: number, reason: string) => received(closeFrame(code, reason, key, utf8Encoder()));
	expect(await close(1001, "reset")).toEqual([{ closed: 1001, reason: "reset" }]);
	expect(await close(1000, "重".repeat(42))).toEqual([{ closed: 1000, reason: "重".repeat(41) }]);
	expect(await close(1005, "")).toEqual([{ closed: 1005, reason: "" }]);
});
