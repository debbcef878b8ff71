import { expect, test } from "vitest";
import { recordViolation } from "../../../csms/records/violations";
import { Bench, CP, DAY, MINUTE } from "./bench";

type Rule = "Schema" | "Value" | "Frame" | "Order" | "Answer" | "Transport";

async function violate(
	bench: Bench,
	rule: Rule,
	outcome: "Refused" | "Mended" | "Tolerated",
	action: string,
	count = 1,
): Promise<void> {
	const at = { first: bench.now, last: bench.now };
	const found = { action, rule, what: `${rule} of ${action}`, outcome, excerpt: null, count, ...at };
	await bench.write((trx) => recordViolation(trx, CP, found));
}

test("a message that is refused is a warning, one about energy a fault; it is over after a day", async () => {
	const bench = await Bench.open();
	await violate(bench, "Schema", "Refused", "StatusNotification", 4);
	expect(await bench.look()).toMatchObject([
		{
			...{ kind: "schema-broken", words: "schemaRefused", severity: "warning", count: 4 },
			facts: { action: "StatusNotification", what: "Schema of StatusNotification", kinds: 1 },
		},
	]);
	bench.now += MINUTE;
	await violate(bench, "Frame", "Refused", "MeterValues");
	const [found] = await bench.look();
	expect(found).toMatchObject({ severity: "fault", count: 5, facts: { kinds: 2 } });
	expect(found.evidence).toMatchObject([{ what: "violation", facts: { action: "MeterValues" } }, {}]);
	bench.now += DAY;
	expect(await bench.look()).toEqual([]);
});

test("what is mended is a note", async () => {
	const bench = await Bench.open();
	await violate(bench, "Schema", "Mended", "MeterValues");
	await violate(bench, "Value", "Mended", "MeterValues");
	expect(await bench.look()).toMatchObject([{ words: "schemaMended", severity: "note", count: 2 }]);
});

test("the order, the answers and the transport are another diagnosis", async () => {
	const bench = await Bench.open();
	await violate(bench, "Order", "Tolerated", "MeterValues");
	expect(await bench.look()).toMatchObject([
		{ kind: "protocol-broken", words: "protocolBroken", severity: "note", count: 1 },
	]);
	await violate(bench, "Answer", "Refused", "Reset");
	await violate(bench, "Transport", "Tolerated", "");
	expect(await bench.look()).toMatchObject([{ severity: "warning", count: 3 }]);
});

test("without violations there is none", async () => {
	const bench = await Bench.open();
	expect(await bench.look()).toEqual([]);
});

test("the same fault long after is since then, not since the first time", async () => {
	const bench = await Bench.open();
	await violate(bench, "Schema", "Refused", "StatusNotification", 4);
	await bench.look();
	bench.now += DAY;
	expect(await bench.look()).toEqual([]);
	bench.now += 80 * DAY;
	await violate(bench, "Schema", "Refused", "StatusNotification");
	const since = new Date(bench.now).toISOString();
	expect(await bench.look()).toMatchObject([{ kind: "schema-broken", since }]);
	bench.now += MINUTE;
	await violate(bench, "Schema", "Refused", "StatusNotification");
	expect(await bench.look()).toMatchObject([{ since }]);
});
