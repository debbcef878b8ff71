import { expect, test, vi } from "vitest";
import { guardOutput, planRestart, settle, startSupervisor, waitAfter } from "../../device/supervisor";

test("after the third failure in a row it starts later and later, at most after ten minutes", () => {
	const waits = [0, 1, 2, 3, 4, 5, 9, 1000].map(waitAfter);
	expect(waits).toEqual([0, 0, 0, 10_000, 20_000, 40_000, 600_000, 600_000]);
});

test("what is told to the native part: the level at which an output is off, and which restart is meant", () => {
	const called: unknown[][] = [];
	vi.stubGlobal("native", (name: string) => (...values: unknown[]) => {
		called.push([name, ...values]);
		return 3;
	});
	expect(startSupervisor()).toBe(3);
	guardOutput({ pin: 26 });
	guardOutput({ pin: 33, activeLow: true });
	planRestart();
	settle();
	expect(called).toEqual([
		["xs_supervisor_start"],
		["xs_supervisor_guard", 26, false],
		["xs_supervisor_guard", 33, true],
		["xs_supervisor_plan"],
		["xs_supervisor_settle"],
	]);
});
