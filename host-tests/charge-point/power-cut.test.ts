import { expect, test } from "vitest";
import { PowerCut } from "../storage/memory-flash";
import { Rig } from "./rig";

/** The driver leaves: with the id where a cut has left a session running that the script had ended. */
function pull(rig: Rig): void {
	if (rig.connector.locked) rig.present(rig.state().idTag ?? "");
	rig.connector.plug(false);
}

const EXPIRY = "2026-11-22T18:00:00Z";

/** A scripted day: online and offline sessions, samples, changes of all that is kept, a reset. */
const DAY: readonly ((rig: Rig) => void)[] = [
	(rig) =>
		rig.csms.call("SendLocalList", {
			listVersion: 1,
			updateType: "Full",
			localAuthorizationList: [{ idTag: "ALICE", idTagInfo: { status: "Accepted" } }],
		}),
	(rig) =>
		rig.csms.call("SetChargingProfile", {
			connectorId: 0,
			csChargingProfiles: {
				...{ chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: "TxDefaultProfile" },
				chargingProfileKind: "Relative",
				chargingSchedule: {
					chargingRateUnit: "A",
					chargingSchedulePeriod: [
						{ startPeriod: 0, limit: 16 },
						{ startPeriod: 10, limit: 8 },
					],
				},
			},
		}),
	(rig) =>
		rig.csms.call("ReserveNow", { connectorId: 1, expiryDate: EXPIRY, idTag: "ALICE", reservationId: 1 }),
	(rig) => rig.charge("ALICE"),
	(rig) => rig.advance(25),
	(rig) => rig.csms.call("ChangeConfiguration", { key: "MeterValueSampleInterval", value: "9" }),
	(rig) => rig.present("ALICE"),
	pull,
	(rig) => rig.setOnline(false),
	(rig) => rig.charge("BOB"),
	(rig) => rig.advance(20),
	(rig) => rig.connector.setVehicle(false),
	(rig) => rig.advance(2),
	pull,
	(rig) => rig.charge("CAROL"),
	(rig) => rig.setOnline(true),
	(rig) => rig.advance(15),
	(rig) => rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" }),
	(rig) => rig.csms.call("Reset", { type: "Hard" }),
	(rig) => rig.advance(5),
	pull,
	(rig) => rig.advance(1),
];

/** Lives through the day; a power cut ends the step it falls into, and the driver pulls the cable. */
function live(rig: Rig): void {
	for (const step of DAY) {
		try {
			step(rig);
			rig.advance(0);
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
		}
		if (!rig.powerFailed) continue;
		rig.advance(10);
		rig.boot();
		rig.advance(3);
	}
	rig.setOnline(true);
	rig.advance(60);
}

/** What the CSMS has: each transaction's messages must belong together and be there once. */
function account(rig: Rig): void {
	const starts = rig.csms.received.filter((sent) => sent.action === "StartTransaction");
	const stops = rig.csms.all("StopTransaction");
	const unique = (texts: string[]) => new Set(texts).size;
	// A cut between answer and note repeats a message with the same content, nothing else does.
	const startContents = starts.map((sent) => JSON.stringify(sent.payload));
	const stopContents = stops.map(({ transactionId, ...rest }) => JSON.stringify(rest));
	expect(starts.length - unique(startContents)).toBeLessThanOrEqual(1);
	expect(stops.length - unique(stopContents)).toBeLessThanOrEqual(1);
	expect(unique(stopContents)).toBe(unique(startContents));
	for (const stop of stops) {
		const start = starts.find((_, i) => 1001 + i === stop.transactionId);
		expect(start, `a start for the stop of ${stop.transactionId}`).toBeDefined();
		expect(stop.meterStop).toBeGreaterThanOrEqual(start!.payload.meterStart);
		expect(Date.parse(stop.timestamp)).toBeGreaterThanOrEqual(Date.parse(start!.payload.timestamp));
	}
	let last = 0;
	for (const { payload } of rig.csms.received.filter((sent) => sent.action === "MeterValues")) {
		const value = Number(payload.meterValue[0].sampledValue[0].value);
		expect(value).toBeGreaterThanOrEqual(last);
		last = value;
	}
	expect(rig.chargePoint.state.queueLength).toBe(0);
	expect(rig.connector.contactor).toBe(false);
	// All energy that flowed is in some transaction.
	const billed = new Map<string, number>();
	for (const { transactionId, ...stop } of stops) {
		const start = starts.find((_, i) => 1001 + i === transactionId)!;
		billed.set(JSON.stringify(stop), stop.meterStop - start.payload.meterStart);
	}
	const total = [...billed.values()].reduce((sum, energy) => sum + energy, 0);
	expect(rig.connector.read().importWh - total).toBeLessThanOrEqual(1);
}

const OPTIONS = { defaults: { AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "7" } };

test("R-QUE-08 R-TX-16 a power cut in every single flash write of a day loses and doubles nothing", {
	timeout: 60_000,
}, () => {
	const whole = new Rig(OPTIONS);
	const boundaries = [0];
	for (const name of ["write", "erase"] as const) {
		const operate = whole.flash[name].bind(whole.flash) as (...parameters: unknown[]) => void;
		whole.flash[name] = (...parameters: unknown[]) => {
			operate(...parameters);
			boundaries.push(whole.flash.worked);
		};
	}
	live(whole);
	account(whole);
	expect(whole.csms.all("StopTransaction")).toHaveLength(3);
	expect(boundaries.length).toBeGreaterThan(25);
	for (let i = 1; i < boundaries.length; i++) {
		const [from, to] = [boundaries[i - 1], boundaries[i]];
		for (const cut of [from, from + 1, from + 9, Math.floor((from + to) / 2), to - 1]) {
			const rig = new Rig(OPTIONS);
			rig.flash.powerFor = Math.max(0, cut - rig.flash.worked);
			live(rig);
			try {
				account(rig);
			} catch (error) {
				throw new Error(`power cut after ${cut} bytes: ${(error as Error).message}`, { cause: error });
			}
		}
	}
});
