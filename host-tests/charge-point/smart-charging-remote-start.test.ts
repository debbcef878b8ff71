import { expect, test } from "vitest";
import {
	ACCEPTED,
	compositePeriods,
	install,
	periods,
	profile,
	REJECTED,
	ready,
	relative,
} from "./charging-profiles";

test("R-RSTX-05 R-SC-13 TC_059 a remote start brings the TxProfile of its transaction", () => {
	const rig = ready();
	const chargingProfile = relative("TxProfile", periods([0, 16], [100, 12]));
	const start = { idTag: "ALICE", connectorId: 1, chargingProfile };
	expect(rig.csms.call("RemoteStartTransaction", start)).toEqual(ACCEPTED);
	// Not before the transaction.
	expect(rig.csms.call("ClearChargingProfile", { id: chargingProfile.chargingProfileId })).toEqual({
		status: "Unknown",
	});
	rig.advance(20);
	rig.connector.plug(true);
	rig.advance(1);
	expect(rig.state().status).toBe("Charging");
	expect(rig.connector.offered).toBe(16);
	expect(compositePeriods(rig, 1, 200)).toEqual([
		[0, 16],
		[99, 12],
	]);
	// The same level replaces, other levels stack.
	const { transactionId } = rig.state();
	const more = { transactionId: transactionId! };
	expect(install(rig, 1, relative("TxProfile", 14, {}, more))).toEqual(ACCEPTED);
	expect(rig.connector.offered).toBe(14);
	install(rig, 1, relative("TxProfile", 9, { duration: 60 }, { ...more, stackLevel: 1 }));
	expect(rig.connector.offered).toBe(9);
	rig.advance(60);
	expect(rig.connector.offered).toBe(14);
	rig.csms.call("RemoteStopTransaction", { transactionId: transactionId! });
	rig.advance(1);
	expect(rig.csms.call("ClearChargingProfile", {})).toEqual({ status: "Unknown" });
	rig.checkTransitions();
});

test("R-RSTX-05 the profile of a remote start is gone when nobody plugs in, or the id is refused", () => {
	const rig = ready({ defaults: { AuthorizeRemoteTxRequests: "true" } });
	const start = () => ({ idTag: "ALICE", connectorId: 1, chargingProfile: relative("TxProfile", 10) });
	expect(rig.csms.call("RemoteStartTransaction", start())).toEqual(ACCEPTED);
	rig.advance(61);
	expect(rig.state().status).toBe("Available");
	rig.charge("ALICE");
	expect(rig.connector.offered).toBe(32);
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.csms.answer("Authorize", { idTagInfo: { status: "Blocked" } });
	expect(rig.csms.call("RemoteStartTransaction", start())).toEqual(ACCEPTED);
	rig.advance(1);
	rig.csms.answerAsUsual("Authorize");
	rig.charge("ALICE");
	expect(rig.connector.offered).toBe(32);
	rig.present("ALICE");
	rig.connector.plug(false);
	expect(rig.csms.call("RemoteStartTransaction", start())).toEqual(ACCEPTED);
	rig.charge("BOB");
	rig.advance(1);
	expect(rig.state().idTag).toBe("ALICE");
	expect(rig.connector.offered).toBe(10);
});

test("R-RSTX-05 R-SC-02 TC_060 a remote start with another purpose or a bad profile is Rejected and starts nothing", () => {
	const rig = ready();
	rig.connector.plug(true);
	for (const chargingProfile of [
		profile("TxDefaultProfile", 10),
		profile("ChargePointMaxProfile", 10),
		profile("TxProfile", 10, {}, { transactionId: 5 }),
		profile("TxProfile", -1),
		relative("TxProfile", 10, {}, { chargingProfileKind: "Absolute" }),
		profile("TxProfile", 10, {}, { stackLevel: 9 }),
	]) {
		const start = { idTag: "ALICE", connectorId: 1, chargingProfile };
		expect(rig.csms.call("RemoteStartTransaction", start)).toEqual(REJECTED);
	}
	rig.advance(5);
	expect(rig.csms.all("StartTransaction")).toEqual([]);
	expect(rig.csms.call("ClearChargingProfile", {})).toEqual({ status: "Unknown" });
});
