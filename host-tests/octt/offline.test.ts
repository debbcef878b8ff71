import { describe, expect, test } from "vitest";
import { Rig } from "../charge-point/rig";

/** Charges while there is no connection. */
function startedOffline(defaults: Record<string, string> = {}): Rig {
	const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true", ...defaults } });
	rig.advance(1);
	rig.csms.clear();
	rig.setOnline(false);
	rig.charge("ALICE");
	rig.advance(30);
	expect(rig.state()).toMatchObject({ status: "Charging", contactor: true });
	return rig;
}

describe("started offline", () => {
	test("TC_037_1 R-QUE-02 R-AUTH-09 an id that turns out valid: the start, at its own time, and Charging", () => {
		const rig = startedOffline();
		const started = Date.parse(rig.csms.time) - 30_000;
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toMatchObject([{ connectorId: 1, idTag: "ALICE" }]);
		const off = Date.parse(rig.csms.last("StartTransaction").timestamp) - started;
		expect(Math.abs(off)).toBeLessThan(2000);
		expect(rig.csms.statuses(1)).toEqual(["Charging"]);
		expect(rig.csms.all("Authorize")).toHaveLength(0);
	});

	test("TC_037_2 R-AUTH-20 R-AUTH-23 an invalid id, the transaction stays: SuspendedEVSE", () => {
		for (const status of ["Invalid", "Blocked", "Expired", "ConcurrentTx"] as const) {
			const rig = startedOffline({ StopTransactionOnInvalidId: "false" });
			rig.csms.answer("StartTransaction", { idTagInfo: { status }, transactionId: 7 });
			rig.setOnline(true);
			rig.advance(1);
			expect(rig.csms.statuses(1).at(-1)).toBe("SuspendedEVSE");
			expect(rig.connector.contactor).toBe(false);
			rig.advance(600);
			expect(rig.csms.all("StopTransaction")).toHaveLength(0);
			expect(rig.csms.last("MeterValues")).toMatchObject({ transactionId: 7 });
			rig.checkTransitions();
		}
	});

	test("TC_037_3 R-AUTH-20 R-TX-10 an invalid id, the transaction ends: DeAuthorized", () => {
		for (const status of ["Invalid", "Blocked", "Expired", "ConcurrentTx"] as const) {
			const rig = startedOffline({ StopTransactionOnInvalidId: "true" });
			rig.csms.answer("StartTransaction", { idTagInfo: { status }, transactionId: 7 });
			rig.setOnline(true);
			rig.advance(1);
			expect(rig.csms.all("StopTransaction")).toMatchObject([{ transactionId: 7, reason: "DeAuthorized" }]);
			expect(rig.csms.statuses(1).at(-1)).toBe("Finishing");
			expect(rig.connector.contactor).toBe(false);
			rig.checkTransitions();
		}
	});
});

test("TC_038 R-QUE-02 R-TX-08 stopped offline: StopTransaction at its own time, Finishing", () => {
	const rig = new Rig({ defaults: { MeterValueSampleInterval: "0" } });
	rig.charge("ALICE");
	rig.csms.clear();
	rig.setOnline(false);
	rig.advance(60);
	const stopped = Date.parse(rig.csms.time);
	rig.present("ALICE");
	rig.advance(300);
	rig.setOnline(true);
	rig.advance(1);
	const stop = rig.csms.last("StopTransaction");
	expect(rig.csms.all("StopTransaction")).toHaveLength(1);
	expect(stop).toMatchObject({ transactionId: 1001, idTag: "ALICE", reason: "Local" });
	expect(Math.abs(Date.parse(stop.timestamp) - stopped)).toBeLessThan(1000);
	expect(rig.csms.statuses(1)).toEqual(["Finishing"]);
});
