import { expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

test("R-BOOT-01 R-BOOT-04 TC_001 a boot registers, then reports connector 0 and every connector", () => {
	const rig = new Rig({ connectors: 2 });
	rig.advance(1);
	expect(rig.csms.received.map((sent) => sent.action)).toEqual([
		"BootNotification",
		"StatusNotification",
		"StatusNotification",
		"StatusNotification",
		"SecurityEventNotification",
	]);
	expect(rig.csms.all("StatusNotification").map((payload) => payload.connectorId)).toEqual([0, 1, 2]);
	expect(rig.csms.last("StatusNotification")).toMatchObject({ status: "Available", errorCode: "NoError" });
	expect(rig.state().status).toBe("Available");
	expect(rig.targets.map(({ url }) => url)).toEqual(["ws://csms.example/ocpp/CP%201"]);
});

test("R-TX-01 R-TX-02 TC_003 plug first, then the id: the transaction starts", () => {
	const rig = new Rig();
	rig.connector.plug(true);
	rig.advance(2);
	expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing"]);
	rig.present("ALICE");
	expect(rig.csms.all("Authorize")).toEqual([{ idTag: "ALICE" }]);
	expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 1, idTag: "ALICE", meterStart: 0 });
	expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Charging"]);
	expect(rig.connector).toMatchObject({ contactor: true, locked: true, offered: 32 });
	expect(rig.state()).toMatchObject({ status: "Charging", transactionId: 1001, idTag: "ALICE" });
	rig.checkTransitions();
});

test("R-TX-01 TC_004_1 id first, then the plug", () => {
	const rig = new Rig();
	rig.advance(1);
	rig.present("ALICE");
	expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing"]);
	expect(rig.state()).toMatchObject({ idTag: "ALICE", notice: "Accepted" });
	rig.connector.plug(true);
	rig.advance(1);
	expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Charging"]);
	expect(rig.csms.all("StartTransaction")).toHaveLength(1);
});

test("R-TX-03 TC_004_2 an id without a plug is void after ConnectionTimeOut", () => {
	const rig = new Rig({ defaults: { ConnectionTimeOut: "20" } });
	rig.advance(1);
	rig.present("ALICE");
	rig.advance(18);
	expect(rig.state().status).toBe("Preparing");
	rig.advance(2);
	expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Available"]);
	rig.connector.plug(true);
	rig.advance(5);
	expect(rig.csms.all("StartTransaction")).toHaveLength(0);
});

test("R-TX-04 a cable without an id is Finishing after ConnectionTimeOut, and no id starts on it", () => {
	const rig = new Rig({ defaults: { ConnectionTimeOut: "20" } });
	rig.connector.plug(true);
	rig.advance(21);
	expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Finishing"]);
	rig.present("ALICE");
	expect(rig.csms.all("Authorize")).toHaveLength(0);
	expect(rig.csms.call("RemoteStartTransaction", { idTag: "ALICE", connectorId: 1 })).toEqual({
		status: "Rejected",
	});
	rig.connector.plug(false);
	rig.advance(1);
	rig.connector.plug(true);
	rig.advance(1);
	expect(rig.csms.statuses(1).slice(2)).toEqual(["Finishing", "Available", "Preparing"]);
	rig.present("ALICE");
	expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	rig.checkTransitions();
});

test("R-AUTH-18 R-TX-08 R-TX-09 TC_068 the same id stops, whatever its case, without Authorize", () => {
	const rig = new Rig();
	rig.charge("Alice");
	rig.advance(3600);
	rig.csms.clear();
	rig.present("ALICE");
	expect(rig.csms.all("Authorize")).toHaveLength(0);
	const stop = rig.csms.last("StopTransaction");
	expect(stop).toMatchObject({ transactionId: 1001, idTag: "ALICE", reason: "Local" });
	expect(stop.meterStop).toBe(rig.connector.read().importWh);
	expect(stop.meterStop).toBeGreaterThan(11000);
	expect(rig.connector).toMatchObject({ contactor: false, offered: 0, locked: false });
	expect(rig.csms.statuses(1)).toEqual(["Finishing"]);
	expect(rig.state()).toMatchObject({ sessionWh: stop.meterStop, sessionSeconds: 3600 });
	rig.connector.plug(false);
	rig.advance(1);
	expect(rig.csms.statuses(1)).toEqual(["Finishing", "Available"]);
});

