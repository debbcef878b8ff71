import fc from "fast-check";
import { expect, test } from "vitest";
import { type Claim, share, toOffered } from "../../modules/charge-point/smart-charging/share";
import { at, type Installed, install, ownAt, periods, profile, totalAt, ZERO } from "./charging-profiles";
import { Rig } from "./rig";

function ready(connectors: number, defaults: Record<string, string> = {}): Rig {
	const rig = new Rig({ connectors, defaults: { MeterValueSampleInterval: "0", ...defaults } });
	rig.advance(1);
	return rig;
}

const offered = (rig: Rig) => rig.hardware.map((connector) => connector.offered);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const asks = (...limits: number[]): Claim[] =>
	limits.map((amperes, since) => ({ amperes, asks: true, since }));

test("R-SC-07 enough for all: each has its own limit; not enough: equal parts, what one leaves goes to the others", () => {
	expect(share(Number.POSITIVE_INFINITY, asks(32, 32))).toEqual([32, 32]);
	expect(share(64, asks(32, 32))).toEqual([32, 32]);
	expect(share(32, asks(32, 32))).toEqual([16, 16]);
	expect(share(40, asks(8, 32, 32))).toEqual([8, 16, 16]);
	expect(share(40, asks(32, 8.25, 12))).toEqual([19.8, 8.2, 12]);
	expect(share(32, asks(32, 32, 32))).toEqual([10.6, 10.7, 10.7]);
	expect(share(15.94, asks(32))).toEqual([15.94]);
	expect(share(10, [])).toEqual([]);
});

test("R-SC-07 R-SC-11 below 6 A each: the earliest are served, the others wait", () => {
	expect(share(17, asks(32, 32, 32))).toEqual([8.5, 8.5, 0]);
	expect(share(11.9, asks(32, 32))).toEqual([11.9, 0]);
	expect(share(5.9, asks(32, 32))).toEqual([0, 0]);
	// Who is limited below 6 A itself takes nothing away from the others.
	expect(share(12, asks(5, 32, 32))).toEqual([0, 6, 6]);
	const later = { amperes: 32, asks: true, since: 9 };
	expect(share(7, [later, ...asks(32)])).toEqual([0, 7]);
});

test("R-SC-07 who asks for energy comes before who does not; those keep 6 A when there is enough", () => {
	const idle = { amperes: 32, asks: false, since: 0 };
	const charging = { amperes: 32, asks: true, since: 1 };
	expect(share(32, [idle, charging])).toEqual([6, 26]);
	expect(share(11, [idle, charging])).toEqual([0, 11]);
	expect(share(50, [idle, charging])).toEqual([18, 32]);
	expect(share(20, [idle, idle])).toEqual([10, 10]);
});

test("R-SC-11 only whole tenths of at least 6 A are offered", () => {
	expect(toOffered(5.99)).toBe(0);
	expect(toOffered(6)).toBe(6);
	expect(toOffered(15.99)).toBe(15.9);
	// A limit in W lands on its tenth.
	for (let tenths = 60; tenths <= 320; tenths++) {
		for (const phases of [1, 2, 3])
			expect(toOffered((tenths * 23 * phases) / (230 * phases))).toBe(tenths / 10);
	}
});

test("R-SC-07 the sum of the shares is never above the total, none above its own limit, none lost that could be used", () => {
	const tenths = (most: number) => fc.integer({ min: 0, max: most * 10 }).map((value) => value / 10);
	const claim = fc.record({ amperes: tenths(40), asks: fc.boolean(), since: fc.integer({ min: 0, max: 9 }) });
	fc.assert(
		fc.property(tenths(130), fc.array(claim, { maxLength: 4 }), (total, claims) => {
			const shares = share(total, claims).map(toOffered);
			expect(sum(shares)).toBeLessThanOrEqual(total + 1e-9);
			for (let i = 0; i < claims.length; i++) {
				expect(shares[i]).toBeLessThanOrEqual(claims[i].amperes);
				if (claims[i].amperes < 6) expect(shares[i]).toBe(0);
				// Who gets nothing could not have been served, but in place of one that comes first.
				else if (shares[i] === 0)
					expect(6 * (claims.filter((_, j) => shares[j] > 0).length + 1)).toBeGreaterThan(total);
			}
			const usable = sum(claims.map(({ amperes }, i) => (shares[i] > 0 ? amperes : 0)));
			if (usable > 0)
				expect(sum(shares)).toBeGreaterThan(Math.min(usable, total) - 0.1 * claims.length - 1e-9);
		}),
		{ numRuns: 3000, seed: 7 },
	);
});

