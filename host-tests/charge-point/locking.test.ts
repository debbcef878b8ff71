import { describe, expect, test } from "vitest";
import { Rig, type RigOptions } from "./rig";
import { SILENCE } from "./scripted-csms";

/** Plugged, the id accepted, the lock on its way: it takes 200 ms. */
function locking(options: RigOptions = {}): Rig {
	const rig = new Rig(options);
	rig.connector.plug(true);
	rig.advance(1);
	rig.chargePoint.presentIdTag(1, "ALICE");
	rig.advance(0.1);
	expect(rig.connector.locked).toBe(false);
	expect(rig.csms.all("Authorize")).toHaveLength(1);
	return rig;
}

/** No transaction has begun, none is on its way, and the cable is free. */
function nothingStarted(rig: Rig): void {
	rig.advance(2);
	expect(rig.csms.all("StartTransaction")).toHaveLength(0);
	expect(rig.connector).toMatchObject({ contactor: false, locked: false, offered: 0 });
}

describe("while the lock closes", () => {
	test("R-AUTH-26 the id again: void", () => {
		const rig = locking();
		rig.present("ALICE");
		nothingStarted(rig);
		expect(rig.state()).toMatchObject({ status: "Preparing", idTag: null });
		rig.present("ALICE");
		expect(rig.state().status).toBe("Charging");
	});

	test("R-TX-19 another id: neither asked nor started", () => {
		const rig = locking();
		rig.present("BOB");
		rig.advance(1);
		expect(rig.csms.all("Authorize")).toHaveLength(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "ALICE" });
	});

	test("R-TX-01 R-TX-03 the vehicle unplugged: the id waits for it, and times out", () => {
		const rig = locking();
		rig.connector.setVehicle(false);
		nothingStarted(rig);
		expect(rig.state()).toMatchObject({ status: "Preparing", idTag: "ALICE" });
		rig.connector.setVehicle(true);
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);

		const late = locking({ defaults: { ConnectionTimeOut: "20" } });
		late.connector.setVehicle(false);
		late.advance(21);
		late.connector.setVehicle(true);
		nothingStarted(late);
		late.checkTransitions();
	});

	test("R-TX-01 both ends unplugged: Preparing with the id, then Available", () => {
		const rig = locking({ defaults: { ConnectionTimeOut: "20" } });
		rig.connector.plug(false);
		nothingStarted(rig);
		expect(rig.state()).toMatchObject({ status: "Preparing", idTag: "ALICE" });
		rig.advance(21);
		expect(rig.state().status).toBe("Available");
		rig.checkTransitions();
	});

	test("R-ST-08 a fault: no transaction; when it has cleared the session goes on", () => {
		const rig = locking();
		rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, true);
		nothingStarted(rig);
		expect(rig.state().status).toBe("Faulted");
		rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, false);
		rig.advance(1);
		expect(rig.state().status).toBe("Charging");
		rig.checkTransitions();
	});

	test("R-TX-03 R-ST-08 a long fault: the id is void when ConnectionTimeOut is over", () => {
		const rig = locking({ defaults: { ConnectionTimeOut: "20" } });
		rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, true);
		rig.advance(3600);
		rig.chargePoint.setFault(1, { errorCode: "GroundFailure" }, false);
		nothingStarted(rig);
		expect(rig.state()).toMatchObject({ status: "Preparing", idTag: null });
		rig.checkTransitions();
	});

	test("R-ST-09 the emergency stop: the id is void, letting the button go starts nothing", () => {
		const rig = locking();
		rig.chargePoint.setEmergencyStop(true);
		rig.advance(1);
		rig.chargePoint.setEmergencyStop(false);
		nothingStarted(rig);
		expect(rig.state().idTag).toBeNull();
		rig.checkTransitions();
	});

	test("R-TX-17 R-RESET-01 a reset: nothing begins any more, nothing is left after the boot", () => {
		for (const type of ["Soft", "Hard"] as const) {
			const rig = locking();
			rig.csms.call("Reset", { type });
			rig.advance(3);
			expect(rig.csms.all("BootNotification")).toHaveLength(2);
			expect(rig.csms.all("StopTransaction")).toHaveLength(0);
			nothingStarted(rig);
		}
	});

	test("R-AVL-01 R-ST-13 Inoperative is Scheduled: the session is begun and ended, then Unavailable", () => {
		const rig = locking();
		expect(rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" })).toEqual({
			status: "Scheduled",
		});
		rig.advance(1);
		expect(rig.state().status).toBe("Charging");
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.advance(1);
		expect(rig.csms.statuses(1).slice(-2)).toEqual(["Finishing", "Unavailable"]);
	});

	test("R-RSTX-01 a remote start is Rejected, the local one goes on", () => {
		const rig = locking();
		expect(rig.csms.call("RemoteStartTransaction", { idTag: "REMOTE", connectorId: 1 })).toEqual({
			status: "Rejected",
		});
		rig.advance(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "ALICE" });
	});

	test("R-QUE-02 the connection is lost: the transaction starts and is told later", () => {
		const rig = locking();
		rig.setOnline(false);
		rig.advance(1);
		expect(rig.connector.contactor).toBe(true);
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	});

	test("R-TX-16 the power is cut: no transaction, the cable is free after the boot", () => {
		const rig = locking();
		rig.powerOff();
		rig.connector.locked = true;
		rig.boot();
		nothingStarted(rig);
	});

	test("TC_024 a jammed lock is told once, and a session on the next cable goes on as usual", () => {
		const rig = locking();
		rig.connector.jammed = true;
		rig.advance(2);
		expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Faulted"]);
		expect(rig.connector.lockDrive).toBe(false);
		rig.connector.jammed = false;
		rig.connector.plug(false);
		rig.advance(1);
		rig.charge("ALICE");
		expect(rig.state().status).toBe("Charging");
		rig.checkTransitions();
	});
});

