import { expect, test } from "vitest";
import type { CsmsAction, Requests } from "../../modules/ocpp/types";
import { PowerCut } from "../storage/memory-flash";
import { Rig } from "./rig";

type Step = (rig: Rig) => void;

const step =
	<A extends CsmsAction>(action: A, payload: Requests[A]): Step =>
	(rig) =>
		rig.csms.call(action, payload);

const set = (key: string, value: string) => step("ChangeConfiguration", { key, value });
const listed = (idTag: string) => ({ idTag, idTagInfo: { status: "Accepted" as const } });
const EXPIRY = "2026-11-23T10:00:00Z";

const profile = (chargingProfileId: number, limit: number) => ({
	chargingProfileId,
	stackLevel: chargingProfileId,
	chargingProfilePurpose: "TxDefaultProfile" as const,
	chargingProfileKind: "Absolute" as const,
	chargingSchedule: {
		chargingRateUnit: "A" as const,
		startSchedule: "2026-11-22T00:00:00Z",
		chargingSchedulePeriod: [{ startPeriod: 0, limit }],
	},
});

/** What an operator changes on a day; a change of a function that there is not changes nothing. */
const CHANGES: readonly Step[] = [
	set("MeterValueSampleInterval", "9"),
	set("LocalAuthListEnabled", "true"),
	set("LocalPreAuthorize", "true"),
	set("MeterValueSampleInterval", "10"),
	set("MeterValuesSampledData", "Voltage,Current.Import,Energy.Active.Import.Register"),
	step("SendLocalList", {
		listVersion: 1,
		updateType: "Full",
		localAuthorizationList: [listed("ANNA"), listed("BEN")],
	}),
	step("SendLocalList", {
		listVersion: 2,
		updateType: "Differential",
		localAuthorizationList: [listed("CLEO"), { idTag: "ANNA" }],
	}),
	step("SendLocalList", {
		listVersion: 3,
		updateType: "Full",
		localAuthorizationList: Array.from({ length: 40 }, (_, i) => listed(`ID${i}`)),
	}),
	step("ReserveNow", { connectorId: 2, expiryDate: EXPIRY, idTag: "DORA", reservationId: 7 }),
	step("ReserveNow", { connectorId: 2, expiryDate: EXPIRY, idTag: "ERIN", reservationId: 7 }),
	step("SetChargingProfile", { connectorId: 1, csChargingProfiles: profile(1, 20) }),
	step("SetChargingProfile", { connectorId: 1, csChargingProfiles: profile(1, 10) }),
	step("SetChargingProfile", { connectorId: 0, csChargingProfiles: profile(2, 8) }),
	step("ClearChargingProfile", { id: 2 }),
	step("CancelReservation", { reservationId: 7 }),
	step("ChangeAvailability", { connectorId: 2, type: "Inoperative" }),
	step("ChangeAvailability", { connectorId: 0, type: "Inoperative" }),
	step("ChangeAvailability", { connectorId: 0, type: "Operative" }),
	step("SendLocalList", { listVersion: 4, updateType: "Full" }),
	step("ClearCache", {}),
];

/** Makes the first `changes`; for the last of them there is power for so many bytes only. */
function live(changes: number, bytes = Number.POSITIVE_INFINITY, begun?: (rig: Rig) => void): Rig {
	const rig = new Rig({ connectors: 2 });
	rig.advance(1);
	for (const change of CHANGES.slice(0, Math.max(0, changes - 1))) change(rig);
	rig.flash.powerFor = bytes;
	begun?.(rig);
	try {
		CHANGES[changes - 1]?.(rig);
		rig.advance(1);
	} catch (error) {
		if (!(error instanceof PowerCut)) throw error;
	}
	if (!rig.powerFailed) rig.powerOff();
	rig.advance(10);
	return rig;
}

/** What is set, as the CSMS and drivers can tell after a restart. */
function settings(rig: Rig): Record<string, unknown> {
	rig.boot();
	rig.advance(1);
	const { csms } = rig;
	const known = ["ANNA", "BEN", "CLEO", "ID0", "ID39"].filter((idTag) => {
		const asked = csms.all("Authorize").length;
		rig.present(idTag, 1);
		const isKnown = csms.all("Authorize").length === asked;
		// A second time takes it back.
		if (rig.state(1).idTag !== null) rig.present(idTag, 1);
		return isKnown;
	});
	return {
		configuration: csms.call("GetConfiguration", {}),
		listVersion: csms.call("GetLocalListVersion", {}),
		known,
		schedule: csms.call("GetCompositeSchedule", { connectorId: 1, duration: 3600, chargingRateUnit: "A" }),
		statuses: [1, 2].map((id) => rig.state(id).status),
		reservation: csms.call("ReserveNow", {
			connectorId: 2,
			expiryDate: EXPIRY,
			idTag: "X",
			reservationId: 8,
		}),
	};
}

/** Byte counts after which the power is cut: at the beginning, in and at the end of each write of a change. */
function places(changes: number): number[] {
	const found: number[] = [];
	live(changes, Number.POSITIVE_INFINITY, ({ flash }) => {
		const begun = flash.worked;
		for (const name of ["write", "erase"] as const) {
			const operate = flash[name].bind(flash) as (...parameters: unknown[]) => void;
			flash[name] = (...parameters: unknown[]) => {
				const from = flash.worked - begun;
				operate(...parameters);
				const to = flash.worked - begun;
				for (const part of [0, 0.1, 0.5, 0.9]) found.push(Math.floor(from + part * (to - from)));
				found.push(from + 1, from + 9, to - 1);
			};
		}
	});
	return [...new Set(found)];
}

test("R-CFG-05 R-LAL-05 R-RSV-07 R-SC-14 a power cut in any change leaves each setting as it was or as it is to be", {
	timeout: 60_000,
}, () => {
	let cuts = 0;
	let before = settings(live(0));
	for (let changes = 1; changes <= CHANGES.length; changes++) {
		const after = settings(live(changes));
		for (const bytes of places(changes)) {
			const rig = live(changes, bytes);
			expect(rig.powerFailed).toBe(true);
			cuts++;
			const told = (rig.csms.lastResult as { status?: string } | undefined)?.status === "Accepted";
			const found = settings(rig);
			for (const name in found) {
				const place = `${name} after change ${changes} with power for ${bytes} bytes`;
				expect(told ? [after[name]] : [before[name], after[name]], place).toContainEqual(found[name]);
			}
		}
		before = after;
	}
	expect(cuts).toBeGreaterThan(300);
});
