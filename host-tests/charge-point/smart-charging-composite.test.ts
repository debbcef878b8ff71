import fc from "fast-check";
import { expect, test } from "vitest";
import type { GetCompositeScheduleRequest } from "../../modules/ocpp/types";
import {
	at,
	composite,
	compositePeriods,
	HARDWARE,
	install,
	ownAt,
	periods,
	profile,
	relative,
	totalAt,
	ZERO,
} from "./charging-profiles";
import { arbitraryInstalled } from "./random-profiles";
import { Rig } from "./rig";
import { fitsResponse } from "./scripted-csms";

function ready(options: ConstructorParameters<typeof Rig>[0] = {}): Rig {
	const rig = new Rig(options);
	rig.advance(1);
	return rig;
}

test("R-SC-16 R-SC-17 MicroOcpp 5.14 with nothing installed: the hardware's maximum, in A or W, with and without a transaction", () => {
	const rig = ready({ connectors: 2 });
	for (const transaction of [false, true]) {
		if (transaction) rig.charge();
		const answer = composite(rig, 1, 300);
		expect(answer).toEqual({
			status: "Accepted",
			connectorId: 1,
			scheduleStart: rig.csms.time,
			chargingSchedule: {
				duration: 300,
				chargingRateUnit: "A",
				chargingSchedulePeriod: [{ startPeriod: 0, limit: 32 }],
			},
		});
		expect(fitsResponse("GetCompositeSchedule", answer)).toBe(true);
		expect(compositePeriods(rig, 1, 300, "W")).toEqual([[0, 22080]]);
		// Connector 0: what both may draw together.
		expect(compositePeriods(rig, 0, 300)).toEqual([[0, 64]]);
	}
});

test("R-SC-16 unknown connectors are Rejected, a bad unit is an error, a duration of 0 has one period", () => {
	const rig = ready();
	for (const connectorId of [-1, 2]) expect(composite(rig, connectorId, 60)).toEqual({ status: "Rejected" });
	expect(composite(rig, 1, -1)).toEqual({ status: "Rejected" });
	const bad = {
		connectorId: 1,
		duration: 60,
		chargingRateUnit: "kW",
	} as unknown as GetCompositeScheduleRequest;
	expect(rig.csms.call("GetCompositeSchedule", bad)).toEqual({ code: "PropertyConstraintViolation" });
	expect(compositePeriods(rig, 1, 0)).toEqual([[0, 32]]);
	expect(composite(rig, 1, 2 ** 31 - 1).chargingSchedule?.duration).toBe(2 ** 31 - 1);
});

test("R-SC-16 without a clock nobody can tell when a period begins: Rejected", () => {
	const rig = new Rig({ offline: true });
	rig.csms.answer("BootNotification", { status: "Pending", currentTime: "soon", interval: 60 } as never);
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.chargePoint.state.clock).toBeNull();
	expect(composite(rig, 1, 60)).toEqual({ status: "Rejected" });
});

test("TC_066 R-SC-07 R-SC-16 three profiles: the least in each interval", () => {
	const rig = ready();
	rig.charge();
	const now = { startSchedule: rig.csms.time };
	install(rig, 0, profile("ChargePointMaxProfile", 10, { ...now, duration: 86400 }));
	const byDefault = periods([0, 6], [60, 10], [120, 8], [180, 25], [260, 8]);
	install(rig, 1, profile("TxDefaultProfile", byDefault, { ...now, duration: 300 }));
	const own = periods([0, 8], [50, 11], [140, 16], [200, 6], [240, 12]);
	const more = { transactionId: rig.state().transactionId! };
	install(rig, 1, profile("TxProfile", own, { ...now, duration: 240 }, more));
	const answer = composite(rig, 1, 400);
	expect(answer.scheduleStart).toBe(rig.csms.time);
	expect(answer.chargingSchedule).not.toHaveProperty("startSchedule");
	expect(answer.chargingSchedule).toMatchObject({ duration: 400, chargingRateUnit: "A" });
	expect(compositePeriods(rig, 1, 400)).toEqual([
		[0, 8],
		[50, 10],
		[200, 6],
		[240, 10],
		[260, 8],
		[300, 10],
	]);
	rig.advance(30);
	expect(compositePeriods(rig, 1, 200).slice(0, 3)).toEqual([
		[0, 8],
		[20, 10],
		[170, 6],
	]);
});

