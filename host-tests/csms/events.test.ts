import { expect, test } from "vitest";
import { BOOT, boot, connect } from "./charge-point-peer";
import { readEvents, runCsms, shareCsms } from "./running-csms";

const csms = shareCsms();

test("a session is told live from the plug to the record", async () => {
	await csms.rest("POST", "/id-tags", { idTag: "LIVE", user: "Gil" });
	const events = await readEvents(csms.url);
	const peer = await boot(csms.ocpp, "E1");
	expect(await events.next("charge-point")).toMatchObject({
		identity: "E1",
		connected: true,
		bootedAt: null,
	});
	expect(await events.next("charge-point")).toMatchObject({ identity: "E1", chargePointModel: "Model" });

	const status = {
		connectorId: 1,
		errorCode: "NoError",
		status: "Preparing",
		timestamp: "2026-01-01T00:00:00Z",
	};
	await peer.call("StatusNotification", status);
	expect(await events.next("connector")).toMatchObject({
		identity: "E1",
		connectorId: 1,
		status: "Preparing",
		since: "2026-01-01T00:00:00.000Z",
	});

	await peer.call("Authorize", { idTag: "WHO" });
	expect(await events.next("authorization")).toMatchObject({
		identity: "E1",
		idTag: "WHO",
		status: "Invalid",
	});

	const start = { connectorId: 1, idTag: "LIVE", meterStart: 0, timestamp: "2026-01-01T00:01:00Z" };
	const [, , { transactionId }] = await peer.call("StartTransaction", start);
	expect(await events.next("authorization")).toMatchObject({
		action: "StartTransaction",
		status: "Accepted",
	});
	expect(await events.next("transaction")).toMatchObject({ transactionId, user: "Gil", active: true });

	const meterValue = [{ timestamp: "2026-01-01T00:02:00Z", sampledValue: [{ value: "100" }] }];
	await peer.call("MeterValues", { connectorId: 1, transactionId, meterValue });
	expect(await events.next("meter-values")).toMatchObject({
		identity: "E1",
		connectorId: 1,
		transactionId,
		meterValue: [{ energyWh: 100, timestamp: "2026-01-01T00:02:00.000Z" }],
	});
	expect(await events.next("transaction")).toMatchObject({ transactionId, energyWh: 100 });

	await peer.call("StopTransaction", { transactionId, meterStop: 150, timestamp: "2026-01-01T00:03:00Z" });
	expect(await events.next("transaction")).toMatchObject({ transactionId, active: false, energyWh: 150 });
	peer.close();
	expect(await events.next("charge-point")).toMatchObject({ identity: "E1", connected: false });
});

test("frames are told as they are, without secrets", async () => {
	const events = await readEvents(csms.url);
	const peer = await connect(csms.ocpp, "E2");
	await peer.call("BootNotification", BOOT, "boot");
	expect(await events.next("frame")).toMatchObject({
		identity: "E2",
		direction: "in",
		frame: [2, "boot", "BootNotification", BOOT],
		timestamp: expect.stringMatching(/Z$/),
	});
	expect(await events.next("frame")).toMatchObject({
		direction: "out",
		frame: [3, "boot", { status: "Accepted" }],
	});
	peer.send("no JSON");
	expect(await events.next("frame")).toMatchObject({ direction: "in", frame: "no JSON" });

	const value = "ab".repeat(16);
	const change = { key: "authorizationkey", value };
	const answer = csms.rest("POST", "/charge-points/E2/commands/ChangeConfiguration", change);
	const [, messageId] = await peer.received();
	expect(await events.next("frame")).toMatchObject({
		direction: "out",
		frame: [2, messageId, "ChangeConfiguration", { value: "***" }],
	});
	peer.send(JSON.stringify([3, messageId, { status: "Rejected" }]));
	await answer;
	await events.next("frame");

	const leak = csms.rest("POST", "/charge-points/E2/commands/GetConfiguration", {});
	const [, leaking] = await peer.received();
	const configurationKey = [{ key: "AuthorizationKey", readonly: false, value }];
	await events.next("frame");
	peer.send(JSON.stringify([3, leaking, { configurationKey }]));
	expect(JSON.stringify(await events.next("frame"))).not.toContain(value);
	await leak;
	expect(JSON.stringify((await csms.rest("GET", "/charge-points/E2/commands")).body)).not.toContain(value);
});

test("registrations are told without the driver's key", async () => {
	const events = await readEvents(csms.url);
	const { body } = await csms.rest("POST", "/registrations", { name: "Hu", email: "hu@example.com" }, {});
	const told = await events.next("registration");
	expect(told).toMatchObject({ id: body.id, status: "Pending" });
	expect(told).not.toHaveProperty("statusKey");
	await csms.rest("POST", `/registrations/${body.id}/accept`);
	expect(await events.next("registration")).toMatchObject({ id: body.id, status: "Accepted" });
});

test("neither a live stream nor a silent charge point keeps the CSMS from ending", async () => {
	const own = await runCsms();
	await readEvents(own.url);
	const silent = await boot(own.ocpp, "E3");
	silent.pause();
	const start = performance.now();
	await own.stop();
	expect(performance.now() - start).toBeLessThan(5000);
});
