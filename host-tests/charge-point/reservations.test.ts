import { describe, expect, test } from "vitest";
import { cancel, inSeconds, reserve, settled, statuses } from "./reserving";
import { Rig } from "./rig";

const CABLES = ["detachable", "fixed"] as const;

describe.each(CABLES)("a reserved connector with a %s cable", (cable) => {
	const settledRig = (options = {}) => settled(new Rig({ cable, ...options }));

	test("R-RSV-01 R-RSV-04 R-RSV-05 TC_046_1 only the reserved id charges, and its start names the reservation", () => {
		const rig = settledRig();
		expect(reserve(rig, { reservationId: 7 })).toBe("Accepted");
		expect(rig.csms.statuses(1)).toEqual(["Reserved"]);
		rig.present("BOB");
		expect(rig.csms.all("Authorize")).toEqual([]);
		expect(rig.state()).toMatchObject({ status: "Reserved", idTag: null, notice: "Reserved" });
		rig.present("alice");
		expect(rig.csms.all("Authorize")).toEqual([{ idTag: "alice" }]);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing"]);
		rig.connector.plug(true);
		rig.advance(1);
		expect(rig.csms.all("StartTransaction")).toMatchObject([
			{ connectorId: 1, idTag: "alice", reservationId: 7 },
		]);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing", "Charging"]);
		rig.present("alice");
		rig.connector.plug(false);
		rig.advance(1);
		rig.charge("BOB");
		expect(rig.csms.last("StartTransaction")).not.toHaveProperty("reservationId");
		expect(cancel(rig, 7)).toBe("Rejected");
		rig.checkTransitions();
	});

	test("R-RSV-05 plugged already, Reserved passes through Preparing to Charging", () => {
		const rig = settledRig();
		reserve(rig);
		rig.connector.plug(true);
		rig.advance(1);
		rig.present("ALICE");
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing", "Charging"]);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ reservationId: 1 });
	});

	test("R-RSV-05 no plug within ConnectionTimeOut: Reserved again, and the reservation still stands", () => {
		const rig = settledRig({ defaults: { ConnectionTimeOut: "20" } });
		reserve(rig);
		rig.present("ALICE");
		rig.advance(20);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing", "Reserved"]);
		expect(rig.state()).toMatchObject({ idTag: null, notice: "Timeout" });
		rig.present("BOB");
		rig.connector.plug(true);
		rig.advance(5);
		expect(rig.csms.all("StartTransaction")).toEqual([]);
		rig.present("ALICE");
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "ALICE", reservationId: 1 });
		rig.checkTransitions();
	});

	test("R-RSV-05 R-AUTH-26 the reserved id presented twice: Reserved again", () => {
		const rig = settledRig();
		reserve(rig);
		rig.present("ALICE");
		rig.present("ALICE");
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing", "Reserved"]);
		rig.checkTransitions();
	});

	test("R-RSV-05 a refused id leaves the connector Reserved", () => {
		const rig = settledRig();
		reserve(rig);
		rig.csms.answer("Authorize", { idTagInfo: { status: "Blocked" } });
		rig.connector.plug(true);
		rig.present("ALICE");
		expect(rig.state()).toMatchObject({ status: "Reserved", notice: "Blocked" });
		expect(rig.csms.statuses(1)).toEqual(["Reserved"]);
	});

	test("R-RSV-08 a stranger's plug: stays Reserved, no transaction, no energy, however long", () => {
		const rig = settledRig({ defaults: { ConnectionTimeOut: "20" } });
		reserve(rig);
		rig.connector.plug(true);
		rig.present("BOB");
		rig.advance(300);
		expect(rig.csms.statuses(1)).toEqual(["Reserved"]);
		expect(rig.csms.all("StartTransaction")).toEqual([]);
		expect(rig.connector).toMatchObject({ contactor: false, locked: false, offered: 0 });
		rig.connector.plug(false);
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Reserved"]);
	});

	test("R-RSV-08 TC_046_2 RemoteStart: refused for another id, like a presentation for the reserved one", () => {
		const rig = settledRig();
		reserve(rig, { reservationId: -3 });
		const start = (idTag: string, connectorId?: number) =>
			rig.csms.call("RemoteStartTransaction", {
				idTag,
				...(connectorId === undefined ? {} : { connectorId }),
			});
		expect(start("BOB", 1)).toEqual({ status: "Rejected" });
		expect(start("BOB")).toEqual({ status: "Rejected" });
		expect(start("ALICE", 1)).toEqual({ status: "Accepted" });
		rig.advance(1);
		expect(rig.csms.all("Authorize")).toEqual([]);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing"]);
		rig.connector.plug(true);
		rig.advance(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "ALICE", reservationId: -3 });
		rig.checkTransitions();
	});

	test("R-RSV-08 R-RSTX-03 RemoteStart asks for the reserved id where AuthorizeRemoteTxRequests says so", () => {
		const rig = settledRig({ defaults: { AuthorizeRemoteTxRequests: "true" } });
		reserve(rig);
		rig.csms.answer("Authorize", { idTagInfo: { status: "Expired" } });
		rig.csms.call("RemoteStartTransaction", { idTag: "ALICE", connectorId: 1 });
		rig.advance(1);
		expect(rig.csms.all("Authorize")).toEqual([{ idTag: "ALICE" }]);
		expect(rig.csms.statuses(1)).toEqual(["Reserved"]);
	});

	test("R-RSV-06 TC_047 at expiryDate Available, and anybody may charge", () => {
		const rig = settledRig();
		reserve(rig, { expiryDate: inSeconds(rig, 100) });
		rig.advance(99);
		expect(rig.csms.statuses(1)).toEqual(["Reserved"]);
		const { at } = rig.csms.received.at(-1)!;
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Available"]);
		expect(rig.csms.received.at(-1)!.at - at).toBe(100_000);
		rig.charge("BOB");
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "BOB" });
		expect(rig.csms.last("StartTransaction")).not.toHaveProperty("reservationId");
		expect(cancel(rig)).toBe("Rejected");
		rig.checkTransitions();
	});

	test("R-RSV-06 the end of a reservation with a cable in: Preparing, and the cable's time runs from then", () => {
		const rig = settledRig({ defaults: { ConnectionTimeOut: "20" } });
		reserve(rig, { expiryDate: inSeconds(rig, 100) });
		rig.connector.plug(true);
		rig.advance(100);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing"]);
		rig.advance(19);
		expect(rig.state().status).toBe("Preparing");
		rig.advance(1);
		expect(rig.state().status).toBe("Finishing");
		rig.checkTransitions();
	});

	test("R-RSV-06 TC_051 cancelled: the answer, then Available", () => {
		const rig = settledRig();
		reserve(rig);
		expect(cancel(rig)).toBe("Accepted");
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Available"]);
		expect(cancel(rig)).toBe("Rejected");
		rig.charge("BOB");
		expect(rig.state().status).toBe("Charging");
		rig.checkTransitions();
	});

	test("R-RSV-06 the reserved id waits for its cable when the reservation ends: it charges as anybody", () => {
		const rig = settledRig();
		reserve(rig, { expiryDate: inSeconds(rig, 10) });
		rig.present("ALICE");
		rig.advance(10);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing"]);
		rig.connector.plug(true);
		rig.advance(1);
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "ALICE" });
		expect(rig.csms.last("StartTransaction")).not.toHaveProperty("reservationId");
	});

	test("R-RSV-06 a fault ends it for good: after the fault the connector is Available", () => {
		for (const connectorId of [1, 0]) {
			const rig = settledRig();
			reserve(rig);
			rig.chargePoint.setFault(connectorId, { errorCode: "GroundFailure" }, true);
			rig.advance(1);
			rig.chargePoint.setFault(connectorId, { errorCode: "GroundFailure" }, false);
			rig.advance(1);
			expect(rig.csms.statuses(1)).toEqual(["Reserved", "Faulted", "Available"]);
			expect(cancel(rig)).toBe("Rejected");
			rig.powerOff();
			rig.boot();
			expect(rig.state().status).toBe("Available");
			rig.checkTransitions();
		}
	});

	test("R-RSV-06 the emergency stop ends it, a warning does not", () => {
		const rig = settledRig();
		reserve(rig);
		rig.chargePoint.setFault(1, { errorCode: "EVCommunicationError" }, true);
		rig.chargePoint.setFault(0, { errorCode: "WeakSignal" }, true);
		expect(rig.state().status).toBe("Reserved");
		rig.chargePoint.setEmergencyStop(true);
		rig.chargePoint.setEmergencyStop(false);
		expect(rig.state().status).toBe("Available");
	});

	test("R-RSV-06 R-AVL-01 out of service ends it for good, a stranger's cable in it or not", () => {
		for (const [connectorId, plugged] of [
			[1, false],
			[0, false],
			[1, true],
		] as const) {
			const rig = settledRig();
			reserve(rig);
			rig.connector.plug(plugged);
			rig.advance(1);
			expect(rig.csms.call("ChangeAvailability", { connectorId, type: "Inoperative" })).toEqual({
				status: "Accepted",
			});
			rig.advance(1);
			expect(rig.csms.statuses(1)).toEqual(["Reserved", "Unavailable"]);
			rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Operative" });
			rig.advance(1);
			expect(rig.state().status).toBe(plugged ? "Preparing" : "Available");
			expect(cancel(rig)).toBe("Rejected");
			rig.checkTransitions();
		}
	});

	test("R-RSV-06 R-ST-13 out of service waits for the reserved id, then ends the reservation", () => {
		const rig = settledRig({ defaults: { ConnectionTimeOut: "20" } });
		reserve(rig);
		rig.present("ALICE");
		expect(rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" })).toEqual({
			status: "Scheduled",
		});
		rig.advance(20);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing", "Unavailable"]);
		rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Operative" });
		expect(rig.state().status).toBe("Available");
	});

	test("R-RSV-01 TC_048_1 TC_048_3 Faulted and Unavailable are the answers where they are the status", () => {
		const rig = settledRig();
		rig.chargePoint.setFault(1, { errorCode: "HighTemperature" }, true);
		expect(reserve(rig)).toBe("Faulted");
		rig.chargePoint.setFault(1, { errorCode: "HighTemperature" }, false);
		rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" });
		expect(reserve(rig)).toBe("Unavailable");
		rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Operative" });
		expect(reserve(rig)).toBe("Accepted");
	});

	test("R-RSV-01 TC_048_2 Occupied from Preparing to Finishing, and while reserved by another reservation", () => {
		const rig = settledRig();
		const occupied = (status: string) => {
			expect(rig.state().status).toBe(status);
			expect(reserve(rig, { reservationId: 2 })).toBe("Occupied");
		};
		rig.present("BOB");
		occupied("Preparing");
		rig.present("BOB");
		rig.connector.plug(true);
		rig.advance(1);
		occupied("Preparing");
		rig.present("BOB");
		occupied("Charging");
		rig.connector.setEvReady(false);
		occupied("SuspendedEV");
		rig.csms.call("RemoteStopTransaction", { transactionId: 1001 });
		rig.advance(1);
		occupied("Finishing");
		rig.connector.setEvReady(true);
		rig.connector.plug(false);
		rig.advance(1);
		reserve(rig);
		occupied("Reserved");
		rig.present("ALICE");
		occupied("Preparing");
		expect(rig.csms.statuses(1)).not.toContain("Unavailable");
		rig.checkTransitions();
	});

	test("R-RSV-01 Occupied while the transaction is suspended by the charge point", () => {
		const rig = settledRig({ defaults: { StopTransactionOnInvalidId: "false" } });
		rig.csms.answer("StartTransaction", { idTagInfo: { status: "Invalid" }, transactionId: 5 });
		rig.charge("BOB");
		expect(rig.state().status).toBe("SuspendedEVSE");
		expect(reserve(rig)).toBe("Occupied");
	});

	test("R-RSV-01 Available while an id is asked for: reserved, and the answer starts nothing", () => {
		const rig = settledRig();
		rig.latency = 500;
		rig.chargePoint.presentIdTag(1, "BOB");
		rig.latency = 0;
		expect(reserve(rig)).toBe("Accepted");
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Reserved"]);
		expect(rig.state()).toMatchObject({ status: "Reserved", notice: "Reserved" });
	});

	test("R-RSV-07 TC_048_4 an end in the past or an unknown connector: Rejected", () => {
		const rig = settledRig();
		expect(reserve(rig, { expiryDate: inSeconds(rig, 0) })).toBe("Rejected");
		expect(reserve(rig, { expiryDate: inSeconds(rig, -60) })).toBe("Rejected");
		expect(reserve(rig, { connectorId: 2 })).toBe("Rejected");
		expect(reserve(rig, { connectorId: -1 })).toBe("Rejected");
		expect(rig.csms.received).toEqual([]);
		expect(reserve(rig, { expiryDate: inSeconds(rig, 1) })).toBe("Accepted");
	});

	test("R-RSV-07 the end is a moment, whatever its offset", () => {
		const rig = settledRig();
		expect(reserve(rig, { expiryDate: "2026-11-22T18:10:00.5+08:00" })).toBe("Accepted");
		rig.advance(598);
		expect(rig.state().status).toBe("Reserved");
		rig.advance(2);
		expect(rig.state().status).toBe("Available");
	});

	test("R-RSV-01 TC_048_4 a charge point without the profile rejects", () => {
		const rig = settledRig({ defaults: { SupportedFeatureProfiles: "Core,RemoteTrigger" } });
		expect(reserve(rig)).toBe("Rejected");
		expect(cancel(rig)).toBe("Rejected");
		expect(rig.state().status).toBe("Available");
	});

	test("R-RSV-02 the same reservationId on the same connector: a new id and a new end, no other status", () => {
		const rig = settledRig();
		reserve(rig, { expiryDate: inSeconds(rig, 100) });
		rig.connector.plug(true);
		expect(reserve(rig, { idTag: "BOB", expiryDate: inSeconds(rig, 200) })).toBe("Accepted");
		rig.advance(150);
		expect(rig.csms.statuses(1)).toEqual(["Reserved"]);
		rig.present("ALICE");
		expect(rig.csms.all("StartTransaction")).toEqual([]);
		rig.present("BOB");
		expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "BOB", reservationId: 1 });
	});

	test("R-TX-02 the reservation of a transaction is gone after it, whatever its end in time", () => {
		const rig = settledRig();
		reserve(rig, { expiryDate: inSeconds(rig, 60) });
		rig.charge("ALICE");
		rig.advance(120);
		expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing", "Charging"]);
	});

	test("R-RSV-06 TC_052 cancelling what is not known is Rejected and changes nothing", () => {
		const rig = settledRig();
		reserve(rig);
		expect(cancel(rig, 2)).toBe("Rejected");
		expect(rig.csms.statuses(1)).toEqual(["Reserved"]);
	});

	test("R-OP-01 the answers come before the statuses", () => {
		const rig = settledRig();
		const frames: string[] = [];
		const { csms } = rig;
		const receive = csms.receive.bind(csms);
		csms.receive = (text) => {
			frames.push(JSON.parse(text)[0] === 3 ? "answer" : JSON.parse(text)[2]);
			receive(text);
		};
		reserve(rig);
		cancel(rig);
		expect(frames).toEqual(["answer", "StatusNotification", "answer", "StatusNotification"]);
	});
});

