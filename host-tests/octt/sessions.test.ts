import { describe, expect, test } from "vitest";
import { Rig } from "../charge-point/rig";

describe("unplugged at the vehicle", () => {
	test("TC_005_2 R-TX-11 the cable stays locked until UnlockConnector; unplugged here it is Available", () => {
		const rig = new Rig({ defaults: { UnlockConnectorOnEVSideDisconnect: "false" } });
		rig.charge();
		rig.connector.setVehicle(false);
		rig.advance(1);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "EVDisconnected" });
		expect(rig.csms.last("StatusNotification")).toMatchObject({ status: "Finishing" });
		expect(rig.connector.locked).toBe(true);
		rig.csms.call("UnlockConnector", { connectorId: 1 });
		rig.advance(1);
		expect(rig.csms.lastResult).toEqual({ status: "Unlocked" });
		rig.connector.plug(false);
		rig.advance(1);
		expect(rig.csms.last("StatusNotification")).toMatchObject({ status: "Available" });
		rig.checkTransitions();
	});

	test("TC_005_2 R-TX-11 R-CFG-11 a tethered cable has nothing to unlock", () => {
		const rig = new Rig({ cable: "fixed" });
		rig.advance(1);
		expect(rig.csms.call("GetConfiguration", { key: ["UnlockConnectorOnEVSideDisconnect"] })).toEqual({
			configurationKey: [{ key: "UnlockConnectorOnEVSideDisconnect", readonly: true, value: "false" }],
		});
		rig.charge();
		rig.connector.setVehicle(false);
		rig.advance(1);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "EVDisconnected" });
		expect(rig.csms.call("UnlockConnector", { connectorId: 1 })).toEqual({ status: "NotSupported" });
		expect(rig.csms.statuses(1).at(-1)).toBe("Available");
	});

	test("TC_005_3 R-TX-12 R-ST-12 R-RSTX-06 the transaction goes on, and ends remotely", () => {
		const rig = new Rig();
		const key = "StopTransactionOnEVSideDisconnect";
		expect(rig.csms.call("ChangeConfiguration", { key, value: "false" })).toEqual({ status: "Accepted" });
		rig.charge();
		rig.connector.setVehicle(false);
		rig.advance(60);
		expect(rig.csms.statuses(1).at(-1)).toBe("SuspendedEV");
		expect(rig.csms.all("StopTransaction")).toHaveLength(0);
		expect(rig.csms.call("RemoteStopTransaction", { transactionId: 1001 })).toEqual({ status: "Accepted" });
		rig.advance(1);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 1001, reason: "Remote" });
		expect(rig.csms.statuses(1).at(-1)).toBe("Finishing");
		rig.checkTransitions();
	});
});

test("TC_069 R-AUTH-16 R-AUTH-19 R-TX-21 an id of the group is asked for, and stops", () => {
	const rig = new Rig();
	rig.csms.answer("Authorize", { idTagInfo: { status: "Accepted", parentIdTag: "FAMILY" } });
	rig.charge("ALICE");
	rig.csms.clear();
	rig.present("BOB");
	expect(rig.csms.all("Authorize")).toEqual([{ idTag: "BOB" }]);
	expect(rig.csms.all("StopTransaction")).toMatchObject([{ transactionId: 1001, idTag: "BOB" }]);
	expect(rig.csms.statuses(1)).toEqual(["Finishing"]);
});

describe("remote", () => {
	test("TC_010 R-RSTX-01 R-RSTX-03 start with the cable in, with and without Authorize", () => {
		for (const asks of [false, true]) {
			const rig = new Rig({ defaults: { AuthorizeRemoteTxRequests: String(asks) } });
			rig.connector.plug(true);
			rig.advance(1);
			expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing"]);
			const request = { idTag: "REMOTE", connectorId: 1 };
			expect(rig.csms.call("RemoteStartTransaction", request)).toEqual({ status: "Accepted" });
			rig.advance(1);
			expect(rig.csms.all("Authorize")).toEqual(asks ? [{ idTag: "REMOTE" }] : []);
			expect(rig.csms.all("StartTransaction")).toMatchObject([request]);
			expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Charging"]);
		}
	});

	test("TC_011_1 R-RSTX-04 start, then the cable", () => {
		const rig = new Rig({ defaults: { AuthorizeRemoteTxRequests: "true" } });
		rig.advance(1);
		const request = { idTag: "REMOTE", connectorId: 1 };
		expect(rig.csms.call("RemoteStartTransaction", request)).toEqual({ status: "Accepted" });
		rig.advance(5);
		expect(rig.csms.all("Authorize")).toEqual([{ idTag: "REMOTE" }]);
		expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing"]);
		rig.connector.plug(true);
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toMatchObject([request]);
		expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Charging"]);
	});

	test("TC_012 R-RSTX-06 R-TX-10 R-TX-21 stop: Remote, without an id, unlocked", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.csms.clear();
		expect(rig.csms.call("RemoteStopTransaction", { transactionId: 1001 })).toEqual({ status: "Accepted" });
		rig.advance(1);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 1001, reason: "Remote" });
		expect(rig.csms.last("StopTransaction").idTag).toBeUndefined();
		expect(rig.csms.statuses(1)).toEqual(["Finishing"]);
		expect(rig.connector.locked).toBe(false);
		rig.connector.plug(false);
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Finishing", "Available"]);
	});

	test("TC_023_5 R-AUTH-06 R-RSTX-03 start with an id that is not accepted: the cable is Preparing", () => {
		for (const status of ["Invalid", "Blocked", "Expired"] as const) {
			const rig = new Rig({ defaults: { AuthorizeRemoteTxRequests: "true" } });
			rig.csms.answer("Authorize", { idTagInfo: { status } });
			rig.advance(1);
			expect(rig.csms.call("RemoteStartTransaction", { idTag: "REMOTE", connectorId: 1 })).toEqual({
				status: "Accepted",
			});
			rig.advance(1);
			rig.connector.plug(true);
			rig.advance(5);
			expect(rig.csms.all("Authorize")).toHaveLength(1);
			expect(rig.csms.statuses(1).at(-1)).toBe("Preparing");
			expect(rig.csms.all("StartTransaction")).toHaveLength(0);
		}
	});

	test("TC_024 R-ST-08 start with a lock that does not close: ConnectorLockFailure, no transaction", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.call("RemoteStartTransaction", { idTag: "REMOTE", connectorId: 1 });
		rig.connector.jammed = true;
		rig.connector.plug(true);
		rig.advance(2);
		expect(rig.csms.last("StatusNotification")).toMatchObject({
			connectorId: 1,
			status: "Faulted",
			errorCode: "ConnectorLockFailure",
		});
		rig.advance(120);
		expect(rig.csms.all("StartTransaction")).toHaveLength(0);
		expect(rig.connector.contactor).toBe(false);
	});
});
