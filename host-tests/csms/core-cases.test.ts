import { expect, test } from "vitest";
import { BOOT, boot, connect, type Peer } from "./charge-point-peer";
import { type Answer, shareCsms } from "./running-csms";

/** The core cases of the compliance tool: what the CSMS sends and answers, and what it keeps and shows. */
const csms = shareCsms();

const now = () => new Date().toISOString();

const get = async (path: string) => (await csms.rest("GET", path)).body;

/** Gives a command, checks the CALL, and answers it. */
async function command(
	peer: Peer,
	identity: string,
	action: string,
	payload: object,
	response: object,
): Promise<Answer> {
	const answer = csms.rest("POST", `/charge-points/${identity}/commands/${action}`, payload);
	const [type, messageId, sent, request] = await peer.received();
	expect([type, sent, request]).toEqual([2, action, payload]);
	peer.send(JSON.stringify([3, messageId, response]));
	const { status, body } = await answer;
	expect({ status, body }).toEqual({ status: 200, body: { response } });
	const [newest] = await get(`/charge-points/${identity}/commands?limit=1`);
	expect(newest).toMatchObject({ action, payload, result: "Response", response });
	return { status, body, headers: new Headers() };
}

async function notify(peer: Peer, status: string, more: object = {}): Promise<void> {
	const request = { connectorId: 1, errorCode: "NoError", status, timestamp: now(), ...more };
	expect((await peer.call("StatusNotification", request))[2]).toEqual({});
}

async function authorize(peer: Peer, idTag: string): Promise<string> {
	return (await peer.call("Authorize", { idTag }))[2].idTagInfo.status;
}

async function start(peer: Peer, idTag: string, more: object = {}) {
	const request = { connectorId: 1, idTag, meterStart: 100, timestamp: now(), ...more };
	const [type, , payload] = await peer.call("StartTransaction", request);
	expect(type).toBe(3);
	return payload as { transactionId: number; idTagInfo: { status: string } };
}

async function stop(peer: Peer, transactionId: number, more: object = {}) {
	const request = { transactionId, meterStop: 1100, timestamp: now(), ...more };
	const [type, , payload] = await peer.call("StopTransaction", request);
	expect(type).toBe(3);
	return payload;
}

/** An id that may charge. */
async function idTag(idTag: string, fields: object = {}): Promise<string> {
	expect((await csms.rest("POST", "/id-tags", { idTag, ...fields })).status).toBe(201);
	return idTag;
}

const connector = async (identity: string) => (await get(`/charge-points/${identity}`)).connectors[0];
const statuses = async (identity: string) =>
	(await get(`/charge-points/${identity}/status-notifications`))
		.map(({ status }: { status: string }) => status)
		.toReversed();

test("TC_001 each boot is answered and kept, then the status of every connector and heartbeats", async () => {
	await csms.rest("PUT", "/charge-points/T001", { registration: "Rejected" });
	const peer = await connect(csms.ocpp, "T001");
	const request = { ...BOOT, firmwareVersion: "2.0" };
	expect((await peer.call("BootNotification", BOOT))[2]).toMatchObject({ status: "Rejected", interval: 60 });
	await csms.rest("PUT", "/charge-points/T001", { registration: "Accepted" });
	const [, , answer] = await peer.call("BootNotification", request);
	expect(answer).toMatchObject({ status: "Accepted", interval: 300 });
	for (const connectorId of [0, 1, 2]) await notify(peer, "Available", { connectorId });
	const [, , { currentTime }] = await peer.call("Heartbeat", {});
	expect(currentTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	expect(await get("/charge-points/T001/boot-notifications")).toMatchObject([
		{ identity: "T001", payload: request, status: "Accepted", interval: 300, receivedAt: expect.any(String) },
		{ payload: BOOT, status: "Rejected", interval: 60 },
	]);
	expect((await get("/charge-points/T001")).connectors).toMatchObject([
		{ connectorId: 0 },
		{ connectorId: 1, status: "Available" },
		{ connectorId: 2 },
	]);
});

test("TC_003 TC_005_1 plug in, identify, charge, unplug at the vehicle", async () => {
	const peer = await boot(csms.ocpp, "T003");
	await idTag("T003");
	await notify(peer, "Available");
	await notify(peer, "Preparing");
	expect(await authorize(peer, "T003")).toBe("Accepted");
	const { transactionId, idTagInfo } = await start(peer, "T003");
	expect(idTagInfo.status).toBe("Accepted");
	await notify(peer, "Charging");
	expect(await get("/transactions?identity=T003&active=true")).toMatchObject([{ transactionId }]);
	expect(await stop(peer, transactionId, { reason: "EVDisconnected" })).toEqual({});
	await notify(peer, "Finishing", { info: "EV side disconnected" });
	await notify(peer, "Available");
	expect(await statuses("T003")).toEqual(["Available", "Preparing", "Charging", "Finishing", "Available"]);
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		reason: "EVDisconnected",
		energyWh: 1000,
		active: false,
	});
});