test("R-RSV-05 a cable without a vehicle does not make a reserved connector Finishing", () => {
	const rig = settled(new Rig({ defaults: { ConnectionTimeOut: "20" } }));
	reserve(rig);
	rig.connector.setCable(true);
	rig.present("ALICE");
	rig.advance(20);
	expect(rig.csms.statuses(1)).toEqual(["Reserved", "Preparing", "Reserved"]);
	rig.present("ALICE");
	rig.connector.setVehicle(true);
	rig.advance(1);
	expect(rig.csms.last("StartTransaction")).toMatchObject({ reservationId: 1 });
	rig.checkTransitions();
});

test("R-RSV-06 R-FW-02 a firmware update takes the connector out of service, and so ends its reservation", () => {
	const rig = settled(new Rig({ connectors: 2 }));
	reserve(rig);
	reserve(rig, { connectorId: 0, reservationId: 2, idTag: "BOB" });
	rig.present("ALICE");
	rig.csms.call("UpdateFirmware", { location: "http://files.example/new.bin", retrieveDate: rig.csms.time });
	rig.files.lastDownload.deliver("image");
	rig.advance(10);
	expect(statuses(rig)).toEqual(["Available", "Available"]);
	expect(cancel(rig)).toBe("Rejected");
	expect(cancel(rig, 2)).toBe("Rejected");
});

