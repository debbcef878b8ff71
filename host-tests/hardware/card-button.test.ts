import { beforeEach, expect, test } from "vitest";
import { CardButton } from "../../modules/hardware/card-button";
import { VirtualTimers } from "../virtual-timers";
import { FakePins } from "./fake-pins";

const PIN = 4;

let timers: VirtualTimers;
let pins: FakePins;
/** What the screen shows, and what is presented. */
let told: string[];

beforeEach(() => {
	timers = new VirtualTimers();
	pins = new FakePins();
	told = [];
});

function button(...cards: string[]): void {
	new CardButton({
		...{ digital: pins.digital, timers, pin: { pin: PIN, activeLow: true }, cards },
		onShow: (idTag) => told.push(`show ${idTag ?? "nothing"}`),
		onPresent: (idTag) => told.push(`present ${idTag}`),
	});
}

/** Holds the button for a time, ms. */
function press(time: number): void {
	pins.set(PIN, 0);
	timers.advance(time);
	pins.set(PIN, 1);
	timers.advance(50);
}

test("a short press shows the chosen card, the next ones choose another, round and round", () => {
	button("ALICE", "BOB", "CAROL");
	for (let i = 0; i < 4; i++) press(200);
	expect(told).toEqual(["show ALICE", "show BOB", "show CAROL", "show ALICE"]);
});

test("six seconds later the screen shows it no more, and the choice is kept", () => {
	button("ALICE", "BOB");
	press(200);
	timers.advance(5_000);
	press(200);
	timers.advance(5_999);
	expect(told).toEqual(["show ALICE", "show BOB"]);
	timers.advance(1);
	expect(told.at(-1)).toBe("show nothing");
	expect(timers.running).toBe(0);
	press(200);
	expect(told.at(-1)).toBe("show BOB");
});

test("a press of a second presents the chosen card while it lasts, once", () => {
	button("ALICE", "BOB");
	press(200);
	press(200);
	pins.set(PIN, 0);
	timers.advance(1_049);
	expect(told.slice(2)).toEqual([]);
	timers.advance(1);
	expect(told.slice(2)).toEqual(["show nothing", "present BOB"]);
	timers.advance(60_000);
	pins.set(PIN, 1);
	timers.advance(60_000);
	expect(told.length).toBe(4);
	expect(timers.running).toBe(0);
});

test("a long press alone presents the first card, and the next one presents it again", () => {
	button("CARD001");
	press(1_500);
	press(1_500);
	expect(told).toEqual(["present CARD001", "present CARD001"]);
});

test("bounces are no presses, and a button that is down at the start does nothing", () => {
	pins.set(PIN, 0);
	button("ALICE");
	timers.advance(60_000);
	pins.set(PIN, 1);
	timers.advance(1_000);
	for (let i = 0; i < 9; i++) {
		pins.set(PIN, i % 2 ? 1 : 0);
		timers.advance(5);
	}
	pins.set(PIN, 1);
	timers.advance(60_000);
	expect(told).toEqual([]);
});