test("R-SC-16 startPeriods are whole seconds from scheduleStart, which is now", () => {
	const rig = ready();
	install(rig, 1, profile("TxDefaultProfile", periods([0, 10], [100, 8]), { startSchedule: at(10) }));
	rig.advance(0.73);
	expect(composite(rig, 1, 200).scheduleStart).toBe(at(1.73));
	expect(compositePeriods(rig, 1, 200)).toEqual([
		[0, 32],
		[8, 10],
		[108, 8],
	]);
});

test("R-SC-16 a profile that begins now is the first period, also where the clocks differ by parts of a second", () => {
	const rig = ready();
	rig.advance(0.4);
	for (const difference of [-0.9, -0.4, 0, 0.4, 0.9]) {
		const startSchedule = at(1.4 + difference);
		install(rig, 1, profile("TxDefaultProfile", periods([0, 10], [60, 8]), { startSchedule }));
		const [first, second, ...more] = compositePeriods(rig, 1, 300);
		expect(first).toEqual([0, 10]);
		expect(second[1]).toBe(8);
		expect(Math.abs(second[0] - 60)).toBeLessThanOrEqual(1);
		expect(more).toEqual([]);
	}
});

test("R-SC-16 equal neighbours are one period, periods beyond the duration are left out", () => {
	const rig = ready();
	const schedule = periods([0, 10], [60, 10], [120, 12], [300, 9]);
	install(rig, 1, profile("TxDefaultProfile", schedule, { startSchedule: at(1) }));
	install(rig, 0, profile("ChargePointMaxProfile", periods([0, 20], [90, 10]), { startSchedule: at(1) }));
	expect(compositePeriods(rig, 1, 300)).toEqual([[0, 10]]);
	expect(compositePeriods(rig, 1, 301)).toEqual([
		[0, 10],
		[300, 9],
	]);
});

test("R-SC-10 R-SC-17 units are converted by the phases that the profile tells", () => {
	const rig = ready();
	const list = periods([0, 11000], [100, 4600, 1], [200, 9200, 2], [300, 7000]);
	install(rig, 1, profile("TxDefaultProfile", list, { startSchedule: at(1), chargingRateUnit: "W" }));
	expect(compositePeriods(rig, 1, 400, "W")).toEqual([
		[0, 11000],
		[100, 4600, 1],
		[200, 9200, 2],
		[300, 7000],
	]);
	expect(compositePeriods(rig, 1, 400, "A")).toEqual([
		[0, 15.9],
		[100, 20, 1],
		[200, 20, 2],
		[300, 10.1],
	]);
	expect(compositePeriods(rig, 1, 400)).toEqual(compositePeriods(rig, 1, 400, "A"));
	rig.csms.call("ClearChargingProfile", {});
	install(rig, 1, profile("TxDefaultProfile", periods([0, 16, 1], [60, 16, 3], [120, 16])));
	expect(compositePeriods(rig, 1, 200, "W")).toEqual([
		[0, 3680, 1],
		[59, 11040, 3],
	]);
});

test("R-SC-08 Relative profiles begin now without a transaction, and with it where it began", () => {
	const rig = ready();
	install(rig, 1, relative("TxDefaultProfile", periods([0, 16], [100, 20])));
	const upper = relative("TxDefaultProfile", periods([0, 10], [50, 6]), { duration: 200 }, { stackLevel: 1 });
	install(rig, 0, upper);
	rig.advance(1000.5);
	expect(compositePeriods(rig, 1, 300)).toEqual([
		[0, 10],
		[50, 6],
		[200, 20],
	]);
	rig.charge();
	rig.advance(30);
	expect(compositePeriods(rig, 1, 300)).toEqual([
		[0, 10],
		[19, 6],
		[169, 20],
	]);
});

