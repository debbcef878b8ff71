import { beforeEach, describe, expect, test, vi } from "vitest";
import { QueuedTimers } from "../../device/sdk/timers";

/** The one timer of the SDK, and the clock that it goes by. */
const sdk = vi.hoisted(() => ({ now: 0, due: 0, repeat: 0, made: 0, fire: () => {} }));

vi.mock("monotonic", () => ({ monotonic: () => sdk.now }));
vi.mock("timer", () => ({
	default: {
		set(callback: () => void, delay: number, repeat: number) {
			sdk.made++;
			Object.assign(sdk, { fire: callback, due: sdk.now + delay, repeat });
			return sdk;
		},
		schedule(_: object, delay: number, repeat: number) {
			if (delay !== repeat || delay < 1 || delay > 2 ** 31 - 1) throw new RangeError(`${delay} ${repeat}`);
			Object.assign(sdk, { due: sdk.now + delay, repeat });
		},
	},
}));

/** Lets the SDK's timer fire until `time`. */
function advance(time: number): void {
	while (sdk.due <= time) {
		sdk.now = sdk.due;
		sdk.due += sdk.repeat;
		sdk.fire();
	}
	sdk.now = time;
}

let timers: QueuedTimers;
let heard: string[];
const say = (text: string) => () => heard.push(`${text} ${sdk.now}`);

beforeEach(() => {
	Object.assign(sdk, { now: 1000, made: 0 });
	timers = new QueuedTimers();
	heard = [];
});

describe("the timers on XS", () => {
	test("fire in the order of time, those of one time in the order of setting, with one timer of the SDK", () => {
		timers.set(say("late"), 30);
		timers.set(say("early"), 10);
		timers.set(say("early too"), 10);
		timers.set(say("middle"), 20.4);
		advance(2000);
		expect(heard).toEqual(["early 1010", "early too 1010", "middle 1021", "late 1030"]);
		expect(sdk.made).toBe(1);
	});

	test("a cleared one does not fire, also when cleared by one of the same time; clearing twice is harmless", () => {
		const first = timers.set(say("first"), 10);
		timers.set(() => timers.clear(second), 20);
		const second = timers.set(say("second"), 20);
		timers.clear(first);
		timers.clear(first);
		timers.clear(undefined);
		advance(2000);
		timers.clear(second);
		expect(heard).toEqual([]);
	});

	test("what a callback sets for now comes after the others that are due", () => {
		let left = 3;
		const again = () => {
			heard.push("again");
			if (--left > 0) timers.set(again, 0);
		};
		timers.set(again, 0);
		timers.set(say("other"), 0);
		advance(1001);
		expect(heard).toEqual(["again", "other 1001"]);
		advance(1010);
		expect(heard).toEqual(["again", "other 1001", "again", "again"]);
	});

	test("a delay of a year takes a year", () => {
		const year = 365 * 86_400_000;
		timers.set(say("year"), year);
		advance(1000 + year - 1);
		expect(heard).toEqual([]);
		advance(1000 + year);
		expect(heard).toEqual([`year ${1000 + year}`]);
	});

	test("an exception of one does not keep the others from firing later", () => {
		timers.set(() => {
			throw new Error("deliberate");
		}, 10);
		timers.set(say("later"), 20);
		expect(() => advance(2000)).toThrow("deliberate");
		advance(2000);
		expect(heard).toHaveLength(1);
	});
});
