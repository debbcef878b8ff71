import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TimeQuestion } from "../../device/time-server";
import { WallClock } from "../../device/wall-clock";
import { VirtualTimers } from "../virtual-timers";
import { preferences } from "./fake-preferences";

/** The machine: its clock, its image, and the time server. */
const machine = vi.hoisted(() => ({
	now: 0,
	day: "Nov 23 2026",
	asked: [] as string[],
	broken: false,
	tell: (_now: number) => {},
	fail: (_reason: string) => {},
}));

vi.mock("time", () => ({ default: { set: (seconds: number) => (machine.now = seconds * 1000) } }));
vi.mock("preference", async () => ({ default: (await import("./fake-preferences")).preferences }));
vi.mock("embedded:storage/flash", () => ({
	default: {
		open: ({ path }: { path: string }) => ({
			read: (length: number, offset: number) => {
				expect([path, offset]).toEqual(["running", 128]);
				return Uint8Array.from(machine.day.padEnd(16, "\0").slice(0, length), (c) => c.charCodeAt(0)).buffer;
			},
		}),
	},
}));
vi.mock("../../device/time-server", () => ({
	askTime: (question: TimeQuestion) => {
		machine.asked.push(question.server);
		machine.tell = question.onTime;
		machine.fail = question.onFailure;
		if (machine.broken) question.onFailure("no socket");
	},
}));

const BUILT = Date.UTC(2026, 10, 23);
const DAY = 86_400_000;
const MINUTE = 60_000;
let timers: VirtualTimers;
let heard: string[];

function start(): WallClock {
	return new WallClock({
		...{ timers, server: "pool.ntp.org" },
		onTime: (time) => heard.push(time),
		log: (text) => heard.push(text),
	});
}

beforeEach(() => {
	Object.assign(machine, { now: 0, day: "Nov 23 2026", asked: [], broken: false });
	preferences.reset();
	timers = new VirtualTimers();
	heard = [];
	vi.spyOn(Date, "now").mockImplementation(() => machine.now);
});
afterEach(() => {
	vi.restoreAllMocks();
});

describe("the clock before the CSMS has told the time", () => {
	test("begins with the day of the build, or with what was known later", () => {
		start();
		expect(machine.now).toBe(BUILT);
		preferences.values.set("clock last", String((BUILT + 40 * DAY) / 1000));
		start();
		expect(machine.now).toBe(BUILT + 40 * DAY);
		// It has gone on over the restart.
		machine.now = BUILT + 41 * DAY;
		start();
		expect(machine.now).toBe(BUILT + 41 * DAY);
	});

	test("an absurd time that was stored, or an image that does not tell its day, is passed over", () => {
		preferences.values.set("clock last", String((BUILT + 20_000 * DAY) / 1000));
		start();
		expect(machine.now).toBe(BUILT);
		for (const day of ["", "Xyz 01 2026", "Jan  1"]) {
			machine.day = day;
			machine.now = 5;
			preferences.reset();
			start();
			expect(machine.now).toBe(5);
		}
		machine.day = "Jan  5 2027";
		start();
		expect(machine.now).toBe(Date.UTC(2027, 0, 5));
	});

	test("asks the time server when there is a link, and tells the charge point", () => {
		const clock = start();
		expect(machine.asked).toEqual([]);
		clock.setLink(true);
		clock.setLink(true);
		expect(machine.asked).toEqual(["pool.ntp.org"]);
		machine.tell(BUILT + DAY);
		expect(machine.now).toBe(BUILT + DAY);
		expect(heard).toEqual(["2026-11-24T00:00:00.000Z"]);
		clock.setLink(true);
		expect(machine.asked).toHaveLength(1);
		expect(timers.running).toBe(0);
	});

	test("asks again with growing waits, not without a link, and not once the CSMS has told the time", () => {
		const clock = start();
		clock.setLink(true);
		const waits: number[] = [];
		for (let i = 0; i < 8; i++) {
			const [from, count] = [timers.now(), machine.asked.length];
			machine.fail("no answer");
			while (machine.asked.length === count) timers.advance(MINUTE);
			waits.push((timers.now() - from) / MINUTE);
		}
		expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
		expect(heard[0]).toBe("The time server pool.ntp.org: no answer");
		clock.setLink(false);
		machine.fail("no answer");
		timers.advance(120 * MINUTE);
		expect(machine.asked).toHaveLength(9);
		machine.broken = true;
		clock.setLink(true);
		expect(heard.at(-1)).toBe("The time server pool.ntp.org: no socket");
		clock.follow(BUILT + 3 * DAY);
		timers.advance(120 * MINUTE);
		expect(machine.asked).toHaveLength(10);
	});

	test("a time that the flash does not take is told, and counts", () => {
		const clock = start();
		preferences.steps = 0;
		clock.follow(BUILT + 2 * DAY);
		expect(machine.now).toBe(BUILT + 2 * DAY);
		expect(heard).toEqual(["The time is not kept for the next start: the power is cut"]);
	});

	test("R-HB-03 the CSMS counts before a time server that answers late", () => {
		const clock = start();
		clock.setLink(true);
		clock.follow(BUILT + 2 * DAY);
		machine.tell(BUILT + 9 * DAY);
		expect(machine.now).toBe(BUILT + 2 * DAY);
		expect(heard).toEqual([]);
	});

	test("R-HB-03 the CSMS counts before a time server that was first", () => {
		const clock = start();
		clock.setLink(true);
		machine.tell(BUILT + 9 * DAY);
		clock.follow(BUILT + 2 * DAY);
		expect(machine.now).toBe(BUILT + 2 * DAY);
		clock.follow(BUILT + 2 * DAY + 900);
		expect(machine.now).toBe(BUILT + 2 * DAY);
	});

	test("a time server that is behind the build is not believed; one day is left for time zones", () => {
		const clock = start();
		clock.setLink(true);
		machine.tell(BUILT - 2 * DAY);
		expect(machine.now).toBe(BUILT);
		timers.advance(MINUTE);
		machine.tell(BUILT - DAY);
		expect(machine.now).toBe(BUILT - DAY);
		expect(heard).toEqual([
			"The time server pool.ntp.org: it is behind the day of the build",
			"2026-11-22T00:00:00.000Z",
		]);
	});

	test("is written once a day at most", () => {
		const clock = start();
		for (let hour = 0; hour < 72; hour++) clock.follow(BUILT + DAY + hour * 3_600_000);
		expect(preferences.writes).toBe(3);
		expect(preferences.values.get("clock last")).toBe(String((BUILT + 3 * DAY) / 1000));
	});
});
