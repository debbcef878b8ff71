import { expect, onTestFinished, test } from "vitest";
import { Store } from "../../csms/database/store";
import {
	claimList,
	endClaim,
	listDueLists,
	noteIdTagChange,
	postpone,
} from "../../csms/records/local-list-dues";
import { changeLocalList } from "../../csms/records/local-lists";
import { placeOf } from "./databases";
import { temporaryFolder } from "./running-csms";

const DELAY = 2000;

async function openStore(): Promise<Store> {
	const store = await Store.open(await placeOf(temporaryFolder()));
	onTestFinished(() => store.close());
	return store;
}

test("an update is one process's alone, and another one's when that process dies", async () => {
	const store = await openStore();
	const at = Date.now();
	const due = async (now: number) =>
		(await listDueLists(store.db, now - DELAY, now)).map(({ identity }) => identity);
	const claim = (now: number) => store.write((trx) => claimList(trx, "A", now, now + 60_000));
	await store.write((trx) => changeLocalList(trx, "A", { follows: true }, at));
	await store.write((trx) => changeLocalList(trx, "B", { follows: false }, at));
	expect(await due(at + DELAY - 1)).toEqual([]);
	expect(await due(at + DELAY)).toEqual(["A"]);

	expect(await claim(at)).toBe(true);
	expect(await claim(at + 59_999)).toBe(false);
	expect(await due(at + 59_999)).toEqual([]);
	// The process that had it has died.
	expect(await due(at + 60_000)).toEqual(["A"]);
	expect(await claim(at + 60_000)).toBe(true);

	// Ids that change meanwhile are due when it has ended.
	await store.write((trx) => noteIdTagChange(trx));
	await store.write((trx) => endClaim(trx, "A", null));
	const later = Date.now() + DELAY;
	expect(await due(later)).toEqual(["A"]);
	expect(await claim(later)).toBe(true);
	await store.write((trx) => endClaim(trx, "A", null));
	expect(await due(later + 3_600_000)).toEqual([]);
});

test("a charge point that does not answer waits longer each time", async () => {
	const store = await openStore();
	const at = Date.now();
	await store.write((trx) => changeLocalList(trx, "A", { follows: true }, at));
	for (const attempt of [1, 2, 3]) {
		await store.write((trx) => claimList(trx, "A", at, at + 60_000));
		await store.write((trx) => postpone(trx, "A", "Mute.", (attempts) => at + attempts * 100_000));
		const [before, then] = [at + attempt * 100_000 - 1, at + attempt * 100_000];
		expect(await listDueLists(store.db, before, before)).toEqual([{ identity: "A", isPostponed: true }]);
		expect(await listDueLists(store.db, then, then)).toEqual([{ identity: "A", isPostponed: false }]);
	}
});
