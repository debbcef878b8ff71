import { expect, test } from "vitest";
import { boot, type Peer } from "./charge-point-peer";
import { readEvents, shareCsms } from "./running-csms";

/** What the live stream tells of reservations, profiles, local lists and certificates. */

const csms = shareCsms({ localListDelay: 0.2 });

/** Answers the next CALL of that action. */
async function answer(peer: Peer, action: string, response: object): Promise<void> {
	for (;;) {
		const [, messageId, asked] = await peer.received();
		peer.send(JSON.stringify([3, messageId, asked === action ? response : { status: "Rejected" }]));
		if (asked === action) return;
	}
}

const expiryDate = new Date(Date.now() + 3_600_000).toISOString();

test("R-RSV-05 R-RSV-06 a reservation is told when it is asked for, answered, used, and ended by a fault", async () => {
	const peer = await boot(csms.ocpp, "E1");
	await csms.rest("POST", "/id-tags", { idTag: "GUEST" });
	const events = await readEvents(csms.url, { path: "/events?names=reservation&identity=E1" });
	await events.opened;
	const make = async () => {
		const made = csms.rest("POST", "/reservations", {
			identity: "E1",
			connectorId: 1,
			idTag: "GUEST",
			expiryDate,
		});
		await answer(peer, "ReserveNow", { status: "Accepted" });
		return (await made).body.reservationId;
	};
	const reservationId = await make();
	expect(await events.next("reservation")).toMatchObject({ reservationId, status: "Waiting" });
	expect(await events.next("reservation")).toMatchObject({ reservationId, status: "Accepted" });
	await peer.call("StartTransaction", {
		...{ connectorId: 1, idTag: "GUEST", meterStart: 0, reservationId, timestamp: new Date().toISOString() },
	});
	expect(await events.next("reservation")).toMatchObject({ reservationId, status: "Used" });
	const next = await make();
	await peer.call("StatusNotification", { connectorId: 1, status: "Faulted", errorCode: "OtherError" });
	await events.next("reservation");
	await events.next("reservation");
	expect(await events.next("reservation")).toMatchObject({
		...{ reservationId: next, status: "Cancelled", why: "Connector 1 turned Faulted." },
	});
});

test("R-SC-04 what a charge point was given, and what is kept, is told to be asked for anew", async () => {
	const peer = await boot(csms.ocpp, "E2");
	const events = await readEvents(csms.url, { path: "/events?names=charging-profiles" });
	await events.opened;
	const chargingSchedule = {
		...{ startSchedule: "2026-01-01T00:00:00Z", chargingRateUnit: "A" },
		chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }],
	};
	const fields = {
		stackLevel: 0,
		chargingProfilePurpose: "TxDefaultProfile",
		chargingProfileKind: "Absolute",
	};
	const { body } = await csms.rest("POST", "/charging-profiles", { ...fields, chargingSchedule });
	expect(await events.next("charging-profiles")).toEqual({});
	const { chargingProfileId } = body;
	const path = "/charge-points/E2/charging-profiles";
	const given = csms.rest("POST", path, { connectorId: 0, chargingProfileId });
	await answer(peer, "SetChargingProfile", { status: "Accepted" });
	expect((await given).status).toBe(201);
	expect(await events.next("charging-profiles")).toEqual({ identity: "E2" });
	expect(await events.next("charging-profiles")).toEqual({ identity: "E2" });
	const cleared = csms.rest("DELETE", path);
	await answer(peer, "ClearChargingProfile", { status: "Accepted" });
	await cleared;
	expect(await events.next("charging-profiles")).toEqual({ identity: "E2" });
});

test("R-CS-12 the list of every charge point is in one answer, and its standing is told", async () => {
	const peer = await boot(csms.ocpp, "E3");
	const events = await readEvents(csms.url, { path: "/events?names=local-list&identity=E3" });
	await events.opened;
	const stateOf = async () =>
		(await csms.rest("GET", "/local-lists")).body.find((one: { identity: string }) => one.identity === "E3");
	expect(await stateOf()).toMatchObject({ follows: false, listVersion: 0, lastVersion: 0, entryCount: 0 });
	await csms.rest("PUT", "/charge-points/E3/local-list", { follows: true });
	expect(await events.next("local-list")).toMatchObject({ follows: true, inStep: false, updating: true });
	const [, first] = await peer.received();
	peer.send(JSON.stringify([3, first, { configurationKey: [] }]));
	await answer(peer, "GetLocalListVersion", { listVersion: 0 });
	await answer(peer, "SendLocalList", { status: "Accepted" });
	await expect.poll(async () => (await stateOf()).inStep).toBe(true);
	const { body: list } = await csms.rest("GET", "/charge-points/E3/local-list");
	const { entryCount, ...state } = await stateOf();
	const { entries, ...standing } = list;
	expect(state).toEqual(standing);
	expect(entryCount).toBe(entries.length);
	for (let told = await events.next("local-list"); !told.inStep; told = await events.next("local-list")) {
		expect(told.identity).toBe("E3");
	}
});

test("roots that a charge point tells are told to be asked for anew", async () => {
	const peer = await boot(csms.ocpp, "E4");
	const events = await readEvents(csms.url, { path: "/events?names=certificates" });
	await events.opened;
	const payload = { certificateType: "CentralSystemRootCertificate" };
	const asked = csms.rest("POST", "/charge-points/E4/commands/GetInstalledCertificateIds", payload);
	await answer(peer, "GetInstalledCertificateIds", { status: "NotFound" });
	expect((await asked).status).toBe(200);
	expect(await events.next("certificates")).toEqual({ identity: "E4" });
	expect((await csms.rest("GET", "/charge-point-certificates")).body).toEqual([]);
});
