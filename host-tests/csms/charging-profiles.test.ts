import { beforeAll, expect, test } from "vitest";
import { boot, type Peer } from "./charge-point-peer";
import { shareCsms } from "./running-csms";

const csms = shareCsms();
const START = "2026-01-01T00:00:00.000Z";
const now = () => new Date().toISOString();

beforeAll(async () => {
	for (const idTag of ["CP-A", "CP-B"]) {
		await csms.rest("POST", "/id-tags", { idTag, maxActiveTransactions: null });
	}
});

const period = { startPeriod: 0, limit: 16 };
const schedule = { startSchedule: START, chargingRateUnit: "A", chargingSchedulePeriod: [period] };
/** A profile without a number. */
const fields = (chargingProfilePurpose: string, more: object = {}) => ({
	...{ stackLevel: 0, chargingProfilePurpose, chargingProfileKind: "Absolute", chargingSchedule: schedule },
	...more,
});
const relative = {
	chargingProfileKind: "Relative",
	chargingSchedule: { chargingRateUnit: "W", chargingSchedulePeriod: [{ startPeriod: 0, limit: 7400.5 }] },
};
/** All that an Absolute profile of one transaction needs. */
const absolute = {
	...{ validFrom: START, validTo: "2036-01-01T00:00:00.000Z" },
	chargingSchedule: { ...schedule, duration: 86_400 },
};

async function answer(peer: Peer, action: string, response: object) {
	const [, messageId, asked, payload] = await peer.received();
	expect(asked).toBe(action);
	peer.send(JSON.stringify([3, messageId, response]));
	return payload;
}

const path = (identity: string) => `/charge-points/${identity}/charging-profiles`;

/** Gives a profile and lets the charge point answer. */
async function give(peer: Peer, identity: string, body: object, status = "Accepted") {
	const given = csms.rest("POST", path(identity), body);
	const sent = await answer(peer, "SetChargingProfile", { status });
	return { sent, answer: await given };
}

const command = (identity: string, action: string, payload: object) =>
	csms.rest("POST", `/charge-points/${identity}/commands/${action}`, payload);

/** A command that the charge point accepts. */
async function accepted(peer: Peer, identity: string, action: string, payload: object) {
	const given = command(identity, action, payload);
	await answer(peer, action, { status: "Accepted" });
	expect((await given).status).toBe(200);
}

const installed = async (identity: string) => (await csms.rest("GET", path(identity))).body;
const numbers = async (identity: string) =>
	(await installed(identity)).map((one: { chargingProfile: { chargingProfileId: number } }) => {
		return one.chargingProfile.chargingProfileId;
	});

const start = async (peer: Peer, more: object = {}) => {
	const request = { connectorId: 1, idTag: "CP-A", meterStart: 0, timestamp: now(), ...more };
	return (await peer.call("StartTransaction", request))[2].transactionId as number;
};

test("profiles are kept, changed and deleted", async () => {
	const made = await csms.rest("POST", "/charging-profiles", {
		...fields("TxDefaultProfile"),
		description: "Night",
	});
	expect(made).toMatchObject({ status: 201, body: { ...fields("TxDefaultProfile"), description: "Night" } });
	const { chargingProfileId } = made.body;
	const one = `/charging-profiles/${chargingProfileId}`;
	expect((await csms.rest("GET", one)).body).toEqual(made.body);
	expect(
		await csms.rest("POST", "/charging-profiles", { ...fields("TxDefaultProfile"), chargingProfileId }),
	).toMatchObject({
		status: 409,
		body: { error: `The chargingProfileId ${chargingProfileId} is already taken.` },
	});
	const second = await csms.rest("POST", "/charging-profiles", fields("ChargePointMaxProfile"));
	expect(second.body.chargingProfileId).toBe(chargingProfileId + 1);
	const changed = await csms.rest("PUT", one, fields("TxDefaultProfile", { stackLevel: 3 }));
	expect(changed).toMatchObject({
		status: 200,
		body: { stackLevel: 3, chargingProfileId, description: "Night" },
	});
	expect((await csms.rest("GET", "/charging-profiles")).body).toContainEqual(changed.body);
	expect((await csms.rest("DELETE", one)).status).toBe(204);
	expect((await csms.rest("GET", one)).status).toBe(404);
	expect((await csms.rest("PUT", one, fields("TxDefaultProfile"))).status).toBe(404);
	expect((await csms.rest("DELETE", one)).status).toBe(404);
});

