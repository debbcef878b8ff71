import { expect, test } from "vitest";
import { BOOT, boot, connect, type Peer } from "./charge-point-peer";
import { shareCsms } from "./running-csms";
import { ago, authorize, notify, command as sendCommand, start, stop } from "./scripted-session";

/** The core cases of sessions: what the CSMS sends and answers, and what it keeps and shows. */
const csms = shareCsms();

const get = async (path: string) => (await csms.rest("GET", path)).body;

const command = (peer: Peer, identity: string, action: string, payload: object, response: object) =>
	sendCommand(csms, peer, identity, action, payload, response);

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
	const currentTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	const ofNow = (told: string) => expect(Math.abs(Date.parse(told) - Date.now())).toBeLessThan(5000);
	const [, , refusal] = await peer.call("BootNotification", BOOT);
	expect(refusal).toEqual({ status: "Rejected", interval: 60, currentTime });
	await csms.rest("PUT", "/charge-points/T001", { registration: "Accepted" });
	const [, , answer] = await peer.call("BootNotification", request);
	expect(answer).toEqual({ status: "Accepted", interval: 300, currentTime });
	for (const connectorId of [0, 1, 2]) await notify(peer, "Available", { connectorId });
	const [, , heartbeat] = await peer.call("Heartbeat", {});
	expect(heartbeat).toEqual({ currentTime });
	for (const { currentTime } of [refusal, answer, heartbeat]) ofNow(currentTime);
	expect(await get("/charge-points/T001/boot-notifications")).toMatchObject([
		{ identity: "T001", payload: request, status: "Accepted", interval: 300, receivedAt: expect.any(String) },
		{ payload: BOOT, status: "Rejected", interval: 60 },
	]);
	expect((await get("/charge-points/T001")).connectors).toMatchObject([
		...[0, 1, 2].map((connectorId) => ({ connectorId, status: "Available", errorCode: "NoError" })),
	]);
});

test("TC_003 TC_005_1 plug in, identify, charge, unplug at the vehicle", async () => {
	const peer = await boot(csms.ocpp, "T003");
	await idTag("T003");
	await notify(peer, "Available");
	await notify(peer, "Preparing");
	expect(await authorize(peer, "T003")).toBe("Accepted");
	const [began, ended] = [ago(2), ago(1)];
	const { transactionId, idTagInfo } = await start(peer, "T003", { timestamp: began });
	expect(idTagInfo).toEqual({ status: "Accepted" });
	await notify(peer, "Charging");
	expect(await get("/transactions?identity=T003&active=true")).toMatchObject([{ transactionId, stop: null }]);
	expect(await stop(peer, transactionId, { reason: "EVDisconnected", timestamp: ended })).toEqual({});
	await notify(peer, "Finishing", { info: "EV side disconnected" });
	await notify(peer, "Available");
	expect(await statuses("T003")).toEqual(["Available", "Preparing", "Charging", "Finishing", "Available"]);
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		...{ identity: "T003", connectorId: 1, idTag: "T003", start: began, stop: ended },
		...{ meterStart: 100, meterStop: 1100, energyWh: 1000, reason: "EVDisconnected", active: false },
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
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		...{ idTag: "T010", reason: "Remote", stopIdTag: null, active: false, energyWh: 1000 },
	});
	expect(await get("/transactions?identity=T010&active=true")).toEqual([]);
	expect(await statuses("T010")).toEqual(["Preparing", "Charging", "Finishing"]);
});

test("TC_011_1 remote start first, then the cable", async () => {
	const peer = await boot(csms.ocpp, "T011A");
	await idTag("T011A");
	await command(peer, "T011A", "RemoteStartTransaction", { idTag: "T011A" }, { status: "Accepted" });
	expect(await authorize(peer, "T011A")).toBe("Accepted");
	await notify(peer, "Preparing");
	const { transactionId } = await start(peer, "T011A");
	await notify(peer, "Charging");
	expect(await get("/transactions?identity=T011A&active=true")).toMatchObject([
		{ transactionId, idTag: "T011A", idTagStatus: "Accepted" },
	]);
	expect(await statuses("T011A")).toEqual(["Preparing", "Charging"]);
});

