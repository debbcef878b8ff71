import { expect, test } from "vitest";
import { BOOT, boot, connect } from "./charge-point-peer";
import { readEvents, shareCsms, TOKEN } from "./running-csms";

const csms = shareCsms();

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const status = (second: number) => ({
	connectorId: 1,
	errorCode: "NoError",
	status: "Preparing",
	timestamp: at(second),
});
const start = { connectorId: 1, idTag: "WHO", meterStart: 0, timestamp: at(0) };
const meterValues = (transactionId: number, second: number) => ({
	connectorId: 1,
	transactionId,
	meterValue: [{ timestamp: at(second), sampledValue: [{ value: `${second}` }] }],
});

test("a reader is told what it asks for and nothing else", async () => {
	const events = await readEvents(csms.url, { path: "/events?names=connector,transaction" });
	const peer = await boot(csms.ocpp, "F1");
	await peer.call("StatusNotification", status(1));
	const [, , { transactionId }] = await peer.call("StartTransaction", start);
	await peer.call("MeterValues", meterValues(transactionId, 5));
	expect(await events.next("connector")).toMatchObject({ identity: "F1", status: "Preparing" });
	expect(await events.next("transaction")).toMatchObject({ transactionId, energyWh: null });
	expect(await events.next("transaction")).toMatchObject({ transactionId, energyWh: 5 });
	expect(events.waiting).toEqual([]);
});

test("a reader may ask for one charge point, and hears what belongs to none", async () => {
	const one = await readEvents(csms.url, { path: "/events?identity=F2" });
	const frames = await readEvents(csms.url, { path: "/events?names=frame&identity=F2" });
	const other = await connect(csms.ocpp, "F3");
	await other.call("BootNotification", BOOT);
	await other.call("StatusNotification", status(1));
	const registered = await csms.rest("POST", "/registrations", { name: "Ivo", email: "ivo@example.com" }, {});
	const peer = await connect(csms.ocpp, "F2");
	await peer.call("BootNotification", BOOT, "boot");
	await peer.call("StatusNotification", status(2));
	expect(await one.next("registration")).toMatchObject({ id: registered.body.id });
	expect(await one.next("frame")).toMatchObject({
		identity: "F2",
		frame: [2, "boot", "BootNotification", BOOT],
	});
	expect(await one.next("connector")).toMatchObject({ identity: "F2", since: at(2) });
	for (const direction of ["in", "out", "in", "out"]) {
		expect(await frames.next("frame")).toMatchObject({ identity: "F2", direction });
	}
	expect(frames.waiting).toEqual([]);
});

test("an event that does not exist is refused with those that do", async () => {
	const { status, body } = await csms.rest("GET", "/events?names=connector,weather");
	expect(status).toBe(400);
	expect(body.error).toMatch(/"weather".*connector.*frame/);
});

test("however often a transaction grows, it is told a few times and as it is at the end", async () => {
	const events = await readEvents(csms.url, { path: "/events?names=transaction&identity=F4" });
	const peer = await boot(csms.ocpp, "F4");
	const [, , { transactionId }] = await peer.call("StartTransaction", start);
	for (let second = 1; second <= 50; second++) {
		await peer.call("MeterValues", meterValues(transactionId, second));
	}
	let told = 0;
	for (let energyWh: number | null = null; energyWh !== 50; told++) {
		({ energyWh } = await events.next("transaction"));
	}
	expect(told).toBeLessThan(40);
	await peer.call("StopTransaction", { transactionId, meterStop: 60, timestamp: at(60) });
	expect(await events.next("transaction")).toMatchObject({ active: false, energyWh: 60 });
});

test("a reader that does not read is cut off, and the others hear all", async () => {
	const stuck = await fetch(`${csms.url}/api/v1/events?names=frame&identity=F5`, {
		headers: { authorization: `Bearer ${TOKEN}` },
	});
	const reader = stuck.body!.getReader();
	const good = await readEvents(csms.url, { path: "/events?names=frame&identity=F5" });
	const peer = await boot(csms.ocpp, "F5");
	// More than the buffers of both ends and what may wait.
	const filler = "x".repeat(500_000);
	const messages = 60;
	for (let index = 0; index < messages; index++) {
		await peer.call("DataTransfer", { vendorId: "com.example", data: filler }, `id${index}`);
		await good.next("frame");
	}
	const end = (async () => {
		for (;;) if ((await reader.read()).done) return;
	})();
	await expect(end).rejects.toThrow();
}, 60_000);