const withSchedule = (more: object) => ({ chargingSchedule: { ...schedule, ...more } });
/** Every rule of a profile, by one that breaks it, and a word of its sentence. */
const WRONG: [string, object, RegExp][] = [
	["TxDefaultProfile", { stackLevel: -1 }, /stackLevel/],
	["ChargePointMaxProfile", relative, /cannot be Relative/],
	["TxDefaultProfile", { chargingProfileKind: "Recurring" }, /recurrencyKind/],
	["TxDefaultProfile", { chargingSchedule: relative.chargingSchedule }, /startSchedule/],
	[
		"TxDefaultProfile",
		{
			...{ chargingProfileKind: "Recurring", recurrencyKind: "Daily" },
			chargingSchedule: relative.chargingSchedule,
		},
		/startSchedule/,
	],
	["TxDefaultProfile", { validFrom: START, validTo: START }, /validTo/],
	["TxDefaultProfile", withSchedule({ duration: 0 }), /duration/],
	["TxDefaultProfile", withSchedule({ minChargingRate: -1 }), /minChargingRate/],
	["TxDefaultProfile", withSchedule({ chargingSchedulePeriod: [] }), /chargingSchedulePeriod/],
	[
		"TxDefaultProfile",
		withSchedule({ chargingSchedulePeriod: [{ startPeriod: 1, limit: 1 }] }),
		/first startPeriod/,
	],
	[
		"TxDefaultProfile",
		withSchedule({ chargingSchedulePeriod: [period, period] }),
		/later than the one before/,
	],
	["TxDefaultProfile", withSchedule({ chargingSchedulePeriod: [{ ...period, limit: -1 }] }), /limit/],
	["TxDefaultProfile", withSchedule({ chargingSchedulePeriod: [{ ...period, limit: 8.15 }] }), /limit/],
	[
		"TxDefaultProfile",
		withSchedule({ chargingSchedulePeriod: [{ ...period, numberPhases: 4 }] }),
		/numberPhases/,
	],
];

test("R-SC-03 R-CS-16 a profile that breaks a rule is neither kept nor sent: 422 with a sentence", async () => {
	const peer = await boot(csms.ocpp, "P1");
	for (const [purpose, more, sentence] of WRONG) {
		const problem = { status: 422, body: { error: expect.stringMatching(sentence) } };
		const profile = fields(purpose, more);
		expect(await csms.rest("POST", "/charging-profiles", profile)).toMatchObject(problem);
		const chargingProfile = { chargingProfileId: 1, ...profile };
		expect(await csms.rest("POST", path("P1"), { connectorId: 0, chargingProfile })).toMatchObject(problem);
		const payload = { connectorId: 0, csChargingProfiles: chargingProfile };
		expect(await command("P1", "SetChargingProfile", payload)).toMatchObject(problem);
	}
	// The first thing that comes is this one.
	const { sent } = await give(peer, "P1", {
		connectorId: 0,
		chargingProfile: { chargingProfileId: 9, ...fields("TxDefaultProfile") },
	});
	expect(sent.csChargingProfiles.chargingProfileId).toBe(9);
	expect((await csms.rest("GET", "/charge-points/P1/commands")).body).toHaveLength(1);
});

