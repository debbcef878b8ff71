import { expect, test } from "vitest";
import { parseEntry } from "../../modules/charge-point/queue-entries";
import { Rig } from "./rig";

/** As this firmware writes them: with all that may be absent, and without. */
const OWN = [
	["S", 1, "ALICE", 100, 1e12],
	["S", 1, "ALICE", 100, -5, 7],
	["V", 16, 1, 100, 1e12, 2],
	["V", 0, 2, 100.5, 1e12, 2, [0, 100.5, 3, 16], 4],
	["X", 16, 1, 100, 1e12, 2, []],
	["E", 16, 1, 100, 1e12, "Local", null],
	["E", 16, 1, 100, 1e12, "Local", "ALICE", [80, 160], [0, 100]],
	["D", 16],
	["D", 16, 1],
	["D", 16, 1, -1],
	["A", 16, 2],
	["M", 16, 1, 100, 1e12],
	["T", 16, 1, "ALICE", 100, null, 100, 1e12],
	["T", 16, 1, "ALICE", 100, 1001, 100, 1e12, 1e12, [80], [1]],
	["B"],
	["C", 1e12, 16],
];

test.each(OWN)("R-QUE-08 an entry %j is read as it was written", (...entry) => {
	expect(parseEntry(JSON.stringify(entry))).toEqual(entry);
});

test.each(OWN)("R-QUE-08 an entry like %j of another shape is none", (...entry) => {
	const wrong = [{}, true, "1e3x", [{}]];
	expect(parseEntry(JSON.stringify([...entry, ...Array(12 - entry.length).fill(0)]))).toBeUndefined();
	for (let i = 1; i < entry.length; i++) {
		for (const value of wrong) {
			if (typeof value === "string" && typeof (entry[i] ?? "") === "string") continue;
			const changed: unknown[] = [...entry];
			changed[i] = value;
			expect(parseEntry(JSON.stringify(changed)), JSON.stringify(changed)).toBeUndefined();
		}
	}
});

test.each([
	"",
	"{}",
	"null",
	"7",
	"[]",
	'["Z",1]',
	'[["S"]]',
	'["constructor"]',
	'["S",-1,"A",0,0]',
	'["S",1e9,"A",0,0]',
])("R-QUE-08 %s is no entry", (text) => {
	expect(parseEntry(text)).toBeUndefined();
});

test("R-QUE-08 entries of another firmware are left out with a line in the log; what is stored between is delivered", () => {
	const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } });
	rig.advance(1);
	rig.setOnline(false);
	rig.charge("ALICE");
	rig.advance(60);
	for (const foreign of ['["S","1","BOB",0,0]', '["D",1e15]', '["V",16,1]', '["Q"]', '["T",null]'])
		rig.journal.append(foreign);
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.powerOff();
	rig.boot();
	expect(rig.logs.some((line) => line.includes("5 entries of another firmware"))).toBe(true);
	rig.setOnline(true);
	rig.advance(60);
	const actions = rig.csms.received.map(({ action }) => action);
	expect(actions.filter((action) => action.endsWith("Transaction"))).toEqual([
		"StartTransaction",
		"StopTransaction",
	]);
	expect(rig.csms.last("StartTransaction").idTag).toBe("ALICE");
	expect(rig.csms.all("MeterValues")).toHaveLength(1);
	expect(rig.chargePoint.state.queueLength).toBe(0);
});

test("R-QUE-08 a boot reads little of a journal that is delivered, and what waits twice at most", () => {
	const rig = new Rig({ journalBlocks: 24, defaults: { MeterValueSampleInterval: "2" } });
	rig.charge("ALICE");
	let bytes = 0;
	const read = rig.flash.read.bind(rig.flash);
	rig.flash.read = (offset, length) => {
		if (offset >= 24 * rig.flash.blockSize) bytes += length;
		return read(offset, length);
	};
	const atBoot = () => {
		rig.powerOff();
		bytes = 0;
		rig.boot();
		return bytes;
	};
	rig.advance(1200);
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.advance(60);
	expect(rig.chargePoint.state.queueLength).toBe(0);
	expect(rig.journal.end).toBeGreaterThan(8 * 4096);
	expect(atBoot()).toBeLessThan(8 * 4096);
	rig.advance(10);
	rig.charge("BOB");
	rig.advance(5);
	rig.setOnline(false);
	rig.advance(600);
	const held = rig.journal.end - rig.journal.start;
	expect(held).toBeGreaterThan(3 * 4096);
	expect(atBoot()).toBeLessThan(2.3 * held + 4 * 4096);
});
