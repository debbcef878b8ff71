import { describe, expect, test } from "vitest";
import { ReconnectingTransport } from "../../modules/net/reconnecting-transport";
import type { ChargePointAction } from "../../modules/ocpp/types";
import { digests } from "../net/loopback";
import { ScriptedSockets } from "../net/scripted-sockets";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

const firmware = (firmwareVersion: string) => ({
	...{ chargePointVendor: "xs-evse", chargePointModel: "test", firmwareVersion },
});

/** What was found wrong with MicroOcpp, and what its users complain of: each must be right here. */

/** How often each action was sent. */
function count(rig: Rig, action: ChargePointAction): number {
	return rig.csms.all(action).length;
}

describe("defects", () => {
	test("MicroOcpp 5.1 R-FRM-07 R-CON-09 an answer that is lost, at a disconnect or for good, holds nothing up", () => {
		for (const disconnects of [true, false]) {
			const rig = new Rig();
			rig.advance(1);
			rig.csms.answer("StatusNotification", SILENCE);
			rig.connector.plug(true);
			rig.advance(1);
			rig.csms.answerAsUsual("StatusNotification");
			if (disconnects) {
				rig.setOnline(false);
				rig.setOnline(true);
			}
			rig.csms.clear();
			rig.present("ALICE");
			// MessageTimeout, and no longer.
			rig.advance(disconnects ? 1 : 31);
			expect(rig.state()).toMatchObject({ status: "Charging", transactionId: 1001 });
			rig.advance(86_400);
			expect(count(rig, "MeterValues")).toBeGreaterThan(1400);
		}
	});

	test("MicroOcpp 5.2 R-AUTH-19 a card of the same group stops the transaction, a card without a group does not", () => {
		const rig = new Rig();
		rig.csms.answer("Authorize", ({ idTag }) => ({
			idTagInfo:
				idTag === "STRANGER" ? { status: "Accepted" } : { status: "Accepted", parentIdTag: "FAMILY" },
		}));
		rig.csms.answer("StartTransaction", {
			idTagInfo: { status: "Accepted", parentIdTag: "FAMILY" },
			transactionId: 5,
		});
		rig.charge("ALICE");
		rig.present("STRANGER");
		expect(rig.state().status).toBe("Charging");
		rig.present("BOB");
		expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 5, idTag: "BOB" });
		expect(rig.connector.contactor).toBe(false);
	});

	test("MicroOcpp 5.3 R-TX-16 ClearCache during a transaction, then a reboot: its stop is delivered", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.advance(30);
		rig.csms.call("ClearCache", {});
		expect(rig.state().status).toBe("Charging");
		rig.powerOff();
		rig.boot();
		rig.advance(5);
		expect(rig.csms.all("StopTransaction")).toMatchObject([{ transactionId: 1001, reason: "PowerLoss" }]);
	});

	test("MicroOcpp 5.4 R-QUE-08 another version of the firmware delivers what the one before has queued", () => {
		const before = new Rig({ boot: firmware("1.0.0") });
		before.charge("ALICE");
		before.advance(70);
		before.setOnline(false);
		before.present("ALICE");
		before.powerOff();
		const rig = new Rig({ boot: firmware("2.0.0"), flash: before.flash });
		rig.advance(5);
		expect(rig.csms.last("BootNotification").firmwareVersion).toBe("2.0.0");
		expect(rig.csms.all("StopTransaction")).toMatchObject([{ transactionId: 1001, idTag: "ALICE" }]);
		expect(rig.chargePoint.state.queueLength).toBe(0);
	});

	test("MicroOcpp 5.5 R-TRG-03 R-FRM-12 a trigger of what cannot be triggered sends nothing; a CALL of a charge point is not answered as by a CSMS", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.csms.clear();
		for (const requestedMessage of ["Foo", "StartTransaction", "Authorize", "CustomOperation"]) {
			const answer = rig.csms.call("TriggerMessage", { requestedMessage: requestedMessage as never });
			expect(answer).toEqual({ status: "NotImplemented" });
		}
		const start = { connectorId: 1, idTag: "X", meterStart: 0, timestamp: rig.csms.time };
		expect(rig.csms.call("StartTransaction" as never, start as never)).toEqual({ code: "NotSupported" });
		rig.advance(5);
		expect(rig.csms.received).toEqual([]);
		expect(rig.state().status).toBe("Charging");
	});

	test("MicroOcpp 5.6 R-FRM-16 R-FRM-13 a numeric message id while a request is in flight, a numeric expiryDate: no harm", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.answer("Authorize", SILENCE);
		rig.charge("ALICE");
		for (const text of ["[3,42,{}]", "[4,42]", "[3]", "[3,null]", "[2,42]"]) rig.csms.sendText(text);
		rig.advance(1);
		const reservation = { connectorId: 1, expiryDate: 1_795_343_704, idTag: "X", reservationId: 1 };
		expect(rig.csms.call("ReserveNow", reservation as never)).toEqual({ code: "TypeConstraintViolation" });
		rig.csms.reply("Authorize", { idTagInfo: { status: "Accepted" } });
		rig.advance(1);
		expect(rig.state().status).toBe("Charging");
	});

	test("MicroOcpp 5.7 R-FRM-08 a stray CALLRESULT during Authorize: the right one still counts, and later sessions begin", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.answer("Authorize", SILENCE);
		rig.charge("ALICE");
		rig.csms.sendFrame([3, "nobody-asked", { idTagInfo: { status: "Invalid" } }]);
		rig.csms.sendFrame([4, "nobody-asked", "InternalError", "", {}]);
		rig.advance(1);
		expect(rig.state().status).toBe("Preparing");
		rig.csms.reply("Authorize", { idTagInfo: { status: "Accepted" } });
		rig.advance(1);
		expect(rig.state().status).toBe("Charging");
		rig.csms.answerAsUsual("Authorize");
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.charge("BOB");
		expect(rig.state().status).toBe("Charging");
	});

	test.each([
		["2026-11-22T10:00:00.99Z", "2026-11-22T10:00:00.990Z"],
		["2026-11-22T14:00:00+02:00", "2026-11-22T12:00:00.000Z"],
		["2026-11-22T14:00:00.123456-0330", "2026-11-22T17:30:00.123Z"],
		["2038-01-19T03:14:08Z", "2038-01-19T03:14:08.000Z"],
		["2107-02-28T23:59:59Z", "2107-02-28T23:59:59.000Z"],
	])(
		"MicroOcpp 5.8 R-FRM-21 the time %s in BootNotification.conf is taken as it is meant",
		(currentTime, meant) => {
			const rig = new Rig({ offline: true });
			rig.csms.answer("BootNotification", { status: "Accepted", currentTime, interval: 300 });
			rig.setOnline(true);
			rig.advance(0);
			expect(new Date(rig.chargePoint.state.clock!).toISOString()).toBe(meant);
			rig.charge("ALICE");
			const { timestamp } = rig.csms.last("StartTransaction");
			expect(Date.parse(timestamp) - Date.parse(meant)).toBeLessThan(2000);
			expect(timestamp).toMatch(/^2[0-9]{3}-.*Z$/);
		},
	);

	test("MicroOcpp 5.8 R-HB-03 a CSMS whose clock stands in another age sets no clock, and charging goes on", () => {
		for (const currentTime of ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"]) {
			const rig = new Rig();
			rig.charge("ALICE");
			rig.csms.answer("Heartbeat", { currentTime });
			rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" });
			rig.advance(61);
			expect(Math.abs(rig.chargePoint.state.clock! - Date.parse(rig.csms.time))).toBeLessThan(1000);
			expect(rig.csms.last("MeterValues").meterValue[0].timestamp).toMatch(/^2026-11-22T10:01/);
		}
	});

	test("MicroOcpp 5.10 R-HB-05 HeartbeatInterval 0 sends no flood, and transactions go on", () => {
		const rig = new Rig();
		rig.advance(1);
		expect(rig.csms.call("ChangeConfiguration", { key: "HeartbeatInterval", value: "0" })).toEqual({
			status: "Accepted",
		});
		rig.charge("ALICE");
		rig.advance(60);
		expect(count(rig, "Heartbeat")).toBe(0);
		expect(count(rig, "StartTransaction")).toBe(1);
		rig.present("ALICE");
		expect(count(rig, "StopTransaction")).toBe(1);
	});
});

