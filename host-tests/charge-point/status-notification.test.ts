import { describe, expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

describe("R-ST-10 after a reconnect", () => {
	test("a status whose answer was lost is told again, also when it is what was confirmed before", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.answer("StatusNotification", SILENCE);
		rig.connector.plug(true);
		rig.advance(1);
		rig.setOnline(false);
		rig.connector.plug(false);
		rig.csms.answerAsUsual("StatusNotification");
		rig.csms.clear();
		rig.advance(1);
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Available"]);
	});

	test("of two statuses under way the answer to the first says nothing of the second", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.answer("StatusNotification", SILENCE);
		rig.connector.plug(true);
		rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, true);
		rig.csms.reply("StatusNotification", {});
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Faulted"]);
		rig.setOnline(false);
		rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, false);
		rig.csms.answerAsUsual("StatusNotification");
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Faulted", "Preparing"]);
	});

	test("a status that was answered by CALLERROR is told again", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.answer("StatusNotification", { code: "InternalError" });
		rig.connector.plug(true);
		rig.advance(1);
		rig.csms.answerAsUsual("StatusNotification");
		rig.setOnline(false);
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Preparing"]);
	});

	test("R-ST-06 the time is that of the change; what came and went is not told", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.setOnline(false);
		rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, true);
		rig.advance(10);
		rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, false);
		rig.connector.plug(true);
		const changed = rig.csms.time;
		rig.advance(30);
		rig.csms.clear();
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.csms.all("StatusNotification")).toEqual([
			{ connectorId: 1, status: "Preparing", errorCode: "NoError", timestamp: changed },
		]);
	});

	test("R-ST-05 MinimumStatusDuration goes on over it: stable ones at once, young ones when they are due", () => {
		const rig = new Rig({ connectors: 2, defaults: { ConnectionTimeOut: "600" } });
		rig.advance(1);
		rig.csms.call("ChangeConfiguration", { key: "MinimumStatusDuration", value: "30" });
		rig.setOnline(false);
		rig.hardware[0].plug(true);
		rig.advance(40);
		rig.hardware[1].plug(true);
		rig.advance(5);
		rig.csms.clear();
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Preparing"]);
		expect(rig.csms.statuses(2)).toEqual([]);
		rig.advance(23);
		expect(rig.csms.statuses(2)).toEqual([]);
		rig.advance(2);
		expect(rig.csms.statuses(2)).toEqual(["Preparing"]);
	});

	test("R-ST-05 a flapping connection does not put a status off for ever, nor tell a short one", () => {
		const rig = new Rig({ defaults: { MinimumStatusDuration: "30", ConnectionTimeOut: "600" } });
		rig.advance(1);
		rig.csms.clear();
		rig.connector.plug(true);
		for (let i = 0; i < 8; i++) {
			rig.advance(5);
			rig.setOnline(false);
			rig.setOnline(true);
		}
		rig.advance(0);
		expect(rig.csms.statuses(1)).toEqual(["Preparing"]);
		rig.connector.plug(false);
		rig.advance(5);
		rig.setOnline(false);
		rig.setOnline(true);
		rig.connector.plug(true);
		rig.advance(100);
		expect(rig.csms.statuses(1)).toEqual(["Preparing"]);
	});
});

