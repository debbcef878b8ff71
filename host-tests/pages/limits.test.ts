import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProfileAssignment } from "../../csms/api/schemas/charging-profiles";
import {
	compositeSteps,
	decisive,
	type GivenProfile,
	givenProfiles,
	inUnit,
	limitSteps,
	powerInUnit,
	stepOf,
} from "../../csms/pages/operator/charging/limits";
import {
	at,
	composite,
	HARDWARE,
	type Installed,
	install,
	ownAt,
	periods,
	profile,
	relative,
	totalAt,
	ZERO,
} from "../charge-point/charging-profiles";
import { arbitraryInstalled } from "../charge-point/random-profiles";
import { Rig } from "../charge-point/rig";

const SECOND = 1000;
const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const given = (installed: readonly Installed[]): GivenProfile[] =>
	installed.map((one) => ({ ...one, ...ALWAYS }));

/** The limits of connector 1, with a transaction since `start` (s) if it is given, over `seconds`. */
function stepsOf(profiles: readonly GivenProfile[], seconds: number, start?: number, connectorId = 1) {
	const transactions =
		start === undefined ? [] : [{ from: ZERO + start * SECOND, to: Number.POSITIVE_INFINITY }];
	const span = { from: ZERO, to: ZERO + seconds * SECOND, now: ZERO };
	return limitSteps({ connectorId, profiles, transactions, ...span });
}

describe("the curve of a connector", () => {
	test("R-SC-05 R-SC-07 random profiles: every moment agrees with a plain count, and the named profile sets it", () => {
		fc.assert(
			fc.property(arbitraryInstalled(7), fc.integer({ min: -100, max: 0 }), (installed, start) => {
				const steps = stepsOf(given(installed), 600, start);
				for (let second = 0; second < 600; second += 7) {
					const time = ZERO + second * SECOND;
					const step = stepOf(steps, time)!;
					// The count knows the hardware, too.
					const expected = Math.min(
						ownAt(installed, 1, time, ZERO + start * SECOND),
						totalAt(installed, time),
						HARDWARE,
					);
					expect(Math.min(step.amperes ?? HARDWARE, HARDWARE)).toBeCloseTo(expected, 5);
					expect(decisive(step) === undefined).toBe(step.amperes === null);
					if (step.amperes === null) continue;
					const { ofChargePoint, ofConnector } = step;
					const rules = [ofChargePoint, ofConnector].filter((rule) => rule !== undefined);
					const named = rules.find((rule) => rule.profile === decisive(step));
					expect(named?.amperes).toBeCloseTo(step.amperes, 5);
					expect(installed.map((one) => one.profile)).toContain(decisive(step));
				}
			}),
			{ numRuns: 200, seed: 7 },
		);
	});

	test("R-SC-16 is what a charge point answers to GetCompositeSchedule", () => {
		fc.assert(
			fc.property(arbitraryInstalled(6), (installed) => {
				const rig = new Rig({ defaults: { MeterValueSampleInterval: "0" } });
				rig.advance(1);
				rig.charge();
				for (const { connectorId, profile: one } of installed) install(rig, connectorId, one);
				const from = ZERO + rig.timers.now();
				const told = compositeSteps(composite(rig, 1, 600), from);
				const transactions = [{ from: ZERO + 1200, to: Number.POSITIVE_INFINITY }];
				const question = { connectorId: 1, profiles: given(installed), transactions };
				const steps = limitSteps({ ...question, from, to: from + 600 * SECOND, now: from });
				for (let second = 2; second < 598; second += 5) {
					// Periods of a charge point begin at whole seconds.
					const near = [-1, 0, 1].map(
						(off) => stepOf(steps, from + (second + off) * SECOND)!.amperes ?? HARDWARE,
					);
					const answered = stepOf(told, from + second * SECOND)!.amperes!;
					expect(near.some((limit) => Math.abs(Math.min(limit, HARDWARE) - answered) < 0.11)).toBe(true);
				}
			}),
			{ numRuns: 40, seed: 11 },
		);
	});

	test("R-SC-13 a profile counts while the charge point has it, that of a transaction from its start to its end", () => {
		const standard = profile("TxDefaultProfile", 16);
		const own = profile("TxProfile", 8);
		const assignment = (more: Partial<ProfileAssignment>): ProfileAssignment => ({
			...{ id: 1, identity: "CP001", connectorId: 0, transactionId: null, chargingProfile: standard },
			...{ status: "Accepted", installed: true, account: "a", sentAt: at(100), endedAt: null, endedBy: null },
			...more,
		});
		const profiles = givenProfiles(
			[
				assignment({}),
				assignment({ chargingProfile: profile("TxDefaultProfile", 1), status: "Rejected" }),
				assignment({
					chargingProfile: own,
					connectorId: 1,
					transactionId: 7,
					sentAt: at(150),
					endedAt: at(300),
				}),
				assignment({ chargingProfile: own, connectorId: 1, transactionId: null }),
				assignment({ chargingProfile: own, connectorId: null, transactionId: 7 }),
			],
			(id) => (id === 7 ? ZERO + 200 * SECOND : undefined),
		);
		const limits = stepsOf(profiles, 400, 200).map((one) => [(one.from - ZERO) / SECOND, one.amperes]);
		expect(limits).toEqual([
			[0, null],
			[100, 16],
			[200, 8],
			[300, 16],
		]);
	});

	test("a Relative profile counts from the transaction, or from now where none runs", () => {
		const profiles = given([
			{ connectorId: 0, profile: relative("TxDefaultProfile", periods([0, 20], [60, 10])) },
		]);
		expect(stepsOf(profiles, 100, -30).map(({ from }) => (from - ZERO) / SECOND)).toEqual([0, 30]);
		expect(stepsOf(profiles, 100).map(({ from }) => (from - ZERO) / SECOND)).toEqual([0, 60]);
	});

	test("the whole charge point is limited by its own profiles alone", () => {
		const most = profile("ChargePointMaxProfile", periods([0, 11_000]), { chargingRateUnit: "W" });
		const profiles = given([
			{ connectorId: 0, profile: most },
			{ connectorId: 0, profile: profile("TxDefaultProfile", 6) },
		]);
		const [whole] = stepsOf(profiles, 60, undefined, 0);
		expect(inUnit(whole, "W")).toBeCloseTo(11);
		expect(decisive(whole)).toBe(most);
		expect(stepsOf(profiles, 60)[0].amperes).toBe(6);
	});
});

test("R-SC-10 amperes and watts are converted with 230 V on the phases of the limit", () => {
	expect(inUnit({ amperes: 16, phases: 3 }, "W")).toBeCloseTo(11.04);
	expect(inUnit({ amperes: 16, phases: 1 }, "W")).toBeCloseTo(3.68);
	expect(inUnit({ amperes: 16, phases: 1 }, "A")).toBe(16);
	expect(inUnit({ amperes: null, phases: 3 }, "W")).toBeNull();
	expect(powerInUnit(11_040, 3, "A")).toBeCloseTo(16);
	expect(powerInUnit(11_040, 3, "W")).toBeCloseTo(11.04);
});
