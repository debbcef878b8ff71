import { describe, expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

test("R-TX-17 TC_016 soft reset: StopTransaction and Finishing are delivered before the boot", () => {
	const rig = new Rig();
	rig.charge("ALICE");
	rig.csms.clear();
	expect(rig.csms.call("Reset", { type: "Soft" })).toEqual({ status: "Accepted" });
	rig.advance(5);
	const sent = rig.csms.received.map(({ action, payload }) => payload.status ?? payload.reason ?? action);
	expect(sent.slice(0, 3).sort()).toEqual(["BootNotification", "Finishing", "SoftReset"]);
	expect(sent[2]).toBe("BootNotification");
});

test("R-TX-17 R-RESET-01 while a soft reset waits, no id, cable or remote start begins anything", () => {
	const rig = new Rig({ connectors: 3 });
	rig.charge("ALICE", 1);
	rig.hardware[1].plug(true);
	rig.advance(1);
	rig.csms.answer("StopTransaction", SILENCE);
	rig.present("CAROL", 3);
	rig.csms.call("Reset", { type: "Soft" });
	rig.advance(1);
	rig.present("BOB", 2);
	rig.hardware[2].plug(true);
	rig.advance(2);
	expect(rig.csms.call("RemoteStartTransaction", { idTag: "REMOTE" })).toEqual({ status: "Rejected" });
	rig.advance(2);
	expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	expect(rig.hardware.some((connector) => connector.contactor || connector.locked)).toBe(false);
	rig.csms.answerAsUsual("StopTransaction");
	rig.advance(40);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
	expect(rig.csms.all("StopTransaction").every(({ reason }) => reason === "SoftReset")).toBe(true);
	expect(rig.chargePoint.state.queueLength).toBe(0);
});

test("R-AUTH-01 an id that is asked for when a reset comes starts nothing, however late the answer", () => {
	const rig = new Rig({ connectors: 2 });
	rig.charge("ALICE", 2);
	rig.csms.answer("Authorize", SILENCE);
	rig.connector.plug(true);
	rig.present("BOB");
	rig.csms.answer("StopTransaction", SILENCE);
	rig.csms.call("Reset", { type: "Soft" });
	rig.advance(1);
	rig.csms.reply("Authorize", { idTagInfo: { status: "Accepted" } });
	rig.advance(5);
	rig.csms.answerAsUsual("StopTransaction");
	rig.advance(30);
	expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
});

test("R-RESET-01 a second Reset is Accepted and does not delay the first; Hard ends a waiting Soft", () => {
	const rig = new Rig();
	rig.charge("ALICE");
	rig.csms.answer("StopTransaction", SILENCE);
	rig.csms.call("Reset", { type: "Soft" });
	rig.advance(10);
	expect(rig.csms.call("Reset", { type: "Soft" })).toEqual({ status: "Accepted" });
	rig.advance(19);
	expect(rig.boots).toBe(1);
	rig.advance(2);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);

	const other = new Rig();
	other.charge("ALICE");
	other.csms.answer("StopTransaction", SILENCE);
	other.csms.call("Reset", { type: "Soft" });
	other.advance(2);
	expect(other.csms.call("Reset", { type: "Hard" })).toEqual({ status: "Accepted" });
	other.advance(6);
	expect(other.csms.all("BootNotification")).toHaveLength(2);
	expect(other.csms.last("StopTransaction")).toMatchObject({ reason: "SoftReset" });
});

test("R-TX-17 TC_015 a hard reset sends nothing of the queue any more, however long it is", () => {
	const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "1" } });
	rig.advance(1);
	rig.setOnline(false);
	rig.charge("ALICE");
	rig.advance(60);
	rig.setOnline(true);
	rig.latency = 200;
	rig.advance(1);
	rig.csms.call("Reset", { type: "Hard" });
	rig.advance(1);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
	expect(rig.csms.all("StopTransaction")).toHaveLength(0);
	rig.advance(60);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 1001, reason: "HardReset" });
	expect(rig.csms.all("StartTransaction")).toHaveLength(1);
});

test("R-TX-17 a hard reset does not wait for answers that do not come", () => {
	const rig = new Rig();
	rig.csms.answer("StartTransaction", SILENCE);
	rig.charge("ALICE");
	rig.csms.call("Reset", { type: "Hard" });
	rig.csms.answerAsUsual("StartTransaction");
	rig.advance(6);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 1001, reason: "HardReset" });
});