test("R-SC-02 R-CS-16 a profile in a wrong place: 422 with a sentence", async () => {
	const peer = await boot(csms.ocpp, "P2");
	const elsewhere = await start(await boot(csms.ocpp, "P2-OTHER"));
	const over = await start(peer, { connectorId: 2 });
	await peer.call("StopTransaction", { transactionId: over, meterStop: 1, timestamp: now() });
	const running = await start(peer);
	const tx = { chargingProfileId: 1, ...fields("TxProfile", relative) };
	for (const [connectorId, profile, sentence] of [
		[1, { chargingProfileId: 1, ...fields("ChargePointMaxProfile") }, /its connectorId is 0/],
		[0, tx, /connectorId is 1 or more/],
		[-1, { chargingProfileId: 1, ...fields("TxDefaultProfile") }, /connectorId/],
		[
			1,
			{ chargingProfileId: 1, transactionId: running, ...fields("TxDefaultProfile") },
			/leave out transactionId/,
		],
		[2, tx, /No transaction runs on connector 2 of P2/],
		[2, { ...tx, transactionId: over }, /has ended/],
		[2, { ...tx, transactionId: running }, /is on connector 1/],
		[1, { ...tx, transactionId: elsewhere }, /P2 has no transaction/],
		[1, { ...tx, transactionId: 999_999 }, /P2 has no transaction 999999/],
	] as const) {
		const payload = { connectorId, csChargingProfiles: profile };
		expect(await command("P2", "SetChargingProfile", payload)).toMatchObject({
			status: 422,
			body: { error: expect.stringMatching(sentence) },
		});
	}
	await accepted(peer, "P2", "SetChargingProfile", { connectorId: 1, csChargingProfiles: tx });
	expect(await installed("P2")).toMatchObject([{ connectorId: 1, transactionId: running }]);
});

test("TC_056 a kept TxDefaultProfile is given to a charge point, with its answer kept", async () => {
	const peer = await boot(csms.ocpp, "P3");
	const kept = fields("TxDefaultProfile", {
		stackLevel: 1,
		recurrencyKind: "Daily",
		chargingProfileKind: "Recurring",
	});
	const { chargingProfileId } = (await csms.rest("POST", "/charging-profiles", kept)).body;
	const { sent, answer } = await give(peer, "P3", { connectorId: 1, chargingProfileId });
	const csChargingProfiles = { chargingProfileId, ...kept };
	expect(sent).toEqual({ connectorId: 1, csChargingProfiles });
	expect(answer).toMatchObject({
		status: 201,
		body: {
			...{ identity: "P3", connectorId: 1, transactionId: null, chargingProfile: csChargingProfiles },
			...{ status: "Accepted", installed: true, account: "api-token", endedAt: null, endedBy: null },
		},
	});
	expect(await installed("P3")).toEqual([answer.body]);
	expect((await csms.rest("GET", `/charging-profiles/${chargingProfileId}/places`)).body).toEqual([
		answer.body,
	]);

	const refused = await give(peer, "P3", { connectorId: 2, chargingProfileId }, "Rejected");
	expect(refused.answer).toMatchObject({ status: 200, body: { status: "Rejected", installed: false } });
	expect(await installed("P3")).toEqual([answer.body]);
	expect((await csms.rest("GET", `${path("P3")}?installed=false`)).body).toEqual([refused.answer.body]);
});

test("TC_056 an Absolute TxDefaultProfile arrives with all that was given, and nothing else", async () => {
	const peer = await boot(csms.ocpp, "P3B");
	const csChargingProfiles = {
		chargingProfileId: 9,
		...fields("TxDefaultProfile", {
			...absolute,
			chargingSchedule: {
				...{ ...schedule, duration: 86_400, minChargingRate: 6.5 },
				chargingSchedulePeriod: [
					{ startPeriod: 0, limit: 6, numberPhases: 3 },
					{ startPeriod: 60, limit: 8.1, numberPhases: 1 },
				],
			},
		}),
	};
	const { sent, answer } = await give(peer, "P3B", { connectorId: 1, chargingProfile: csChargingProfiles });
	expect(sent).toEqual({ connectorId: 1, csChargingProfiles });
	expect(answer.status).toBe(201);
	expect(await installed("P3B")).toMatchObject([
		{ chargingProfile: csChargingProfiles, transactionId: null },
	]);
});

