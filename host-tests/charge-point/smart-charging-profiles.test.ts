import { expect, test } from "vitest";
import type { ChargingProfile, ChargingProfilePurpose } from "../../modules/ocpp/types";
import { PowerCut } from "../storage/memory-flash";
import {
	ACCEPTED,
	at,
	CONSTRAINT,
	composite,
	compositePeriods,
	install,
	periods,
	profile,
	REJECTED,
	ready,
	relative,
} from "./charging-profiles";
import { Rig } from "./rig";

test("R-SC-01 SetChargingProfile for an unknown connector or with a bad unit, kind or purpose", () => {
	const rig = ready({ connectors: 2 });
	for (const connectorId of [-1, 3]) {
		expect(install(rig, connectorId, profile("TxDefaultProfile", 10))).toEqual(CONSTRAINT);
	}
	const good = profile("TxDefaultProfile", 10);
	for (const bad of [
		{ ...good, chargingProfilePurpose: "Other" },
		{ ...good, chargingProfileKind: "Sometimes" },
		{ ...good, recurrencyKind: "Monthly" },
		{ ...good, chargingSchedule: { ...good.chargingSchedule, chargingRateUnit: "kW" } },
	]) {
		expect(install(rig, 1, bad as ChargingProfile)).toEqual(CONSTRAINT);
	}
	expect(rig.csms.call("ClearChargingProfile", {})).toEqual({ status: "Unknown" });
});

test("R-SC-01 R-RSTX-05 R-FRM-12 without SmartCharging among the profiles: NotSupported, and a remote start goes on without its profile", () => {
	const rig = ready({ defaults: { SupportedFeatureProfiles: "Core,RemoteTrigger" } });
	const unsupported = { code: "NotSupported" };
	expect(install(rig, 1, profile("TxDefaultProfile", 10))).toEqual(unsupported);
	expect(rig.csms.call("ClearChargingProfile", {})).toEqual(unsupported);
	expect(rig.csms.call("GetCompositeSchedule", { connectorId: 1, duration: 60 })).toEqual(unsupported);
	rig.connector.plug(true);
	const start = { idTag: "ALICE", connectorId: 1, chargingProfile: profile("TxDefaultProfile", 10) };
	expect(rig.csms.call("RemoteStartTransaction", start)).toEqual(ACCEPTED);
	rig.advance(1);
	expect(rig.connector.offered).toBe(32);
});

test("R-SC-02 each purpose on its connectors only", () => {
	const rig = ready({ connectors: 2 });
	rig.charge("ALICE", 1);
	expect(install(rig, 0, profile("ChargePointMaxProfile", 10))).toEqual(ACCEPTED);
	expect(install(rig, 1, profile("ChargePointMaxProfile", 10))).toEqual(REJECTED);
	expect(install(rig, 0, profile("TxDefaultProfile", 10))).toEqual(ACCEPTED);
	expect(install(rig, 2, profile("TxDefaultProfile", 10))).toEqual(ACCEPTED);
	expect(install(rig, 0, profile("TxProfile", 10))).toEqual(REJECTED);
	expect(install(rig, 1, profile("TxProfile", 10))).toEqual(ACCEPTED);
});

test("R-SC-02 TC_058_1 TC_058_2 a TxProfile needs a running transaction, and the right one", () => {
	const rig = ready({ connectors: 2 });
	expect(install(rig, 1, profile("TxProfile", 10))).toEqual(REJECTED);
	expect(install(rig, 1, profile("TxProfile", 10, {}, { transactionId: 1001 }))).toEqual(REJECTED);
	rig.charge("ALICE", 1);
	expect(rig.state().transactionId).toBe(1001);
	expect(install(rig, 1, profile("TxProfile", 10, {}, { transactionId: 1002 }))).toEqual(REJECTED);
	expect(install(rig, 2, profile("TxProfile", 10, {}, { transactionId: 1001 }))).toEqual(REJECTED);
	expect(rig.connector.offered).toBe(32);
	expect(install(rig, 1, profile("TxProfile", 10, {}, { transactionId: 1001 }))).toEqual(ACCEPTED);
	expect(rig.connector.offered).toBe(10);
});

