import { expect, test } from "vitest";
import { KEYS } from "../../modules/charge-point/configuration-keys";
import type { CsmsAction } from "../../modules/ocpp/types";
import { Rig } from "./rig";
import { fitsResponse } from "./scripted-csms";

test("R-AVL-01 R-AVL-04 TC_013 TC_034 Unavailable survives resets and power cuts", () => {
	const rig = new Rig({ connectors: 2 });
	rig.advance(1);
	expect(rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" })).toEqual({
		status: "Accepted",
	});
	rig.advance(1);
	expect(rig.csms.statuses(1)).toEqual(["Available", "Unavailable"]);
	rig.csms.call("Reset", { type: "Soft" });
	rig.advance(5);
	expect(rig.state(1).status).toBe("Unavailable");
	rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Inoperative" });
	rig.powerOff();
	rig.csms.clear();
	rig.boot();
	rig.advance(1);
	for (const connectorId of [0, 1, 2]) expect(rig.csms.statuses(connectorId)).toEqual(["Unavailable"]);
	rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Operative" });
	rig.advance(1);
	expect(rig.csms.statuses(0).at(-1)).toBe("Available");
	expect(rig.csms.statuses(2).at(-1)).toBe("Available");
	expect(rig.csms.statuses(1).at(-1)).toBe("Available");
	rig.checkTransitions();
});

test("R-AVL-04 Operative for a connector of a charge point that is Inoperative waits for connector 0", () => {
	const rig = new Rig({ connectors: 2 });
	rig.advance(1);
	rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" });
	rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Inoperative" });
	expect(rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Operative" })).toEqual({
		status: "Accepted",
	});
	rig.advance(1);
	expect(rig.state(1).status).toBe("Unavailable");
	rig.powerOff();
	rig.boot();
	rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Operative" });
	rig.advance(1);
	expect([rig.state(1).status, rig.state(2).status]).toEqual(["Available", "Available"]);
});

test("R-AVL-01 R-ST-02 Inoperative scheduled, then a power cut: Unavailable, and from there to Preparing", () => {
	const rig = new Rig();
	rig.charge();
	rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" });
	rig.powerOff();
	rig.csms.clear();
	rig.boot();
	rig.advance(1);
	rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Operative" });
	rig.advance(1);
	expect(rig.csms.statuses(1)).toEqual(["Unavailable", "Preparing"]);
	rig.checkTransitions();
});

test("R-AVL-01 already as wanted: Accepted, and no StatusNotification", () => {
	const rig = new Rig();
	rig.advance(1);
	for (const type of ["Inoperative", "Inoperative", "Operative", "Operative"] as const) {
		expect(rig.csms.call("ChangeAvailability", { connectorId: 1, type })).toEqual({ status: "Accepted" });
		rig.advance(1);
	}
	expect(rig.csms.statuses(1)).toEqual(["Available", "Unavailable", "Available"]);
});

test("R-AVL-01 R-AVL-02 R-AVL-03 Scheduled with a transaction; connector 0 and the idle ones at once", () => {
	const rig = new Rig({ connectors: 2 });
	rig.charge("ALICE", 1);
	expect(rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Inoperative" })).toEqual({
		status: "Scheduled",
	});
	rig.advance(1);
	expect(rig.csms.statuses(0).at(-1)).toBe("Unavailable");
	expect(rig.csms.statuses(2).at(-1)).toBe("Unavailable");
	expect(rig.state(1).status).toBe("Charging");
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.advance(1);
	expect(rig.csms.statuses(1).slice(-2)).toEqual(["Finishing", "Unavailable"]);
	expect(rig.csms.call("ChangeAvailability", { connectorId: 3, type: "Operative" })).toEqual({
		status: "Rejected",
	});
	rig.checkTransitions();
});

test("R-AVL-03 Operative cancels a scheduled Inoperative", () => {
	const rig = new Rig();
	rig.charge();
	expect(rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" })).toEqual({
		status: "Scheduled",
	});
	expect(rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Operative" })).toEqual({
		status: "Accepted",
	});
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.advance(1);
	expect(rig.state().status).toBe("Available");
});

