import { expect, test } from "vitest";
import { at, compositePeriods, install, periods, profile, relative } from "./charging-profiles";
import { Rig } from "./rig";

function ready(options: ConstructorParameters<typeof Rig>[0] = {}): Rig {
	const rig = new Rig(options);
	rig.advance(1);
	return rig;
}

test("R-SC-07 R-SC-10 without a profile the hardware's maximum, with one its limit, in A or W", () => {
	const rig = ready();
	rig.charge();
	expect(rig.connector.offered).toBe(32);
	const clear = () => rig.csms.call("ClearChargingProfile", {});
	install(rig, 1, profile("TxDefaultProfile", 13.7));
	expect(rig.connector.offered).toBe(13.7);
	expect(rig.state().offeredA).toBe(13.7);
	clear();
	install(rig, 1, profile("TxDefaultProfile", 11000, { chargingRateUnit: "W" }));
	expect(rig.connector.offered).toBe(15.9);
	clear();
	install(rig, 1, profile("TxDefaultProfile", periods([0, 3680, 1]), { chargingRateUnit: "W" }));
	expect(rig.connector.offered).toBe(16);
	clear();
	install(rig, 1, profile("TxDefaultProfile", periods([0, 9200, 2]), { chargingRateUnit: "W" }));
	expect(rig.connector.offered).toBe(20);
	clear();
	// More than the hardware can.
	install(rig, 1, profile("TxDefaultProfile", 63));
	expect(rig.connector.offered).toBe(32);
});

test("R-SC-07 TxProfile overrules TxDefaultProfile, ChargePointMaxProfile caps both", () => {
	const rig = ready();
	install(rig, 0, profile("TxDefaultProfile", 10, {}, { stackLevel: 5 }));
	rig.charge();
	expect(rig.connector.offered).toBe(10);
	install(rig, 1, profile("TxProfile", 20, { duration: 100 }));
	expect(rig.connector.offered).toBe(20);
	install(rig, 0, profile("ChargePointMaxProfile", 16));
	expect(rig.connector.offered).toBe(16);
	// Where no TxProfile covers the moment, TxDefaultProfile rules.
	rig.advance(98);
	expect(rig.connector.offered).toBe(10);
});

test("R-SC-12 TC_082 a TxDefaultProfile acts on the running transaction at once, and its end too", () => {
	const rig = ready();
	rig.charge();
	install(rig, 0, profile("TxDefaultProfile", 10));
	expect(rig.connector.offered).toBe(10);
	install(rig, 0, profile("TxDefaultProfile", 12));
	expect(rig.connector.offered).toBe(12);
	rig.csms.call("ClearChargingProfile", { chargingProfilePurpose: "TxDefaultProfile" });
	expect(rig.connector.offered).toBe(32);
	expect(rig.csms.all("StopTransaction")).toEqual([]);
	expect(rig.state().status).toBe("Charging");
});

test("R-SC-11 R-ST-04 R-ST-02 a limit below 6 A is SuspendedEVSE, the transaction stays open; raised it is Charging or SuspendedEV", () => {
	const rig = ready();
	rig.charge();
	rig.csms.clear();
	const set = (limit: number) => {
		install(rig, 1, profile("TxProfile", limit));
		rig.advance(1);
	};
	set(5.9);
	expect(rig.connector).toMatchObject({ offered: 0, contactor: false });
	expect(rig.state()).toMatchObject({ status: "SuspendedEVSE", offeredA: 0, transactionId: 1001 });
	set(6);
	expect(rig.connector).toMatchObject({ offered: 6, contactor: true });
	expect(rig.state().status).toBe("Charging");
	set(0);
	rig.connector.setEvReady(false);
	// Both suspended: SuspendedEVSE wins (R-ST-03).
	expect(rig.state().status).toBe("SuspendedEVSE");
	set(10);
	expect(rig.connector).toMatchObject({ offered: 10, contactor: false });
	rig.connector.setEvReady(true);
	rig.advance(1);
	expect(rig.csms.statuses(1)).toEqual([
		"SuspendedEVSE",
		"Charging",
		"SuspendedEVSE",
		"SuspendedEV",
		"Charging",
	]);
	expect(rig.csms.all("StopTransaction")).toEqual([]);
	rig.checkTransitions();
});

test("R-SC-11 a transaction may begin and end suspended", () => {
	const rig = ready();
	install(rig, 0, profile("ChargePointMaxProfile", 0));
	rig.charge();
	expect(rig.connector).toMatchObject({ offered: 0, contactor: false });
	expect(rig.csms.statuses(1)).toEqual(["Available", "Preparing", "SuspendedEVSE"]);
	expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.advance(1);
	expect(rig.csms.statuses(1).slice(3)).toEqual(["Finishing", "Available"]);
	rig.checkTransitions();
});

