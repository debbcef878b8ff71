import { describe, expect, test } from "vitest";
import { cancel, inSeconds, reserve, settled, statuses } from "./reserving";
import { Rig } from "./rig";

const CABLES = ["detachable", "fixed"] as const;
const FAULT = { errorCode: "GroundFailure" } as const;

/** Reserves connector 0. */
function reserveAny(rig: Rig, reservationId = 1, idTag = "ALICE", more = {}): unknown {
	return reserve(rig, { connectorId: 0, reservationId, idTag, ...more });
}

function remoteStart(rig: Rig, idTag: string, connectorId?: number): unknown {
	const answer = rig.csms.call("RemoteStartTransaction", {
		idTag,
		...(connectorId === undefined ? {} : { connectorId }),
	});
	rig.advance(1);
	return answer && "status" in answer ? answer.status : answer;
}

describe.each(CABLES)("connector 0 reserved, %s cables", (cable) => {
	const settledRig = (connectors: number, options = {}) =>
		settled(new Rig({ cable, connectors, ...options }));

	test("R-RSV-03 TC_049 one connector: it is Reserved, and only the reserved id charges", () => {
		const rig = settledRig(1);
		expect(reserveAny(rig, 9)).toBe("Accepted");
		expect(rig.csms.all("StatusNotification")).toMatchObject([{ connectorId: 1, status: "Reserved" }]);
		rig.charge("BOB");
		expect(rig.state()).toMatchObject({ status: "Reserved", notice: "Reserved" });
		expect(remoteStart(rig, "BOB")).toBe("Rejected");
		expect(rig.csms.all("Authorize")).toEqual([]);
		rig.charge("ALICE");
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing", "Charging"]);
		expect(rig.csms.all("StartTransaction")).toMatchObject([{ idTag: "ALICE", reservationId: 9 }]);
		expect(cancel(rig, 9)).toBe("Rejected");
		rig.checkTransitions();
	});

	test("R-RSV-05 connector 0: no plug within ConnectionTimeOut, Reserved again at once", () => {
		const rig = settledRig(1, { defaults: { ConnectionTimeOut: "20" } });
		reserveAny(rig);
		rig.present("ALICE");
		rig.advance(20);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing", "Reserved"]);
		rig.charge("ALICE");
		expect(rig.csms.last("StartTransaction")).toMatchObject({ reservationId: 1 });
		rig.checkTransitions();
	});

	test("R-RSV-03 R-RSV-09 two connectors: both are free for all until one is left", () => {
		const rig = settledRig(2);
		expect(reserveAny(rig)).toBe("Accepted");
		expect(statuses(rig)).toEqual(["Available", "Available"]);
		rig.charge("BOB", 2);
		expect(statuses(rig)).toEqual(["Reserved", "Charging"]);
		rig.charge("CAROL", 1);
		expect(statuses(rig)).toEqual(["Reserved", "Charging"]);
		expect(rig.state(1).notice).toBe("Reserved");
		expect(remoteStart(rig, "CAROL", 1)).toBe("Rejected");
		expect(remoteStart(rig, "CAROL")).toBe("Rejected");
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);
		expect(remoteStart(rig, "ALICE")).toBe("Accepted");
		expect(rig.csms.all("StartTransaction").map(({ reservationId }) => reservationId)).toEqual([
			undefined,
			1,
		]);
		expect(statuses(rig)).toEqual(["Charging", "Charging"]);
		rig.checkTransitions();
	});

	test("R-RSV-03 the connector that is left is Reserved from the plug on, not from the transaction", () => {
		const rig = settledRig(2);
		reserveAny(rig);
		rig.hardware[0].plug(true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Preparing", "Reserved"]);
		rig.hardware[0].plug(false);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Available", "Available"]);
		rig.present("BOB", 2);
		expect(statuses(rig)).toEqual(["Reserved", "Preparing"]);
		rig.present("BOB", 2);
		expect(statuses(rig)).toEqual(["Available", "Available"]);
		expect(rig.csms.statuses(1)).toEqual(["Preparing", "Available", "Reserved", "Available"]);
		rig.checkTransitions();
	});

	test("R-RSV-03 the reserved id on any connector uses the reservation up, and nothing is held meanwhile", () => {
		const rig = settledRig(2);
		reserveAny(rig, 4);
		rig.present("ALICE", 2);
		expect(statuses(rig)).toEqual(["Available", "Preparing"]);
		rig.hardware[1].plug(true);
		rig.advance(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 2, reservationId: 4 });
		expect(rig.csms.statuses(1)).toEqual([]);
		rig.charge("BOB", 1);
		expect(statuses(rig)).toEqual(["Charging", "Charging"]);
		rig.checkTransitions();
	});

	test("R-RSV-05 connector 0: the reserved id goes without a plug, and a connector is held again", () => {
		const rig = settledRig(2, { defaults: { ConnectionTimeOut: "20" } });
		reserveAny(rig);
		rig.present("ALICE", 1);
		rig.charge("BOB", 2);
		expect(statuses(rig)).toEqual(["Preparing", "Charging"]);
		rig.advance(20);
		expect(statuses(rig)).toEqual(["Reserved", "Charging"]);
		expect(rig.csms.statuses(1)).toEqual(["Preparing", "Available", "Reserved"]);
		rig.checkTransitions();
	});

	test("R-RSV-08 a stranger's plug on the connector that is left: stays Reserved until another is free", () => {
		const rig = settledRig(2, { defaults: { ConnectionTimeOut: "20" } });
		reserveAny(rig);
		rig.charge("BOB", 1);
		rig.hardware[1].plug(true);
		rig.advance(100);
		rig.present("CAROL", 2);
		expect(statuses(rig)).toEqual(["Charging", "Reserved"]);
		rig.present("BOB", 1);
		rig.hardware[0].plug(false);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Reserved", "Preparing"]);
		rig.present("CAROL", 2);
		expect(statuses(rig)).toEqual(["Reserved", "Charging"]);
		expect(rig.csms.statuses(1).slice(-2)).toEqual(["Available", "Reserved"]);
		expect(rig.csms.all("StartTransaction").map(({ idTag }) => idTag)).toEqual(["BOB", "CAROL"]);
		rig.checkTransitions();
	});

	test("R-RSV-09 R-ST-02 strangers wait with cables everywhere: one of them is refused, none is shown Reserved", () => {
		const rig = settledRig(3);
		reserveAny(rig);
		rig.hardware[0].plug(true);
		rig.advance(1);
		rig.hardware[1].plug(true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Preparing", "Preparing", "Reserved"]);
		rig.chargePoint.setFault(3, FAULT, true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Preparing", "Preparing", "Faulted"]);
		expect(remoteStart(rig, "CAROL", 2)).toBe("Rejected");
		rig.present("CAROL", 2);
		expect(rig.state(2)).toMatchObject({ status: "Preparing", notice: "Reserved" });
		rig.present("BOB", 1);
		expect(statuses(rig)).toEqual(["Charging", "Preparing", "Faulted"]);
		rig.present("ALICE", 2);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 2, reservationId: 1 });
		rig.checkTransitions();
	});

	test("R-RSV-03 as many reservations as free connectors: all Reserved, one more is Occupied", () => {
		const rig = settledRig(4);
		rig.charge("EVE", 3);
		for (const [reservationId, idTag] of [
			[1, "ALICE"],
			[2, "BOB"],
			[3, "CAROL"],
		] as const)
			expect(reserveAny(rig, reservationId, idTag)).toBe("Accepted");
		expect(statuses(rig)).toEqual(["Reserved", "Reserved", "Charging", "Reserved"]);
		expect(reserveAny(rig, 4)).toBe("Occupied");
		expect(reserve(rig, { connectorId: 1, reservationId: 4 })).toBe("Occupied");
		rig.charge("BOB", 1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 1, reservationId: 2 });
		expect(statuses(rig)).toEqual(["Charging", "Reserved", "Charging", "Reserved"]);
		rig.present("EVE", 3);
		rig.hardware[2].plug(false);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Charging", "Available", "Available", "Available"]);
		rig.checkTransitions();
	});

	test("R-RSV-09 an id that is about to charge with its reservation cannot take the connector of another", () => {
		const rig = settledRig(2);
		reserveAny(rig, 1, "ALICE");
		reserveAny(rig, 2, "BOB");
		rig.present("ALICE", 1);
		expect(statuses(rig)).toEqual(["Preparing", "Reserved"]);
		rig.charge("ALICE", 2);
		expect(statuses(rig)).toEqual(["Preparing", "Reserved"]);
		rig.present("CAROL", 1);
		expect(rig.state(1)).toMatchObject({ idTag: "ALICE", notice: "Reserved" });
		rig.charge("BOB", 2);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 2, reservationId: 2 });
	});

	test("R-RSV-03 beside a connector's own reservation", () => {
		const rig = settledRig(2);
		reserve(rig, { reservationId: 1, idTag: "ALICE" });
		expect(reserveAny(rig, 2, "BOB")).toBe("Accepted");
		expect(statuses(rig)).toEqual(["Reserved", "Reserved"]);
		rig.charge("BOB", 1);
		expect(rig.state(1).notice).toBe("Reserved");
		rig.charge("ALICE", 2);
		expect(rig.state(2).notice).toBe("Reserved");
		expect(rig.csms.all("StartTransaction")).toEqual([]);
		rig.present("ALICE", 1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 1, reservationId: 1 });
		rig.present("BOB", 2);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ connectorId: 2, reservationId: 2 });
		rig.checkTransitions();
	});

	test("R-RSV-03 R-TX-02 who has both uses the connector's own reservation there", () => {
		const rig = settledRig(3);
		reserveAny(rig, 1, "ALICE");
		reserve(rig, { reservationId: 2, connectorId: 2 });
		rig.charge("ALICE", 2);
		rig.charge("ALICE", 1);
		expect(rig.csms.all("StartTransaction").map(({ reservationId }) => reservationId)).toEqual([2, 1]);
	});

	test("R-RSV-02 from a connector to connector 0 and back", () => {
		const rig = settledRig(2);
		reserve(rig);
		expect(reserveAny(rig)).toBe("Accepted");
		expect(statuses(rig)).toEqual(["Available", "Available"]);
		rig.charge("BOB", 1);
		expect(statuses(rig)).toEqual(["Charging", "Reserved"]);
		expect(reserveAny(rig, 1, "CAROL")).toBe("Accepted");
		expect(rig.csms.statuses(2)).toEqual(["Reserved"]);
		expect(reserve(rig, { connectorId: 2 })).toBe("Accepted");
		expect(rig.csms.statuses(2)).toEqual(["Reserved"]);
		expect(reserveAny(rig, 2)).toBe("Occupied");
		cancel(rig);
		expect(rig.csms.statuses(2)).toEqual(["Reserved", "Available"]);
		rig.checkTransitions();
	});

	test("R-RSV-06 expiry and cancellation free all of them", () => {
		const rig = settledRig(2);
		reserveAny(rig, 1, "ALICE", { expiryDate: inSeconds(rig, 50) });
		reserveAny(rig, 2, "BOB");
		expect(statuses(rig)).toEqual(["Reserved", "Reserved"]);
		rig.advance(50);
		expect(statuses(rig)).toEqual(["Available", "Available"]);
		rig.hardware[0].plug(true);
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Preparing", "Reserved"]);
		expect(cancel(rig, 2)).toBe("Accepted");
		expect(statuses(rig)).toEqual(["Preparing", "Available"]);
		rig.checkTransitions();
	});

	test("R-RSV-06 out of service: ends when no connector or not the charge point is left, else another is held", () => {
		const rig = settledRig(2);
		reserveAny(rig);
		rig.chargePoint.setFault(1, FAULT, true);
		expect(statuses(rig)).toEqual(["Faulted", "Reserved"]);
		rig.chargePoint.setFault(1, FAULT, false);
		expect(statuses(rig)).toEqual(["Available", "Available"]);
		rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" });
		expect(statuses(rig)).toEqual(["Unavailable", "Reserved"]);
		rig.chargePoint.setFault(2, FAULT, true);
		rig.chargePoint.setFault(2, FAULT, false);
		expect(statuses(rig)).toEqual(["Unavailable", "Available"]);
		expect(cancel(rig)).toBe("Rejected");
		rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Operative" });
		for (const end of [
			() => rig.chargePoint.setFault(0, FAULT, true),
			() => rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Inoperative" }),
		]) {
			expect(reserveAny(rig)).toBe("Accepted");
			end();
			rig.chargePoint.setFault(0, FAULT, false);
			rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Operative" });
			rig.advance(1);
			expect(cancel(rig)).toBe("Rejected");
		}
		rig.checkTransitions();
	});

	test("R-RSV-06 the charge point goes out of service while one charges: connector 0 is not reserved any more", () => {
		const rig = settledRig(2);
		rig.charge("BOB", 1);
		reserveAny(rig);
		rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Inoperative" });
		rig.advance(1);
		expect(statuses(rig)).toEqual(["Charging", "Unavailable"]);
		expect(cancel(rig)).toBe("Rejected");
		expect(reserveAny(rig)).toBe("Unavailable");
		rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Operative" });
		expect(reserveAny(rig)).toBe("Accepted");
	});
});