test("R-ST-13 Inoperative in Preparing is Scheduled and comes when the cable is out", () => {
	const rig = new Rig();
	rig.connector.plug(true);
	rig.advance(1);
	expect(rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" })).toEqual({
		status: "Scheduled",
	});
	rig.connector.plug(false);
	rig.advance(1);
	expect(rig.csms.statuses(1).at(-1)).toBe("Unavailable");
	rig.connector.plug(true);
	rig.present("ALICE");
	expect(rig.csms.all("Authorize")).toHaveLength(0);
	rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Operative" });
	rig.advance(1);
	expect(rig.csms.statuses(1).at(-1)).toBe("Preparing");
});

test("R-UNL-01 R-UNL-02 TC_017_1 TC_017_2 TC_018_1 TC_018_2 TC_030 TC_031 UnlockConnector", () => {
	const rig = new Rig();
	rig.charge();
	rig.csms.call("UnlockConnector", { connectorId: 1 });
	rig.advance(1);
	expect(rig.csms.lastResult).toEqual({ status: "Unlocked" });
	expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "UnlockCommand" });
	expect(rig.csms.statuses(1).at(-1)).toBe("Finishing");
	for (const connectorId of [0, 2]) {
		expect(rig.csms.call("UnlockConnector", { connectorId })).toEqual({ status: "NotSupported" });
	}
	rig.connector.plug(false);
	rig.charge();
	rig.connector.jammed = true;
	rig.csms.call("UnlockConnector", { connectorId: 1 });
	rig.advance(1);
	expect(rig.csms.lastResult).toEqual({ status: "UnlockFailed" });
	expect(rig.csms.all("StopTransaction")).toHaveLength(2);

	const fixed = new Rig({ cable: "fixed" });
	fixed.charge();
	expect(fixed.csms.call("UnlockConnector", { connectorId: 1 })).toEqual({ status: "NotSupported" });
	expect(fixed.state().status).toBe("Charging");
});

