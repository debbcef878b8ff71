import { beforeEach, describe, expect, test } from "vitest";
import { FIRST_REST, LONGEST_REST, Oled } from "../../modules/hardware/oled";
import { VirtualTimers } from "../virtual-timers";

const PIXELS = new ArrayBuffer(256);

let timers: VirtualTimers;
/** What the display does. */
let display:
	| "answers"
	| "is missing"
	| "hangs in begin"
	| "hangs in send"
	| "breaks in send"
	| "breaks in end";
let opened: number;
let shown: number;
let logged: string[];
let oled: Oled;

function open() {
	opened++;
	if (display === "is missing") throw new Error("command failed");
	return {
		begin() {
			if (display === "is missing") throw new Error("command failed");
			if (display === "hangs in begin") timers.advance(400);
		},
		send() {
			if (display === "hangs in send") timers.advance(400);
			if (display === "breaks in send") throw new Error("bad");
		},
		end() {
			if (display === "breaks in end") throw new Error("bad");
			shown++;
		},
	};
}

/** A picture as Piu draws it; how long that took, ms. */
function draw(): number {
	const started = timers.now();
	oled.begin(0, 0, 128, 64);
	for (let line = 0; line < 64; line += 2) oled.send(PIXELS, 0, 256);
	oled.end();
	return timers.now() - started;
}

beforeEach(() => {
	timers = new VirtualTimers(1000);
	[display, opened, shown, logged] = ["answers", 0, 0, []];
	oled = new Oled(timers, open, (text) => logged.push(text));
});

describe("an OLED", () => {
	test("is set up with the first picture and shows each one", () => {
		draw();
		draw();
		expect([opened, shown, timers.running]).toEqual([1, 2, 0]);
	});

	test("that is missing costs no exception, is let alone, and is set up when it is there at last", () => {
		display = "is missing";
		let awake = 0;
		oled.onAwake = () => awake++;
		draw();
		draw();
		expect([opened, shown, logged]).toEqual([1, 0, ["the OLED fails: command failed"]]);
		timers.advance(FIRST_REST - 1);
		draw();
		expect([opened, awake]).toEqual([1, 0]);
		display = "answers";
		timers.advance(1);
		expect(awake).toBe(1);
		draw();
		expect([opened, shown, timers.running]).toEqual([2, 1, 0]);
	});

	test("that comes loose is set up anew, for it has lost its power", () => {
		draw();
		display = "is missing";
		draw();
		display = "answers";
		timers.advance(FIRST_REST);
		draw();
		expect([opened, shown]).toEqual([2, 2]);
	});

	test.each(["hangs in begin", "hangs in send"] as const)(
		"that %s costs one time-out of the bus",
		(fails) => {
			draw();
			display = fails;
			expect(draw()).toBe(400);
			expect(draw()).toBe(0);
			expect(shown).toBe(1);
			expect(logged).toEqual(["the OLED fails: its bus hangs"]);
		},
	);

	test.each(["breaks in send", "breaks in end"] as const)("that %s loses that picture alone", (fails) => {
		display = fails;
		draw();
		display = "answers";
		timers.advance(FIRST_REST);
		draw();
		expect(shown).toBe(1);
	});

	test("rests twice as long after each failure, up to a limit, and tells of the first one alone", () => {
		display = "is missing";
		oled.onAwake = () => draw();
		draw();
		const tries: number[] = [];
		for (let second = 0; second < 4000; second++) {
			const before = opened;
			timers.advance(1000);
			if (opened > before) tries.push(second + 1);
		}
		expect(tries).toEqual([10, 30, 70, 150, 310, 630, 1270, 1910, 2550, 3190, 3830]);
		expect(LONGEST_REST).toBe(640_000);
		expect(logged.length).toBe(1);
		display = "answers";
		timers.advance(LONGEST_REST);
		display = "is missing";
		draw();
		expect(logged.length).toBe(2);
		display = "answers";
		timers.advance(FIRST_REST);
		expect(shown).toBe(2);
	});
});
