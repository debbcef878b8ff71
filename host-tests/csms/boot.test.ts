import { expect, test } from "vitest";
import { BOOT, boot, connect } from "./charge-point-peer";
import { runCsms, shareCsms, temporaryFolder } from "./running-csms";

const csms = shareCsms();

test("TC_001 a boot is answered by the registration that operators set, and kept", async () => {
	await csms.rest("PUT", "/charge-points/A1", { registration: "Rejected" });
	const peer = await connect(csms.ocpp, "A1");
	const boot = { ...BOOT, chargePointSerialNumber: "SN1", firmwareVersion: "1.2.3" };
	expect((await peer.call("BootNotification", boot))[2]).toMatchObject({ status: "Rejected", interval: 60 });

	expect((await csms.rest("PUT", "/charge-points/A1", { registration: "Accepted" })).status).toBe(200);
	const [, , accepted] = await peer.call("BootNotification", boot);
	expect(accepted).toMatchObject({ status: "Accepted", interval: 300 });
	expect(Math.abs(Date.parse(accepted.currentTime) - Date.now())).toBeLessThan(10_000);
	expect((await csms.rest("GET", "/charge-points/A1")).body).toMatchObject({
		registration: "Accepted",
		chargePointVendor: "Vendor",
		chargePointModel: "Model",
		chargePointSerialNumber: "SN1",
		firmwareVersion: "1.2.3",
		imsi: null,
		bootedAt: expect.stringMatching(/Z$/),
	});
});

test("R-CS-04 before acceptance every call but BootNotification is a SecurityError", async () => {
	await csms.rest("PUT", "/charge-points/A2", { registration: "Pending" });
	const peer = await connect(csms.ocpp, "A2");
	expect((await peer.call("Heartbeat", {}, "1")).slice(0, 3)).toEqual([4, "1", "SecurityError"]);
	expect((await peer.call("BootNotification", BOOT))[2].status).toBe("Pending");
	expect((await peer.call("Authorize", { idTag: "X" }, "2")).slice(0, 3)).toEqual([4, "2", "SecurityError"]);
	expect((await csms.rest("GET", "/authorizations?identity=A2")).body).toEqual([]);
});

test("R-CS-04 a message sent before the answer to an accepted boot is handled after it", async () => {
	const peer = await connect(csms.ocpp, "A3");
	const status = { connectorId: 1, errorCode: "NoError", status: "Available" };
	const answers = [peer.call("BootNotification", BOOT), peer.call("StatusNotification", status)];
	expect((await Promise.all(answers)).map(([type]) => type)).toEqual([3, 3]);
});

test("R-CS-05 a reconnect without a boot keeps the acceptance, also after a restart", async () => {
	const data = temporaryFolder();
	const first = await runCsms({ data });
	const peer = await boot(first.ocpp, "A4");
	peer.terminate();
	expect((await (await connect(first.ocpp, "A4")).call("Heartbeat", {}))[0]).toBe(3);
	await first.stop();
	const second = await runCsms({ data });
	expect((await (await connect(second.ocpp, "A4")).call("Heartbeat", {}))[0]).toBe(3);
});

test("R-CS-05 an operator's change counts at once against an accepted charge point", async () => {
	const peer = await boot(csms.ocpp, "A5");
	await csms.rest("PUT", "/charge-points/A5", { registration: "Rejected" });
	expect((await peer.call("Heartbeat", {}, "1")).slice(0, 3)).toEqual([4, "1", "SecurityError"]);
	expect((await peer.call("BootNotification", BOOT))[2].status).toBe("Rejected");
});

test("R-CS-10 any message counts as alive", async () => {
	const peer = await boot(csms.ocpp, "A6");
	const seen = async () => Date.parse((await csms.rest("GET", "/charge-points/A6")).body.lastSeen);
	const before = await seen();
	await new Promise((resolve) => setTimeout(resolve, 20));
	await peer.call("DataTransfer", { vendorId: "V" });
	const during = await seen();
	expect(during).toBeGreaterThan(before);
	peer.close();
	await expect
		.poll(async () => (await csms.rest("GET", "/charge-points/A6")).body)
		.toMatchObject({ connected: false, lastSeen: new Date(during).toISOString() });
});

