import { expect, test } from "vitest";
import { recordNotification } from "../../../csms/records/notifications";
import { Bench, CP, DAY, HOUR, MINUTE } from "./bench";

const KIND = "rebooted";

async function booted(): Promise<Bench> {
	const bench = await Bench.open();
	await bench.boot("1.0");
	bench.now += HOUR;
	return bench;
}

/** What the evidence says of the reasons, the newest first. */
async function reasons(bench: Bench): Promise<unknown[]> {
	const [found] = await bench.look(KIND);
	return found.evidence.map(({ facts }) => facts.reason);
}

test("the first boot is none", async () => {
	const bench = await booted();
	expect(await bench.look(KIND)).toEqual([]);
});

test("one that nobody has asked for is a note, three in a day are a warning, and after a day it is over", async () => {
	const bench = await booted();
	await bench.boot("1.0");
	expect(await bench.look(KIND)).toMatchObject([
		{ severity: "note", words: "rebooted", count: 1, facts: { lastDay: 1 } },
	]);
	for (let i = 0; i < 2; i++) {
		bench.now += HOUR;
		await bench.boot("1.0");
	}
	expect(await bench.look(KIND)).toMatchObject([{ severity: "warning", count: 3, facts: { lastDay: 3 } }]);
	for (let i = 0; i < 7; i++) {
		bench.now += HOUR;
		await bench.boot("1.0");
	}
	expect(await bench.look(KIND)).toMatchObject([{ severity: "fault", count: 10 }]);
	bench.now += DAY + MINUTE;
	expect(await bench.look(KIND)).toEqual([]);
});

test("one while its connection was up", async () => {
	const bench = await booted();
	await bench.connect();
	bench.now += HOUR;
	await bench.boot("1.0");
	expect(await bench.look(KIND)).toMatchObject([{ words: "rebootedWhileConnected" }]);
	expect(await reasons(bench)).toEqual(["connected"]);
});

test("Reset, an update, a TriggerMessage and a registration that waits explain a boot", async () => {
	const bench = await booted();
	await bench.command("Reset", "Response", { status: "Accepted" }, { type: "Hard" });
	bench.now += MINUTE;
	await bench.boot("1.0");
	bench.now += HOUR;
	await bench.boot("2.0");
	bench.now += HOUR;
	await bench.write((trx) =>
		recordNotification(trx, CP, "FirmwareStatusNotification", { status: "Installing" }, bench.now),
	);
	bench.now += MINUTE;
	await bench.boot("2.0");
	bench.now += HOUR;
	await bench.command(
		"TriggerMessage",
		"Response",
		{ status: "Accepted" },
		{ requestedMessage: "BootNotification" },
	);
	await bench.boot("2.0");
	bench.now += HOUR;
	await bench.command("Reset", "Response", { status: "Accepted" }, { type: "Hard" });
	await bench.boot("2.0", "Pending");
	bench.now += HOUR;
	await bench.boot("2.0");
	expect(await bench.look(KIND)).toEqual([]);
	// Beside one that nothing explains, they are told with their reasons.
	bench.now += HOUR;
	await bench.boot("2.0");
	expect(await reasons(bench)).toEqual(["unknown", "reset", "asked", "firmware", "firmware", "reset"]);
});

test("a Reset that was rejected explains nothing, and a security event is told", async () => {
	const bench = await booted();
	await bench.command("Reset", "Response", { status: "Rejected" }, { type: "Hard" });
	await bench.boot("1.0");
	const payload = {
		type: "ResetOrReboot",
		timestamp: new Date(bench.now).toISOString(),
		techInfo: "Watchdog",
	};
	await bench.write((trx) => recordNotification(trx, CP, "SecurityEventNotification", payload, bench.now));
	expect(await bench.look(KIND)).toMatchObject([{ count: 1, facts: { techInfo: "Watchdog" } }]);
});