describe("while the lock opens", () => {
	/** A session has just been ended by its id. */
	function unlocking(): Rig {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.chargePoint.presentIdTag(1, "ALICE");
		rig.advance(0.1);
		expect(rig.connector.locked).toBe(true);
		return rig;
	}

	test("R-TX-14 the id again and another id: no second stop, no start", () => {
		const rig = unlocking();
		rig.chargePoint.presentIdTag(1, "ALICE");
		rig.present("ALICE");
		rig.present("BOB");
		expect(rig.csms.all("StopTransaction")).toHaveLength(1);
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);
		expect(rig.connector.locked).toBe(false);
	});

	test("R-UNL-01 UnlockConnector is answered Unlocked", () => {
		const rig = unlocking();
		rig.csms.call("UnlockConnector", { connectorId: 1 });
		rig.advance(1);
		expect(rig.csms.lastResult).toEqual({ status: "Unlocked" });
	});

	test("R-TX-04 the vehicle plugged again and a new id: the lock turns round, a new transaction", () => {
		const rig = unlocking();
		rig.connector.setVehicle(false);
		rig.connector.setVehicle(true);
		rig.present("BOB");
		expect(rig.connector).toMatchObject({ locked: true, contactor: true });
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "BOB" });
		rig.present("BOB");
		expect(rig.connector.locked).toBe(false);
		rig.checkTransitions();
	});

	test("R-RESET-01 a reset: the cable is free after the boot", () => {
		const rig = unlocking();
		rig.csms.call("Reset", { type: "Hard" });
		rig.advance(3);
		expect(rig.connector.locked).toBe(false);
		expect(rig.csms.all("StopTransaction")).toHaveLength(1);
	});

	test("R-TX-09 a lock that stays closed opens when the id is presented again", () => {
		const rig = unlocking();
		rig.connector.jammed = true;
		rig.present("ALICE");
		rig.advance(2);
		expect(rig.connector.locked).toBe(true);
		rig.connector.jammed = false;
		rig.present("ALICE");
		expect(rig.connector.locked).toBe(false);
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	});
});