test("R-SC-07 two connectors share the charge point; one that ends or comes makes room or takes its part at once", () => {
	const rig = ready(2);
	install(rig, 0, profile("ChargePointMaxProfile", 32));
	rig.charge("ALICE", 1);
	expect(offered(rig)).toEqual([32, 0]);
	rig.charge("BOB", 2);
	expect(offered(rig)).toEqual([16, 16]);
	rig.present("ALICE", 1);
	expect(offered(rig)).toEqual([0, 32]);
	expect(rig.state(2).offeredA).toBe(32);
	rig.checkTransitions();
});

test("R-SC-07 R-SC-11 the later vehicle waits, SuspendedEVSE, until the earlier is full or gone", () => {
	const rig = ready(2);
	install(rig, 0, profile("ChargePointMaxProfile", 10));
	rig.charge("ALICE", 1);
	rig.charge("BOB", 2);
	expect(offered(rig)).toEqual([10, 0]);
	expect(rig.state(2).status).toBe("SuspendedEVSE");
	// The first is full: it waits now, and comes back before the other when it asks again.
	rig.hardware[0].setEvReady(false);
	expect(offered(rig)).toEqual([0, 10]);
	rig.advance(1);
	expect(rig.hardware.map(({ contactor }) => contactor)).toEqual([false, true]);
	expect([rig.state(1).status, rig.state(2).status]).toEqual(["SuspendedEVSE", "Charging"]);
	rig.hardware[0].setEvReady(true);
	expect(offered(rig)).toEqual([10, 0]);
	rig.present("ALICE", 1);
	expect(offered(rig)).toEqual([0, 10]);
	rig.csms.call("ClearChargingProfile", {});
	expect(offered(rig)).toEqual([0, 32]);
	rig.advance(1);
	expect(rig.csms.statuses(2)).toEqual([
		...["Available", "Preparing", "SuspendedEVSE", "Charging", "SuspendedEVSE", "Charging"],
	]);
	rig.checkTransitions();
});

test("R-SC-07 a vehicle that does not draw leaves its part to the others but 6 A", () => {
	const rig = ready(2);
	install(rig, 0, profile("ChargePointMaxProfile", 32));
	rig.charge("ALICE", 1);
	rig.charge("BOB", 2);
	rig.hardware[1].setEvReady(false);
	expect(offered(rig)).toEqual([26, 6]);
	expect(rig.state(2).status).toBe("SuspendedEV");
	rig.hardware[1].setEvReady(true);
	expect(offered(rig)).toEqual([16, 16]);
});

test("R-SC-07 R-ST-08 R-TX-12 a faulted or unplugged connector leaves its part to the others but 6 A", () => {
	const rig = ready(2, { StopTransactionOnEVSideDisconnect: "false" });
	install(rig, 0, profile("ChargePointMaxProfile", 32));
	rig.charge("ALICE", 1);
	rig.charge("BOB", 2);
	rig.hardware[1].setVehicle(false);
	expect(offered(rig)).toEqual([26, 0]);
	expect(rig.state(2).status).toBe("SuspendedEV");
	rig.hardware[1].setVehicle(true);
	expect(offered(rig)).toEqual([16, 16]);
	rig.chargePoint.setFault(2, { errorCode: "GroundFailure" }, true);
	expect(offered(rig)).toEqual([26, 0]);
	rig.chargePoint.setFault(2, { errorCode: "GroundFailure" }, false);
	expect(offered(rig)).toEqual([16, 16]);
	rig.checkTransitions();
});