test("R-AUTH-19 TC_068 another id does not stop; TC_069 one of the same group does", () => {
	const rig = new Rig();
	rig.csms.answer("Authorize", ({ idTag }) => ({
		idTagInfo: { status: "Accepted", ...(idTag === "EVE" ? {} : { parentIdTag: "FAMILY" }) },
	}));
	rig.charge("ALICE");
	rig.present("EVE");
	expect(rig.csms.all("StopTransaction")).toHaveLength(0);
	expect(rig.state()).toMatchObject({ status: "Charging", notice: "Invalid" });
	rig.present("BOB");
	expect(rig.csms.last("StopTransaction")).toMatchObject({ idTag: "BOB", reason: "Local" });
});

test("R-AUTH-26 presented again before the plug, the id is void", () => {
	const rig = new Rig();
	rig.advance(1);
	rig.present("ALICE");
	rig.present("ALICE");
	expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Available"]);
	expect(rig.state()).toMatchObject({ notice: "Cancelled", idTag: null });
});

test("R-AUTH-06 TC_023_4 a refused id starts nothing and is told to the driver", () => {
	const rig = new Rig();
	for (const status of ["Invalid", "Blocked", "Expired", "ConcurrentTx"] as const) {
		rig.csms.answer("Authorize", { idTagInfo: { status } });
		rig.present("MALLORY");
		expect(rig.state()).toMatchObject({ status: "Available", notice: status, idTag: null });
	}
	rig.connector.plug(true);
	rig.advance(5);
	expect(rig.state().status).toBe("Preparing");
	expect(rig.csms.all("StartTransaction")).toHaveLength(0);
	expect(rig.connector.contactor).toBe(false);
	rig.advance(5);
	expect(rig.state().notice).toBeNull();
});

test("R-TX-11 TC_005_1 unplugged at the vehicle: stop, Finishing, unlocked; unplugged here: Available", () => {
	const rig = new Rig();
	rig.charge();
	rig.connector.setVehicle(false);
	rig.advance(1);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "EVDisconnected" });
	expect(rig.csms.last("StopTransaction").idTag).toBeUndefined();
	expect(rig.csms.last("StatusNotification")).toMatchObject({
		status: "Finishing",
		info: "EV side disconnected",
	});
	expect(rig.connector.locked).toBe(false);
	rig.connector.plug(false);
	rig.advance(1);
	expect(rig.csms.last("StatusNotification")).toMatchObject({ status: "Available" });
	rig.checkTransitions();
});

test("R-TX-11 TC_005_2 with UnlockConnectorOnEVSideDisconnect=false the cable waits for the id or UnlockConnector", () => {
	const rig = new Rig({ defaults: { UnlockConnectorOnEVSideDisconnect: "false" } });
	rig.charge("ALICE");
	rig.connector.setVehicle(false);
	rig.advance(1);
	expect(rig.connector.locked).toBe(true);
	rig.present("EVE");
	expect(rig.connector.locked).toBe(true);
	rig.present("ALICE");
	expect(rig.connector.locked).toBe(false);
	expect(rig.csms.all("StopTransaction")).toHaveLength(1);
	rig.connector.plug(false);
	rig.charge("ALICE");
	rig.connector.setVehicle(false);
	rig.advance(1);
	rig.csms.call("UnlockConnector", { connectorId: 1 });
	rig.advance(1);
	expect(rig.csms.lastResult).toEqual({ status: "Unlocked" });
	expect(rig.connector.locked).toBe(false);
});

test("R-TX-12 TC_005_3 with StopTransactionOnEVSideDisconnect=false the transaction waits for the vehicle", () => {
	const rig = new Rig({ defaults: { StopTransactionOnEVSideDisconnect: "false" } });
	rig.charge();
	rig.connector.setVehicle(false);
	rig.advance(1);
	expect(rig.csms.last("StatusNotification")).toMatchObject({
		status: "SuspendedEV",
		info: "EV side disconnected",
	});
	expect(rig.connector).toMatchObject({ locked: true, contactor: false });
	rig.connector.setVehicle(true);
	rig.advance(1);
	expect(rig.connector.contactor).toBe(true);
	expect(rig.csms.call("RemoteStopTransaction", { transactionId: 1001 })).toEqual({ status: "Accepted" });
	rig.advance(1);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "Remote" });
});