test("R-SC-03 implausible profiles are Rejected and change nothing", () => {
	const rig = ready();
	rig.charge();
	expect(install(rig, 1, profile("TxDefaultProfile", 13))).toEqual(ACCEPTED);
	const change = (
		more: Partial<ChargingProfile>,
		schedule: Partial<ChargingProfile["chargingSchedule"]> = {},
	) => profile("TxDefaultProfile", 10, schedule, more);
	const tooMany = periods(...Array.from({ length: 25 }, (_, i): [number, number] => [i, 10]));
	const implausible: ChargingProfile[] = [
		change({ stackLevel: -1 }),
		change({ stackLevel: 9 }),
		change({}, { chargingSchedulePeriod: tooMany }),
		change({}, { chargingSchedulePeriod: [] }),
		change({}, { chargingSchedulePeriod: periods([1, 10]) }),
		change({}, { chargingSchedulePeriod: periods([0, 10], [60, 8], [60, 7]) }),
		change({}, { chargingSchedulePeriod: periods([0, 10], [60, 8], [50, 7]) }),
		change({}, { chargingSchedulePeriod: periods([0, -1]) }),
		change({}, { chargingSchedulePeriod: periods([0, 10, 0]) }),
		change({}, { chargingSchedulePeriod: periods([0, 10, 4]) }),
		change({}, { chargingSchedulePeriod: periods([0, 10], [2 ** 31, 10]) }),
		change({}, { duration: 0 }),
		change({}, { duration: -5 }),
		change({}, { minChargingRate: -1 }),
		change({ chargingProfileKind: "Recurring" }),
		change({ transactionId: 1001 }),
		change({ validFrom: at(100), validTo: at(100) }),
		change({ validFrom: at(100), validTo: at(99) }),
		{ ...relative("TxDefaultProfile", 10), chargingProfileKind: "Absolute" },
		{ ...relative("TxDefaultProfile", 10), chargingProfileKind: "Recurring", recurrencyKind: "Daily" },
		relative("ChargePointMaxProfile", 10),
	];
	for (const one of implausible) {
		const connectorId = one.chargingProfilePurpose === "ChargePointMaxProfile" ? 0 : 1;
		const answer = install(rig, connectorId, one);
		// An empty list is against the schema already.
		if (answer && "code" in answer) expect(one.chargingSchedule.chargingSchedulePeriod).toEqual([]);
		else expect(answer, JSON.stringify(one)).toEqual(REJECTED);
	}
	expect(rig.connector.offered).toBe(13);
	expect(rig.csms.call("ClearChargingProfile", {})).toEqual(ACCEPTED);
	expect(rig.connector.offered).toBe(32);
});

test("R-SC-03 what lies on the edge is accepted", () => {
	const rig = ready();
	const most = periods(...Array.from({ length: 24 }, (_, i): [number, number] => [i * 10, i]));
	expect(install(rig, 1, profile("TxDefaultProfile", most, {}, { stackLevel: 8 }))).toEqual(ACCEPTED);
	const daily = { chargingProfileKind: "Recurring", recurrencyKind: "Daily" } as const;
	expect(install(rig, 0, profile("ChargePointMaxProfile", 0, {}, daily))).toEqual(ACCEPTED);
	const huge = relative("TxDefaultProfile", 429496730, { startSchedule: at(0) }, { stackLevel: 7 });
	expect(install(rig, 0, huge)).toEqual(ACCEPTED);
	rig.csms.call("ClearChargingProfile", { stackLevel: 8 });
	expect(compositePeriods(rig, 1, 60, "A")).toEqual([[0, 0]]);
	rig.csms.call("ClearChargingProfile", { chargingProfilePurpose: "ChargePointMaxProfile" });
	expect(compositePeriods(rig, 1, 60, "A")).toEqual([[0, 32]]);
	expect(install(rig, 0, profile("TxDefaultProfile", periods([0, 9.9, 1]), { duration: 1 }))).toEqual(
		ACCEPTED,
	);
});

