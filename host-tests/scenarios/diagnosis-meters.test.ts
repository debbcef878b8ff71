import { beforeEach, expect, test, vi } from "vitest";
import type { DiagnosisKind } from "../../csms/api/schemas/diagnoses";
import { DiagnosisStage } from "./diagnosis-stage";

/** Meters that are broken at the simulator, and what the CSMS says of them. */

vi.setConfig({ testTimeout: 60_000 });

const MINUTE = 60_000;
const KINDS: readonly DiagnosisKind[] = [
	"meter-stands-still",
	"meter-backwards",
	"meter-reset",
	"meter-jumps",
];

const stage = new DiagnosisStage();
stage.set();

beforeEach(async () => {
	await stage.open();
	await stage.api("POST", "/id-tags", { idTag: "ALICE" });
	const data = "MeterValuesSampledData=Energy.Active.Import.Register,Power.Active.Import";
	await stage.start("--set", "MeterValueSampleInterval=1", "--set", data);
}, 30_000);

async function meter(fault: string): Promise<void> {
	await stage.driver.input("meter", fault);
}

/** Resolves when so many further meter values have come. */
async function moreValues(transactionId: number, more = 2): Promise<void> {
	const count = async () => (await stage.api("GET", `/transactions/${transactionId}/meter-values`)).length;
	const before = await count();
	await stage.until(async () => (await count()) >= before + more);
}

async function importWh(): Promise<number> {
	return (await stage.driver.state()).connectors[0].importWh;
}

/** Which kinds last. */
async function lasting(): Promise<DiagnosisKind[]> {
	const found = await Promise.all(KINDS.map((kind) => stage.diagnoses(kind)));
	return found.flat().map(({ kind }) => kind);
}

test("a meter that stands still while the vehicle charges, and none while it pauses", async () => {
	const transactionId = await stage.charge();
	await moreValues(transactionId);
	// Of a pause nobody says anything, however long it is by the charge point's clock.
	await stage.driver.input("evReady", false);
	await stage.driver.untilStatus("SuspendedEV");
	await moreValues(transactionId);
	await stage.setTime(60 * MINUTE);
	await moreValues(transactionId);
	expect(await lasting()).toEqual([]);
	await stage.driver.input("evReady", true);
	await stage.driver.untilStatus("Charging");
	await moreValues(transactionId);
	await meter("stuck");
	await moreValues(transactionId);
	expect(await lasting()).toEqual([]);
	await stage.setTime(70 * MINUTE);
	const stuckAt = await importWh();
	const found = await stage.found("meter-stands-still");
	expect(found).toMatchObject({
		...{ words: "meterStandsStill", severity: "fault", connectorId: 1, count: 1 },
		facts: { transactionId, toWh: stuckAt },
	});
	expect(found.facts.minutes).toBeGreaterThanOrEqual(10);
	expect(await stage.api("GET", found.evidence[0].address)).not.toEqual([]);
	await meter("right");
	await stage.over("meter-stands-still");
});

test("a meter that runs backwards, until a session in which it does not", async () => {
	const first = await stage.charge();
	await stage.driver.until(({ importWh }) => importWh >= 15);
	await moreValues(first);
	expect(await lasting()).toEqual([]);
	await meter("backwards");
	const found = await stage.found("meter-backwards");
	expect(found).toMatchObject({
		words: "meterBackwards",
		severity: "fault",
		facts: { transactionId: first },
	});
	expect(Number(found.facts.fromWh)).toBeGreaterThan(Number(found.facts.toWh));
	await meter("right");
	await stage.stop();
	const second = await stage.charge();
	await moreValues(second);
	await stage.over("meter-backwards");
});

test("a meter that was replaced between two sessions, until the next one", async () => {
	await stage.charge();
	await stage.driver.until(({ importWh }) => importWh >= 10);
	await stage.stop();
	await meter("replaced");
	const second = await stage.charge();
	const found = await stage.found("meter-reset");
	expect(found).toMatchObject({
		...{ words: "meterReset", severity: "warning", connectorId: 1 },
		facts: { transactionId: second, toWh: 0 },
	});
	expect(await lasting()).toEqual(["meter-reset"]);
	await stage.stop();
	await stage.charge();
	await stage.over("meter-reset");
});

test("a meter that jumps", async () => {
	const transactionId = await stage.charge();
	await moreValues(transactionId);
	await meter("jumped");
	const found = await stage.found("meter-jumps");
	expect(found).toMatchObject({ words: "meterJumps", severity: "fault", facts: { transactionId } });
	expect(Number(found.facts.differenceWh)).toBeGreaterThanOrEqual(1_000_000);
	expect(await lasting()).toEqual(["meter-jumps"]);
});