describe("complaints of users", () => {
	test("MicroOcpp 8.1 R-QUE-08 (454) a start offline, a stop after a reboot: both are sent, in order", () => {
		const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } });
		rig.advance(1);
		rig.setOnline(false);
		rig.charge("ALICE");
		rig.powerOff();
		rig.csms.clear();
		rig.boot();
		rig.advance(30);
		rig.setOnline(true);
		rig.advance(5);
		const sent = rig.csms.received
			.map(({ action }) => action)
			.filter((action) => action.endsWith("Transaction"));
		expect(sent).toEqual(["StartTransaction", "StopTransaction"]);
		expect(rig.csms.last("StopTransaction").transactionId).toBe(1001);
	});

	test("MicroOcpp 8.1 R-RESET-01 (406) a reset while the id is asked for or the cable is waited for: the next session begins", () => {
		for (const type of ["Soft", "Hard"] as const) {
			const rig = new Rig();
			rig.advance(1);
			rig.csms.answer("Authorize", SILENCE);
			rig.charge("ALICE");
			rig.csms.call("Reset", { type });
			rig.advance(60);
			rig.csms.answerAsUsual("Authorize");
			expect(rig.boots).toBeGreaterThan(1);
			expect(rig.state().status).toBe("Preparing");
			rig.present("ALICE");
			expect(rig.state().status).toBe("Charging");
		}
	});

	test("MicroOcpp 8.1 R-RSTX-03 (363) the three-hundredth remote start is accepted as the first", () => {
		const rig = new Rig();
		rig.advance(1);
		for (let i = 0; i < 300; i++) {
			expect(rig.csms.call("RemoteStartTransaction", { idTag: "ALICE", connectorId: 1 })).toEqual({
				status: "Accepted",
			});
			rig.connector.plug(true);
			rig.advance(20);
			const { transactionId } = rig.state();
			expect(rig.csms.call("RemoteStopTransaction", { transactionId: transactionId! })).toEqual({
				status: "Accepted",
			});
			rig.advance(1);
			rig.connector.plug(false);
			rig.advance(1);
		}
		expect(count(rig, "StopTransaction")).toBe(300);
	});

	test("MicroOcpp 8.2 R-CON-03 R-CON-05 (337, SmartEVSE 202) a server that falls silent during a session is left within 70 s, and a new connection made", () => {
		const sockets = new ScriptedSockets();
		const rig = new Rig({
			transport: (timers) => new ReconnectingTransport({ ...digests, timers, sockets }),
		});
		sockets.last.accept();
		rig.advance(71);
		expect(rig.chargePoint.state.connected).toBe(false);
		rig.advance(2);
		expect(sockets.all).toHaveLength(2);
	});

	test("MicroOcpp 8.2 R-ST-10 R-CON-08 (178, 259) statuses that changed while the link was away are told after it, sessions go on", () => {
		const rig = new Rig({ connectors: 2 });
		rig.charge("ALICE", 1);
		for (let i = 0; i < 40; i++) {
			rig.setOnline(false);
			rig.hardware[1].plug(i % 2 === 0);
			rig.advance(i);
			rig.csms.clear();
			rig.setOnline(true);
			rig.advance(1);
			expect(rig.csms.statuses(2)).toEqual([i % 2 === 0 ? "Preparing" : "Available"]);
			expect(rig.csms.statuses(1)).toEqual([]);
			expect(rig.state(1)).toMatchObject({ status: "Charging", transactionId: 1001 });
		}
	});

	test("MicroOcpp 8.3 R-TX-16 (227, 174, 100, 211) power loss: reason PowerLoss, and the register where it stood", () => {
		const rig = new Rig({ defaults: { MeterValueSampleInterval: "0" } });
		rig.charge("ALICE");
		rig.advance(1234);
		const { importWh } = rig.connector.read();
		rig.powerOff();
		rig.advance(7200);
		rig.boot();
		rig.advance(5);
		const stop = rig.csms.last("StopTransaction");
		expect(stop).toMatchObject({ reason: "PowerLoss", meterStop: importWh });
		expect(Date.parse(stop.timestamp)).toBeLessThan(Date.parse(rig.csms.time) - 7_200_000);
	});

	test("MicroOcpp 8.4 R-AUTH-09 (428, 268) an id that the CSMS has accepted before charges offline, from the cache", () => {
		const rig = new Rig({ defaults: { AuthorizationCacheEnabled: "true" } });
		rig.charge("ALICE");
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.advance(1);
		rig.powerOff();
		rig.online = false;
		rig.boot();
		rig.charge("ALICE");
		expect(rig.state().status).toBe("Charging");
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.charge("STRANGER");
		expect(rig.state().status).toBe("Preparing");
	});

	test("MicroOcpp 8.5 R-CFG-01 (328, 394) every required key is there, ConnectorPhaseRotation among them", () => {
		const rig = new Rig({ connectors: 2 });
		rig.advance(1);
		const { configurationKey } = rig.csms.call("GetConfiguration", {}) as unknown as {
			configurationKey: { key: string; value?: string }[];
		};
		const names = configurationKey.map(({ key }) => key);
		for (const key of [
			...[
				"AuthorizeRemoteTxRequests",
				"ClockAlignedDataInterval",
				"ConnectionTimeOut",
				"ConnectorPhaseRotation",
			],
			...["GetConfigurationMaxKeys", "HeartbeatInterval", "LocalAuthorizeOffline", "LocalPreAuthorize"],
			...[
				"MeterValuesAlignedData",
				"MeterValuesSampledData",
				"MeterValueSampleInterval",
				"NumberOfConnectors",
			],
			...["ResetRetries", "StopTransactionOnEVSideDisconnect", "StopTransactionOnInvalidId"],
			...["StopTxnAlignedData", "StopTxnSampledData", "SupportedFeatureProfiles"],
			...[
				"TransactionMessageAttempts",
				"TransactionMessageRetryInterval",
				"UnlockConnectorOnEVSideDisconnect",
			],
		])
			expect(names).toContain(key);
		const rotation = configurationKey.find(({ key }) => key === "ConnectorPhaseRotation");
		expect(rotation?.value).toBe("0.Unknown,1.Unknown,2.Unknown");
	});

	test("MicroOcpp 8.7 R-DIAG-01 R-FW-01 (412, 208) diagnostics and firmware updates work out of the box, a session goes on", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		expect(rig.csms.call("GetDiagnostics", { location: "http://files.example/" })).toMatchObject({
			fileName: expect.stringMatching(/\.txt$/),
		});
		const update = { location: "http://files.example/firmware.bin", retrieveDate: rig.csms.time };
		expect(rig.csms.call("UpdateFirmware", update)).toEqual({});
		rig.advance(5);
		expect(rig.csms.all("DiagnosticsStatusNotification")[0]).toEqual({ status: "Uploading" });
		expect(rig.csms.all("FirmwareStatusNotification")[0]).toEqual({ status: "Downloading" });
		expect(rig.boots).toBe(1);
		expect(rig.state().status).toBe("Charging");
	});

	test("MicroOcpp 8.9 R-CFG-03 (104, 137) all keys, and as many as may be asked for at once, are told", () => {
		const rig = new Rig();
		rig.advance(1);
		const key = Array.from({ length: 100 }, (_, i) => `${"x".repeat(40)}${i}`);
		expect(rig.csms.call("GetConfiguration", { key })).toMatchObject({ unknownKey: key });
		const all = rig.csms.call("GetConfiguration", {}) as unknown as { configurationKey: object[] };
		expect(all.configurationKey.length).toBeGreaterThan(30);
	});

	test("MicroOcpp 8.10 R-MV-01 (41) voltage and current are sent as soon as MeterValuesSampledData names them", () => {
		const rig = new Rig({ defaults: { MeterValueSampleInterval: "10" } });
		rig.advance(1);
		rig.csms.call("ChangeConfiguration", { key: "MeterValuesSampledData", value: "Voltage,Current.Import" });
		rig.charge("ALICE");
		rig.advance(11);
		const { sampledValue } = rig.csms.last("MeterValues").meterValue[0];
		const measurands = new Set(sampledValue.map(({ measurand }: { measurand: string }) => measurand));
		expect([...measurands]).toEqual(["Voltage", "Current.Import"]);
	});

	test("MicroOcpp 8.10 R-QUE-02 (193) thirty status changes and twenty samples offline: every sample comes", () => {
		const rig = new Rig({ connectors: 2, defaults: { MeterValueSampleInterval: "10" } });
		rig.charge("ALICE", 1);
		rig.setOnline(false);
		for (let i = 0; i < 30; i++) {
			rig.hardware[1].plug(i % 2 === 0);
			rig.advance(7);
		}
		rig.setOnline(true);
		rig.advance(5);
		expect(count(rig, "MeterValues")).toBe(21);
	});

	test("MicroOcpp 8.10 R-HB-06 (311, 24) no timestamp of 1970, without a clock of its own", () => {
		const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "10" } });
		rig.advance(1);
		rig.powerOff();
		rig.csms.clear();
		rig.online = false;
		rig.boot();
		rig.charge("ALICE");
		rig.advance(60);
		rig.setOnline(true);
		rig.advance(5);
		const sent = JSON.stringify(rig.csms.received.map(({ payload }) => payload));
		expect(count(rig, "MeterValues")).toBeGreaterThan(4);
		expect(sent).not.toMatch(/"(19|200)\d/);
	});

	test("MicroOcpp 8.10 R-AUTH-18 (32, 134) an id starts, the same id stops, any number of times", () => {
		const rig = new Rig();
		for (let i = 0; i < 5; i++) {
			rig.charge("ALICE");
			expect(rig.state().status).toBe("Charging");
			rig.present("ALICE");
			expect(rig.csms.all("StopTransaction")).toHaveLength(i + 1);
			expect(rig.csms.last("StopTransaction")).toMatchObject({ idTag: "ALICE" });
			rig.connector.plug(false);
			rig.advance(1);
		}
	});
});
