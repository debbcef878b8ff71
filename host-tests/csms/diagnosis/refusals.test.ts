import { expect, test } from "vitest";
import { Bench, DAY, HOUR, MINUTE } from "./bench";

const KIND = "id-refused";

test.each([
	["Invalid", "idUnknown"],
	["Blocked", "idBlocked"],
	["Expired", "idExpired"],
	["ConcurrentTx", "idConcurrent"],
] as const)("three times %s in an hour, until it is accepted", async (status, words) => {
	const bench = await Bench.open();
	for (let i = 0; i < 2; i++) {
		await bench.authorize("Alice", status);
		bench.now += MINUTE;
	}
	expect(await bench.look()).toEqual([]);
	await bench.authorize("ALICE", status);
	const [found, ...more] = await bench.look();
	expect(more).toEqual([]);
	expect(found).toMatchObject({
		...{ kind: KIND, words, subject: "alice", severity: "warning", count: 3 },
		facts: { idTag: "ALICE", status },
	});
	expect(found.evidence).toHaveLength(3);
	bench.now += HOUR;
	await bench.authorize("ALICE", status);
	expect(await bench.look()).toMatchObject([{ count: 4 }]);
	await bench.authorize("ALICE", "Accepted");
	expect(await bench.look()).toEqual([]);
});

test("five times in a day; a day without makes it over", async () => {
	const bench = await Bench.open();
	for (let i = 0; i < 4; i++) {
		await bench.authorize("ALICE", "Invalid");
		bench.now += 2 * HOUR;
	}
	expect(await bench.look()).toEqual([]);
	await bench.authorize("ALICE", "Invalid");
	expect(await bench.look()).toMatchObject([{ count: 5 }]);
	bench.now += DAY - MINUTE;
	expect(await bench.look()).toHaveLength(1);
	bench.now += MINUTE;
	expect(await bench.look()).toEqual([]);
});

test("refusals before it was accepted do not count", async () => {
	const bench = await Bench.open();
	await bench.authorize("ALICE", "Invalid");
	await bench.authorize("ALICE", "Invalid");
	await bench.authorize("ALICE", "Accepted");
	await bench.authorize("ALICE", "Invalid");
	await bench.authorize("BOB", "Invalid");
	expect(await bench.look()).toEqual([]);
});

test("five different ids and none accepted: everybody is refused", async () => {
	const bench = await Bench.open();
	for (const id of ["A", "B", "C", "D"]) await bench.authorize(id, "Invalid");
	expect(await bench.look()).toEqual([]);
	await bench.authorize("E", "Invalid");
	expect(await bench.look()).toMatchObject([
		{ kind: "all-ids-refused", words: "allIdsRefused", severity: "fault", count: 5, facts: { ids: 5 } },
	]);
	await bench.authorize("F", "Accepted");
	expect(await bench.look()).toEqual([]);
});