test("R-SC-07 R-SC-14 connectors with own profiles and a total that changes with the time of day", () => {
	const rig = ready(3);
	install(
		rig,
		0,
		profile("ChargePointMaxProfile", periods([0, 60], [60, 30], [120, 12.5], [180, 0], [240, 96])),
	);
	install(rig, 1, profile("TxDefaultProfile", 8));
	install(rig, 0, profile("TxDefaultProfile", 28));
	for (const [i, id] of ["ALICE", "BOB", "CAROL"].entries()) rig.charge(id, i + 1);
	const atSecond = (second: number) => {
		rig.timers.advance(second * 1000 - rig.timers.now());
		return offered(rig);
	};
	expect(atSecond(59)).toEqual([8, 26, 26]);
	expect(atSecond(60)).toEqual([8, 11, 11]);
	expect(atSecond(120)).toEqual([6.2, 6.3, 0]);
	expect(atSecond(180)).toEqual([0, 0, 0]);
	expect(atSecond(240)).toEqual([8, 28, 28]);
	rig.checkTransitions();
});

test("R-SC-07 R-AUTH-20 a refused transaction takes no part", () => {
	const rig = ready(2, { StopTransactionOnInvalidId: "false" });
	install(rig, 0, profile("ChargePointMaxProfile", 20));
	rig.csms.answer("StartTransaction", ({ connectorId }) => ({
		transactionId: connectorId,
		idTagInfo: { status: connectorId === 1 ? "Invalid" : "Accepted" },
	}));
	rig.charge("ALICE", 1);
	rig.charge("BOB", 2);
	expect(offered(rig)).toEqual([0, 20]);
	expect(rig.state(1).status).toBe("SuspendedEVSE");
});

test("R-SC-07 R-AUTH-22 an id that is not accepted gets its last energy when its share comes late, and no more", () => {
	const rig = ready(2, { StopTransactionOnInvalidId: "false", MaxEnergyOnInvalidId: "200" });
	install(rig, 0, profile("ChargePointMaxProfile", 10));
	rig.charge("ALICE", 1);
	rig.csms.answer("StartTransaction", { transactionId: 5, idTagInfo: { status: "Invalid" } });
	rig.charge("BOB", 2);
	rig.advance(60);
	expect(offered(rig)).toEqual([10, 0]);
	rig.present("ALICE", 1);
	expect(offered(rig)).toEqual([0, 10]);
	rig.advance(600);
	expect(rig.state(2)).toMatchObject({ status: "SuspendedEVSE", offeredA: 0, contactor: false });
	expect(rig.state(2).importWh).toBeGreaterThanOrEqual(200);
	expect(rig.state(2).importWh).toBeLessThan(205);
});

/** Sees that the sum of what is offered never exceeds the total, but while it is being lowered. */
function watchSum(rig: Rig, total: () => number): void {
	for (const connector of rig.hardware) {
		const set = connector.setOfferedCurrent.bind(connector);
		connector.setOfferedCurrent = (amperes) => {
			const before = sum(offered(rig));
			set(amperes);
			const after = sum(offered(rig));
			if (after > before && after > total() + 1e-9) throw new Error(`${after} A of ${total()} A are offered`);
		};
	}
}

type Step =
	| { do: "charge" | "stop" | "evReady" | "vehicle" | "fault"; connector: number }
	| { do: "total"; limit: number; level: number }
	| { do: "default"; connector: number; limit: number }
	| { do: "clear" | "wait" | "power" };

const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({
		do: fc.constantFrom(
			"charge" as const,
			"charge" as const,
			"stop" as const,
			"evReady" as const,
			"vehicle" as const,
			"fault" as const,
		),
		connector: fc.integer({ min: 0, max: 3 }),
	}),
	fc.record({
		do: fc.constant("total" as const),
		limit: fc.integer({ min: 0, max: 800 }).map((t) => t / 10),
		level: fc.integer({ min: 0, max: 2 }),
	}),
	fc.record({
		do: fc.constant("default" as const),
		connector: fc.integer({ min: 0, max: 4 }),
		limit: fc.integer({ min: 0, max: 40 }),
	}),
	fc.record({ do: fc.constantFrom("clear" as const, "wait" as const, "wait" as const, "power" as const) }),
);