test("TC_057 R-CS-16 a TxProfile is for the transaction that runs, Absolute whole or Relative", async () => {
	const peer = await boot(csms.ocpp, "P4");
	const body = (more: object) => ({
		connectorId: 1,
		chargingProfile: { chargingProfileId: 5, ...fields("TxProfile", more) },
	});
	expect(await csms.rest("POST", path("P4"), body(absolute))).toMatchObject({
		status: 422,
		body: { error: "No transaction runs on connector 1 of P4, and a TxProfile needs one." },
	});
	const transactionId = await start(peer);
	for (const more of [absolute, relative]) {
		const { sent, answer } = await give(peer, "P4", body(more));
		expect(sent).toEqual({
			connectorId: 1,
			csChargingProfiles: { chargingProfileId: 5, ...fields("TxProfile", more), transactionId },
		});
		expect(answer).toMatchObject({ status: 201, body: { transactionId, installed: true } });
	}
	for (const [more, sentence] of [
		[{}, /needs validFrom, validTo, duration/],
		[{ chargingProfileKind: "Recurring", recurrencyKind: "Daily" }, /not Recurring/],
		[{ ...relative, recurrencyKind: "Daily" }, /recurrencyKind/],
		[{ chargingProfileKind: "Relative" }, /leave out startSchedule/],
	] as const) {
		expect(await csms.rest("POST", path("P4"), body(more))).toMatchObject({
			status: 422,
			body: { error: expect.stringMatching(sentence) },
		});
	}
	expect(await numbers("P4")).toEqual([5]);
	// It ends with its transaction.
	const stop = now();
	await peer.call("StopTransaction", { transactionId, meterStop: 9, timestamp: stop });
	expect(await installed("P4")).toEqual([]);
	expect((await csms.rest("GET", `${path("P4")}?installed=false`)).body).toMatchObject([
		{ endedBy: "TransactionEnded", endedAt: stop, installed: false },
		{ endedBy: "Replaced" },
	]);
});

test("TC_059 R-CS-16 a remote start takes a whole TxProfile without a transactionId, and nothing else", async () => {
	const peer = await boot(csms.ocpp, "P5");
	const remote = (more: object, purpose = "TxProfile") => ({
		...{ idTag: "CP-A", connectorId: 1 },
		chargingProfile: { chargingProfileId: 7, ...fields(purpose, more) },
	});
	for (const [payload, sentence] of [
		[remote(absolute, "TxDefaultProfile"), /must be a TxProfile/],
		[remote({ ...absolute, transactionId: 1 }), /leave out transactionId/],
		[remote({}), /validFrom, validTo, duration/],
		[remote({ chargingProfileKind: "Relative" }), /leave out startSchedule/],
		[remote({ ...absolute, chargingProfileKind: "Recurring", recurrencyKind: "Daily" }), /not Recurring/],
		[remote({ ...relative, recurrencyKind: "Weekly" }), /recurrencyKind/],
		[
			remote({
				...relative,
				chargingSchedule: { chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 5, limit: 6 }] },
			}),
			/first startPeriod/,
		],
		[{ ...remote(absolute), connectorId: 0 }, /connectorId is 1 or more/],
	] as const) {
		expect(await command("P5", "RemoteStartTransaction", payload)).toMatchObject({
			status: 422,
			body: { error: expect.stringMatching(sentence) },
		});
	}
	await accepted(peer, "P5", "RemoteStartTransaction", remote(absolute));
	expect(await installed("P5")).toEqual([]);
	expect((await peer.call("Authorize", { idTag: "CP-A" }))[2].idTagInfo.status).toBe("Accepted");
	const transactionId = await start(peer);
	expect(await installed("P5")).toMatchObject([
		{ connectorId: 1, transactionId, chargingProfile: remote(absolute).chargingProfile },
	]);
	// The same level replaces it, R-SC-13; another id's transaction gets none.
	await give(peer, "P5", {
		connectorId: 1,
		chargingProfile: { chargingProfileId: 8, ...fields("TxProfile", relative) },
	});
	expect(await numbers("P5")).toEqual([8]);
	await accepted(peer, "P5", "RemoteStartTransaction", { ...remote(relative), connectorId: undefined });
	await start(peer, { connectorId: 3, idTag: "CP-B" });
	expect(await numbers("P5")).toEqual([8]);
	await start(peer, { connectorId: 2 });
	expect(await installed("P5")).toMatchObject([{ connectorId: 2 }, { connectorId: 1 }]);
});

