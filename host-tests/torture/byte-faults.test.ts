import { expect, test } from "vitest";
import { seededRandom } from "../../tools/seeded-random";
import { Receiver, Sender } from "../net/ws-parts";
import { type ByteFault, damage, makesNoMessage } from "./byte-faults";
import { couldBeMessage, ForgivingReceiver, FrameSplitter, serverFrame } from "./web-socket-stream";

const MESSAGES = [
	'[2,"1","Heartbeat",{}]',
	'[3,"17",{"transactionId":11,"idTagInfo":{"status":"Accepted"}}]',
	'[2,"2","StopTransaction",{"transactionId":111,"meterStop":11111,"timestamp":"2026-11-11T11:11:11.111Z"}]',
	'[2,"3","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-11-11T11:11:11Z","sampledValue":[{"value":"11"}]}]}]',
	"[1,1]",
	`[3,"4",${JSON.stringify({ data: "1".repeat(300) })}]`,
];
const RUNS = 300;

function clientFrame(text: string): Buffer {
	const options = { opcode: 1, fin: true, mask: true, readOnly: true, rsv1: false };
	return Buffer.concat(Sender.frame(Buffer.from(text), options));
}

/** What the receiver of the package `ws` makes of a stream. */
async function receive(bytes: Buffer, isServer: boolean): Promise<string[]> {
	const messages: string[] = [];
	const receiver = new Receiver({ isServer });
	receiver.on("message", (data: Buffer) => messages.push(data.toString()));
	receiver.on("error", () => undefined);
	receiver.write(bytes);
	await new Promise((resolve) => setTimeout(resolve, 1));
	return messages;
}

test.each([
	["duplicate bytes", false],
	["duplicate bytes", true],
	["reorder bytes", false],
	["reorder bytes", true],
] as [ByteFault, boolean][])(
	"%s, masked %s: never another message that reads well",
	async (fault, masked) => {
		const random = seededRandom(8);
		const frames = MESSAGES.map(masked ? clientFrame : serverFrame);
		const sent = new Set(MESSAGES);
		let done = 0;
		for (let run = 0; run < RUNS; run++) {
			const before = frames[run % frames.length];
			const receiver = new ForgivingReceiver();
			receiver.take(before);
			const damaged = damage(fault, frames[(run + 1) % frames.length], receiver, sent, random);
			if (!damaged) continue;
			done++;
			const got = await receive(Buffer.concat([before, damaged, ...frames]), masked);
			expect(got.filter((text) => !sent.has(text) && couldBeMessage(text))).toEqual([]);
			expect(damaged).not.toEqual(frames[(run + 1) % frames.length]);
		}
		expect(done).toBeGreaterThan(RUNS / 2);
	},
);

test("a digit that comes twice, with a header that says so, is known for the harm that it is", () => {
	const sent = new Set(['[2,"1",{"meterStop":12}]']);
	const receiver = new ForgivingReceiver();
	expect(makesNoMessage(serverFrame('[2,"1",{"meterStop":12}]'), receiver, sent)).toBe(true);
	expect(makesNoMessage(serverFrame('[2,"1",{"meterStop":122}]'), receiver, sent)).toBe(false);
	expect(makesNoMessage(serverFrame('[2,"1",{"meterStop":21}]'), receiver, sent)).toBe(false);
	expect(makesNoMessage(clientFrame('[2,"1",{"meterStop":21}]'), receiver, sent)).toBe(false);
});

test("a message in pieces is seen, and what is not whole is no message yet", () => {
	const receiver = new ForgivingReceiver();
	const whole = serverFrame('[2,"1","Heartbeat",{}]');
	for (let at = 0; at < whole.length - 1; at++) expect(receiver.take(whole.subarray(at, at + 1))).toEqual([]);
	expect(receiver.copy().take(whole.subarray(-1))).toEqual(['[2,"1","Heartbeat",{}]']);
	expect(receiver.take(whole.subarray(-1))).toEqual(['[2,"1","Heartbeat",{}]']);
});

test.each([0, 1, 125, 126, 65_535, 65_536])("frames of %s bytes of payload, of both sides", (length) => {
	const text = "x".repeat(length);
	for (const bytes of [serverFrame(text), clientFrame(text)]) {
		const splitter = new FrameSplitter();
		expect(splitter.take(bytes.subarray(0, -1))).toHaveLength(0);
		const [frame, next] = splitter.take(Buffer.concat([bytes.subarray(-1), serverFrame("next")]));
		expect(frame).toMatchObject({ opcode: 1, fin: true });
		expect(frame.bytes.equals(bytes)).toBe(true);
		expect(frame.payload.toString()).toBe(text);
		expect(next.payload.toString()).toBe("next");
		expect(splitter.rest).toHaveLength(0);
	}
});
