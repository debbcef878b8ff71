import { expect, test } from "vitest";
import { boot, connect } from "../charge-point-peer";
import { readEvents, runCsms, temporaryFolder } from "../running-csms";

async function two() {
	const data = temporaryFolder();
	return { a: await runCsms({ data }), b: await runCsms({ data }) };
}

test("every process knows what is connected, wherever that is", async () => {
	const { a, b } = await two();
	const peer = await boot(a.ocpp, "CP001");
	for (const csms of [a, b]) {
		expect((await csms.rest("GET", "/charge-points/CP001")).body.connected).toBe(true);
		expect((await csms.rest("GET", "/charge-points")).body).toMatchObject([
			{ identity: "CP001", connected: true, lastSeen: expect.stringMatching(/Z$/) },
		]);
	}
	peer.close();
	await peer.closed;
	for (const csms of [a, b]) {
		const connected = async () => (await csms.rest("GET", "/charge-points/CP001")).body.connected;
		await expect.poll(connected).toBe(false);
	}
});

test("when a charge point was last heard is true at every process", async () => {
	const data = temporaryFolder();
	const a = await runCsms({ data, beatInterval: 0.2 });
	const b = await runCsms({ data, beatInterval: 0.2 });
	const peer = await boot(a.ocpp, "CP001");
	const heard = async (csms: typeof a) => (await csms.rest("GET", "/charge-points/CP001")).body.lastSeen;
	const before = await heard(a);
	await peer.call("Heartbeat", {});
	const after = await heard(a);
	expect(after > before).toBe(true);
	await expect.poll(() => heard(b)).toBe(after);
});

test("a charge point that connects to another process has its old connection closed there", async () => {
	const { a, b } = await two();
	const old = await boot(a.ocpp, "CP001");
	const command = a.rest("POST", "/charge-points/CP001/commands/ClearCache");
	const [, messageId] = await old.received();
	const peer = await connect(b.ocpp, "CP001");
	expect(await old.closed).toBe(1000);
	// The answer that the old connection owed is not taken from the new one.
	peer.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
	expect((await command).status).toBe(504);
	// Accepted without a new boot, which was told to the other process.
	expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
	const again = a.rest("POST", "/charge-points/CP001/commands/ClearCache");
	const [, newId] = await peer.received();
	peer.send(JSON.stringify([3, newId, { status: "Accepted" }]));
	expect((await again).status).toBe(200);
	for (const csms of [a, b]) {
		expect((await csms.rest("GET", "/charge-points/CP001")).body.connected).toBe(true);
	}
});

test("of connections that come to several processes at once one stays", async () => {
	const { a, b } = await two();
	await boot(a.ocpp, "CP001");
	for (let round = 0; round < 5; round++) {
		const peers = await Promise.all([a, b, a, b].map(({ ocpp }) => connect(ocpp, "CP001")));
		const open = new Set(peers);
		for (const peer of peers) void peer.closed.then(() => open.delete(peer));
		await expect.poll(() => open.size).toBe(1);
		const [peer] = open;
		expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
		const command = (round % 2 === 0 ? a : b).rest("POST", "/charge-points/CP001/commands/ClearCache");
		const [, messageId] = await peer.received();
		peer.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
		expect((await command).status).toBe(200);
	}
});

test("readers at one process see what happens at all", async () => {
	const { a, b } = await two();
	const events = await readEvents(b.url);
	// Until the other process knows that somebody reads here.
	const greeting = await boot(a.ocpp, "CP000");
	const status = { connectorId: 1, errorCode: "NoError", status: "Available" };
	let isHeard = false;
	const heard = events.next("connector").then(() => {
		isHeard = true;
	});
	while (!isHeard) {
		await greeting.call("StatusNotification", status);
		await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, 20))]);
	}
	greeting.close();

	const peer = await connect(a.ocpp, "CP001");
	for (;;) {
		const told = await events.next("charge-point");
		if (told.identity !== "CP001") continue;
		expect(told.connected).toBe(true);
		break;
	}
	await peer.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
	const start = { connectorId: 1, idTag: "A", meterStart: 0, timestamp: "2026-01-01T00:01:00Z" };
	const [, , { transactionId }] = await peer.call("StartTransaction", start);
	expect(await events.next("transaction")).toMatchObject({ transactionId, active: true });

	// Longer than what NOTIFY takes, and with more than ASCII.
	const value = "充電".repeat(5000);
	const sampledValue = Array.from({ length: 3 }, () => ({ value: "1", unit: "Wh" }));
	peer.send(JSON.stringify([2, value, "Heartbeat", { value }]));
	for (;;) {
		const { frame } = await events.next("frame");
		if (!JSON.stringify(frame).includes("充電")) continue;
		expect(frame).toEqual([2, value, "Heartbeat", { value }]);
		break;
	}
	const meterValue = [{ timestamp: "2026-01-01T00:02:00Z", sampledValue }];
	await peer.call("MeterValues", { connectorId: 1, transactionId, meterValue });
	expect(await events.next("meter-values")).toMatchObject({ identity: "CP001", transactionId });

	// What a REST call at the other process has changed.
	const { body } = await a.rest("POST", "/registrations", { name: "Hu", email: "hu@example.com" });
	expect(await events.next("registration")).toMatchObject({ id: body.id });
	peer.close();
	for (;;) {
		const told = await events.next("charge-point");
		if (told.identity === "CP001" && !told.connected) break;
	}
});