test("R-CS-09 a start that was queued gets no TxProfile, neither by the remote start before nor a new one", async () => {
	const peer = await boot(csms.ocpp, "P6");
	const chargingProfile = { chargingProfileId: 7, ...fields("TxProfile", relative) };
	await accepted(peer, "P6", "RemoteStartTransaction", { idTag: "CP-A", connectorId: 1, chargingProfile });
	const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
	const transactionId = await start(peer, { timestamp: hourAgo });
	await peer.call("StopTransaction", { transactionId, meterStop: 5, timestamp: hourAgo });
	expect(await installed("P6")).toEqual([]);
	expect(
		await csms.rest("POST", path("P6"), { connectorId: 1, chargingProfile, transactionId }),
	).toMatchObject({
		status: 422,
		body: { error: `Transaction ${transactionId} has ended, and a TxProfile needs one that runs.` },
	});
	// What is not installed yet cannot be cleared, and the live one gets what was asked for.
	const cleared = command("P6", "ClearChargingProfile", { id: 7 });
	await answer(peer, "ClearChargingProfile", { status: "Unknown" });
	await cleared;
	const live = await start(peer);
	expect(await installed("P6")).toMatchObject([{ transactionId: live }]);
	// A remote start that came to nothing is forgotten after an hour.
	await accepted(peer, "P6", "RemoteStartTransaction", { idTag: "CP-A", connectorId: 2, chargingProfile });
	const muchLater = new Date(Date.now() + 2 * 3_600_000).toISOString();
	await start(peer, { connectorId: 2, timestamp: muchLater });
	expect(await installed("P6")).toMatchObject([{ transactionId: live }]);
	// The charge point was sent nothing but the remote starts.
	const given = command("P6", "ClearCache", {});
	await answer(peer, "ClearCache", { status: "Accepted" });
	expect((await given).status).toBe(200);
});

test("R-SC-04 what a profile replaces is no longer there: by its number, or by purpose, level and connector", async () => {
	const peer = await boot(csms.ocpp, "P7");
	const set = (chargingProfileId: number, connectorId: number, more: object = {}) =>
		accepted(peer, "P7", "SetChargingProfile", {
			...{ connectorId },
			csChargingProfiles: { chargingProfileId, ...fields("TxDefaultProfile", more) },
		});
	await set(1, 0);
	await set(2, 1);
	await set(3, 1, { stackLevel: 1 });
	expect(await numbers("P7")).toEqual([3, 2, 1]);
	await set(4, 1);
	expect(await numbers("P7")).toEqual([4, 3, 1]);
	await set(1, 2, { stackLevel: 5 });
	expect(await installed("P7")).toMatchObject([
		{ chargingProfile: { chargingProfileId: 1, stackLevel: 5 }, connectorId: 2 },
		{ chargingProfile: { chargingProfileId: 4 } },
		{ chargingProfile: { chargingProfileId: 3 } },
	]);
});

