import { describe, expect, test } from "vitest";
import { Bench, DAY, MINUTE } from "./bench";

describe("rejected commands", () => {
	const KIND = "command-rejected";

	test("a note at first, a warning from three in a row, over when one is accepted", async () => {
		const bench = await Bench.open();
		await bench.command(
			"ChangeConfiguration",
			"Response",
			{ status: "Rejected" },
			{ key: "HeartbeatInterval", value: "x" },
		);
		expect(await bench.look(KIND)).toMatchObject([
			{
				...{ subject: "ChangeConfiguration", words: "commandRejected", severity: "note", count: 1 },
				facts: { action: "ChangeConfiguration", answer: "Rejected", key: "HeartbeatInterval" },
			},
		]);
		for (let i = 0; i < 2; i++) {
			bench.now += MINUTE;
			await bench.command("ChangeConfiguration", "Response", { status: "Rejected" });
		}
		const [found] = await bench.look(KIND);
		expect(found).toMatchObject({ severity: "warning", count: 3 });
		expect(found.evidence).toHaveLength(3);
		bench.now += MINUTE;
		await bench.command("ChangeConfiguration", "Response", { status: "Accepted" });
		expect(await bench.look(KIND)).toEqual([]);
	});

	test("each action by itself, by what it was answered", async () => {
		const bench = await Bench.open();
		await bench.command("UnlockConnector", "Response", { status: "NotSupported" });
		await bench.command("GetLocalListVersion", "CallError", { code: "NotImplemented", description: "" });
		await bench.command("Reset", "CallError", { code: "InternalError", description: "oops" });
		await bench.command("TriggerMessage", "Response", { status: "Accepted" });
		const found = await bench.look(KIND);
		expect(found.map(({ subject, words }) => [subject, words]).toSorted()).toEqual([
			["GetLocalListVersion", "commandNotSupported"],
			["Reset", "commandFailed"],
			["UnlockConnector", "commandNotSupported"],
		]);
	});

	test("what only says how things are is no refusal, and a week makes one forgotten", async () => {
		const bench = await Bench.open();
		await bench.command("ReserveNow", "Response", { status: "Occupied" });
		await bench.command("ClearChargingProfile", "Response", { status: "Unknown" });
		await bench.command("GetConfiguration", "Response", { configurationKey: [] });
		expect(await bench.look(KIND)).toEqual([]);
		await bench.command("Reset", "Response", { status: "Rejected" });
		expect(await bench.look(KIND)).toHaveLength(1);
		bench.now += 7 * DAY;
		expect(await bench.look(KIND)).toEqual([]);
	});
});

describe("commands without an answer", () => {
	const KIND = "command-unanswered";

	test("two in a row, until anything is answered", async () => {
		const bench = await Bench.open();
		await bench.command("Reset", "Timeout");
		expect(await bench.look(KIND)).toEqual([]);
		bench.now += MINUTE;
		await bench.command("GetConfiguration", "Timeout");
		expect(await bench.look(KIND)).toMatchObject([
			{ severity: "warning", count: 2, facts: { action: "GetConfiguration" } },
		]);
		bench.now += MINUTE;
		await bench.command("Reset", "Response", { status: "Rejected" });
		expect(await bench.look(KIND)).toEqual([]);
	});

	test("one after a week is not two in a row, and after a day nobody waits", async () => {
		const bench = await Bench.open();
		await bench.command("Reset", "Timeout");
		bench.now += 2 * DAY;
		await bench.command("Reset", "Timeout");
		expect(await bench.look(KIND)).toEqual([]);
		await bench.command("Reset", "Timeout");
		expect(await bench.look(KIND)).toHaveLength(1);
		bench.now += DAY;
		expect(await bench.look(KIND)).toEqual([]);
	});
});