test("R-ST-04 the vehicle's pauses are SuspendedEV, and the contactor follows", () => {
	const rig = new Rig();
	rig.charge();
	rig.connector.setEvReady(false);
	rig.advance(1);
	expect(rig.state().status).toBe("SuspendedEV");
	expect(rig.connector).toMatchObject({ contactor: false, offered: 32 });
	rig.connector.setEvReady(true);
	rig.advance(1);
	expect(rig.csms.statuses(1).slice(-3)).toEqual(["Charging", "SuspendedEV", "Charging"]);
	expect(rig.connector.contactor).toBe(true);
});

test("R-ST-04 a tethered cable: Available again as soon as it is off the vehicle (C1)", () => {
	const rig = new Rig({ cable: "fixed" });
	rig.charge();
	rig.connector.setVehicle(false);
	rig.advance(1);
	expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Charging", "Available"]);
	rig.checkTransitions();
});

test("R-RSTX-01 R-RSTX-04 TC_010 TC_011_1 remote start, cable first and cable later", () => {
	const rig = new Rig();
	rig.connector.plug(true);
	rig.advance(1);
	expect(rig.csms.call("RemoteStartTransaction", { idTag: "REMOTE", connectorId: 1 })).toEqual({
		status: "Accepted",
	});
	rig.advance(1);
	expect(rig.csms.all("Authorize")).toHaveLength(0);
	expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "REMOTE" });
	rig.csms.call("RemoteStopTransaction", { transactionId: 1001 });
	rig.advance(1);
	rig.connector.plug(false);
	rig.advance(1);
	expect(rig.csms.call("RemoteStartTransaction", { idTag: "REMOTE" })).toEqual({ status: "Accepted" });
	rig.advance(1);
	expect(rig.state().status).toBe("Preparing");
	rig.connector.plug(true);
	rig.advance(1);
	expect(rig.csms.all("StartTransaction")).toHaveLength(2);
	rig.checkTransitions();
});

test("R-RSTX-04 TC_011_2 a remote start without a plug times out", () => {
	const rig = new Rig({ defaults: { ConnectionTimeOut: "15" } });
	rig.advance(1);
	rig.csms.call("RemoteStartTransaction", { idTag: "REMOTE", connectorId: 1 });
	rig.advance(16);
	expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Available"]);
});

test("R-RSTX-03 TC_023_5 AuthorizeRemoteTxRequests asks, and a refused id starts nothing", () => {
	const rig = new Rig({ defaults: { AuthorizeRemoteTxRequests: "true" } });
	rig.csms.answer("Authorize", { idTagInfo: { status: "Invalid" } });
	rig.advance(1);
	expect(rig.csms.call("RemoteStartTransaction", { idTag: "REMOTE", connectorId: 1 })).toEqual({
		status: "Accepted",
	});
	rig.connector.plug(true);
	rig.advance(1);
	expect(rig.csms.all("Authorize")).toEqual([{ idTag: "REMOTE" }]);
	expect(rig.csms.all("StartTransaction")).toHaveLength(0);
});

test("R-RSTX-01 TC_026 TC_027 TC_028 what cannot be started or stopped is Rejected", () => {
	const rig = new Rig();
	rig.charge();
	for (const connectorId of [0, 1, 2, -1]) {
		expect(rig.csms.call("RemoteStartTransaction", { idTag: "X", connectorId })).toEqual({
			status: "Rejected",
		});
	}
	expect(rig.csms.call("RemoteStartTransaction", { idTag: "X" })).toEqual({ status: "Rejected" });
	expect(rig.csms.call("RemoteStopTransaction", { transactionId: 7 })).toEqual({ status: "Rejected" });
	expect(rig.state().status).toBe("Charging");
});

test("R-RSTX-06 a transaction whose id is not yet known cannot be stopped remotely", () => {
	const rig = new Rig();
	rig.csms.answer("StartTransaction", SILENCE);
	rig.charge();
	expect(rig.connector.contactor).toBe(true);
	expect(rig.csms.call("RemoteStopTransaction", { transactionId: 0 })).toEqual({ status: "Rejected" });
});

test("R-AUTH-20 R-AUTH-21 TC_037_3 StartTransaction.conf not Accepted stops; the cable waits for its id", () => {
	const rig = new Rig();
	rig.csms.answer("StartTransaction", { idTagInfo: { status: "Blocked" }, transactionId: 7 });
	rig.charge("ALICE");
	rig.advance(1);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 7, reason: "DeAuthorized" });
	expect(rig.state()).toMatchObject({ status: "Finishing", notice: "Blocked", locked: true });
	rig.present("ALICE");
	expect(rig.connector.locked).toBe(false);
});