test("R-AUTH-21 a cable kept for its id stays kept while the lock does not open", () => {
	const rig = new Rig();
	rig.csms.answer("StartTransaction", { idTagInfo: { status: "Blocked" }, transactionId: 7 });
	rig.charge("ALICE");
	rig.advance(1);
	rig.connector.jammed = true;
	rig.present("ALICE");
	rig.advance(2);
	rig.connector.jammed = false;
	rig.present("ALICE");
	expect(rig.connector.locked).toBe(false);
});

test("R-AUTH-21 a kept cable that is used for a new session is not kept for the old id any more", () => {
	const rig = new Rig({ defaults: { UnlockConnectorOnEVSideDisconnect: "false" } });
	rig.charge("ALICE");
	rig.connector.setVehicle(false);
	rig.advance(1);
	rig.connector.setVehicle(true);
	rig.present("BOB");
	expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "BOB" });
	rig.present("BOB");
	rig.csms.clear();
	rig.present("CAROL");
	expect(rig.csms.received).toHaveLength(0);
	expect(rig.connector.locked).toBe(false);
});

test("R-AUTH-19 R-AUTH-21 the group of a kept cable has no power over the session of another id on it", () => {
	const rig = new Rig({ defaults: { UnlockConnectorOnEVSideDisconnect: "false" } });
	rig.csms.answer("Authorize", ({ idTag }) => ({
		idTagInfo: { status: "Accepted", ...(idTag === "BOB" ? {} : { parentIdTag: "FAMILY" }) },
	}));
	rig.charge("ALICE");
	rig.connector.setVehicle(false);
	rig.advance(1);
	rig.connector.setVehicle(true);
	rig.present("BOB");
	rig.present("CAROL");
	expect(rig.state()).toMatchObject({ status: "Charging", idTag: "BOB" });
});

test("R-AUTH-21 a stranger's answer that comes after the cable was let go is not shown", () => {
	const rig = new Rig({ defaults: { UnlockConnectorOnEVSideDisconnect: "false" } });
	rig.charge("ALICE");
	rig.connector.setVehicle(false);
	rig.advance(1);
	rig.csms.answer("Authorize", SILENCE);
	rig.present("EVE");
	rig.present("ALICE");
	expect(rig.connector.locked).toBe(false);
	rig.csms.reply("Authorize", { idTagInfo: { status: "Blocked" } });
	expect(rig.state().notice).not.toBe("Blocked");
});

test("R-TX-14 a tethered cable has nothing to let go: an id in Finishing asks nothing", () => {
	const rig = new Rig({ cable: "fixed" });
	rig.csms.answer("StartTransaction", { idTagInfo: { status: "Blocked" }, transactionId: 7 });
	rig.charge("ALICE");
	rig.advance(1);
	expect(rig.state().status).toBe("Finishing");
	rig.csms.clear();
	rig.present("EVE");
	expect(rig.csms.received).toHaveLength(0);
});

test("R-UNL-01 UnlockConnector while an id waits for its cable: void, and the next cable has its full time", () => {
	const rig = new Rig({ defaults: { ConnectionTimeOut: "20" } });
	rig.advance(1);
	rig.present("ALICE");
	rig.csms.call("UnlockConnector", { connectorId: 1 });
	expect(rig.csms.lastResult).toEqual({ status: "Unlocked" });
	rig.advance(1);
	expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "Available"]);
	rig.advance(10);
	rig.connector.plug(true);
	rig.advance(15);
	expect(rig.state().status).toBe("Preparing");
});

test("R-AVL-02 a tethered cable with a scheduled Inoperative: from its session to Unavailable, not via Available", () => {
	const rig = new Rig({ cable: "fixed", defaults: { StopTransactionOnEVSideDisconnect: "false" } });
	rig.charge();
	rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" });
	rig.connector.setVehicle(false);
	rig.advance(1);
	rig.csms.call("RemoteStopTransaction", { transactionId: 1001 });
	rig.advance(1);
	expect(rig.csms.statuses(1)).toEqual([
		...["Available", "Preparing", "Charging", "SuspendedEV", "Unavailable"],
	]);
});