test("R-SC-08 Recurring: two days of a daily and of a weekly schedule above a lower level", () => {
	for (const recurrencyKind of ["Daily", "Weekly"] as const) {
		const rig = ready();
		rig.charge();
		const kind = { chargingProfileKind: "Recurring", recurrencyKind } as const;
		const from = { startSchedule: rig.csms.time };
		install(rig, 1, profile("TxDefaultProfile", periods([0, 14], [5000, 16], [15000, 20]), from, kind));
		const list = periods([0, 10], [10000, 22], [20000, 6]);
		install(
			rig,
			1,
			profile("TxDefaultProfile", list, { ...from, duration: 86400 }, { ...kind, stackLevel: 1 }),
		);
		const first = [
			[0, 10],
			[10000, 22],
			[20000, 6],
		];
		const second = [
			[86400, 10],
			[96400, 22],
			[106400, 6],
		];
		const rest = recurrencyKind === "Daily" ? second : [[86400, 20]];
		expect(compositePeriods(rig, 1, 172800)).toEqual([...first, ...rest]);
	}
});

test("R-SC-17 connector 0 is the least of ChargePointMaxProfile and what all connectors may draw", () => {
	const rig = ready({ connectors: 2 });
	const now = { startSchedule: at(1) };
	install(
		rig,
		0,
		profile("ChargePointMaxProfile", periods([0, 18], [50, 24], [100, 14], [200, 30]), {
			...now,
			duration: 800,
		}),
	);
	install(rig, 1, profile("TxDefaultProfile", periods([0, 16], [100, 20]), { ...now, duration: 400 }));
	install(rig, 2, profile("TxDefaultProfile", 6, now));
	expect(compositePeriods(rig, 0, 900)).toEqual([
		[0, 18],
		[50, 22],
		[100, 14],
		[200, 26],
		[400, 30],
		[800, 38],
	]);
	expect(compositePeriods(rig, 0, 60, "W")).toEqual([
		[0, 12420],
		[50, 15180],
	]);
	// An idle connector: as if a transaction began on it now.
	expect(compositePeriods(rig, 1, 900)).toEqual([
		[0, 16],
		[100, 14],
		[200, 20],
		[400, 30],
		[800, 32],
	]);
});

test("R-SC-07 R-SC-16 a connector that shares the charge point is told its share, and it is what it is offered", () => {
	const rig = ready({ connectors: 3 });
	install(rig, 0, profile("ChargePointMaxProfile", periods([0, 32], [100, 15]), { startSchedule: at(10) }));
	rig.charge("ALICE", 1);
	rig.charge("BOB", 2);
	rig.advance(10);
	for (const id of [1, 2]) {
		const [[, now], [start, later]] = compositePeriods(rig, id, 200);
		expect([now, later]).toEqual([16, 7.5]);
		expect(rig.hardware[id - 1].offered).toBe(16);
		expect(rig.timers.now() / 1000 + start).toBe(110);
	}
	// A third would get its part, and at 15 A there are 6 A for two of three only.
	expect(compositePeriods(rig, 3, 200)).toMatchObject([
		[0, 10.7],
		[97, 0],
	]);
	rig.advance(100);
	expect(rig.hardware.map(({ offered }) => offered)).toEqual([7.5, 7.5, 0]);
});

