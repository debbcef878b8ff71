import { describe, expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

const ACCEPTED = { status: "Accepted" } as const;

describe("StartTransaction.conf", () => {
	test("R-FRM-08 twice: the second one ends no other call and changes nothing", () => {
		const rig = new Rig();
		rig.csms.answer("StartTransaction", SILENCE);
		rig.charge("ALICE");
		rig.csms.answer("MeterValues", SILENCE);
		rig.csms.reply("StartTransaction", { idTagInfo: ACCEPTED, transactionId: 5 });
		rig.advance(60);
		rig.csms.reply("StartTransaction", { idTagInfo: { status: "Blocked" }, transactionId: 6 });
		rig.advance(1);
		expect(rig.state()).toMatchObject({ status: "Charging", transactionId: 5 });
		expect(rig.chargePoint.state.queueLength).toBe(1);
	});

	test("R-FRM-03 late, after the same message was sent again: it counts, and only once", () => {
		const rig = new Rig({ defaults: { MessageTimeout: "10", TransactionMessageRetryInterval: "5" } });
		rig.csms.answer("StartTransaction", SILENCE);
		rig.charge("ALICE");
		rig.advance(16);
		expect(rig.csms.all("StartTransaction")).toHaveLength(2);
		rig.csms.reply("StartTransaction", { idTagInfo: ACCEPTED, transactionId: 5 });
		rig.csms.reply("StartTransaction", { idTagInfo: ACCEPTED, transactionId: 6 });
		rig.advance(30);
		expect(rig.csms.all("StartTransaction")).toHaveLength(2);
		expect(rig.state().transactionId).toBe(5);
	});

	test("R-FRM-19 malformed: a failed attempt, then the next one", () => {
		for (const answer of [{ transactionId: 5 }, { idTagInfo: ACCEPTED, transactionId: "5" }, null, []]) {
			const rig = new Rig({ defaults: { TransactionMessageRetryInterval: "5" } });
			rig.csms.answer("StartTransaction", answer as never);
			rig.charge("ALICE");
			rig.csms.answerAsUsual("StartTransaction");
			expect(rig.state().transactionId).toBeNull();
			rig.advance(6);
			expect(rig.state().transactionId).toBe(1001);
		}
	});

	test("R-AUTH-24 not Accepted for a session that is over: nothing to stop, nothing shown", () => {
		const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } });
		rig.advance(1);
		rig.setOnline(false);
		rig.charge("ALICE");
		rig.advance(10);
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.charge("BOB");
		rig.csms.answer("StartTransaction", ({ idTag }) => ({
			idTagInfo: { status: idTag === "ALICE" ? "Blocked" : "Accepted" },
			transactionId: idTag === "ALICE" ? 1 : 2,
		}));
		rig.setOnline(true);
		rig.advance(6);
		expect(rig.csms.all("StopTransaction").map(({ reason }) => reason)).toEqual(["Local"]);
		expect(rig.state()).toMatchObject({ status: "Charging", idTag: "BOB", transactionId: 2, notice: null });
	});

	test("R-AUTH-23 R-TX-07 not Accepted: its transactionId, 0 or negative, is used all the same", () => {
		for (const transactionId of [0, -1, -7, 2147483647]) {
			const rig = new Rig({ defaults: { StopTransactionOnInvalidId: "false" } });
			rig.csms.answer("StartTransaction", { idTagInfo: { status: "ConcurrentTx" }, transactionId });
			rig.charge("ALICE");
			rig.advance(61);
			expect(rig.csms.last("MeterValues").transactionId).toBe(transactionId);
			expect(rig.state()).toMatchObject({ status: "SuspendedEVSE", transactionId });
			expect(rig.csms.call("RemoteStopTransaction", { transactionId })).toEqual({ status: "Accepted" });
			rig.advance(1);
			expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId, reason: "Remote" });
		}
	});

	test("R-AUTH-20 R-AUTH-21 DeAuthorized: the cable stays locked for strangers, one of the group frees it", () => {
		const rig = new Rig();
		const family = { ...ACCEPTED, parentIdTag: "FAMILY" } as const;
		rig.csms.answer("Authorize", ({ idTag }) => ({ idTagInfo: idTag === "EVE" ? ACCEPTED : family }));
		rig.csms.answer("StartTransaction", { idTagInfo: { status: "Expired" }, transactionId: 3 });
		rig.charge("ALICE");
		rig.advance(1);
		rig.present("EVE");
		expect(rig.connector.locked).toBe(true);
		rig.present("BOB");
		expect(rig.connector.locked).toBe(false);
		expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	});
});

