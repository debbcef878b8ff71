import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { processTimers } from "../../simulator/node/timers";

const DAY = 86_400_000;

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});

afterEach(() => {
	vi.useRealTimers();
});

it.each([0, 1, 1000.4, DAY, 24 * DAY, 25 * DAY, 100 * DAY])(
	"fires once, after %d ms and not before",
	(delay) => {
		const callback = vi.fn();
		const start = processTimers.now();
		processTimers.set(() => callback(processTimers.now() - start), delay);
		if (delay > 1) {
			vi.advanceTimersByTime(Math.floor(delay) - 1);
			expect(callback).not.toHaveBeenCalled();
		}
		vi.advanceTimersByTime(2);
		expect(callback).toHaveBeenCalledTimes(1);
		expect(callback.mock.calls[0][0]).toBeGreaterThanOrEqual(delay);
		vi.advanceTimersByTime(200 * DAY);
		expect(callback).toHaveBeenCalledTimes(1);
	},
);

it("a cleared timer never fires, however long it is; others may be cleared at any time", () => {
	const callback = vi.fn();
	const short = processTimers.set(callback, 10);
	const long = processTimers.set(callback, 60 * DAY);
	vi.advanceTimersByTime(5);
	processTimers.clear(short);
	vi.advanceTimersByTime(30 * DAY);
	processTimers.clear(long);
	vi.advanceTimersByTime(90 * DAY);
	expect(callback).not.toHaveBeenCalled();
	processTimers.clear(short);
	processTimers.clear(undefined);
	vi.advanceTimersByTime(1);
});