test("R-SC-07 R-ST-02 random lives of 1 to 4 connectors: the sum offered is never above ChargePointMaxProfile", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 4 }),
			fc.array(step, { minLength: 5, maxLength: 40 }),
			(connectors, steps) => {
				const rig = ready(connectors, { StopTransactionOnEVSideDisconnect: "false" });
				const installed: Installed[] = [];
				const faulted = new Set<number>();
				const now = () => ZERO + rig.timers.now();
				const total = () => totalAt(installed, now());
				watchSum(rig, total);
				let id = 1;
				const put = (connectorId: number, made: Installed["profile"]) => {
					const { chargingProfilePurpose, stackLevel } = made;
					const old = installed.findIndex(
						(one) =>
							one.connectorId === connectorId &&
							one.profile.chargingProfilePurpose === chargingProfilePurpose &&
							one.profile.stackLevel === stackLevel,
					);
					if (old >= 0) installed.splice(old, 1);
					installed.push({ connectorId, profile: made });
					expect(install(rig, connectorId, made)).toEqual({ status: "Accepted" });
				};
				for (const one of steps) {
					const n = "connector" in one ? one.connector % connectors : 0;
					const hardware = rig.hardware[n];
					switch (one.do) {
						case "charge":
							if (rig.state(n + 1).idTag === null) {
								hardware.evReady = true;
								if (!hardware.locked) hardware.plug(false);
								rig.charge(`ID${n}`, n + 1);
							}
							break;
						case "stop":
							if (rig.state(n + 1).idTag !== null) rig.present(`ID${n}`, n + 1);
							break;
						case "evReady":
							hardware.setEvReady(!hardware.evReady);
							break;
						case "vehicle":
							hardware.setVehicle(!hardware.ev);
							break;
						case "fault":
							if (faulted.delete(n)) rig.chargePoint.setFault(n + 1, { errorCode: "GroundFailure" }, false);
							else rig.chargePoint.setFault(faulted.add(n) && n + 1, { errorCode: "GroundFailure" }, true);
							break;
						case "total": {
							const startSchedule = at(Math.floor(rig.timers.now() / 1000) - 5);
							const list = periods([0, one.limit], [10, one.limit / 2], [20, one.limit * 2]).map(
								(period) => ({
									...period,
									limit: Math.round(period.limit * 10) / 10,
								}),
							);
							const more = { stackLevel: one.level, chargingProfileId: id++ };
							put(0, profile("ChargePointMaxProfile", list, { startSchedule, duration: 60 }, more));
							break;
						}
						case "default":
							put(
								one.connector % (connectors + 1),
								profile("TxDefaultProfile", one.limit, {}, { chargingProfileId: id++ }),
							);
							break;
						case "clear":
							rig.csms.call("ClearChargingProfile", { chargingProfilePurpose: "TxDefaultProfile" });
							for (let i = installed.length - 1; i >= 0; i--)
								if (installed[i].profile.chargingProfilePurpose === "TxDefaultProfile")
									installed.splice(i, 1);
							break;
						case "power":
							rig.powerOff();
							faulted.clear();
							rig.boot();
							rig.advance(1);
							break;
						default:
							rig.advance(7);
					}
					rig.advance(0);
					expect(sum(offered(rig))).toBeLessThanOrEqual(total() + 1e-9);
					for (let i = 0; i < connectors; i++) {
						const { contactor, offered: amperes } = rig.hardware[i];
						expect(amperes).toBeLessThanOrEqual(ownAt(installed, i + 1, now(), 0));
						expect(amperes === 0 || amperes >= 6).toBe(true);
						if (contactor) expect(amperes).toBeGreaterThanOrEqual(6);
						expect(rig.state(i + 1).offeredA).toBe(amperes);
					}
				}
				rig.advance(1);
				rig.checkTransitions();
			},
		),
		{ numRuns: 150, seed: 90 },
	);
});
