import { expect, test } from "vitest";
import type { ObservedConnector, ObservedState } from "../../simulator/observed-state";
import { Ledger } from "./ledger";

const PLACE = { identity: "CP1", connectorId: 1 };

/** What the ledger looks at. */
function seen(connector: Partial<ObservedConnector>, clock = "2026-11-23T10:00:00.000Z"): ObservedState {
	const rest = { id: 1, contactor: false, importWh: 0, idTag: null };
	return { identity: "CP1", clock, connectors: [{ ...rest, ...connector }] } as ObservedState;
}

/** A ledger that has seen the charge point once. */
function ledger(): Ledger {
	const ledger = new Ledger(() => 0);
	ledger.observe(seen({}));
	ledger.attempt(PLACE, "T1");
	return ledger;
}

test("a session is from the register before the contactor closed to the one after it opened", () => {
	const book = ledger();
	book.observe(seen({ contactor: true, importWh: 0 }));
	book.observe(seen({ contactor: true, importWh: 7, idTag: "T1" }));
	book.observe(seen({ contactor: false, importWh: 9, idTag: "T1" }));
	book.observe(seen({ contactor: false, importWh: 9 }));
	const drawn = { ...PLACE, idTag: "T1", fromWh: 0, toWh: 9, clockStepped: false };
	expect(book.drawn).toEqual([drawn]);
	expect(book.registerOf(PLACE)).toBe(9);
});

test("a pause of the vehicle is no end of its session", () => {
	const book = ledger();
	book.observe(seen({ contactor: true, idTag: "T1" }));
	book.observe(seen({ contactor: false, importWh: 4, idTag: "T1" }));
	book.observe(seen({ contactor: true, importWh: 4, idTag: "T1" }));
	book.observe(seen({ contactor: false, importWh: 6 }));
	expect(book.drawn).toMatchObject([{ idTag: "T1", fromWh: 0, toWh: 6 }]);
});

test("what the charge point says of the id counts before who was seen there last", () => {
	const book = ledger();
	book.attempt(PLACE, "T2");
	book.observe(seen({ contactor: true }));
	book.observe(seen({ contactor: true, importWh: 1, idTag: "T1" }));
	book.observe(seen({ importWh: 2 }));
	expect(book.drawn).toMatchObject([{ idTag: "T1", toWh: 2 }]);
});

test("a charge point that is killed ends its session at what its meter shows", () => {
	const book = ledger();
	book.observe(seen({ contactor: true, importWh: 3, idTag: "T1" }));
	book.down(PLACE, 5);
	expect(book.drawn).toMatchObject([{ idTag: "T1", fromWh: 0, toWh: 5 }]);
});

test("energy that nobody has seen flow is of whoever stood there", () => {
	const book = ledger();
	book.down(PLACE, 2);
	expect(book.drawn).toMatchObject([{ idTag: "T1", fromWh: 0, toWh: 2 }]);
});

test("a clock that is moved during a session is seen, one that goes on is not", () => {
	let now = 0;
	const book = new Ledger(() => now);
	book.observe(seen({}));
	book.attempt(PLACE, "T1");
	book.observe(seen({ contactor: true, idTag: "T1" }));
	now = 5000;
	book.observe(seen({ contactor: true, importWh: 1, idTag: "T1" }, "2026-11-23T10:00:05.100Z"));
	book.observe(seen({ importWh: 1 }, "2026-11-23T10:00:05.200Z"));
	book.attempt(PLACE, "T2");
	book.observe(seen({ contactor: true, importWh: 1, idTag: "T2" }, "2026-11-23T10:00:05.200Z"));
	book.observe(seen({ contactor: true, importWh: 2, idTag: "T2" }, "2026-11-23T09:00:00.000Z"));
	book.observe(seen({ importWh: 2 }, "2026-11-23T09:00:00.000Z"));
	expect(book.drawn.map(({ clockStepped }) => clockStepped)).toEqual([false, true]);
});

test("a clock that is moved just before the end, or while the meter comes to rest, is seen as well", () => {
	let now = 0;
	const start = Date.parse(seen({}).clock!);
	const clock = () => new Date(start + now).toISOString();
	const book = new Ledger(() => now);
	book.observe(seen({}));
	for (const [idTag, restTime] of [
		["T1", 0],
		["T2", 500],
		["T3", 5000],
	] as const) {
		book.attempt(PLACE, idTag);
		book.observe(seen({ contactor: true, idTag }, clock()));
		if (restTime > 0) book.observe(seen({}, clock()));
		now += restTime;
		book.observe(seen({}, "2026-11-22T00:00:00.000Z"));
		now += 60_000;
		book.observe(seen({}, clock()));
	}
	expect(book.drawn.map(({ clockStepped }) => clockStepped)).toEqual([true, true, false]);
});