test("TC_067 R-SC-15 profiles are cleared by their number or by all that is given", async () => {
	const peer = await boot(csms.ocpp, "P8");
	const fill = async () => {
		for (const [chargingProfileId, connectorId, purpose, stackLevel] of [
			[1, 0, "ChargePointMaxProfile", 0],
			[2, 0, "TxDefaultProfile", 0],
			[3, 1, "TxDefaultProfile", 0],
			[4, 1, "TxDefaultProfile", 1],
		] as const) {
			const csChargingProfiles = { chargingProfileId, ...fields(purpose, { stackLevel }) };
			await accepted(peer, "P8", "SetChargingProfile", { connectorId, csChargingProfiles });
		}
	};
	for (const [query, payload, left] of [
		["?id=3&connectorId=0", { id: 3, connectorId: 0 }, [4, 2, 1]],
		["?connectorId=1&stackLevel=1", { connectorId: 1, stackLevel: 1 }, [3, 2, 1]],
		["?connectorId=0", { connectorId: 0 }, [4, 3]],
		["?chargingProfilePurpose=TxDefaultProfile", { chargingProfilePurpose: "TxDefaultProfile" }, [1]],
		["", {}, []],
	] as const) {
		await fill();
		const cleared = csms.rest("DELETE", `${path("P8")}${query}`);
		expect(await answer(peer, "ClearChargingProfile", { status: "Accepted" })).toEqual(payload);
		const { status, body } = await cleared;
		expect([status, body.status]).toEqual([200, "Accepted"]);
		expect(body.cleared).toHaveLength(4 - left.length);
		expect(await numbers("P8")).toEqual(left);
	}
	// The case itself: three purposes of one level, cleared by number, by all criteria, and the rest.
	const transactionId = await start(peer);
	for (const [chargingProfileId, connectorId, purpose, more] of [
		[11, 0, "ChargePointMaxProfile", {}],
		[12, 1, "TxDefaultProfile", {}],
		[13, 1, "TxProfile", { ...absolute, transactionId }],
	] as const) {
		const csChargingProfiles = { chargingProfileId, ...fields(purpose, { ...more, stackLevel: 2 }) };
		await accepted(peer, "P8", "SetChargingProfile", { connectorId, csChargingProfiles });
	}
	const criteria = { connectorId: 1, chargingProfilePurpose: "TxDefaultProfile", stackLevel: 2 };
	for (const [payload, left] of [
		[{ id: 13 }, [12, 11]],
		[criteria, [11]],
		[{}, []],
	] as const) {
		await accepted(peer, "P8", "ClearChargingProfile", payload);
		expect(await numbers("P8")).toEqual(left);
	}
	// The charge point knows better than we do.
	await fill();
	const unknown = csms.rest("DELETE", `${path("P8")}?id=4`);
	await answer(peer, "ClearChargingProfile", { status: "Unknown" });
	expect((await unknown).body).toMatchObject({ status: "Unknown", cleared: [{ endedBy: "Cleared" }] });
	expect(await numbers("P8")).toEqual([3, 2, 1]);
});

test("TC_066 the composite schedule is asked for with all its parameters", async () => {
	const peer = await boot(csms.ocpp, "P9");
	const least = { connectorId: 0, duration: 60 };
	const refused = command("P9", "GetCompositeSchedule", least);
	expect(await answer(peer, "GetCompositeSchedule", { status: "Rejected" })).toEqual(least);
	expect(await refused).toMatchObject({ status: 200, body: { response: { status: "Rejected" } } });
	const payload = { connectorId: 1, duration: 600, chargingRateUnit: "W" };
	const composite = {
		...{ status: "Accepted", connectorId: 1, scheduleStart: START },
		chargingSchedule: { duration: 600, chargingRateUnit: "W", chargingSchedulePeriod: [period] },
	};
	const asked = command("P9", "GetCompositeSchedule", payload);
	expect(await answer(peer, "GetCompositeSchedule", composite)).toEqual(payload);
	expect(await asked).toMatchObject({ status: 200, body: { response: composite } });
	expect((await csms.rest("GET", "/charge-points/P9/commands?limit=1")).body).toMatchObject([
		{ action: "GetCompositeSchedule", payload, result: "Response", response: composite },
	]);
});

test("what does not come to an answer is not believed: not connected 409, CALLERROR 502, silence 504", async () => {
	const body = { connectorId: 0, chargingProfile: { chargingProfileId: 1, ...fields("TxDefaultProfile") } };
	await csms.rest("PUT", "/charge-points/P10", {});
	expect(await csms.rest("POST", path("P10"), body)).toMatchObject({
		status: 409,
		body: { error: "P10 is not connected." },
	});
	const peer = await boot(csms.ocpp, "P10");
	const failed = csms.rest("POST", path("P10"), body);
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([4, messageId, "NotSupported", "", {}]));
	expect((await failed).status).toBe(502);
	const silent = csms.rest("POST", path("P10"), body);
	await peer.received();
	peer.terminate();
	expect((await silent).status).toBe(504);
	expect(await installed("P10")).toEqual([]);
	expect((await csms.rest("GET", `${path("P10")}?installed=false`)).body).toMatchObject([
		{ status: "Waiting" },
		{ status: "Failed" },
	]);
	expect((await csms.rest("POST", path("P10"), { connectorId: 0 })).status).toBe(400);
	expect((await csms.rest("POST", path("P10"), { connectorId: 0, chargingProfileId: 4711 })).status).toBe(
		404,
	);
	expect((await csms.rest("GET", path("P-NONE"))).status).toBe(404);
});
