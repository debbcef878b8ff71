import { describe, expect, test } from "vitest";
import { type Books, type Recorded, settle } from "./accountant";
import type { Drawn } from "./ledger";

const PLACE = { identity: "CP1", connectorId: 1 };

function record(transactionId: number, meterStart: number, meterStop: number | null): Recorded {
	return {
		...PLACE,
		transactionId,
		idTag: `T${transactionId}`,
		meterStart,
		meterStop,
		reason: meterStop === null ? null : "Local",
		closedBy: null,
		values: [],
	};
}

function drawn(number: number, fromWh: number, toWh: number): Drawn {
	return { ...PLACE, idTag: `T${number}`, fromWh, toWh, clockStepped: false };
}

/** Three sessions, the second of them without energy, all as it must be; and what a test has otherwise. */
function books(changes: Partial<Books> = {}): Books {
	return {
		meters: [{ ...PLACE, finalWh: 50 }],
		attempts: new Map(["T1", "T2", "T3", "T4"].map((idTag) => [idTag, PLACE])),
		drawn: [drawn(1, 0, 20), drawn(2, 20, 20), drawn(3, 20, 50)],
		recorded: [record(3, 20, 50), record(2, 20, 20), record(1, 0, 20)],
		oddStops: [],
		...changes,
	};
}

/** The books with one of the records changed, or without it. */
function withRecord(transactionId: number, change?: Partial<Recorded>): Books {
	const { recorded } = books();
	return books({
		recorded: recorded.flatMap((one) => {
			if (one.transactionId !== transactionId) return [one];
			return change ? [{ ...one, ...change }] : [];
		}),
	});
}

test("books that balance", () => {
	expect(settle(books())).toEqual({ metered: 50, recorded: 50, differences: [] });
});

describe("the accountant finds", () => {
	test("a lost transaction", () => {
		const { differences, recorded } = settle(withRecord(1));
		expect(recorded).toBe(30);
		expect(differences).toEqual([
			"CP1, connector 1: 20 Wh, from 0 to 20 Wh, are in no transaction: " +
				"they are between the beginning and transaction 2 (CP1, connector 1, T2).",
			"CP1, connector 1: T1 has drawn 20 Wh, from 0 to 20 Wh, and there is no transaction.",
		]);
	});

	test("a lost transaction that was the last one", () => {
		const { differences } = settle(withRecord(3));
		expect(differences).toContain(
			"CP1, connector 1: the meter shows 50 Wh, and the last transaction, " +
				"transaction 2 (CP1, connector 1, T2), ends at 20 Wh.",
		);
	});

	test("a doubled transaction", () => {
		const { recorded } = books();
		const doubled = { ...record(3, 20, 50), transactionId: 4 };
		const account = settle(books({ recorded: [...recorded, doubled] }));
		expect(account.recorded).toBe(80);
		expect(account.differences).toEqual([
			"CP1, connector 1: 30 Wh, from 20 to 50 Wh, are in two transactions, " +
				"transaction 3 (CP1, connector 1, T3) and transaction 4 (CP1, connector 1, T3).",
			"transaction 4 (CP1, connector 1, T3) is of the same id as transaction 3 (CP1, connector 1, T3).",
		]);
	});

	test("a doubled transaction without energy", () => {
		const { recorded } = books();
		const doubled = { ...record(2, 20, 20), transactionId: 4 };
		expect(settle(books({ recorded: [...recorded, doubled] })).differences).toEqual([
			"transaction 4 (CP1, connector 1, T2) is of the same id as transaction 2 (CP1, connector 1, T2).",
		]);
	});

	test("1 Wh that is missing at the end of a transaction", () => {
		expect(settle(withRecord(1, { meterStop: 19 })).differences).toEqual([
			"CP1, connector 1: 1 Wh, from 19 to 20 Wh, are in no transaction: " +
				"they are between transaction 1 (CP1, connector 1, T1) and transaction 2 (CP1, connector 1, T2).",
			"CP1, connector 1: T1 has drawn 20 Wh, from 0 to 20 Wh, " +
				"and transaction 1 (CP1, connector 1, T1) is from 0 to 19 Wh.",
		]);
	});

	test("1 Wh that one driver pays for another, although the sum is right", () => {
		const { recorded } = books();
		const [last, , first] = recorded;
		const account = settle(
			books({
				recorded: [{ ...last, meterStart: 21 }, record(2, 21, 21), { ...first, meterStop: 21 }],
			}),
		);
		expect(account).toMatchObject({ metered: 50, recorded: 50 });
		expect(account.differences).toHaveLength(2);
	});

	test("a transaction that is open", () => {
		expect(settle(withRecord(3, { meterStop: null, reason: null })).differences).toContain(
			"transaction 3 (CP1, connector 1, T3) is open: it has begun at 20 Wh and has no stop.",
		);
	});

	test("a transaction that somebody else has closed, and one without a reason", () => {
		expect(settle(withRecord(1, { closedBy: "admin" })).differences).toEqual([
			"transaction 1 (CP1, connector 1, T1) was closed by admin.",
		]);
		expect(settle(withRecord(1, { reason: null })).differences).toEqual([
			"transaction 1 (CP1, connector 1, T1) has the reason null.",
		]);
	});

	test("a transaction at another connector, and one of nobody", () => {
		const attempts = new Map(books().attempts).set("T2", { identity: "CP2", connectorId: 1 });
		attempts.delete("T1");
		expect(settle(books({ attempts })).differences).toEqual([
			"transaction 2 (CP1, connector 1, T2) is of an id that was used at CP2, connector 1.",
			"transaction 1 (CP1, connector 1, T1) is of an id that nobody has used.",
		]);
	});

	const value = (second: number, energyWh: number) => ({
		timestamp: `2026-11-23T10:00:0${second}.000Z`,
		energyWh,
		sampledValue: [{ value: String(energyWh) }],
	});

	test("a register that falls, but not by a clock that was moved", () => {
		const fallen = withRecord(1, { values: [value(1, 5), value(2, 11), value(3, 10)] });
		expect(settle(fallen).differences).toEqual([
			"transaction 1 (CP1, connector 1, T1) has 11 Wh at 2026-11-23T10:00:02.000Z " +
				"and 10 Wh at 2026-11-23T10:00:03.000Z.",
		]);
		const stepped = fallen.drawn.map((one) => ({ ...one, clockStepped: true }));
		expect(settle({ ...fallen, drawn: stepped }).differences).toEqual([]);
	});

	test("a meter value beyond its transaction, and one that is there twice", () => {
		const values = [value(1, 5), value(2, 10), value(2, 10), value(3, 21)];
		expect(settle(withRecord(1, { values })).differences).toEqual([
			"transaction 1 (CP1, connector 1, T1) has the meter value of 10 Wh at 2026-11-23T10:00:02.000Z twice.",
			"transaction 1 (CP1, connector 1, T1), from 0 to 20 Wh, has a meter value of 21 Wh at 2026-11-23T10:00:03.000Z.",
		]);
	});

	test("stops that fit nothing, but none that a wrong clock explains", () => {
		const odd = (why: string) => ({ identity: "CP1", transactionId: -1, why });
		const oddStops = [
			odd("This charge point has no such transaction."),
			odd("The stop is before the start."),
			odd("The stop is in the future."),
		];
		expect(settle(books({ oddStops })).differences).toEqual([
			"CP1 has sent a StopTransaction of -1: This charge point has no such transaction.",
		]);
	});
});
