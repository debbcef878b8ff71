import { expect, test } from "vitest";
import { Bench, DAY, HOUR, MINUTE, SECOND } from "./bench";

const KIND = "clock-wrong";

/** Connected for a while: what comes is live. */
async function connected(): Promise<Bench> {
	const bench = await Bench.open();
	await bench.connect();
	bench.now += HOUR;
	return bench;
}

/** Two statuses with timestamps so far in the past. */
async function tell(bench: Bench, age: number): Promise<void> {
	for (const status of ["Preparing", "Available"] as const) {
		bench.now += SECOND;
		await bench.status(status, "NoError", { age });
	}
}

test.each([
	["clockBehind", 5 * MINUTE, 300],
	["clockBehind", 20_000 * DAY, 20_000 * 86_400],
	["clockAhead", -8 * HOUR, 8 * 3600],
] as const)("%s by %i ms, until it is right", async (words, age, seconds) => {
	const bench = await connected();
	await tell(bench, age);
	const [found] = await bench.look(KIND);
	expect(found).toMatchObject({
		words,
		severity: "warning",
		connectorId: null,
		count: 1,
		facts: { seconds },
	});
	expect(found.evidence).toMatchObject([
		{ what: "status-notification", facts: { seconds: Math.sign(-age) * seconds } },
		{},
	]);
	await tell(bench, 2 * SECOND);
	expect(await bench.look(KIND)).toEqual([]);
});

test("a minute is not enough, and a status without a timestamp says nothing", async () => {
	const bench = await connected();
	await tell(bench, MINUTE - SECOND);
	await tell(bench, -MINUTE + SECOND);
	await tell(bench, 0);
	expect(await bench.look(KIND)).toEqual([]);
});

test("one that comes late, and those that waited for the connection, are nothing either", async () => {
	const bench = await connected();
	await bench.status("Preparing", "NoError", { age: SECOND });
	await bench.status("Available", "NoError", { age: HOUR });
	expect(await bench.look(KIND)).toEqual([]);
	await bench.connect();
	bench.now += SECOND;
	await tell(bench, HOUR);
	expect(await bench.look(KIND)).toEqual([]);
});