test("R-RSV-01 R-RSV-02 every connector has its own reservation, and a moved one frees its connector", () => {
	const rig = settled(new Rig({ connectors: 4 }));
	for (const connectorId of [1, 2, 3, 4])
		expect(reserve(rig, { connectorId, reservationId: connectorId, idTag: `ID${connectorId}` })).toBe(
			"Accepted",
		);
	expect(statuses(rig)).toEqual(["Reserved", "Reserved", "Reserved", "Reserved"]);
	expect(reserve(rig, { connectorId: 4, reservationId: 1 })).toBe("Occupied");
	expect(statuses(rig)).toEqual(["Reserved", "Reserved", "Reserved", "Reserved"]);
	cancel(rig, 4);
	rig.csms.clear();
	expect(reserve(rig, { connectorId: 4, reservationId: 1, idTag: "ID1" })).toBe("Accepted");
	expect(rig.csms.all("StatusNotification").map(({ connectorId, status }) => [connectorId, status])).toEqual([
		[1, "Available"],
		[4, "Reserved"],
	]);
	rig.charge("ID1", 4);
	rig.charge("ID1", 3);
	rig.charge("ID1", 1);
	expect(statuses(rig)).toEqual(["Charging", "Reserved", "Reserved", "Charging"]);
	expect(rig.csms.all("StartTransaction").map(({ reservationId }) => reservationId)).toEqual([1, undefined]);
	rig.checkTransitions();
});