test("R-SC-03 only the units that ChargingScheduleAllowedChargingRateUnit names", () => {
	const rig = ready({ defaults: { ChargingScheduleAllowedChargingRateUnit: "Current" } });
	expect(install(rig, 1, profile("TxDefaultProfile", 10000, { chargingRateUnit: "W" }))).toEqual(REJECTED);
	expect(install(rig, 1, profile("TxDefaultProfile", 10))).toEqual(ACCEPTED);
});

test("R-SC-03 no more than MaxChargingProfilesInstalled, but one in place of another", () => {
	const rig = ready({ defaults: { MaxChargingProfilesInstalled: "3" } });
	rig.charge();
	expect(install(rig, 0, profile("ChargePointMaxProfile", 31, {}, { chargingProfileId: 1 }))).toEqual(
		ACCEPTED,
	);
	expect(install(rig, 0, profile("TxDefaultProfile", 30, {}, { chargingProfileId: 2 }))).toEqual(ACCEPTED);
	expect(install(rig, 1, profile("TxProfile", 29, {}, { chargingProfileId: 3 }))).toEqual(ACCEPTED);
	expect(install(rig, 1, profile("TxDefaultProfile", 8, {}, { chargingProfileId: 4 }))).toEqual(REJECTED);
	expect(rig.connector.offered).toBe(29);
	// The same id elsewhere, and the same place with another id.
	expect(install(rig, 1, profile("TxDefaultProfile", 28, {}, { chargingProfileId: 3 }))).toEqual(ACCEPTED);
	expect(rig.connector.offered).toBe(28);
	expect(install(rig, 0, profile("TxDefaultProfile", 27, {}, { chargingProfileId: 5 }))).toEqual(ACCEPTED);
	expect(rig.csms.call("ClearChargingProfile", { id: 2 })).toEqual({ status: "Unknown" });
});

test("R-SC-03 R-SC-14 as many and as long profiles as are promised fit into the flash, over a power cut", () => {
	const rig = ready();
	const long = periods(
		...Array.from({ length: 24 }, (_, i): [number, number, number] => [i * 3600, 15.5 + i, 3]),
	);
	for (let level = 0; level <= 8; level++) {
		expect(install(rig, 0, profile("TxDefaultProfile", long, {}, { stackLevel: level }))).toEqual(ACCEPTED);
		if (level < 7)
			expect(install(rig, 1, profile("TxDefaultProfile", long, {}, { stackLevel: level }))).toEqual(ACCEPTED);
	}
	expect(install(rig, 0, profile("ChargePointMaxProfile", long))).toEqual(REJECTED);
	rig.powerOff();
	rig.boot();
	rig.advance(1);
	for (let i = 0; i < 9; i++) {
		expect(rig.csms.call("ClearChargingProfile", { stackLevel: i })).toEqual(ACCEPTED);
	}
	expect(rig.csms.call("ClearChargingProfile", {})).toEqual({ status: "Unknown" });
});