test("R-RSV-05 R-RSV-08 the reserved id is taken back while the lock moves: Reserved again", () => {
	const rig = settled(new Rig());
	reserveAny(rig);
	rig.present("ALICE");
	rig.connector.plug(true);
	rig.chargePoint.presentIdTag(1, "ALICE");
	rig.advance(100);
	expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing", "Reserved"]);
	expect(rig.csms.all("StartTransaction")).toEqual([]);
	rig.present("BOB");
	expect(rig.state().notice).toBe("Reserved");
	rig.present("ALICE");
	expect(rig.csms.last("StartTransaction")).toMatchObject({ reservationId: 1 });
	rig.checkTransitions();
});

test("R-RSV-03 R-TX-02 one of the group leaves the reservation to the id that is about to use it", () => {
	const rig = settled(new Rig({ connectors: 2 }));
	rig.csms.answer("Authorize", ({ idTag }) => ({
		idTagInfo: { status: "Accepted", ...(idTag === "ANN" ? { parentIdTag: "SMITH" } : {}) },
	}));
	reserveAny(rig, 1, "CAROL", { parentIdTag: "SMITH" });
	reserveAny(rig, 2, "DAVE", { parentIdTag: "SMITH" });
	rig.present("CAROL", 1);
	rig.charge("ANN", 2);
	rig.hardware[0].plug(true);
	rig.advance(1);
	expect(rig.csms.all("StartTransaction")).toMatchObject([
		{ idTag: "ANN", reservationId: 2 },
		{ idTag: "CAROL", reservationId: 1 },
	]);
});