test("R-SC-10 R-SC-16 R-SC-17 the phases that a ChargePointMaxProfile tells go into the composite", () => {
	const rig = ready();
	const list = periods([0, 10], [80, 20, 2], [160, 20, 3]);
	install(rig, 0, profile("ChargePointMaxProfile", list, { startSchedule: at(1) }));
	for (const connectorId of [0, 1]) {
		expect(compositePeriods(rig, connectorId, 400)).toEqual([
			[0, 10],
			[80, 20, 2],
			[160, 20, 3],
		]);
		expect(compositePeriods(rig, connectorId, 160, "W")).toEqual([
			[0, 6900],
			[80, 9200, 2],
		]);
	}
	// The fewer phases count.
	install(rig, 1, profile("TxDefaultProfile", periods([0, 16, 1]), { startSchedule: at(1) }));
	expect(compositePeriods(rig, 1, 400, "W")).toEqual([
		[0, 2300, 1],
		[80, 3680, 1],
	]);
});

test("R-SC-07 R-SC-16 a refused transaction takes no part in the composite of the others", () => {
	const rig = ready({ connectors: 2, defaults: { StopTransactionOnInvalidId: "false" } });
	install(rig, 0, profile("ChargePointMaxProfile", 20));
	rig.charge("ALICE", 1);
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 10]]);
	rig.hardware[0].setEvReady(false);
	// As if a vehicle asked on connector 2, also while none is there.
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 14]]);
	rig.hardware[1].setEvReady(false);
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 14]]);
	rig.present("ALICE", 1);
	rig.hardware[0].plug(false);
	rig.csms.answer("StartTransaction", { transactionId: 5, idTagInfo: { status: "Invalid" } });
	rig.charge("BOB", 1);
	expect(rig.state(1).status).toBe("SuspendedEVSE");
	expect(compositePeriods(rig, 2, 60)).toEqual([[0, 20]]);
});

test("R-SC-18 minChargingRate is told, and limits nothing", () => {
	const rig = ready();
	rig.charge();
	install(rig, 1, profile("TxDefaultProfile", 8, { minChargingRate: 10 }));
	expect(rig.connector.offered).toBe(8);
	expect(composite(rig, 1, 60).chargingSchedule?.minChargingRate).toBe(10);
	expect(composite(rig, 1, 60, "W").chargingSchedule?.minChargingRate).toBe(6900);
	rig.csms.call("ClearChargingProfile", {});
	expect(composite(rig, 1, 60).chargingSchedule).not.toHaveProperty("minChargingRate");
});

test("R-SC-05 R-SC-07 R-SC-16 random profiles: the composite, and what is offered when the time has come, agree with a count", () => {
	fc.assert(
		fc.property(arbitraryInstalled(7), fc.integer({ min: 1, max: 60 }), (installed, wait) => {
			const rig = ready({ defaults: { MeterValueSampleInterval: "0" } });
			rig.charge();
			for (const { connectorId, profile } of installed)
				expect(install(rig, connectorId, profile)).toEqual({ status: "Accepted" });
			rig.advance(wait);
			// The lock takes 200 ms.
			const txStart = ZERO + 1200;
			const now = rig.timers.now();
			const list = compositePeriods(rig, 1, 600);
			for (let second = 0; second < 600; second += 7) {
				const time = ZERO + now + second * 1000;
				const expected = Math.min(ownAt(installed, 1, time, txStart), totalAt(installed, time), HARDWARE);
				rig.timers.advance(now + second * 1000 - rig.timers.now());
				const offered = expected < 6 ? 0 : expected;
				expect(rig.connector.offered).toBeGreaterThan(offered - 0.1);
				expect(rig.connector.offered).toBeLessThanOrEqual(offered + 1e-6);
				// The transaction did not begin at a whole second: Relative periods may be a second off.
				const told = [second - 1, second, second + 1].map(
					(at) => list.findLast(([start]) => start <= Math.max(0, at))![1],
				);
				expect(told.some((limit) => limit > expected - 0.1 && limit <= expected + 1e-6)).toBe(true);
			}
			rig.checkTransitions();
		}),
		{ numRuns: 60, seed: 56 },
	);
});
