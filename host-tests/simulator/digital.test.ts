import { beforeEach, describe, expect, it, vi } from "vitest";
import { digitalOf, Pins } from "../../simulator/digital";

let pins: Pins;
let Digital: ReturnType<typeof digitalOf>;

beforeEach(() => {
	pins = new Pins();
	Digital = digitalOf(pins);
});

describe("ECMA-419 Digital", () => {
	it("an input reads what the world sets, before and after", () => {
		pins.setInput(101, 1);
		const input = new Digital({ pin: 101, mode: Digital.InputPullDown });
		expect(input.read()).toBe(1);
		pins.setInput(101, 0);
		expect(input.read()).toBe(0);
		expect(new Digital({ pin: 102, mode: Digital.InputPullUp }).read()).toBe(0);
	});

	it.each([
		["Rising", ["Rising"], [1]],
		["Falling", ["Falling"], [0]],
		["both", ["Rising", "Falling"], [1, 0]],
	] as const)("onReadable is called for edges: %s", (_name, edges, seen) => {
		const levels: number[] = [];
		const input = new Digital({
			pin: 1,
			mode: Digital.Input,
			edge: edges.reduce((sum, edge) => sum | Digital[edge], 0),
			onReadable() {
				levels.push((this as unknown as InstanceType<typeof Digital>).read());
			},
		});
		pins.setInput(1, 1);
		pins.setInput(1, 1);
		pins.setInput(1, 0);
		expect(levels).toEqual(seen);
		input.close();
		pins.setInput(1, 1);
		expect(levels).toEqual(seen);
	});

	it("an output drives its line from its first level on, and tells changes", () => {
		const onOutput = vi.fn();
		pins.onOutput = onOutput;
		const output = new Digital({ pin: 112, mode: Digital.Output, initialValue: 0 });
		output.write(0);
		output.write(1);
		output.write(1);
		expect(output.read()).toBe(1);
		expect(onOutput.mock.calls).toEqual([
			[112, 0],
			[112, 1],
		]);
	});

	it("one pin has one user until it is closed", () => {
		const first = new Digital({ pin: 7, mode: Digital.Input });
		expect(() => new Digital({ pin: 7, mode: Digital.Output })).toThrow("Pin 7 is in use");
		first.close();
		new Digital({ pin: 7, mode: Digital.Output });
	});

	it("refuses what no line can do", () => {
		expect(() => new Digital({ pin: 1, mode: Digital.Input }).write(1)).toThrow("Pin 1 is an input");
		const onReadable = () => undefined;
		expect(() => new Digital({ pin: 2, mode: Digital.Output, edge: 1, onReadable })).toThrow(RangeError);
		expect(() => new Digital({ pin: 3, mode: Digital.Input, onReadable })).toThrow(RangeError);
	});
});
