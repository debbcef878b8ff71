import { describe, expect, test } from "vitest";
import { nameAnswer } from "../../modules/setup/name-answer";

const ADDRESS = [192, 168, 4, 1];

/** A question as a phone asks it. */
function question(name: string, type = 1, more: number[] = []): Uint8Array {
	const labels = name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]);
	return Uint8Array.from([0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, type, 0, 1, ...more]);
}

describe("the name server of the set-up", () => {
	test("any name is at the access point's address, for ten seconds", () => {
		const asked = question("connectivitycheck.gstatic.com");
		const answer = nameAnswer(asked, ADDRESS)!;
		expect([...answer.subarray(0, 12)]).toEqual([0xab, 0xcd, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
		expect(answer.subarray(12, asked.length)).toEqual(asked.subarray(12));
		expect([...answer.subarray(asked.length)]).toEqual([
			...[0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 10, 0, 4, ...ADDRESS],
		]);
	});

	test("what follows the question, such as EDNS, is left out", () => {
		const asked = question("captive.apple.com", 1, [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]);
		asked[11] = 1;
		expect(nameAnswer(asked, ADDRESS)).toEqual(nameAnswer(question("captive.apple.com"), ADDRESS));
	});

	test.each([28, 65, 255])("type %i is answered with nothing, so that nobody waits", (type) => {
		const asked = question("a.example", type);
		const answer = nameAnswer(asked, ADDRESS)!;
		expect(answer).toHaveLength(asked.length);
		expect([answer[2], answer[3], answer[7]]).toEqual([0x85, 0x80, 0]);
	});

	test("what is no question gets no answer", () => {
		const asked = question("a.example");
		for (let length = 0; length < asked.length; length++)
			expect(nameAnswer(asked.subarray(0, length), ADDRESS)).toBeUndefined();
		const changed = (at: number, byte: number) => asked.map((old, i) => (i === at ? byte : old));
		expect(nameAnswer(changed(2, 0x81), ADDRESS)).toBeUndefined();
		expect(nameAnswer(changed(2, 0x28), ADDRESS)).toBeUndefined();
		expect(nameAnswer(changed(5, 2), ADDRESS)).toBeUndefined();
		expect(nameAnswer(changed(12, 0xc0), ADDRESS)).toBeUndefined();
		expect(nameAnswer(changed(12, 63), ADDRESS)).toBeUndefined();
	});
});