test("R-SC-05 R-SC-09 each period reaches the hardware within a second of its time, and the end of the schedule", () => {
	const rig = ready();
	rig.charge();
	const schedule = periods([0, 16], [10, 0], [20, 10], [30, 20]);
	install(rig, 1, profile("TxProfile", schedule, { startSchedule: at(10), duration: 40 }));
	const offered: number[] = [];
	for (let second = rig.timers.now() / 1000; second < 60; second++) {
		rig.advance(1);
		offered[second + 1] = rig.connector.offered;
	}
	expect(offered[9]).toBe(32);
	expect(offered[10]).toBe(16);
	expect(offered[19]).toBe(16);
	expect(offered[20]).toBe(0);
	expect(offered[29]).toBe(0);
	expect(offered[30]).toBe(10);
	expect(offered[39]).toBe(10);
	expect(offered[40]).toBe(20);
	expect(offered[49]).toBe(20);
	expect(offered[50]).toBe(32);
	rig.checkTransitions();
});

test("R-SC-05 nothing is polled: between two periods no timer of smart charging runs", () => {
	const rig = ready({ defaults: { MeterValueSampleInterval: "0" } });
	rig.charge();
	const before = rig.timers.running;
	install(rig, 1, profile("TxProfile", periods([0, 16], [86400, 10])));
	expect(rig.timers.running).toBe(before + 1);
	rig.csms.call("ClearChargingProfile", {});
	expect(rig.timers.running).toBe(before);
});

test("R-SC-05 validFrom and validTo are moments of change", () => {
	const rig = ready();
	rig.charge();
	install(rig, 1, profile("TxDefaultProfile", 20));
	const more = { stackLevel: 1, validFrom: at(100), validTo: at(200) };
	install(rig, 1, profile("TxDefaultProfile", 10, {}, more));
	expect(rig.connector.offered).toBe(20);
	rig.timers.advance(100_000 - rig.timers.now() - 1);
	expect(rig.connector.offered).toBe(20);
	rig.timers.advance(1);
	expect(rig.connector.offered).toBe(10);
	rig.timers.advance(99_999);
	expect(rig.connector.offered).toBe(10);
	rig.timers.advance(1);
	expect(rig.connector.offered).toBe(20);
});

test("R-SC-08 Relative begins with the transaction, whenever the profile comes, and ignores startSchedule", () => {
	const rig = ready();
	install(rig, 0, relative("TxDefaultProfile", periods([0, 10], [100, 20]), { startSchedule: at(5000) }));
	rig.advance(1000);
	rig.charge();
	expect(rig.connector.offered).toBe(10);
	// The lock took a part of the first second.
	rig.advance(99.1);
	expect(rig.connector.offered).toBe(10);
	rig.advance(0.2);
	expect(rig.connector.offered).toBe(20);
	install(rig, 1, relative("TxProfile", periods([0, 8], [150, 12], [200, 9])));
	expect(rig.connector.offered).toBe(8);
	rig.advance(50);
	expect(rig.connector.offered).toBe(12);
	rig.advance(50);
	expect(rig.connector.offered).toBe(9);
});

test("R-SC-08 Recurring daily restarts from a startSchedule in the past; after its duration a lower level rules", () => {
	const rig = ready();
	const daily = { chargingProfileKind: "Recurring", recurrencyKind: "Daily" } as const;
	const night = { startSchedule: at(-10 * 86400 + 3600), duration: 3600 };
	install(
		rig,
		0,
		profile("TxDefaultProfile", periods([0, 8], [1800, 10]), night, { ...daily, stackLevel: 1 }),
	);
	install(rig, 0, profile("TxDefaultProfile", 20));
	rig.charge();
	for (let day = 0; day < 3; day++) {
		const until = (second: number) => rig.timers.advance((day * 86400 + second) * 1000 - rig.timers.now());
		until(3599);
		expect(rig.connector.offered).toBe(20);
		until(3600);
		expect(rig.connector.offered).toBe(8);
		until(5400);
		expect(rig.connector.offered).toBe(10);
		until(7200);
		expect(rig.connector.offered).toBe(20);
	}
});