test("R-TRG-01 R-TRG-02 R-TRG-03 R-TRG-04 TC_054 TC_055 TriggerMessage", () => {
	const rig = new Rig({ connectors: 2 });
	rig.charge();
	rig.csms.clear();
	expect(rig.csms.call("TriggerMessage", { requestedMessage: "MeterValues", connectorId: 1 })).toEqual({
		status: "Accepted",
	});
	expect(rig.csms.call("TriggerMessage", { requestedMessage: "StatusNotification" })).toEqual({
		status: "Accepted",
	});
	expect(rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" })).toEqual({ status: "Accepted" });
	rig.advance(1);
	expect(rig.csms.last("MeterValues")).toMatchObject({ connectorId: 1, transactionId: 1001 });
	expect(rig.csms.last("MeterValues").meterValue[0].sampledValue[0].context).toBe("Trigger");
	expect(rig.csms.all("StatusNotification").map((payload) => payload.connectorId)).toEqual([0, 1, 2]);
	expect(rig.csms.all("Heartbeat")).toHaveLength(1);
	rig.csms.clear();
	const rejected = rig.csms.call("TriggerMessage", { requestedMessage: "MeterValues", connectorId: 3 });
	expect(rejected).toEqual({ status: "Rejected" });
	expect(rig.csms.call("TriggerMessage", { requestedMessage: "BootNotification" })).toEqual({
		status: "Rejected",
	});
	const unknown = rig.csms.call("TriggerMessage", { requestedMessage: "Foo" as "Heartbeat" });
	expect(unknown).toEqual({ status: "NotImplemented" });
	rig.advance(1);
	expect(rig.csms.received).toHaveLength(0);
});

test("R-CFG-01 R-CFG-02 R-CFG-03 TC_019 GetConfiguration", () => {
	const rig = new Rig();
	rig.advance(1);
	const all = rig.csms.call("GetConfiguration", {}) as {
		configurationKey: { key: string; readonly: boolean; value?: string }[];
	};
	expect(fitsResponse("GetConfiguration", all)).toBe(true);
	expect(all.configurationKey.map(({ key }) => key)).toEqual(Object.keys(KEYS));
	expect(all.configurationKey.find(({ key }) => key === "NumberOfConnectors")).toEqual({
		...{ key: "NumberOfConnectors", readonly: true, value: "1" },
	});
	expect(Number(KEYS.GetConfigurationMaxKeys.value)).toBeGreaterThanOrEqual(Object.keys(KEYS).length);
	const some = rig.csms.call("GetConfiguration", {
		key: ["numberofconnectors", "NumberOfConnectors", "Foo", "foo"],
	});
	expect(some).toEqual({
		configurationKey: [{ key: "NumberOfConnectors", readonly: true, value: "1" }],
		unknownKey: ["Foo", "foo"],
	});
});

test("R-CFG-04 R-CFG-05 R-CFG-06 R-CFG-07 TC_021 TC_040_1 TC_040_2 ChangeConfiguration", () => {
	const rig = new Rig();
	rig.advance(1);
	const change = (key: string, value: string) => {
		const answer = rig.csms.call("ChangeConfiguration", { key, value }) as { status: string };
		return answer.status;
	};
	expect(change("Testing", "1")).toBe("NotSupported");
	expect(change("NumberOfConnectors", "2")).toBe("Rejected");
	for (const bad of ["10s", "", "1.5", "-1", "99999999999", "ten"]) {
		expect(change("MeterValueSampleInterval", bad)).toBe("Rejected");
	}
	expect(change("WebSocketPingInterval", "-1")).toBe("Rejected");
	expect(change("meterValueSampleInterval", "+20")).toBe("Accepted");
	expect(change("LocalPreAuthorize", "TRUE")).toBe("Accepted");
	expect(change("LocalPreAuthorize", "1")).toBe("Rejected");
	expect(change("MeterValuesSampledData", "Voltage, Voltage.L1-N,Voltage , Power.Active.Import")).toBe(
		"Accepted",
	);
	expect(change("MeterValuesSampledData", "Voltage,SoC")).toBe("Rejected");
	expect(change("ConnectorPhaseRotation", "0.RST,1.RTS")).toBe("Accepted");
	expect(change("ConnectorPhaseRotation", "2.RST")).toBe("Rejected");
	rig.powerOff();
	rig.boot();
	rig.advance(1);
	expect(
		rig.csms.call("GetConfiguration", {
			key: [
				"MeterValueSampleInterval",
				"LocalPreAuthorize",
				"MeterValuesSampledData",
				"ConnectorPhaseRotation",
			],
		}),
	).toEqual({
		configurationKey: [
			{ key: "MeterValueSampleInterval", readonly: false, value: "20" },
			{ key: "LocalPreAuthorize", readonly: false, value: "true" },
			{ key: "MeterValuesSampledData", readonly: false, value: "Voltage,Voltage.L1-N,Power.Active.Import" },
			{ key: "ConnectorPhaseRotation", readonly: false, value: "0.RST,1.RTS" },
		],
	});
});

test("R-CFG-10 R-CON-05 WebSocketPingInterval acts at once", () => {
	const rig = new Rig();
	expect(rig.pingInterval).toBe(60);
	rig.csms.call("ChangeConfiguration", { key: "WebSocketPingInterval", value: "7" });
	expect(rig.pingInterval).toBe(7);
});

test("R-FRM-12 actions of profiles that are not supported get NotSupported, unknown ones NotImplemented", () => {
	const rig = new Rig({ defaults: { SupportedFeatureProfiles: "Core,Reservation,RemoteTrigger" } });
	rig.advance(1);
	expect(rig.csms.call("GetCompositeSchedule", { connectorId: 1, duration: 60 })).toEqual({
		code: "NotSupported",
	});
	expect(rig.csms.call("Foo" as CsmsAction, {} as never)).toEqual({ code: "NotImplemented" });
	expect(rig.csms.call("Reset", { type: "Warm" as "Hard" })).toEqual({ code: "PropertyConstraintViolation" });
});

test("R-FRM-12 R-LAL-01 R-LAL-05 with the Core profile alone nothing of the others is done", () => {
	const rig = new Rig({ defaults: { SupportedFeatureProfiles: "Core" } });
	rig.advance(1);
	const location = "http://files.example/";
	const unsupported = { code: "NotSupported" };
	expect(rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" })).toEqual(unsupported);
	expect(rig.csms.call("GetDiagnostics", { location })).toEqual(unsupported);
	expect(rig.csms.call("UpdateFirmware", { location, retrieveDate: rig.csms.time })).toEqual(unsupported);
	expect(rig.csms.call("GetLocalListVersion", {})).toEqual({ listVersion: -1 });
	expect(rig.csms.call("SendLocalList", { listVersion: 1, updateType: "Full" })).toEqual({
		status: "NotSupported",
	});
	const reservation = { connectorId: 1, expiryDate: "2030-01-01T00:00:00Z", idTag: "A", reservationId: 1 };
	expect(rig.csms.call("ReserveNow", reservation)).toEqual({ status: "Rejected" });
	expect(rig.csms.call("ExtendedTriggerMessage", { requestedMessage: "Heartbeat" })).toEqual({
		status: "Accepted",
	});
});

test("R-DT-01 TC_062 DataTransfer of an unknown vendor", () => {
	const rig = new Rig();
	rig.advance(1);
	expect(rig.csms.call("DataTransfer", { vendorId: "nobody" })).toEqual({ status: "UnknownVendorId" });
});

test("R-MV-01 R-MV-03 R-MV-04 R-MV-05 R-MV-06 TC_070 sampled meter values", () => {
	const rig = new Rig({
		defaults: {
			MeterValueSampleInterval: "30",
			MeterValuesSampledData:
				"Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage.L2-N,Current.Offered",
		},
	});
	rig.charge();
	const start = Date.parse(rig.csms.last("StartTransaction").timestamp);
	rig.advance(95);
	const values = rig.csms.all("MeterValues");
	expect(values.map((payload) => Date.parse(payload.meterValue[0].timestamp) - start)).toEqual([
		30_000, 60_000, 90_000,
	]);
	expect(values[0]).toMatchObject({ connectorId: 1, transactionId: 1001 });
	const context = "Sample.Periodic";
	expect(values[0].meterValue[0].sampledValue).toEqual([
		{ value: "92", context, measurand: "Energy.Active.Import.Register", unit: "Wh" },
		{ value: "11040", context, measurand: "Power.Active.Import", unit: "W" },
		{ value: "16", context, measurand: "Current.Import", unit: "A", phase: "L1" },
		{ value: "16", context, measurand: "Current.Import", unit: "A", phase: "L2" },
		{ value: "16", context, measurand: "Current.Import", unit: "A", phase: "L3" },
		{ value: "230", context, measurand: "Voltage", unit: "V", phase: "L2-N" },
		{ value: "32", context, measurand: "Current.Offered", unit: "A" },
	]);
});

test("R-MV-13 a changed interval applies from the next sample on, 0 stops", () => {
	const rig = new Rig({ defaults: { MeterValueSampleInterval: "60" } });
	rig.charge();
	rig.csms.call("ChangeConfiguration", { key: "MeterValueSampleInterval", value: "10" });
	rig.advance(31);
	expect(rig.csms.all("MeterValues")).toHaveLength(3);
	rig.csms.call("ChangeConfiguration", { key: "MeterValueSampleInterval", value: "0" });
	rig.advance(600);
	expect(rig.csms.all("MeterValues")).toHaveLength(3);
});

test("R-MV-01 R-MV-02 TC_071 clock-aligned meter values, with and without a transaction", () => {
	const rig = new Rig({ defaults: { ClockAlignedDataInterval: "900", MeterValueSampleInterval: "0" } });
	rig.advance(1000);
	rig.charge();
	rig.advance(900);
	const values = rig.csms.all("MeterValues");
	expect(values.map((payload) => payload.meterValue[0].timestamp)).toEqual([
		"2026-11-22T10:15:00.000Z",
		"2026-11-22T10:30:00.000Z",
	]);
	expect(values[0].transactionId).toBeUndefined();
	expect(values[1].transactionId).toBe(1001);
	expect(values[0].meterValue[0].sampledValue[0].context).toBe("Sample.Clock");
});

test("R-OP-01 the answer goes out before what it causes", () => {
	const rig = new Rig();
	rig.charge();
	const before = rig.csms.received.length;
	let order = "";
	rig.csms.answer("StopTransaction", () => {
		order = rig.csms.lastResult === undefined ? "stop first" : "answer first";
		return {};
	});
	rig.csms.call("RemoteStopTransaction", { transactionId: 1001 });
	rig.advance(1);
	expect(rig.csms.received.length).toBeGreaterThan(before);
	expect(order).toBe("answer first");
});

test("R-UNL-01 UnlockConnector while the lock is closing: no transaction, and no fault", () => {
	const rig = new Rig();
	rig.connector.plug(true);
	rig.advance(1);
	rig.chargePoint.presentIdTag(1, "ALICE");
	rig.advance(0);
	rig.csms.call("UnlockConnector", { connectorId: 1 });
	rig.advance(2);
	expect(rig.csms.lastResult).toEqual({ status: "Unlocked" });
	expect(rig.csms.all("StartTransaction")).toHaveLength(0);
	expect(rig.state()).toMatchObject({ status: "Preparing", errorCode: "NoError", locked: false });
});