test("R-SC-03 a profile that the flash has no room for is Rejected, and nothing else suffers", () => {
	const rig = ready({ recordBlocks: 8, defaults: { MaxChargingProfilesInstalled: "40" } });
	const long = periods(
		...Array.from({ length: 24 }, (_, i): [number, number, number] => [i * 36000, 15.5 + i, 3]),
	);
	const answers: unknown[] = [];
	for (let connectorId = 0; connectorId < 2; connectorId++) {
		for (let level = 0; level <= 8; level++) {
			answers.push(install(rig, connectorId, profile("TxDefaultProfile", long, {}, { stackLevel: level })));
			answers.push(install(rig, 0, profile("ChargePointMaxProfile", long, {}, { stackLevel: level })));
		}
	}
	expect(answers).toContainEqual(REJECTED);
	expect(answers[0]).toEqual(ACCEPTED);
	expect(rig.logs.some((text) => text.includes("cannot be stored"))).toBe(true);
	expect(rig.csms.call("ClearChargingProfile", {})).toEqual(ACCEPTED);
	expect(install(rig, 0, profile("ChargePointMaxProfile", long))).toEqual(ACCEPTED);
});

test("R-SC-04 the same id, or the same purpose, level and connector, replaces", () => {
	const rig = ready({ connectors: 2 });
	const id = { chargingProfileId: 7 };
	install(rig, 1, profile("TxDefaultProfile", 10, {}, id));
	install(rig, 2, profile("TxDefaultProfile", 11, {}, id));
	expect(compositePeriods(rig, 1, 60)).toEqual([[0, 32]]);
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 11]]);
	install(rig, 2, profile("TxDefaultProfile", 12));
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 12]]);
	expect(rig.csms.call("ClearChargingProfile", { id: 7 })).toEqual({ status: "Unknown" });
	// Another purpose, connector or level is another place.
	install(rig, 0, profile("ChargePointMaxProfile", 31));
	install(rig, 0, profile("TxDefaultProfile", 13));
	install(rig, 2, profile("TxDefaultProfile", 14, {}, { stackLevel: 1 }));
	expect(compositePeriods(rig, 1, 60)).toEqual([[0, 13]]);
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 14]]);
	rig.csms.call("ClearChargingProfile", { stackLevel: 1 });
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 12]]);
	rig.csms.call("ClearChargingProfile", { connectorId: 2 });
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 13]]);
});

test("R-SC-04 TxDefaultProfiles of connector 0 and n: the same level wins on n, other levels stack", () => {
	const rig = ready({ connectors: 2 });
	install(rig, 0, profile("TxDefaultProfile", 20, {}, { stackLevel: 1 }));
	install(rig, 1, profile("TxDefaultProfile", 16, { duration: 100 }, { stackLevel: 1 }));
	install(rig, 1, profile("TxDefaultProfile", 12));
	// On 1 the level 1 of connector 0 does not count, also where the connector's own has ended.
	expect(compositePeriods(rig, 1, 199)).toEqual([
		[0, 16],
		[99, 12],
	]);
	expect(compositePeriods(rig, 2, 199)).toEqual([[0, 20]]);
});

test("R-SC-06 a profile replaced by one with a future validFrom is gone at once", () => {
	const rig = ready();
	rig.charge();
	install(rig, 1, profile("TxDefaultProfile", 10));
	expect(rig.connector.offered).toBe(10);
	install(rig, 1, profile("TxDefaultProfile", 12, {}, { validFrom: at(100) }));
	expect(rig.connector.offered).toBe(32);
	rig.timers.advance(98_000);
	expect(rig.connector.offered).toBe(12);
});