test("R-SC-08 R-HB-03 a step of the clock moves Absolute profiles at once and Relative ones not at all", () => {
	const rig = ready();
	let ahead = 0;
	rig.csms.answer("Heartbeat", () => ({
		currentTime: new Date(Date.parse(rig.csms.time) + ahead).toISOString(),
	}));
	rig.charge();
	install(rig, 1, profile("TxDefaultProfile", periods([0, 16], [3600, 10])));
	install(
		rig,
		1,
		relative("TxDefaultProfile", periods([0, 8], [1000, 9]), { duration: 2000 }, { stackLevel: 1 }),
	);
	expect(rig.connector.offered).toBe(8);
	ahead = 3_500_000;
	rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" });
	rig.advance(1);
	expect(rig.connector.offered).toBe(8);
	rig.csms.call("ClearChargingProfile", { stackLevel: 1 });
	expect(rig.connector.offered).toBe(16);
	// The period now ends after 100 s, not after an hour.
	rig.advance(110);
	expect(rig.connector.offered).toBe(10);
	ahead = 0;
	rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" });
	rig.advance(1);
	expect(rig.connector.offered).toBe(16);
	rig.advance(3600);
	expect(rig.connector.offered).toBe(10);
});

test("R-SC-14 R-HB-06 without a clock a profile counts with the least that it ever allows, a Relative one as it is", () => {
	const rig = ready({ defaults: { AllowOfflineTxForUnknownId: "true" } });
	const schedule = periods([0, 30], [36000, 14], [40000, 30]);
	install(rig, 0, profile("ChargePointMaxProfile", schedule, {}, { stackLevel: 1 }));
	install(rig, 0, profile("ChargePointMaxProfile", 20));
	install(rig, 0, relative("TxDefaultProfile", periods([0, 18], [60, 9])));
	rig.powerOff();
	rig.online = false;
	rig.boot();
	rig.charge();
	expect(rig.chargePoint.state.clock).toBeNull();
	expect(rig.connector.offered).toBe(14);
	rig.advance(60);
	expect(rig.connector.offered).toBe(9);
	rig.csms.answer("BootNotification", () => ({
		status: "Accepted",
		currentTime: rig.csms.time,
		interval: 300,
	}));
	rig.setOnline(true);
	rig.advance(1);
	rig.csms.call("ClearChargingProfile", { chargingProfilePurpose: "TxDefaultProfile" });
	// With the clock the schedule is where it belongs.
	expect(rig.connector.offered).toBe(30);
});

test("R-SC-14 R-HB-06 without a clock the least of an upper level and a Relative lower level rule together", () => {
	const rig = ready({ defaults: { AllowOfflineTxForUnknownId: "true" } });
	install(rig, 0, profile("TxDefaultProfile", periods([0, 30], [60, 12]), {}, { stackLevel: 1 }));
	install(rig, 0, relative("TxDefaultProfile", periods([0, 20], [60, 10])));
	rig.powerOff();
	rig.online = false;
	rig.boot();
	rig.charge();
	expect(rig.connector.offered).toBe(12);
	rig.advance(60);
	expect(rig.connector.offered).toBe(10);
});

test("R-SC-14 R-HB-06 without a clock a profile of a limited validity counts too", () => {
	const rig = ready({ defaults: { AllowOfflineTxForUnknownId: "true" } });
	install(rig, 1, relative("TxDefaultProfile", 11, {}, { validFrom: at(-100), validTo: at(100) }));
	rig.powerOff();
	rig.online = false;
	rig.boot();
	rig.advance(3600);
	rig.charge();
	expect(rig.connector.offered).toBe(11);
	rig.setOnline(true);
	rig.advance(5);
	// The clock tells that it has ended.
	expect(rig.connector.offered).toBe(32);
});

test("R-TX-23 R-SC-11 the share does not bring the status before the messages of the transaction", () => {
	const rig = ready({ connectors: 2 });
	install(rig, 0, profile("ChargePointMaxProfile", 20));
	rig.charge("BOB", 2);
	rig.csms.clear();
	rig.charge("ALICE", 1);
	rig.present("ALICE", 1);
	const told = rig.csms.received.map(({ action, payload }) => payload.status ?? action);
	expect(told).toEqual([
		"Preparing",
		"Authorize",
		"StartTransaction",
		"Charging",
		"StopTransaction",
		"Finishing",
	]);
});

test("R-TX-23 a contactor opens before a profile is read for the others", () => {
	const rig = ready({ connectors: 2 });
	install(rig, 0, profile("ChargePointMaxProfile", 20));
	rig.charge("ALICE", 1);
	rig.charge("BOB", 2);
	const closed: boolean[] = [];
	const read = rig.flash.read.bind(rig.flash);
	rig.flash.read = (...parameters) => {
		closed.push(rig.hardware[0].contactor);
		return read(...parameters);
	};
	rig.present("ALICE", 1);
	expect(closed.length).toBeGreaterThan(0);
	expect(closed).not.toContain(true);
	expect(rig.hardware[1].offered).toBe(20);
});