test("R-AUTH-20 TC_037_2 with StopTransactionOnInvalidId=false it is SuspendedEVSE", () => {
	const rig = new Rig({ defaults: { StopTransactionOnInvalidId: "false" } });
	rig.csms.answer("StartTransaction", { idTagInfo: { status: "Invalid" }, transactionId: 7 });
	rig.charge("ALICE");
	rig.advance(1);
	expect(rig.state()).toMatchObject({ status: "SuspendedEVSE", transactionId: 7 });
	expect(rig.connector).toMatchObject({ contactor: false, offered: 0 });
	expect(rig.csms.all("StopTransaction")).toHaveLength(0);
	rig.checkTransitions();
});

test("R-ST-08 TC_041 a fault stops the energy, ends nothing, and starts nothing", () => {
	const rig = new Rig();
	rig.advance(1);
	rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, true);
	rig.present("ALICE");
	rig.connector.plug(true);
	rig.advance(1);
	expect(rig.csms.last("StatusNotification")).toMatchObject({
		status: "Faulted",
		errorCode: "GroundFailure",
	});
	expect(rig.csms.all("Authorize")).toHaveLength(0);
	rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, false);
	rig.advance(1);
	rig.present("ALICE");
	expect(rig.state().status).toBe("Charging");
	rig.chargePoint.setFault(1, { errorCode: "OverCurrentFailure" }, true);
	expect(rig.connector.contactor).toBe(false);
	rig.chargePoint.setFault(1, { errorCode: "HighTemperature" }, true);
	rig.advance(1);
	expect(rig.csms.last("StatusNotification")).toMatchObject({
		status: "Faulted",
		errorCode: "HighTemperature",
	});
	rig.chargePoint.setFault(1, { errorCode: "HighTemperature" }, false);
	rig.chargePoint.setFault(1, { errorCode: "OverCurrentFailure" }, false);
	rig.advance(1);
	expect(rig.csms.last("StatusNotification")).toMatchObject({ status: "Charging", errorCode: "NoError" });
	expect(rig.csms.all("StopTransaction")).toHaveLength(0);
	rig.checkTransitions();
});

test("R-ST-09 a fault of 60 s ends the transaction, the emergency stop at once", () => {
	const rig = new Rig({ connectors: 2 });
	rig.charge("ALICE", 1);
	rig.charge("BOB", 2);
	rig.chargePoint.setFault(1, { errorCode: "PowerMeterFailure" }, true);
	rig.advance(59);
	expect(rig.csms.all("StopTransaction")).toHaveLength(0);
	rig.advance(2);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 1001, reason: "Other" });
	rig.chargePoint.setEmergencyStop(true);
	expect(rig.hardware[1].contactor).toBe(false);
	rig.advance(1);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 1002, reason: "EmergencyStop" });
	expect(rig.csms.statuses(0).at(-1)).toBe("Faulted");
	expect(rig.csms.statuses(2).at(-1)).toBe("Faulted");
	rig.chargePoint.setEmergencyStop(false);
	rig.advance(1);
	expect(rig.csms.statuses(0).at(-1)).toBe("Available");
	expect(rig.csms.statuses(2).at(-1)).toBe("Finishing");
});

test("TC_024 a lock that does not close: Faulted with ConnectorLockFailure, no transaction", () => {
	const rig = new Rig();
	rig.connector.jammed = true;
	rig.charge();
	expect(rig.csms.last("StatusNotification")).toMatchObject({
		status: "Faulted",
		errorCode: "ConnectorLockFailure",
	});
	expect(rig.csms.all("StartTransaction")).toHaveLength(0);
	expect(rig.connector.contactor).toBe(false);
	rig.connector.plug(false);
	rig.advance(1);
	expect(rig.csms.last("StatusNotification")).toMatchObject({ status: "Available", errorCode: "NoError" });
});

test("R-AUTH-25 one reader for several connectors: the id goes to the cable that comes next", () => {
	const rig = new Rig({ connectors: 3 });
	rig.advance(1);
	rig.present("ALICE", 0);
	rig.hardware[1].plug(true);
	rig.advance(1);
	expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 2, idTag: "ALICE" });
	rig.hardware[2].plug(true);
	rig.present("BOB", 0);
	expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 3, idTag: "BOB" });
	rig.present("ALICE", 0);
	expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 1001, idTag: "ALICE" });
	rig.present("CAROL", 0);
	rig.advance(61);
	rig.hardware[0].plug(true);
	rig.advance(1);
	expect(rig.csms.all("StartTransaction")).toHaveLength(2);
});