test("R-SC-04 R-SC-15 R-CFG-05 a power cut at any byte of a replacement or a removal: all of the old or all of the new", () => {
	const lower = () => profile("TxDefaultProfile", 10, {}, { chargingProfileId: 1 });
	const upper = () => profile("TxDefaultProfile", 20, {}, { chargingProfileId: 2, stackLevel: 1 });
	const changes: [change: (rig: Rig) => void, after: number][] = [
		// In place of both at once: of one by its id, of the other by its level.
		[(rig) => install(rig, 1, { ...upper(), chargingProfileId: 1 }), 20],
		[
			(rig) => install(rig, 1, profile("TxDefaultProfile", 16, {}, { chargingProfileId: 1, stackLevel: 1 })),
			16,
		],
		[(rig) => rig.csms.call("ClearChargingProfile", {}), 32],
	];
	for (const [change, after] of changes) {
		for (let bytes = 0; ; bytes++) {
			const rig = ready();
			install(rig, 1, lower());
			install(rig, 1, upper());
			rig.flash.powerFor = bytes;
			try {
				change(rig);
			} catch (error) {
				if (!(error instanceof PowerCut)) throw error;
			}
			const wasCut = rig.powerFailed;
			if (!wasCut) rig.powerOff();
			rig.boot();
			rig.advance(1);
			const [[, limit]] = compositePeriods(rig, 1, 60);
			const isOld = rig.csms.call("ClearChargingProfile", { id: 2 });
			if (isOld && "status" in isOld && isOld.status === "Accepted") {
				expect(limit).toBe(20);
				expect(compositePeriods(rig, 1, 60)).toEqual([[0, 10]]);
			} else {
				expect(limit).toBe(after);
				rig.csms.call("ClearChargingProfile", { id: 1 });
				expect(compositePeriods(rig, 1, 60)).toEqual([[0, 32]]);
			}
			if (!wasCut) break;
			expect(bytes).toBeLessThan(1000);
		}
	}
});

test("R-SC-15 TC_067 ClearChargingProfile by id, by criteria, all", () => {
	const rig = ready({ connectors: 2 });
	rig.charge("ALICE", 1);
	const set = (
		connectorId: number,
		purpose: ChargingProfilePurpose,
		limit: number,
		id: number,
		stackLevel: number,
	) =>
		expect(
			install(rig, connectorId, profile(purpose, limit, {}, { chargingProfileId: id, stackLevel })),
		).toEqual(ACCEPTED);
	set(0, "ChargePointMaxProfile", 30, 1, 0);
	set(0, "TxDefaultProfile", 20, 2, 1);
	set(1, "TxDefaultProfile", 18, 3, 2);
	set(1, "TxProfile", 16, 4, 2);
	set(2, "TxDefaultProfile", 14, 5, 2);
	const clear = (request: Parameters<typeof rig.csms.call<"ClearChargingProfile">>[1]) =>
		rig.csms.call("ClearChargingProfile", request);
	expect(clear({ id: 9 })).toEqual({ status: "Unknown" });
	expect(clear({ connectorId: 1, chargingProfilePurpose: "TxDefaultProfile", stackLevel: 1 })).toEqual({
		status: "Unknown",
	});
	expect(clear({ connectorId: 7 })).toEqual({ status: "Unknown" });
	expect(rig.hardware[0].offered).toBe(16);
	// With an id the other fields do not count.
	expect(clear({ id: 4, connectorId: 2, stackLevel: 7 })).toEqual(ACCEPTED);
	expect(rig.hardware[0].offered).toBe(18);
	expect(clear({ stackLevel: 2, connectorId: 1 })).toEqual(ACCEPTED);
	expect(rig.hardware[0].offered).toBe(20);
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 14]]);
	// Connector 0 is what was set on 0.
	expect(clear({ connectorId: 0, chargingProfilePurpose: "TxDefaultProfile" })).toEqual(ACCEPTED);
	expect(rig.hardware[0].offered).toBe(30);
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 14]]);
	expect(clear({})).toEqual(ACCEPTED);
	expect(rig.hardware[0].offered).toBe(32);
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 32]]);
	expect(clear({})).toEqual({ status: "Unknown" });
});

test("R-SC-14 profiles of the charge point and defaults survive a power cut; MicroOcpp 5.12 the top level and minChargingRate too", () => {
	const rig = ready();
	install(rig, 1, profile("TxDefaultProfile", 11, { minChargingRate: 6.5 }, { stackLevel: 8 }));
	install(rig, 0, profile("ChargePointMaxProfile", periods([0, 20], [3600, 9]), {}, { stackLevel: 8 }));
	const before = composite(rig, 1, 7200);
	expect(before.chargingSchedule?.minChargingRate).toBe(6.5);
	rig.powerOff();
	rig.boot();
	rig.advance(0);
	expect(composite(rig, 1, 7200)).toEqual(before);
	rig.charge();
	expect(rig.connector.offered).toBe(11);
	rig.csms.call("ClearChargingProfile", { stackLevel: 8, connectorId: 1 });
	expect(rig.connector.offered).toBe(20);
});