test("R-OP-01 R-SC-12 the answer goes out before the status that follows from the profile", () => {
	const rig = ready();
	rig.charge();
	const frames: string[] = [];
	const receive = rig.csms.receive.bind(rig.csms);
	rig.csms.receive = (text) => {
		frames.push(text);
		receive(text);
	};
	install(rig, 1, profile("TxDefaultProfile", 0));
	rig.advance(1);
	expect(frames[0]).toContain('"Accepted"');
	expect(frames[1]).toContain("SuspendedEVSE");
	frames.length = 0;
	rig.csms.call("ClearChargingProfile", {});
	rig.advance(1);
	expect(frames[0]).toContain('"Accepted"');
	expect(frames[1]).toContain('"Charging"');
});

test("R-SC-11 R-AUTH-20 limits and refused transactions: neither lets energy flow that the other forbids", () => {
	const rig = ready({ defaults: { StopTransactionOnInvalidId: "false" } });
	rig.csms.answer("StartTransaction", { transactionId: 7, idTagInfo: { status: "Blocked" } });
	rig.charge();
	rig.advance(1);
	expect(rig.state()).toMatchObject({ status: "SuspendedEVSE", offeredA: 0 });
	expect(install(rig, 1, profile("TxProfile", 16, {}, { transactionId: 7 }))).toEqual({ status: "Accepted" });
	rig.advance(1);
	expect(rig.state()).toMatchObject({ status: "SuspendedEVSE", offeredA: 0 });
	expect(rig.connector.contactor).toBe(false);
});

test("R-SC-11 R-TX-12 R-ST-08 unplugged or faulted nothing is offered, and the limit holds afterwards", () => {
	const rig = ready({ defaults: { StopTransactionOnEVSideDisconnect: "false" } });
	install(rig, 1, profile("TxDefaultProfile", 10));
	rig.charge();
	rig.connector.setVehicle(false);
	expect(rig.state()).toMatchObject({ status: "SuspendedEV", offeredA: 0 });
	rig.connector.setVehicle(true);
	expect(rig.state()).toMatchObject({ status: "Charging", offeredA: 10 });
	rig.chargePoint.setFault(1, { errorCode: "OverCurrentFailure" }, true);
	expect(rig.state()).toMatchObject({ status: "Faulted", offeredA: 0 });
	rig.chargePoint.setFault(1, { errorCode: "OverCurrentFailure" }, false);
	expect(rig.state()).toMatchObject({ status: "Charging", offeredA: 10 });
	rig.advance(1);
	rig.checkTransitions();
});

test("TC_056 R-SC-05 a TxDefaultProfile set before the transaction rules it, and the composite schedule says so", () => {
	const rig = ready();
	install(rig, 1, relative("TxDefaultProfile", periods([0, 16], [300, 10], [600, 8])));
	rig.charge();
	expect(rig.connector.offered).toBe(16);
	expect(compositePeriods(rig, 1, 900)).toEqual([
		[0, 16],
		[299, 10],
		[599, 8],
	]);
});

test("TC_057 R-SC-02 a TxProfile set in the transaction rules it, and the composite schedule says so", () => {
	const rig = ready();
	rig.charge();
	const { transactionId } = rig.state();
	const more = { transactionId: transactionId! };
	install(rig, 1, profile("TxProfile", periods([0, 6], [100, 20]), { startSchedule: rig.csms.time }, more));
	expect(rig.connector.offered).toBe(6);
	expect(compositePeriods(rig, 1, 200)).toEqual([
		[0, 6],
		[100, 20],
	]);
	rig.advance(100);
	expect(rig.connector.offered).toBe(20);
});

test("TC_072 R-SC-05 stacked TxDefaultProfiles: level 1 for 150 s, then level 0 up to 400 s", () => {
	const rig = ready();
	const from = { startSchedule: rig.csms.time };
	install(rig, 0, profile("TxDefaultProfile", periods([0, 8], [300, 10]), { ...from, duration: 400 }));
	const upper = profile("TxDefaultProfile", periods([0, 16], [100, 12]), { ...from, duration: 150 });
	install(rig, 0, { ...upper, stackLevel: 1 });
	rig.charge();
	expect(compositePeriods(rig, 1, 500)).toEqual([
		[0, 16],
		[99, 12],
		[149, 8],
		[299, 10],
		[399, 32],
	]);
	expect(rig.connector.offered).toBe(16);
	rig.advance(149);
	expect(rig.connector.offered).toBe(8);
});
