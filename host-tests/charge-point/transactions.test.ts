import { describe, expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

describe("R-TX-10 R-TX-21 reasons of a stop, and its idTag", () => {
	const CAUSES: readonly [reason: string, stop: (rig: Rig) => void, idTag?: string][] = [
		["Local", (rig) => rig.present("ALICE"), "ALICE"],
		["Remote", (rig) => rig.csms.call("RemoteStopTransaction", { transactionId: 1001 })],
		["EVDisconnected", (rig) => rig.connector.setVehicle(false)],
		["UnlockCommand", (rig) => rig.csms.call("UnlockConnector", { connectorId: 1 })],
		["SoftReset", (rig) => rig.csms.call("Reset", { type: "Soft" })],
		["HardReset", (rig) => rig.csms.call("Reset", { type: "Hard" })],
		["EmergencyStop", (rig) => rig.chargePoint.setEmergencyStop(true)],
		["Other", (rig) => rig.chargePoint.setFault(1, { errorCode: "PowerMeterFailure" }, true)],
		[
			"PowerLoss",
			(rig) => {
				rig.powerOff();
				rig.boot();
			},
		],
		[
			"Reboot",
			(rig) => {
				rig.powerOff();
				rig.boot(true);
			},
		],
	];

	test.each(CAUSES)("%s", (reason, stop, idTag) => {
		const rig = new Rig();
		rig.charge("ALICE");
		stop(rig);
		rig.advance(70);
		expect(rig.csms.all("StopTransaction")).toHaveLength(1);
		expect(rig.csms.last("StopTransaction").reason).toBe(reason);
		expect(rig.csms.last("StopTransaction").idTag).toBe(idTag);
		expect(rig.connector.contactor).toBe(false);
	});

	test("DeAuthorized", () => {
		const rig = new Rig();
		rig.csms.answer("StartTransaction", { idTagInfo: { status: "Expired" }, transactionId: 1 });
		rig.charge("ALICE");
		rig.advance(1);
		expect(rig.csms.last("StopTransaction").reason).toBe("DeAuthorized");
		expect(rig.csms.last("StopTransaction").idTag).toBeUndefined();
	});
});

test("R-TX-13 the vehicle plugged in again after the stop gets no energy until a new id", () => {
	const rig = new Rig({ defaults: { UnlockConnectorOnEVSideDisconnect: "false" } });
	rig.charge("ALICE");
	rig.connector.setVehicle(false);
	rig.advance(1);
	rig.connector.setVehicle(true);
	rig.advance(30);
	expect(rig.csms.statuses(1).slice(-2)).toEqual(["Finishing", "Preparing"]);
	expect(rig.connector).toMatchObject({ contactor: false, offered: 0 });
	rig.present("ALICE");
	expect(rig.csms.all("StartTransaction")).toHaveLength(2);
	expect(rig.connector.contactor).toBe(true);
	rig.checkTransitions();
});

describe("R-TX-22 the cable pulled out of a socket whose lock gave way", () => {
	/** The cable leaves the socket, whatever the lock says. */
	function pull(rig: Rig): void {
		rig.connector.locked = false;
		rig.connector.plug(false);
		rig.advance(1);
	}

	test("ends the transaction as unplugging at the vehicle does, and the connector is free", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		pull(rig);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "EVDisconnected" });
		expect(rig.csms.statuses(1).at(-1)).toBe("Available");
		expect(rig.connector.contactor).toBe(false);
		rig.checkTransitions();
	});

	test("R-TX-12 suspends it where the transaction is to go on", () => {
		const rig = new Rig({ defaults: { StopTransactionOnEVSideDisconnect: "false" } });
		rig.charge("ALICE");
		pull(rig);
		expect(rig.csms.last("StatusNotification")).toMatchObject({
			status: "SuspendedEV",
			info: "EV side disconnected",
		});
		expect(rig.csms.all("StopTransaction")).toHaveLength(0);
		expect(rig.connector.contactor).toBe(false);
	});
});

test("R-TX-23 the hardware acts before the message, and energy waits for no answer", () => {
	const rig = new Rig();
	const seen: unknown[] = [];
	const look = (action: string) => {
		const { locked, contactor, offered } = rig.connector;
		seen.push({ action, locked, contactor, offered });
	};
	rig.csms.answer("StartTransaction", () => {
		look("StartTransaction");
		return SILENCE;
	});
	rig.csms.answer("StopTransaction", () => {
		look("StopTransaction");
		return {};
	});
	rig.charge("ALICE");
	rig.advance(20);
	expect(rig.connector.read().importWh).toBeGreaterThan(0);
	rig.csms.reply("StartTransaction", { idTagInfo: { status: "Accepted" }, transactionId: 5 });
	rig.present("ALICE");
	expect(seen).toMatchObject([
		{ action: "StartTransaction", locked: true, contactor: true, offered: 32 },
		{ action: "StopTransaction", contactor: false, offered: 0 },
	]);
});

test("R-TX-20 a message without an answer is sent again; what the answer says of it is no reason to", () => {
	const rig = new Rig({
		defaults: { MessageTimeout: "10", TransactionMessageRetryInterval: "20", MeterValueSampleInterval: "0" },
	});
	rig.charge("ALICE");
	rig.csms.answer("StopTransaction", SILENCE);
	rig.present("ALICE");
	rig.advance(25);
	rig.csms.answer("StopTransaction", { idTagInfo: { status: "Invalid" } });
	rig.advance(300);
	const stops = rig.csms.received.filter(({ action }) => action === "StopTransaction");
	expect(stops).toHaveLength(2);
	expect(stops[1].payload).toEqual(stops[0].payload);
	expect(rig.chargePoint.state.queueLength).toBe(0);
});

describe("R-RSTX-02 a remote start without a connector", () => {
	const start = (rig: Rig, idTag = "REMOTE") => rig.csms.call("RemoteStartTransaction", { idTag });

	test("takes the one with a cable first, then a free one, then none", () => {
		const rig = new Rig({ connectors: 4 });
		rig.advance(1);
		rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, true);
		rig.csms.call("ChangeAvailability", { connectorId: 2, type: "Inoperative" });
		rig.hardware[3].plug(true);
		rig.advance(1);
		expect(start(rig)).toEqual({ status: "Accepted" });
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toMatchObject([{ connectorId: 4, idTag: "REMOTE" }]);
		expect(start(rig, "SECOND")).toEqual({ status: "Accepted" });
		rig.advance(1);
		expect(rig.csms.statuses(3).at(-1)).toBe("Preparing");
		expect(start(rig, "THIRD")).toEqual({ status: "Rejected" });
		rig.hardware[2].plug(true);
		rig.advance(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 3, idTag: "SECOND" });
	});

	test("does not take one whose session is over, or whose id is being asked for", () => {
		const rig = new Rig({ connectors: 2 });
		rig.charge("ALICE", 1);
		rig.present("ALICE", 1);
		expect(rig.state(1).status).toBe("Finishing");
		rig.csms.answer("Authorize", SILENCE);
		rig.present("BOB", 2);
		expect(start(rig)).toEqual({ status: "Rejected" });
	});
});

test("R-CFG-08 keys of functions that this hardware has not are not there", () => {
	const rig = new Rig();
	rig.advance(1);
	const absent = ["LightIntensity", "BlinkRepeat"];
	expect(rig.csms.call("GetConfiguration", { key: absent })).toEqual({
		configurationKey: [],
		unknownKey: absent,
	});
	for (const key of absent) {
		expect(rig.csms.call("ChangeConfiguration", { key, value: "1" })).toEqual({ status: "NotSupported" });
	}
});
