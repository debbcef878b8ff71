import { describe, expect, test } from "vitest";
import { Rig } from "../charge-point/rig";

/** Sends UnlockConnector and waits for its answer. */
function unlock(rig: Rig, connectorId = 1): unknown {
	rig.csms.call("UnlockConnector", { connectorId });
	rig.advance(2);
	return rig.csms.lastResult;
}

describe("a detachable cable", () => {
	test("TC_017_1 R-UNL-01 without a session: Unlocked, and nothing else happens", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.clear();
		expect(unlock(rig)).toEqual({ status: "Unlocked" });
		rig.connector.plug(true);
		rig.advance(1);
		expect(unlock(rig)).toEqual({ status: "Unlocked" });
		expect(rig.csms.received.map(({ payload }) => payload.status)).toEqual(["Preparing"]);
	});

	test("TC_018_1 R-UNL-02 R-TX-10 R-TX-21 in a session: it ends with UnlockCommand", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.csms.clear();
		expect(unlock(rig)).toEqual({ status: "Unlocked" });
		expect(rig.connector.locked).toBe(false);
		expect(rig.csms.all("StopTransaction")).toMatchObject([{ transactionId: 1001, reason: "UnlockCommand" }]);
		expect(rig.csms.last("StopTransaction").idTag).toBeUndefined();
		expect(rig.csms.statuses(1)).toEqual(["Finishing"]);
		rig.connector.plug(false);
		rig.advance(1);
		expect(rig.csms.statuses(1)).toEqual(["Finishing", "Available"]);
	});

	test("TC_030 R-UNL-01 R-UNL-02 the lock is blocked: UnlockFailed, with and without a session", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.connector.jammed = true;
		expect(unlock(rig)).toEqual({ status: "UnlockFailed" });
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "UnlockCommand" });
		expect(unlock(rig)).toEqual({ status: "UnlockFailed" });
		expect(rig.csms.all("StopTransaction")).toHaveLength(1);
		rig.connector.jammed = false;
		expect(unlock(rig)).toEqual({ status: "Unlocked" });
	});

	test("TC_031 R-UNL-01 connectors that are not there: NotSupported", () => {
		const rig = new Rig({ connectors: 2 });
		rig.advance(1);
		for (const connectorId of [3, 0, -1, 1000]) {
			expect(unlock(rig, connectorId)).toEqual({ status: "NotSupported" });
		}
		expect(unlock(rig, 2)).toEqual({ status: "Unlocked" });
	});
});

describe("a fixed cable", () => {
	test("TC_017_2 R-UNL-01 without a session: NotSupported", () => {
		const rig = new Rig({ cable: "fixed" });
		rig.advance(1);
		expect(unlock(rig)).toEqual({ status: "NotSupported" });
	});

	test("TC_018_2 R-UNL-02 in a session: NotSupported, and the session goes on", () => {
		const rig = new Rig({ cable: "fixed" });
		rig.charge("ALICE");
		rig.csms.clear();
		expect(unlock(rig)).toEqual({ status: "NotSupported" });
		expect(rig.csms.received).toHaveLength(0);
		expect(rig.state()).toMatchObject({ status: "Charging", contactor: true });
	});
});
