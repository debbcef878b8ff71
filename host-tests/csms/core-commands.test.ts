import { expect, test } from "vitest";
import { BOOT, boot, type Peer } from "./charge-point-peer";
import { shareCsms } from "./running-csms";
import { notify, now, command as sendCommand } from "./scripted-session";

/** The core cases of commands: what the CSMS sends and answers, and what it keeps and shows. */
const csms = shareCsms();

const get = async (path: string) => (await csms.rest("GET", path)).body;

const command = (peer: Peer, identity: string, action: string, payload: object, response: object) =>
	sendCommand(csms, peer, identity, action, payload, response);

test("TC_061 the cache is cleared by a command", async () => {
	const peer = await boot(csms.ocpp, "T061");
	await csms.rest("POST", "/id-tags", { idTag: "T061" });
	await command(peer, "T061", "ClearCache", {}, { status: "Accepted" });
	// An id that it knew is asked for anew.
	expect((await peer.call("Authorize", { idTag: "T061" }))[2]).toEqual({ idTagInfo: { status: "Accepted" } });
	await command(peer, "T061", "ClearCache", {}, { status: "Rejected" });
});

test.each([
	["TC_017_1", 1, "Unlocked"],
	["TC_017_2", 1, "NotSupported"],
	["TC_030", 1, "UnlockFailed"],
	["TC_031", 99, "NotSupported"],
])("%s unlock connector %i without a session: %s", async (number, connectorId, status) => {
	const peer = await boot(csms.ocpp, number);
	await command(peer, number, "UnlockConnector", { connectorId }, { status });
});

test("TC_028 a remote stop of an unknown transaction is sent, and its rejection reported", async () => {
	const peer = await boot(csms.ocpp, "T028");
	await command(peer, "T028", "RemoteStopTransaction", { transactionId: 123_456 }, { status: "Rejected" });
});

const KEYS = [
	{ key: "SupportedFeatureProfiles", readonly: true, value: "Core" },
	{ key: "HeartbeatInterval", readonly: false, value: "300" },
	{ key: "BlinkRepeat", readonly: false },
];

test("TC_019_1 all configuration keys are read, kept and shown, secrets masked", async () => {
	const peer = await boot(csms.ocpp, "T019A");
	await command(peer, "T019A", "GetConfiguration", {}, { configurationKey: KEYS });
	const readAt = expect.stringMatching(/Z$/);
	expect(await get("/charge-points/T019A/configuration")).toEqual([
		{ key: "BlinkRepeat", readonly: false, value: null, readAt },
		{ key: "HeartbeatInterval", readonly: false, value: "300", readAt },
		{ key: "SupportedFeatureProfiles", readonly: true, value: "Core", readAt },
	]);
	// What is read whole replaces what was known.
	const told = [{ key: "AuthorizationKey", readonly: false, value: "00112233" }];
	const answer = csms.rest("POST", "/charge-points/T019A/commands/GetConfiguration", {});
	peer.send(JSON.stringify([3, (await peer.received())[1], { configurationKey: told }]));
	await answer;
	expect(await get("/charge-points/T019A/configuration")).toMatchObject([
		{ key: "AuthorizationKey", value: "***" },
	]);
	expect((await csms.rest("GET", "/charge-points/T-NONE/configuration")).status).toBe(404);
});

test("TC_019_2 one key is read, and an unknown one", async () => {
	const peer = await boot(csms.ocpp, "T019B");
	await command(peer, "T019B", "GetConfiguration", {}, { configurationKey: KEYS });
	await command(
		peer,
		"T019B",
		"GetConfiguration",
		{ key: ["heartbeatinterval", "BlinkRepeat"] },
		{
			configurationKey: [{ key: "HeartbeatInterval", readonly: false, value: "60" }],
			unknownKey: ["BlinkRepeat"],
		},
	);
	expect(await get("/charge-points/T019B/configuration")).toMatchObject([
		{ key: "HeartbeatInterval", value: "60" },
		{ key: "SupportedFeatureProfiles", value: "Core" },
	]);
});

test("TC_021 a changed key is kept when the charge point accepts it", async () => {
	const peer = await boot(csms.ocpp, "T021");
	await command(peer, "T021", "GetConfiguration", {}, { configurationKey: KEYS });
	const change = { key: "heartbeatInterval", value: "30" };
	await command(peer, "T021", "ChangeConfiguration", change, { status: "Accepted" });
	const value = async () =>
		(await get("/charge-points/T021/configuration")).find(
			({ key }: { key: string }) => key === "HeartbeatInterval",
		);
	expect(await value()).toMatchObject({ value: "30", readonly: false });
	// What waits for a reboot does not hold yet.
	await command(peer, "T021", "ChangeConfiguration", { ...change, value: "9" }, { status: "RebootRequired" });
	expect(await value()).toMatchObject({ value: "30" });
	const secret = csms.rest("POST", "/charge-points/T021/commands/ChangeConfiguration", {
		key: "AuthorizationKey",
		value: "00".repeat(16),
	});
	peer.send(JSON.stringify([3, (await peer.received())[1], { status: "Accepted" }]));
	await secret;
	expect(await get("/charge-points/T021/configuration")).toContainEqual(
		expect.objectContaining({ key: "AuthorizationKey", value: "***", readonly: null }),
	);
});