test("R-CS-17 TC_064 data of an unknown vendor is not accepted", async () => {
	const peer = await boot(csms.ocpp, "A7");
	const [type, , payload] = await peer.call("DataTransfer", {
		vendorId: "com.example",
		messageId: "m",
		data: "d",
	});
	expect([type, payload]).toEqual([3, { status: "UnknownVendorId" }]);
});

test("R-CS-18 a status without a timestamp is of its receipt, and stays the same state when repeated", async () => {
	const peer = await boot(csms.ocpp, "A8");
	const status = { connectorId: 1, errorCode: "NoError", status: "Available" };
	const before = Date.now();
	expect(await peer.call("StatusNotification", status, "1")).toEqual([3, "1", {}]);
	const read = async () => (await csms.rest("GET", "/charge-points/A8")).body.connectors;
	const [{ since, ...connector }] = await read();
	expect(connector).toMatchObject({ connectorId: 1, status: "Available", errorCode: "NoError", info: null });
	expect(Date.parse(since)).toBeGreaterThanOrEqual(before);

	await peer.call("StatusNotification", { ...status, timestamp: "2099-01-01T00:00:00Z" });
	expect((await read())[0].since).toBe(since);
	const fault = {
		connectorId: 1,
		errorCode: "GroundFailure",
		status: "Faulted",
		info: "leak",
		vendorErrorCode: "7",
	};
	await peer.call("StatusNotification", { ...fault, timestamp: "2098-01-01T08:00:00+08:00" });
	await peer.call("StatusNotification", {
		...fault,
		connectorId: 2,
		timestamp: "2026-01-01T08:00:00+08:00",
	});
	await peer.call("StatusNotification", { ...status, connectorId: 0 });
	expect(await read()).toMatchObject([
		{ connectorId: 0, status: "Available" },
		fault,
		{ ...fault, connectorId: 2, since: "2026-01-01T00:00:00.000Z" },
	]);
});

test("R-CS-19 notifications are confirmed and kept", async () => {
	const peer = await boot(csms.ocpp, "A9");
	const event = { type: "TamperDetectionActivated", timestamp: "2026-01-01T00:00:00Z", techInfo: "lid" };
	expect((await peer.call("SecurityEventNotification", event))[2]).toEqual({});
	expect((await peer.call("FirmwareStatusNotification", { status: "Installed" }))[2]).toEqual({});
	expect((await peer.call("DiagnosticsStatusNotification", { status: "Uploaded" }))[2]).toEqual({});
	expect(
		(await peer.call("SignedFirmwareStatusNotification", { status: "Downloading", requestId: 1 }))[2],
	).toEqual({});
	expect((await peer.call("LogStatusNotification", { status: "Uploading", requestId: 2 }))[2]).toEqual({});
	const { body } = await csms.rest("GET", "/charge-points/A9/notifications?limit=5");
	expect(body.map(({ action }: { action: string }) => action)).toEqual([
		"LogStatusNotification",
		"SignedFirmwareStatusNotification",
		"DiagnosticsStatusNotification",
		"FirmwareStatusNotification",
		"SecurityEventNotification",
	]);
	expect(body[4].payload).toEqual(event);
	expect((await csms.rest("GET", "/charge-points/A9")).body).toMatchObject({
		firmwareStatus: "Downloading",
		diagnosticsStatus: "Uploading",
	});
});

test("R-FRM-10 broken messages are answered with their codes and hurt nobody", async () => {
	const peer = await boot(csms.ocpp, "B1");
	peer.send("no JSON");
	peer.send('{"not":"an array"}');
	expect((await peer.call("Dance", {}, "1")).slice(0, 3)).toEqual([4, "1", "NotImplemented"]);
	expect((await peer.call("Reset", { type: "Soft" }, "2")).slice(0, 3)).toEqual([4, "2", "NotSupported"]);
	expect((await peer.call("Authorize", {}))[0]).toBe(4);
	expect((await peer.call("Authorize", { idTag: "A", more: 1 }))[0]).toBe(4);
	expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
});