test("TC_011_2 remote start and no cable: free again, no transaction", async () => {
	const peer = await boot(csms.ocpp, "T011B");
	await idTag("T011B");
	const request = { connectorId: 1, idTag: "T011B" };
	await command(peer, "T011B", "RemoteStartTransaction", request, { status: "Accepted" });
	expect(await authorize(peer, "T011B")).toBe("Accepted");
	await notify(peer, "Preparing");
	await notify(peer, "Available");
	expect(await statuses("T011B")).toEqual(["Preparing", "Available"]);
	expect(await connector("T011B")).toMatchObject({ status: "Available" });
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
	expect(await statuses("T018")).toEqual(["Charging", "Finishing", "Available"]);
});

test.each([
	["TC_023_1", "Invalid", undefined],
	["TC_023_2", "Expired", { expiryDate: "2020-01-01T00:00:00Z" }],
	["TC_023_3", "Blocked", { blocked: true }],
])("%s Authorize of an id that is %s, and a start with it", async (number, status, fields) => {
	const peer = await boot(csms.ocpp, number);
	if (fields) await idTag(number, fields);
	const told =
		fields && "expiryDate" in fields ? { status, expiryDate: "2020-01-01T00:00:00.000Z" } : { status };
	expect((await peer.call("Authorize", { idTag: number }))[2]).toEqual({ idTagInfo: told });
	expect(await get(`/transactions?identity=${number}`)).toEqual([]);
	const { transactionId, idTagInfo } = await start(peer, number);
	expect(transactionId).toBeGreaterThan(0);
	expect(idTagInfo).toEqual(told);
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
	expect(await get("/charge-points/T024/status-notifications")).toMatchObject([
		{ connectorId: 1, status: "Faulted", errorCode: "ConnectorLockFailure" },
		{ connectorId: 1, status: "Preparing", errorCode: "NoError" },
	]);
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
	await notify(again, "Available", { connectorId: 2 });
	expect((await get("/charge-points/T032")).connectors).toMatchObject([
		{ connectorId: 1, status: "Finishing" },
		{ connectorId: 2, status: "Available" },
	]);
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

test("TC_037_1 R-CS-09 a start while offline with a valid id comes later", async () => {
	const peer = await boot(csms.ocpp, "T037A");
	await idTag("T037A");
	peer.terminate();
	const again = await connect(csms.ocpp, "T037A");
	const timestamp = ago(10);
	const { transactionId, idTagInfo } = await start(again, "T037A", { timestamp });
	expect(idTagInfo).toEqual({ status: "Accepted" });
	await notify(again, "Charging", { timestamp });
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		...{ active: true, openReason: null, start: timestamp, idTagStatus: "Accepted" },
	});
	expect(await connector("T037A")).toMatchObject({ status: "Charging", since: timestamp });
	// An id that was good when it started is so still, though it has expired since then.
	await idTag("T037-WAS", { expiryDate: ago(5) });
	const was = await start(again, "T037-WAS", { connectorId: 2, timestamp });
	expect(was.idTagInfo).toMatchObject({ status: "Accepted" });
	const now = await start(again, "T037-WAS", { connectorId: 2, timestamp: ago(1) });
	expect(now.idTagInfo).toMatchObject({ status: "Expired" });
});

test("TC_037_3 a start while offline with an invalid id is told so, and its DeAuthorized stop kept", async () => {
	const peer = await boot(csms.ocpp, "T037B");
	const [began, ended] = [ago(10), ago(1)];
	const { transactionId, idTagInfo } = await start(peer, "T037B", { timestamp: began });
	expect(transactionId).toBeGreaterThan(0);
	expect(idTagInfo).toEqual({ status: "Invalid" });
	await notify(peer, "Charging", { timestamp: began });
	expect(await stop(peer, transactionId, { reason: "DeAuthorized", timestamp: ended })).toEqual({});
	await notify(peer, "Finishing");
	expect(await get("/authorizations?identity=T037B&refused=true")).toMatchObject([
		{ action: "StartTransaction", idTag: "T037B", status: "Invalid" },
	]);
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		...{ idTagStatus: "Invalid", start: began, stop: ended, energyWh: 1000 },
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
	expect(await stop(peer, transactionId, { timestamp: ended, idTag: "T039", reason: "Local" })).toEqual({
		idTagInfo: { status: "Accepted" },
	});
	expect(await get(`/transactions/${transactionId}`)).toMatchObject({
		...{ reason: "Local", stopIdTag: "T039", active: false, openReason: null },
		start: began,
		stop: ended,
		energyWh: 1000,
	});
	expect(await get("/charge-points/T039/odd-stops")).toEqual([]);
});