test("TC_004_1 identify, plug in, charge", async () => {
	const peer = await boot(csms.ocpp, "T004A");
	await idTag("T004A");
	expect(await authorize(peer, "T004A")).toBe("Accepted");
	await notify(peer, "Preparing");
	const { transactionId } = await start(peer, "T004A");
	await notify(peer, "Charging");
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		active: true,
		idTagStatus: "Accepted",
	});
	expect(await connector("T004A")).toMatchObject({ status: "Charging" });
});

test("TC_004_2 identify and plug nothing in: free again, no transaction", async () => {
	const peer = await boot(csms.ocpp, "T004B");
	await idTag("T004B");
	expect(await authorize(peer, "T004B")).toBe("Accepted");
	await notify(peer, "Preparing");
	await notify(peer, "Available");
	expect(await connector("T004B")).toMatchObject({ status: "Available" });
	expect(await get("/transactions?identity=T004B")).toEqual([]);
	expect(await get("/authorizations?identity=T004B")).toMatchObject([
		{ action: "Authorize", status: "Accepted" },
	]);
});

test("TC_007 a start without Authorize, by the charge point's cache, is judged all the same", async () => {
	const peer = await boot(csms.ocpp, "T007");
	await idTag("T007");
	await notify(peer, "Preparing");
	const { transactionId, idTagInfo } = await start(peer, "T007");
	expect(idTagInfo.status).toBe("Accepted");
	await notify(peer, "Charging");
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		idTagStatus: "Accepted",
		active: true,
	});
	expect(await get("/authorizations?identity=T007")).toMatchObject([{ action: "StartTransaction" }]);
	expect(await stop(peer, transactionId, { idTag: "T007" })).toEqual({ idTagInfo: { status: "Accepted" } });
});

test("TC_061 the cache is cleared by a command", async () => {
	const peer = await boot(csms.ocpp, "T061");
	await command(peer, "T061", "ClearCache", {}, { status: "Accepted" });
	await command(peer, "T061", "ClearCache", {}, { status: "Rejected" });
});

test("TC_010 remote start with the cable in, TC_012 remote stop", async () => {
	const peer = await boot(csms.ocpp, "T010");
	await idTag("T010");
	await notify(peer, "Preparing");
	const request = { connectorId: 1, idTag: "T010" };
	await command(peer, "T010", "RemoteStartTransaction", request, { status: "Accepted" });
	expect(await authorize(peer, "T010")).toBe("Accepted");
	const { transactionId } = await start(peer, "T010");
	await notify(peer, "Charging");
	await command(peer, "T010", "RemoteStopTransaction", { transactionId }, { status: "Accepted" });
	await stop(peer, transactionId, { reason: "Remote" });
	await notify(peer, "Finishing");
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({ reason: "Remote", stopIdTag: null });
});

test("TC_011_1 remote start first, then the cable", async () => {
	const peer = await boot(csms.ocpp, "T011A");
	await idTag("T011A");
	await command(peer, "T011A", "RemoteStartTransaction", { idTag: "T011A" }, { status: "Accepted" });
	await notify(peer, "Preparing");
	const { transactionId } = await start(peer, "T011A");
	await notify(peer, "Charging");
	expect(await get("/transactions?identity=T011A&active=true")).toMatchObject([{ transactionId }]);
});

