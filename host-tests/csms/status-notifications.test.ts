import { expect, test } from "vitest";
import { BOOT, boot, connect, type Peer } from "./charge-point-peer";
import { shareCsms } from "./running-csms";

const csms = shareCsms();

const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 8, minute)).toISOString();

const notify = (peer: Peer, connectorId: number, status: string, timestamp?: string, more: object = {}) =>
	peer.call("StatusNotification", { connectorId, errorCode: "NoError", status, timestamp, ...more });

const history = async (identity: string, query = "") =>
	(await csms.rest("GET", `/charge-points/${identity}/status-notifications${query}`)).body;

const connectors = async (identity: string) =>
	(await csms.rest("GET", `/charge-points/${identity}`)).body.connectors;

test("every StatusNotification is kept, and found by connector and time", async () => {
	const peer = await boot(csms.ocpp, "S1");
	await notify(peer, 1, "Available", at(0));
	await notify(peer, 1, "Faulted", at(10), {
		errorCode: "OtherError",
		info: "wet",
		vendorId: "V",
		vendorErrorCode: "E7",
	});
	await notify(peer, 2, "Preparing", at(20));
	const before = Date.now();
	await notify(peer, 1, "Available");
	expect(await history("S1")).toMatchObject([
		{ connectorId: 1, status: "Available" },
		{ connectorId: 2, status: "Preparing", timestamp: at(20) },
		{
			id: expect.any(Number),
			identity: "S1",
			connectorId: 1,
			status: "Faulted",
			errorCode: "OtherError",
			info: "wet",
			vendorId: "V",
			vendorErrorCode: "E7",
			timestamp: at(10),
		},
		{ connectorId: 1, status: "Available", timestamp: at(0), info: null },
	]);
	const [newest] = await history("S1");
	expect(newest.timestamp).toBe(newest.receivedAt);
	expect(Date.parse(newest.receivedAt)).toBeGreaterThanOrEqual(before);
	expect(await history("S1", "?connectorId=2")).toHaveLength(1);
	expect(await history("S1", `?from=${at(10)}&to=${at(20)}`)).toMatchObject([{ status: "Faulted" }]);
	expect(await history("S1", "?limit=2")).toHaveLength(2);
	const path = "/charge-points/S1/status-notifications";
	expect((await csms.rest("GET", `${path}?from=yesterday`)).status).toBe(400);
	expect((await csms.rest("GET", `${path}?connectorId=99999999999`)).status).toBe(400);
	expect((await csms.rest("GET", "/charge-points/S-NONE/status-notifications")).status).toBe(404);
});

test("R-CS-09 a status that comes late is kept and does not turn back a newer one", async () => {
	const peer = await boot(csms.ocpp, "S2");
	await notify(peer, 1, "Charging", at(20));
	await notify(peer, 1, "Preparing", at(10));
	expect(await connectors("S2")).toMatchObject([{ status: "Charging", since: at(20) }]);
	expect(await history("S2")).toMatchObject([{ status: "Charging" }, { status: "Preparing" }]);
	await notify(peer, 1, "Finishing", at(20));
	expect(await connectors("S2")).toMatchObject([{ status: "Finishing" }]);
});

test("a clock that was ahead, or lost in a reboot, does not freeze the status", async () => {
	const peer = await boot(csms.ocpp, "S3");
	await notify(peer, 1, "Preparing", "2099-01-01T00:00:00Z");
	const now = new Date().toISOString();
	await notify(peer, 1, "Charging", now);
	expect(await connectors("S3")).toMatchObject([{ status: "Charging", since: now }]);
	await new Promise((resolve) => setTimeout(resolve, 5));
	await peer.call("BootNotification", BOOT);
	await notify(peer, 1, "Available", "1970-01-01T00:00:10Z");
	await notify(peer, 1, "Preparing", "1970-01-01T00:00:20Z");
	expect(await connectors("S3")).toMatchObject([{ status: "Preparing", since: "1970-01-01T00:00:20.000Z" }]);
});

test("duplicates are one state, kept as often as they came", async () => {
	const peer = await boot(csms.ocpp, "S4");
	for (let times = 0; times < 3; times++) await notify(peer, 1, "Available", at(0));
	expect(await history("S4")).toHaveLength(3);
	expect(await connectors("S4")).toMatchObject([{ connectorId: 1, status: "Available", since: at(0) }]);
});

test("the first notifications of a new connector may come at once, from two connections too", async () => {
	const [one, other] = [await boot(csms.ocpp, "S5"), await boot(csms.ocpp, "S6")];
	const all = [one, other].flatMap((peer) =>
		["Available", "Preparing", "Charging"].map((status, minute) => notify(peer, 7, status, at(minute))),
	);
	const again = await connect(csms.ocpp, "S5");
	all.push(notify(again, 7, "Finishing", at(9)));
	expect((await all.at(-1)!)[0]).toBe(3);
	expect((await Promise.all(all.slice(3, 6))).map(([type]) => type)).toEqual([3, 3, 3]);
	expect(await connectors("S5")).toMatchObject([{ connectorId: 7, status: "Finishing" }]);
	expect(await connectors("S6")).toMatchObject([{ connectorId: 7, status: "Charging" }]);
});
