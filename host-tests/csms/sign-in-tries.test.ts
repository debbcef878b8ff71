import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { Store } from "../../csms/database/store";
import { beginTry, endTry } from "../../csms/records/sign-in-tries";
import { placeOf } from "./databases";
import { temporaryFolder } from "./running-csms";

const MINUTE = 60_000;

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-01-01T00:00:00Z") });
});
afterEach(() => {
	vi.useRealTimers();
});

async function openTries() {
	const store = await Store.open(await placeOf(temporaryFolder()));
	onTestFinished(() => store.close());
	/** Whether a try is let through; a right password ends it as a success. */
	return async (account: string, address: string, right = false): Promise<boolean> => {
		const id = await store.write((trx) => beginTry(trx, account, address));
		if (id !== undefined && right) await store.write((trx) => endTry(trx, id));
		return id !== undefined;
	};
}

async function fail(count: number, attempt: (index: number) => Promise<boolean>): Promise<number> {
	let passed = 0;
	for (let index = 0; index < count; index++) if (await attempt(index)) passed++;
	return passed;
}

test("ten failures of an account from an address shut that address out for a quarter of an hour", async () => {
	const attempt = await openTries();
	expect(await fail(12, () => attempt("ana", "a"))).toBe(10);
	expect(await attempt("ana", "b", true)).toBe(true);
	expect(await attempt("bo", "a", true)).toBe(true);
	vi.advanceTimersByTime(14 * MINUTE);
	expect(await attempt("ana", "a", true)).toBe(false);
	vi.advanceTimersByTime(2 * MINUTE);
	expect(await attempt("ana", "a", true)).toBe(true);
});

test("a right password forgives the failures before it", async () => {
	const attempt = await openTries();
	for (let round = 0; round < 3; round++) {
		expect(await fail(9, () => attempt("ana", "a"))).toBe(9);
		expect(await attempt("ana", "a", true)).toBe(true);
		vi.advanceTimersByTime(1000);
	}
});

test("an address that tries one account after the other is shut out, also with an account of its own", async () => {
	const attempt = await openTries();
	expect(await fail(60, (index) => attempt(`account-${index}`, "a"))).toBe(50);
	expect(await attempt("own", "a", true)).toBe(false);
	expect(await attempt("own", "b", true)).toBe(true);
});

test("whoever guesses from everywhere keeps a person out only where that person never was", async () => {
	const attempt = await openTries();
	expect(await attempt("ana", "home", true)).toBe(true);
	vi.advanceTimersByTime(20 * 24 * 60 * MINUTE);
	expect(await fail(120, (index) => attempt("ana", `bot-${index}`))).toBe(100);
	expect(await attempt("ana", "hotel", true)).toBe(false);
	expect(await attempt("ana", "home", true)).toBe(true);
	vi.advanceTimersByTime(16 * MINUTE);
	expect(await attempt("ana", "hotel", true)).toBe(true);
});