test("R-RSV-03 R-TX-02 an id that waits at two connectors uses its reservation where it charges first", () => {
	const rig = settled(new Rig({ connectors: 2 }));
	reserveAny(rig);
	rig.present("ALICE", 1);
	rig.charge("ALICE", 2);
	rig.hardware[0].plug(true);
	rig.advance(1);
	expect(rig.csms.all("StartTransaction").map(({ reservationId }) => reservationId)).toEqual([1, undefined]);
});

test("R-RSV-03 TC_050_1 TC_050_2 TC_050_3 no free connector: Occupied before Faulted before Unavailable", () => {
	const rig = settled(new Rig({ connectors: 3 }));
	const inoperative = (connectorId: number, type: "Inoperative" | "Operative" = "Inoperative") =>
		rig.csms.call("ChangeAvailability", { connectorId, type });
	inoperative(0);
	expect(reserveAny(rig)).toBe("Unavailable");
	rig.chargePoint.setFault(0, FAULT, true);
	expect(reserveAny(rig)).toBe("Faulted");
	rig.chargePoint.setFault(0, FAULT, false);
	inoperative(0, "Operative");
	inoperative(1);
	rig.chargePoint.setFault(2, FAULT, true);
	rig.hardware[2].plug(true);
	rig.advance(1);
	expect(statuses(rig)).toEqual(["Unavailable", "Faulted", "Preparing"]);
	expect(reserveAny(rig)).toBe("Occupied");
	rig.hardware[2].plug(false);
	expect(reserve(rig, { connectorId: 3, reservationId: 8 })).toBe("Accepted");
	expect(reserveAny(rig)).toBe("Occupied");
	inoperative(3);
	expect(statuses(rig)).toEqual(["Unavailable", "Faulted", "Unavailable"]);
	expect(reserveAny(rig)).toBe("Faulted");
	rig.chargePoint.setFault(2, FAULT, false);
	inoperative(2);
	expect(statuses(rig)).toEqual(["Unavailable", "Unavailable", "Unavailable"]);
	expect(rig.chargePoint.state.status).toBe("Available");
	expect(reserveAny(rig)).toBe("Unavailable");
});