test("R-RSV-02 a replacement that is refused leaves the old reservation", () => {
	const rig = settled(new Rig({ connectors: 2 }));
	reserve(rig, { reservationId: 5 });
	rig.charge("BOB", 2);
	expect(reserve(rig, { reservationId: 5, connectorId: 2 })).toBe("Occupied");
	expect(reserve(rig, { reservationId: 5, connectorId: 3 })).toBe("Rejected");
	expect(statuses(rig)).toEqual(["Reserved", "Charging"]);
	rig.present("ALICE");
	expect(reserve(rig, { reservationId: 5, idTag: "BOB" })).toBe("Occupied");
	rig.connector.plug(true);
	rig.advance(1);
	expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "ALICE", reservationId: 5 });
});

test("R-RSV-06 several ends in time, each at its own", () => {
	const rig = settled(new Rig({ connectors: 3 }));
	for (const [connectorId, seconds] of [
		[1, 200],
		[2, 100],
		[3, 300],
	])
		reserve(rig, { connectorId, reservationId: connectorId, expiryDate: inSeconds(rig, seconds) });
	rig.advance(101);
	expect(statuses(rig)).toEqual(["Reserved", "Available", "Reserved"]);
	rig.advance(100);
	expect(statuses(rig)).toEqual(["Available", "Available", "Reserved"]);
	rig.advance(100);
	expect(statuses(rig)).toEqual(["Available", "Available", "Available"]);
});