describe("R-ST-10 R-ST-02 a status that the CSMS did not take", () => {
	test("by CALLERROR: again after 10 s, then after growing waits, until it is taken", () => {
		const rig = new Rig({ defaults: { ConnectionTimeOut: "86400" } });
		rig.advance(1);
		rig.csms.clear();
		rig.csms.answer("StatusNotification", { code: "InternalError" });
		rig.connector.plug(true);
		rig.advance(3600);
		const sent = rig.csms.received.filter(({ action }) => action === "StatusNotification");
		const waits = sent.slice(1).map(({ at }, i) => (at - sent[i].at) / 1000);
		expect(waits.slice(0, 7)).toEqual([10, 20, 40, 80, 160, 320, 600]);
		expect(new Set(sent.map(({ payload }) => payload.timestamp)).size).toBe(1);
		rig.csms.answerAsUsual("StatusNotification");
		rig.csms.clear();
		rig.advance(601);
		expect(rig.csms.statuses(1)).toEqual(["Preparing"]);
		rig.advance(3600);
		expect(rig.csms.statuses(1)).toEqual(["Preparing"]);
		rig.csms.answer("StatusNotification", { code: "InternalError" });
		rig.connector.plug(false);
		rig.advance(11);
		expect(rig.csms.statuses(1)).toEqual(["Preparing", "Available", "Available"]);
	});

	test("by silence: again, and what has changed since replaces it", () => {
		const rig = new Rig({ defaults: { MessageTimeout: "30" } });
		rig.advance(1);
		rig.csms.answer("StatusNotification", SILENCE);
		rig.csms.clear();
		rig.connector.plug(true);
		rig.advance(35);
		rig.csms.answerAsUsual("StatusNotification");
		rig.connector.plug(false);
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Preparing", "Available"]);
		rig.advance(600);
		expect(rig.csms.statuses(1)).toEqual(["Preparing", "Available"]);
	});

	test("the first failure after a reconnect is tried again soon", () => {
		const rig = new Rig({ defaults: { ConnectionTimeOut: "86400" } });
		rig.advance(1);
		rig.csms.answer("StatusNotification", { code: "InternalError" });
		rig.connector.plug(true);
		rig.advance(1000);
		rig.setOnline(false);
		rig.csms.clear();
		rig.setOnline(true);
		rig.advance(11);
		expect(rig.csms.statuses(1)).toEqual(["Preparing", "Preparing"]);
	});

	test("R-BOOT-07 triggered while Pending, it waits for the acceptance", () => {
		const rig = new Rig({ offline: true });
		rig.csms.answer("BootNotification", () => ({
			status: "Pending",
			currentTime: rig.csms.time,
			interval: 100,
		}));
		rig.csms.answer("StatusNotification", { code: "InternalError" });
		rig.setOnline(true);
		rig.advance(1);
		rig.csms.call("TriggerMessage", { requestedMessage: "StatusNotification", connectorId: 1 });
		rig.advance(90);
		expect(rig.csms.statuses(1)).toEqual(["Available"]);
	});
});

describe("R-ST-05 R-CFG-10 MinimumStatusDuration", () => {
	test("a shorter one tells what is due by now", () => {
		const rig = new Rig({ defaults: { MinimumStatusDuration: "300", ConnectionTimeOut: "600" } });
		rig.advance(1);
		rig.connector.plug(true);
		rig.advance(20);
		expect(rig.csms.statuses(1)).toEqual(["Available"]);
		rig.csms.call("ChangeConfiguration", { key: "MinimumStatusDuration", value: "30" });
		rig.advance(5);
		expect(rig.csms.statuses(1)).toEqual(["Available"]);
		rig.advance(6);
		expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing"]);
		rig.connector.plug(false);
		rig.advance(1);
		rig.csms.call("ChangeConfiguration", { key: "MinimumStatusDuration", value: "0" });
		rig.advance(0);
		expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Available"]);
	});

	test("it delays neither StartTransaction nor StopTransaction nor what is sent after a boot", () => {
		const rig = new Rig({ defaults: { MinimumStatusDuration: "300" } });
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Available"]);
		rig.charge();
		rig.present("ALICE");
		expect(rig.csms.all("StopTransaction")).toHaveLength(1);
		expect(rig.csms.statuses(1)).toEqual(["Available"]);
	});
});