test("R-RSV-03 TC_050_4 ReserveConnectorZeroSupported is false: Rejected, a connector can be reserved", () => {
	const rig = settled(new Rig({ defaults: { ReserveConnectorZeroSupported: "false" } }));
	expect(reserveAny(rig)).toBe("Rejected");
	expect(rig.state().status).toBe("Available");
	expect(reserve(rig)).toBe("Accepted");
});

test("R-RSV-03 R-RESET-01 a reset leaves what is shown as it is, before and after the restart", () => {
	const rig = settled(new Rig({ connectors: 2 }));
	reserveAny(rig);
	rig.charge("BOB", 1);
	rig.csms.clear();
	rig.csms.call("Reset", { type: "Soft" });
	rig.advance(10);
	expect(rig.csms.statuses(2)).toEqual(["Reserved"]);
	expect(statuses(rig)).toEqual(["Finishing", "Reserved"]);
});

test("R-RSV-08 R-RSV-07 a stranger's cable on the connector that is left outlasts a reboot as Reserved", () => {
	const rig = settled(new Rig({ connectors: 2 }));
	reserveAny(rig);
	rig.charge("BOB", 1);
	rig.hardware[1].plug(true);
	rig.powerOff();
	rig.boot();
	rig.advance(1);
	expect(statuses(rig)).toEqual(["Finishing", "Reserved"]);
	rig.present("CAROL", 2);
	expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	rig.present("ALICE", 2);
	expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "ALICE", reservationId: 1 });
});