test("R-RSV-06 R-ST-10 what ends while offline is told after the reconnect", () => {
	const rig = settled(new Rig());
	reserve(rig, { expiryDate: inSeconds(rig, 100) });
	rig.setOnline(false);
	rig.advance(200);
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.csms.statuses(1)).toEqual(["Reserved", "Available"]);
});

test("R-RSV-04 offline the reserved id follows the offline rules, another gets nothing", () => {
	const rig = settled(new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } }));
	reserve(rig, { parentIdTag: "FAMILY" });
	rig.setOnline(false);
	rig.charge("BOB");
	expect(rig.state()).toMatchObject({ status: "Reserved", notice: "Reserved" });
	rig.charge("ALICE");
	expect(rig.state().status).toBe("Charging");
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.csms.all("StartTransaction")).toMatchObject([{ idTag: "ALICE", reservationId: 1 }]);
});

test("R-CFG-11 the keys: the profile is listed, connector 0 is supported, nobody changes it", () => {
	const rig = settled(new Rig());
	expect(
		rig.csms.call("GetConfiguration", {
			key: ["ReserveConnectorZeroSupported", "SupportedFeatureProfiles"],
		}),
	).toMatchObject({
		configurationKey: [
			{ key: "ReserveConnectorZeroSupported", readonly: true, value: "true" },
			{ readonly: true, value: expect.stringMatching(/(^|,)Reservation(,|$)/) },
		],
	});
	expect(
		rig.csms.call("ChangeConfiguration", { key: "ReserveConnectorZeroSupported", value: "false" }),
	).toEqual({ status: "Rejected" });
});