test("TC_011_2 remote start and no cable: free again, no transaction", async () => {
	const peer = await boot(csms.ocpp, "T011B");
	await idTag("T011B");
	const request = { connectorId: 1, idTag: "T011B" };
	await command(peer, "T011B", "RemoteStartTransaction", request, { status: "Accepted" });
	await notify(peer, "Preparing");
	await notify(peer, "Available");
	expect(await statuses("T011B")).toEqual(["Preparing", "Available"]);
	expect(await get("/transactions?identity=T011B")).toEqual([]);
});

test.each([
	["TC_013", "Hard"],
	["TC_014", "Soft"],
])("%s a %s reset with an Unavailable connector, boot, and back to Operative", async (number, type) => {
	const identity = number;
	const peer = await boot(csms.ocpp, identity);
	const inoperative = { connectorId: 1, type: "Inoperative" };
	await command(peer, identity, "ChangeAvailability", inoperative, { status: "Accepted" });
	await notify(peer, "Unavailable");
	await command(peer, identity, "Reset", { type }, { status: "Accepted" });
	peer.close();
	const again = await boot(csms.ocpp, identity);
	await notify(again, "Available", { connectorId: 0 });
	await notify(again, "Unavailable");
	expect((await get(`/charge-points/${identity}`)).connectors).toMatchObject([
		{ connectorId: 0, status: "Available" },
		{ connectorId: 1, status: "Unavailable" },
	]);
	const operative = { connectorId: 1, type: "Operative" };
	await command(again, identity, "ChangeAvailability", operative, { status: "Accepted" });
	await notify(again, "Available");
	expect((await get(`/charge-points/${identity}`)).connectors[1].status).toBe("Available");
	expect(await get(`/charge-points/${identity}/boot-notifications`)).toHaveLength(2);
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

test("TC_018_1 unlock in a session ends it with the reason UnlockCommand", async () => {
	const peer = await boot(csms.ocpp, "T018");
	await idTag("T018");
	const { transactionId } = await start(peer, "T018");
	await notify(peer, "Charging");
	await command(peer, "T018", "UnlockConnector", { connectorId: 1 }, { status: "Unlocked" });
	await stop(peer, transactionId, { reason: "UnlockCommand" });
	await notify(peer, "Finishing");
	await notify(peer, "Available");
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		reason: "UnlockCommand",
		active: false,
		openReason: null,
	});
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

test.each([
	["TC_023_1", "Invalid", undefined],
	["TC_023_2", "Expired", { expiryDate: "2020-01-01T00:00:00Z" }],
	["TC_023_3", "Blocked", { blocked: true }],
])("%s Authorize of an id that is %s, and a start with it", async (number, status, fields) => {
	const peer = await boot(csms.ocpp, number);
	if (fields) await idTag(number, fields);
	expect(await authorize(peer, number)).toBe(status);
	const { transactionId, idTagInfo } = await start(peer, number);
	expect(idTagInfo.status).toBe(status);
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({ idTagStatus: status });
	expect(await get(`/authorizations?identity=${number}&refused=true`)).toMatchObject([
		{ action: "StartTransaction", status },
		{ action: "Authorize", status },
	]);
});

test("TC_024 a lock that fails at the start is shown, and there is no transaction", async () => {
	const peer = await boot(csms.ocpp, "T024");
	await idTag("T024");
	await command(
		peer,
		"T024",
		"RemoteStartTransaction",
		{ connectorId: 1, idTag: "T024" },
		{ status: "Accepted" },
	);
	await notify(peer, "Preparing");
	await notify(peer, "Faulted", { errorCode: "ConnectorLockFailure" });
	expect(await connector("T024")).toMatchObject({ status: "Faulted", errorCode: "ConnectorLockFailure" });
	expect(await get("/transactions?identity=T024")).toEqual([]);
});

test("TC_026 a remote start that is rejected is reported", async () => {
	const peer = await boot(csms.ocpp, "T026");
	await idTag("T026");
	const { transactionId } = await start(peer, "T026");
	await notify(peer, "Charging");
	const request = { connectorId: 1, idTag: "T026" };
	await command(peer, "T026", "RemoteStartTransaction", request, { status: "Rejected" });
	expect(await get("/transactions?identity=T026&active=true")).toMatchObject([{ transactionId }]);
});

test("TC_028 a remote stop of an unknown transaction is sent, and its rejection reported", async () => {
	const peer = await boot(csms.ocpp, "T028");
	await command(peer, "T028", "RemoteStopTransaction", { transactionId: 123_456 }, { status: "Rejected" });
});

test("TC_032_1 a power failure: the stop comes before or after the boot", async () => {
	const peer = await boot(csms.ocpp, "T032");
	await idTag("T032", { maxActiveTransactions: null });
	const first = await start(peer, "T032");
	await notify(peer, "Charging");
	await stop(peer, first.transactionId, { reason: "PowerLoss" });
	await notify(peer, "Finishing");
	peer.terminate();
	const again = await boot(csms.ocpp, "T032");
	await notify(again, "Finishing");
	expect(await get(`/transactions/${first.transactionId}`)).toMatchObject({ reason: "PowerLoss" });

	const second = await start(again, "T032", { meterStart: 1100 });
	again.terminate();
	const third = await boot(csms.ocpp, "T032");
	await notify(third, "Preparing");
	expect(await get(`/transactions/${second.transactionId}`)).toMatchObject({
		active: false,
		openReason: "Boot",
	});
	await stop(third, second.transactionId, { reason: "PowerLoss", meterStop: 1500 });
	expect(await get(`/transactions/${second.transactionId}`)).toMatchObject({
		reason: "PowerLoss",
		energyWh: 400,
		openReason: null,
	});
});

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

test("TC_037_1 R-CS-09 a start while offline with a valid id comes later", async () => {
	const peer = await boot(csms.ocpp, "T037A");
	await idTag("T037A");
	peer.terminate();
	const again = await connect(csms.ocpp, "T037A");
	const { transactionId, idTagInfo } = await start(again, "T037A", { timestamp: ago(10) });
	expect(idTagInfo.status).toBe("Accepted");
	await notify(again, "Charging", { timestamp: ago(10) });
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		active: true,
		start: expect.any(String),
	});
});