test.each([
	["TC_040_1", "NotSupported", { key: "Testing", value: "x" }],
	["TC_040_2", "Rejected", { key: "MeterValueSampleInterval", value: "-1" }],
])("%s a change that is %s is reported and not kept", async (number, status, change) => {
	const peer = await boot(csms.ocpp, number);
	await command(peer, number, "ChangeConfiguration", change, { status });
	expect(await get(`/charge-points/${number}/configuration`)).toEqual([]);
});

test("TC_054 R-CS-04 every trigger is sent, and the message comes before or after its confirmation", async () => {
	const peer = await boot(csms.ocpp, "T054");
	const trigger = (requestedMessage: string, more: object = {}) =>
		command(peer, "T054", "TriggerMessage", { requestedMessage, ...more }, { status: "Accepted" });
	await trigger("MeterValues", { connectorId: 1 });
	const sampledValue = [{ value: "5", context: "Trigger" }];
	const timestamp = now();
	const values = { connectorId: 1, meterValue: [{ timestamp, sampledValue }] };
	expect((await peer.call("MeterValues", values))[2]).toEqual({});
	expect(await get("/charge-points/T054/meter-values?connectorId=1")).toEqual([
		{ timestamp, connectorId: 1, transactionId: null, energyWh: 5, powerW: null, sampledValue },
	]);
	await trigger("Heartbeat");
	expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
	await trigger("StatusNotification", { connectorId: 1 });
	await notify(peer, "Available");
	await trigger("DiagnosticsStatusNotification");
	await peer.call("DiagnosticsStatusNotification", { status: "Idle" });
	await trigger("FirmwareStatusNotification");
	await peer.call("FirmwareStatusNotification", { status: "Idle" });
	expect(await get("/charge-points/T054")).toMatchObject({
		diagnosticsStatus: "Idle",
		firmwareStatus: "Idle",
	});

	// Some send the message first (crossing calls).
	const answer = csms.rest("POST", "/charge-points/T054/commands/TriggerMessage", {
		requestedMessage: "Heartbeat",
	});
	const [, messageId] = await peer.received();
	expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
	peer.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
	expect((await answer).status).toBe(200);
	expect(await get("/charge-points/T054/violations")).toEqual([]);
});

test("TC_055 a trigger for a connector that is not there: Rejected", async () => {
	const peer = await boot(csms.ocpp, "T055");
	for (const more of [{ connectorId: 3 }, {}]) {
		const request = { requestedMessage: "MeterValues", ...more };
		await command(peer, "T055", "TriggerMessage", request, { status: "Rejected" });
	}
});

test("R-CS-11 no BootNotification is triggered after an accepted one, until it is wanted again", async () => {
	const peer = await boot(csms.ocpp, "T-R11");
	const request = { requestedMessage: "BootNotification" };
	for (const action of ["TriggerMessage", "ExtendedTriggerMessage"]) {
		const { status, body } = await csms.rest("POST", `/charge-points/T-R11/commands/${action}`, request);
		expect(status).toBe(409);
		expect(body.error).toMatch(/BootNotification of T-R11 was Accepted/);
	}
	expect(await get("/charge-points/T-R11/commands")).toEqual([]);
	await csms.rest("PUT", "/charge-points/T-R11", { registration: "Pending" });
	await command(peer, "T-R11", "TriggerMessage", request, { status: "Accepted" });
	expect((await peer.call("BootNotification", BOOT))[2].status).toBe("Pending");
	await csms.rest("PUT", "/charge-points/T-R11", { registration: "Accepted" });
	await command(peer, "T-R11", "TriggerMessage", request, { status: "Accepted" });
	expect((await peer.call("BootNotification", BOOT))[2].status).toBe("Accepted");
	expect((await csms.rest("POST", "/charge-points/T-R11/commands/TriggerMessage", request)).status).toBe(409);
});

test("R-CS-17 TC_064 data of a vendor are kept in both directions with their answers", async () => {
	const peer = await boot(csms.ocpp, "T064");
	const data = JSON.stringify({ a: "\u4e2d" });
	const [, , payload] = await peer.call("DataTransfer", { vendorId: "com.example", messageId: "m", data });
	expect(payload).toEqual({ status: "UnknownVendorId" });
	const request = { vendorId: "com.example", data: "ping" };
	await command(peer, "T064", "DataTransfer", request, { status: "Accepted", data: "pong" });
	const unanswered = csms.rest("POST", "/charge-points/T064/commands/DataTransfer", { vendorId: "V" });
	await peer.received();
	peer.terminate();
	expect((await unanswered).status).toBe(504);
	expect(await get("/charge-points/T064/data-transfers")).toMatchObject([
		{ direction: "out", vendorId: "V", messageId: null, data: null, status: null, answer: null },
		{ direction: "out", data: "ping", status: "Accepted", answer: "pong", timestamp: expect.any(String) },
		{
			direction: "in",
			vendorId: "com.example",
			messageId: "m",
			data,
			status: "UnknownVendorId",
			answer: null,
		},
	]);
});