describe("faults", () => {
	const FAULT = { errorCode: "GroundFailure" } as const;

	test("R-ST-07 R-ST-15 warnings: the charging goes on, and those of no connector go to connector 0", () => {
		const rig = new Rig();
		rig.charge();
		rig.csms.clear();
		rig.chargePoint.setFault(1, { errorCode: "WeakSignal" }, true);
		rig.chargePoint.setFault(0, { errorCode: "ReaderFailure" }, true);
		rig.advance(1);
		expect(rig.csms.all("StatusNotification")).toMatchObject([
			{ connectorId: 0, status: "Available", errorCode: "WeakSignal" },
			{ connectorId: 0, status: "Available", errorCode: "ReaderFailure" },
		]);
		expect(rig.connector.contactor).toBe(true);
		rig.chargePoint.setFault(0, { errorCode: "ReaderFailure" }, false);
		rig.chargePoint.setFault(0, { errorCode: "WeakSignal" }, false);
		rig.advance(1);
		expect(rig.csms.all("StatusNotification").map((one) => one.errorCode)).toEqual([
			...["WeakSignal", "ReaderFailure", "WeakSignal", "NoError"],
		]);
	});

	test("R-ST-07 EVCommunicationError is told only beside Preparing, the suspensions and Finishing", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.chargePoint.setFault(1, { errorCode: "EVCommunicationError" }, true);
		rig.charge();
		rig.advance(1);
		rig.connector.setEvReady(false);
		rig.advance(1);
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.advance(1);
		const sent = rig.csms.all("StatusNotification").filter(({ connectorId }) => connectorId === 1);
		expect(sent.map(({ status, errorCode }) => [status, errorCode !== "NoError"])).toEqual([
			...[
				["Available", false],
				["Preparing", true],
				["Charging", false],
				["SuspendedEV", true],
			],
			...[
				["Finishing", true],
				["Available", false],
			],
		]);
	});

	test("R-ST-08 cleared: where the hardware is by now", () => {
		const rig = new Rig();
		rig.connector.plug(true);
		rig.advance(1);
		rig.chargePoint.setFault(1, FAULT, true);
		rig.advance(1);
		rig.connector.plug(false);
		rig.chargePoint.setFault(1, FAULT, false);
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Faulted", "Available"]);
	});

	test("R-ST-08 R-TX-11 unplugged in a fault: the transaction ends, Finishing when it clears", () => {
		const rig = new Rig();
		rig.charge();
		rig.chargePoint.setFault(1, FAULT, true);
		rig.connector.setVehicle(false);
		rig.advance(1);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "EVDisconnected" });
		rig.chargePoint.setFault(1, FAULT, false);
		rig.advance(1);
		expect(rig.csms.statuses(1).slice(-2)).toEqual(["Faulted", "Finishing"]);
	});

	test("R-ST-09 faults that follow each other without a break end the transaction after 60 s", () => {
		const rig = new Rig();
		rig.charge();
		rig.chargePoint.setFault(1, FAULT, true);
		rig.advance(40);
		rig.chargePoint.setFault(0, { errorCode: "OverVoltage" }, true);
		rig.chargePoint.setFault(1, FAULT, false);
		rig.advance(19);
		expect(rig.csms.all("StopTransaction")).toHaveLength(0);
		rig.advance(2);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "Other" });
		expect(rig.csms.all("StopTransaction")).toHaveLength(1);
	});

	test("R-ST-08 R-TX-08 in a fault the id and a remote stop still end the transaction", () => {
		for (const stop of ["Local", "Remote"] as const) {
			const rig = new Rig();
			rig.charge();
			rig.chargePoint.setFault(1, FAULT, true);
			rig.advance(1);
			if (stop === "Local") rig.present("ALICE");
			else rig.csms.call("RemoteStopTransaction", { transactionId: 1001 });
			rig.advance(1);
			expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: stop });
			expect(rig.connector.locked).toBe(false);
		}
	});

	test("R-ST-09 the emergency stop opens every contactor before anything is written", () => {
		const rig = new Rig({ connectors: 3 });
		for (const connectorId of [1, 2, 3]) rig.charge(`ID${connectorId}`, connectorId);
		const { write } = rig.flash;
		let closed = 0;
		rig.flash.write = (offset, bytes) => {
			closed += rig.hardware.filter((connector) => connector.contactor).length;
			write.call(rig.flash, offset, bytes);
		};
		rig.chargePoint.setEmergencyStop(true);
		rig.advance(1);
		expect(closed).toBe(0);
		expect(rig.csms.all("StopTransaction").map(({ reason }) => reason)).toEqual([
			...["EmergencyStop", "EmergencyStop", "EmergencyStop"],
		]);
		expect(rig.chargePoint.state.emergencyStop).toBe(true);
		rig.chargePoint.setEmergencyStop(false);
		expect(rig.chargePoint.state.emergencyStop).toBe(false);
	});

	test("R-ST-09 the emergency stop voids an id that is asked for at the common reader", () => {
		const rig = new Rig({ connectors: 2 });
		rig.advance(1);
		rig.csms.answer("Authorize", SILENCE);
		rig.present("ALICE", 0);
		rig.chargePoint.setEmergencyStop(true);
		rig.chargePoint.setEmergencyStop(false);
		rig.csms.reply("Authorize", { idTagInfo: { status: "Accepted" } });
		rig.hardware[0].plug(true);
		rig.advance(2);
		expect(rig.csms.all("StartTransaction")).toHaveLength(0);
	});

	test("R-ST-09 the emergency stop voids ids that wait or are asked for, wherever they are", () => {
		const rig = new Rig({ connectors: 3 });
		rig.advance(1);
		rig.present("ALICE", 1);
		rig.present("CAROL", 0);
		rig.csms.answer("Authorize", SILENCE);
		rig.hardware[1].cable = true;
		rig.chargePoint.presentIdTag(2, "BOB");
		rig.advance(0);
		rig.chargePoint.setEmergencyStop(true);
		rig.advance(1);
		rig.chargePoint.setEmergencyStop(false);
		rig.csms.reply("Authorize", { idTagInfo: { status: "Accepted" } });
		for (const connector of rig.hardware) connector.plug(true);
		rig.advance(2);
		expect(rig.csms.all("StartTransaction")).toHaveLength(0);
		rig.csms.answerAsUsual("Authorize");
		rig.present("BOB", 2);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 2, idTag: "BOB" });
	});
});
