import { describe, expect, test } from "vitest";
import { Rig } from "../charge-point/rig";

/** The newest status that the CSMS was told of connector 0 and of each connector since the last clear. */
function statuses(rig: Rig): (string | undefined)[] {
	return [0, ...rig.hardware.map((_, i) => i + 1)].map((id) => rig.csms.statuses(id).at(-1));
}

describe("a boot that is not accepted at once", () => {
	function booted(status: "Rejected" | "Pending"): Rig {
		const rig = new Rig({ connectors: 2, offline: true });
		rig.csms.answer("BootNotification", () => ({ status, currentTime: rig.csms.time, interval: 30 }));
		rig.setOnline(true);
		rig.advance(1);
		return rig;
	}

	/** The next BootNotification is accepted with an interval of 20 s. */
	function acceptAndBeat(rig: Rig): void {
		rig.csms.answer("BootNotification", () => ({
			status: "Accepted",
			currentTime: rig.csms.time,
			interval: 20,
		}));
		const boots = rig.csms.received.filter((sent) => sent.action === "BootNotification");
		expect(boots).toHaveLength(1);
		rig.advance(30);
		const second = rig.csms.received.filter((sent) => sent.action === "BootNotification")[1];
		expect(second.at - boots[0].at).toBe(30_000);
		expect(statuses(rig)).toEqual(["Available", "Available", "Available"]);
		rig.advance(60);
		const beats = rig.csms.received.filter((sent) => sent.action === "Heartbeat").map(({ at }) => at);
		expect(beats.map((at) => at - second.at)).toEqual([20_000, 40_000, 60_000]);
		expect(rig.csms.all("BootNotification")).toHaveLength(2);
	}

	test("TC_001 R-BOOT-03 R-BOOT-04 R-BOOT-05 R-HB-01 Rejected, Accepted, statuses, heartbeats", () => {
		const rig = booted("Rejected");
		rig.advance(10);
		expect(rig.csms.received).toHaveLength(1);
		acceptAndBeat(rig);
	});

	test("TC_002 R-BOOT-05 R-BOOT-07 Pending: keys are read and set; then Accepted, statuses, heartbeats", () => {
		const rig = booted("Pending");
		const key = "MeterValueSampleInterval";
		expect(rig.csms.call("GetConfiguration", { key: [key] })).toMatchObject({ configurationKey: [{ key }] });
		expect(rig.csms.call("ChangeConfiguration", { key, value: "33" })).toEqual({ status: "Accepted" });
		expect(rig.csms.received).toHaveLength(1);
		acceptAndBeat(rig);
		expect(rig.csms.call("GetConfiguration", { key: [key] })).toMatchObject({
			configurationKey: [{ key, value: "33" }],
		});
	});
});

describe("a reset without a transaction", () => {
	for (const [number, type] of [
		["TC_013", "Hard"],
		["TC_014", "Soft"],
	] as const) {
		test(`${number} R-RESET-01 R-ST-11 ${type}: boot, what was Unavailable still is`, () => {
			const rig = new Rig({ connectors: 2 });
			rig.advance(1);
			rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" });
			rig.advance(1);
			expect(statuses(rig)).toEqual(["Available", "Unavailable", "Available"]);
			rig.csms.clear();
			expect(rig.csms.call("Reset", { type })).toEqual({ status: "Accepted" });
			rig.advance(10);
			expect(rig.csms.received[0].action).toBe("BootNotification");
			expect(statuses(rig)).toEqual(["Available", "Unavailable", "Available"]);
			expect(rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Operative" })).toEqual({
				status: "Accepted",
			});
			rig.advance(1);
			expect(statuses(rig)).toEqual(["Available", "Available", "Available"]);
		});
	}
});

describe("a reset in a transaction", () => {
	for (const [number, type, reason] of [
		["TC_015", "Hard", "HardReset"],
		["TC_016", "Soft", "SoftReset"],
	] as const) {
		test(`${number} R-TX-17 R-ST-14 ${type}: StopTransaction, boot, the cable is Finishing`, () => {
			const rig = new Rig({ connectors: 2 });
			rig.charge("ALICE", 1);
			rig.csms.clear();
			expect(rig.csms.call("Reset", { type })).toEqual({ status: "Accepted" });
			rig.advance(10);
			expect(rig.csms.all("BootNotification")).toHaveLength(1);
			expect(rig.csms.all("StopTransaction")).toMatchObject([{ transactionId: 1001, reason }]);
			expect(statuses(rig)).toEqual(["Available", "Finishing", "Available"]);
		});
	}
});

test("TC_034 R-ST-11 R-AVL-02 a power failure while everything is Unavailable", () => {
	const rig = new Rig({ connectors: 2 });
	rig.advance(1);
	expect(rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Inoperative" })).toEqual({
		status: "Accepted",
	});
	rig.advance(1);
	expect(statuses(rig)).toEqual(["Unavailable", "Unavailable", "Unavailable"]);
	rig.powerOff();
	rig.csms.clear();
	rig.advance(60);
	rig.boot();
	rig.advance(1);
	expect(rig.csms.received[0].action).toBe("BootNotification");
	for (const id of [0, 1, 2]) expect(rig.csms.statuses(id)).toEqual(["Unavailable"]);
});