test("R-RESET-01 a connection that is lost while a reset waits ends the wait", () => {
	for (const type of ["Soft", "Hard"] as const) {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.csms.answer("StopTransaction", SILENCE);
		rig.csms.answer("StatusNotification", SILENCE);
		rig.csms.call("Reset", { type });
		rig.csms.answerAsUsual("StopTransaction");
		rig.csms.answerAsUsual("StatusNotification");
		rig.setOnline(false);
		rig.advance(1);
		expect(rig.chargePoint.state.registration).toBeNull();
		rig.setOnline(true);
		rig.advance(2);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: `${type}Reset`, transactionId: 1001 });
		expect(rig.chargePoint.state.queueLength).toBe(0);
	}
});

test("R-RESET-01 R-BOOT-07 a reset while Pending and while nothing goes on", () => {
	const rig = new Rig({ offline: true });
	rig.csms.answer("BootNotification", () => ({
		status: "Pending",
		currentTime: rig.csms.time,
		interval: 50,
	}));
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.csms.call("Reset", { type: "Soft" })).toEqual({ status: "Accepted" });
	rig.csms.answerAsUsual("BootNotification");
	rig.advance(2);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
	expect(rig.chargePoint.state.registration).toBe("Accepted");
});

test("R-RESET-01 a queue that waits for its retry does not hold a soft reset longer than MessageTimeout", () => {
	const rig = new Rig({ defaults: { MessageTimeout: "10", TransactionMessageRetryInterval: "500" } });
	rig.csms.answer("StartTransaction", { code: "InternalError" });
	rig.charge("ALICE");
	rig.csms.call("Reset", { type: "Soft" });
	rig.advance(11);
	expect(rig.csms.all("BootNotification")).toHaveLength(2);
	rig.csms.answerAsUsual("StartTransaction");
	rig.advance(1001);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 1001, reason: "SoftReset" });
});

describe("R-RESET-02 the firmware does not restart", () => {
	/** A reset with a transaction that cannot be carried out. */
	function failing(type: "Hard" | "Soft"): { rig: Rig; tries: () => number } {
		const rig = new Rig({ defaults: { ResetRetries: "2" }, connectors: 2 });
		rig.charge("ALICE");
		rig.restartFails = true;
		rig.csms.clear();
		expect(rig.csms.call("Reset", { type })).toEqual({ status: "Accepted" });
		return { rig, tries: () => rig.logs.filter((text) => text.startsWith("restart")).length };
	}

	test("it is tried ResetRetries times more, then told as ResetFailure of connector 0", () => {
		for (const type of ["Hard", "Soft"] as const) {
			const { rig, tries } = failing(type);
			rig.advance(15);
			expect(tries()).toBe(2);
			expect(rig.isConnected).toBe(false);
			rig.advance(20);
			expect(tries()).toBe(3);
			expect(rig.boots).toBe(1);
			expect(rig.csms.last("StatusNotification")).toMatchObject({
				connectorId: 0,
				status: "Available",
				errorCode: "ResetFailure",
			});
			expect(rig.csms.all("BootNotification")).toHaveLength(0);
			expect(rig.csms.all("StopTransaction")).toHaveLength(1);
			rig.advance(600);
			expect(tries()).toBe(3);
		}
	});

	test("afterwards it charges again, and the next reset may succeed", () => {
		const { rig } = failing("Hard");
		rig.advance(40);
		rig.connector.plug(false);
		rig.charge("BOB");
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "BOB" });
		expect(rig.state().status).toBe("Charging");
		rig.powerOff();
		rig.boot();
		rig.advance(5);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "PowerLoss" });
		rig.csms.clear();
		expect(rig.csms.call("Reset", { type: "Soft" })).toEqual({ status: "Accepted" });
		rig.restartFails = false;
		rig.advance(40);
		expect(rig.csms.all("BootNotification")).toHaveLength(1);
		expect(rig.csms.all("StatusNotification")[0]).toMatchObject({ connectorId: 0, errorCode: "NoError" });
	});

	test("a cable that comes later is not taken for the one of the session that it had ended", () => {
		const { rig } = failing("Hard");
		rig.advance(40);
		rig.connector.plug(false);
		rig.powerOff();
		rig.connector.plug(true);
		rig.boot();
		rig.advance(1);
		expect(rig.state().status).toBe("Preparing");
	});

	test("a restart that comes off at the second try is a reset like any other", () => {
		const { rig } = failing("Soft");
		rig.advance(5);
		rig.restartFails = false;
		rig.advance(15);
		expect(rig.boots).toBe(3);
		expect(rig.csms.all("BootNotification")).toHaveLength(1);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "SoftReset" });
	});
});