test("R-SC-13 R-SC-14 a TxProfile ends with its transaction, by a power cut too", () => {
	const rig = ready();
	rig.charge();
	const { chargingProfileId: id } = profile("TxProfile", 10);
	install(rig, 1, profile("TxProfile", 10, {}, { chargingProfileId: id }));
	rig.present("ALICE");
	expect(rig.csms.call("ClearChargingProfile", { id })).toEqual({ status: "Unknown" });
	rig.hardware[0].plug(false);
	rig.charge();
	expect(rig.connector.offered).toBe(32);
	install(rig, 1, profile("TxProfile", 10, {}, { chargingProfileId: id }));
	rig.powerOff();
	rig.boot();
	rig.advance(1);
	expect(rig.csms.call("ClearChargingProfile", { id })).toEqual({ status: "Unknown" });
});

test("R-SC-14 offline all profiles keep working", () => {
	const rig = ready({ defaults: { AllowOfflineTxForUnknownId: "true" } });
	install(rig, 0, profile("ChargePointMaxProfile", periods([0, 20], [600, 10])));
	rig.charge();
	install(rig, 1, profile("TxProfile", periods([0, 16], [300, 12])));
	rig.setOnline(false);
	expect(rig.connector.offered).toBe(16);
	rig.advance(300);
	expect(rig.connector.offered).toBe(12);
	rig.advance(300);
	expect(rig.connector.offered).toBe(10);
});

test("R-SC-01 R-BOOT-05 profiles are taken while the registration is pending, a remote start is not", () => {
	const rig = new Rig({ offline: true });
	rig.csms.answer("BootNotification", () => ({
		status: "Pending",
		currentTime: rig.csms.time,
		interval: 60,
	}));
	rig.setOnline(true);
	rig.advance(1);
	expect(install(rig, 1, profile("TxDefaultProfile", 10))).toEqual(ACCEPTED);
	expect(compositePeriods(rig, 1, 60)).toEqual([[0, 10]]);
	const start = { idTag: "ALICE", connectorId: 1, chargingProfile: relative("TxProfile", 10) };
	expect(rig.csms.call("RemoteStartTransaction", start)).toEqual(REJECTED);
});

test("R-CFG-01 the keys of smart charging are told and read-only", () => {
	const rig = ready();
	const key = [
		"ChargeProfileMaxStackLevel",
		"ChargingScheduleAllowedChargingRateUnit",
		"ChargingScheduleMaxPeriods",
		"ConnectorSwitch3to1PhaseSupported",
		"MaxChargingProfilesInstalled",
	];
	expect(rig.csms.call("GetConfiguration", { key })).toEqual({
		configurationKey: [
			{ key: "ChargeProfileMaxStackLevel", readonly: true, value: "8" },
			{ key: "ChargingScheduleAllowedChargingRateUnit", readonly: true, value: "Current,Power" },
			{ key: "ChargingScheduleMaxPeriods", readonly: true, value: "24" },
			{ key: "ConnectorSwitch3to1PhaseSupported", readonly: true, value: "false" },
			{ key: "MaxChargingProfilesInstalled", readonly: true, value: "16" },
		],
	});
	for (const one of key)
		expect(rig.csms.call("ChangeConfiguration", { key: one, value: "1" })).toEqual(REJECTED);
	const profiles = rig.csms.call("GetConfiguration", { key: ["SupportedFeatureProfiles"] });
	expect(JSON.stringify(profiles)).toMatch(/[",]SmartCharging[",]/);
});