describe("the end of a session", () => {
	test("R-TX-15 R-QUE-04 StopTransaction: CALLERROR and silence are tried again, whatever its conf says", () => {
		const rig = new Rig({ defaults: { MessageTimeout: "10", TransactionMessageRetryInterval: "5" } });
		let attempts = 0;
		rig.csms.answer("StopTransaction", () => {
			attempts++;
			if (attempts === 1) return { code: "InternalError" };
			return attempts === 2 ? SILENCE : { idTagInfo: { status: "Invalid" } };
		});
		rig.charge("ALICE");
		rig.present("ALICE");
		rig.advance(40);
		expect(attempts).toBe(3);
		expect(rig.chargePoint.state.queueLength).toBe(0);
	});

	test("R-ST-12 R-TX-12 a tethered cable: SuspendedEV with its info, resumed by the next vehicle", () => {
		const rig = new Rig({ cable: "fixed", defaults: { StopTransactionOnEVSideDisconnect: "false" } });
		rig.charge("ALICE");
		rig.connector.setVehicle(false);
		rig.advance(1);
		expect(rig.csms.last("StatusNotification")).toMatchObject({
			status: "SuspendedEV",
			info: "EV side disconnected",
		});
		expect(rig.connector.contactor).toBe(false);
		rig.connector.setVehicle(true);
		rig.advance(1);
		expect(rig.csms.last("StatusNotification").info).toBeUndefined();
		expect(rig.state()).toMatchObject({ status: "Charging", transactionId: 1001 });
		rig.connector.setVehicle(false);
		rig.advance(1);
		rig.present("ALICE");
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "Local", idTag: "ALICE" });
		expect(rig.state().status).toBe("Available");
		rig.checkTransitions();
	});

	test("R-ST-12 the info of an ended session is not told of the next one", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.connector.setVehicle(false);
		rig.advance(1);
		rig.connector.setVehicle(true);
		rig.advance(1);
		const { status, info } = rig.csms.last("StatusNotification");
		expect({ status, info }).toEqual({ status: "Preparing", info: undefined });
	});

	test("R-TX-12 the key changed while the vehicle is away: it counts from the next change of the hardware on", () => {
		const rig = new Rig({ defaults: { StopTransactionOnEVSideDisconnect: "false" } });
		rig.charge("ALICE");
		rig.connector.setVehicle(false);
		rig.csms.call("ChangeConfiguration", { key: "StopTransactionOnEVSideDisconnect", value: "true" });
		rig.advance(100);
		expect(rig.csms.all("StopTransaction")).toHaveLength(0);
		rig.connector.setVehicle(true);
		rig.connector.setVehicle(false);
		rig.advance(1);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "EVDisconnected" });
	});

	test("what the session has brought is shown until the cable is out", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.advance(1800);
		rig.present("ALICE");
		rig.advance(600);
		const { sessionWh, sessionSeconds } = rig.state();
		expect(sessionWh).toBe(rig.csms.last("StopTransaction").meterStop);
		expect(sessionSeconds).toBe(1800);
		rig.connector.plug(false);
		expect(rig.state()).toMatchObject({ sessionWh: null, sessionSeconds: null });
		rig.connector.plug(true);
		rig.advance(61);
		expect(rig.state()).toMatchObject({ status: "Finishing", sessionWh: null });
	});
});