test("TC_037_3 a start while offline with an invalid id is told so, and its DeAuthorized stop kept", async () => {
	const peer = await boot(csms.ocpp, "T037B");
	const { transactionId, idTagInfo } = await start(peer, "T037B", { timestamp: ago(10) });
	expect(idTagInfo).toEqual({ status: "Invalid" });
	await stop(peer, transactionId, { reason: "DeAuthorized" });
	await notify(peer, "Finishing");
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		idTagStatus: "Invalid",
		reason: "DeAuthorized",
		active: false,
	});
	expect(await get("/charge-points/T037B/odd-stops")).toEqual([]);
});

test("TC_039 a whole transaction while offline comes later with its own times", async () => {
	const peer = await boot(csms.ocpp, "T039");
	await idTag("T039");
	await notify(peer, "Available");
	const [began, ended] = [ago(30), ago(20)];
	const { transactionId } = await start(peer, "T039", { timestamp: began });
	expect(await stop(peer, transactionId, { timestamp: ended, idTag: "T039" })).toMatchObject({
		idTagInfo: { status: "Accepted" },
	});
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		start: began,
		stop: ended,
		energyWh: 1000,
	});
	expect(await get("/charge-points/T039/odd-stops")).toEqual([]);
});

test("TC_054 R-CS-04 every trigger is sent, and the message comes before or after its confirmation", async () => {
	const peer = await boot(csms.ocpp, "T054");
	const trigger = (requestedMessage: string, more: object = {}) =>
		command(peer, "T054", "TriggerMessage", { requestedMessage, ...more }, { status: "Accepted" });
	await trigger("MeterValues", { connectorId: 1 });
	const sampledValue = [{ value: "5", context: "Trigger" }];
	await peer.call("MeterValues", { connectorId: 1, meterValue: [{ timestamp: now(), sampledValue }] });
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
	const request = { requestedMessage: "MeterValues", connectorId: 3 };
	await command(peer, "T055", "TriggerMessage", request, { status: "Rejected" });
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
