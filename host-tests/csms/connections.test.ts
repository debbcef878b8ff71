import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import { expect, onTestFinished, test } from "vitest";
import { updateLastSeen } from "../../csms/database/last-seen";
import { Store } from "../../csms/database/store";
import { addChargePoint } from "../../csms/records/charge-points";
import { closeLeftOpen, listConnections, openConnection } from "../../csms/records/connections";
import { BOOT, boot, connect } from "./charge-point-peer";
import { spawnCsms } from "./csms-process";
import { placeOf } from "./databases";
import { callRest, runCsms, shareCsms, temporaryFolder } from "./running-csms";

const csms = shareCsms();

const connections = async (identity: string, query = "") =>
	(await csms.rest("GET", `/charge-points/${identity}/connections${query}`)).body;

test("a connection is recorded from the handshake to its close", async () => {
	const before = Date.now();
	const peer = await boot(csms.ocpp, "K1");
	const [open] = await connections("K1");
	expect(open).toEqual({
		id: expect.any(Number),
		identity: "K1",
		connectedAt: expect.stringMatching(/Z$/),
		address: "127.0.0.1",
		securityProfile: 0,
		tls: null,
		disconnectedAt: null,
		closeCode: null,
		closeReason: null,
		replaced: false,
		ping: { pongs: 0, min: null, average: null, max: null },
		clockDifference: { min: null, max: null, last: null },
	});
	expect(Date.parse(open.connectedAt)).toBeGreaterThanOrEqual(before - 1);
	peer.close(4001, "going to bed");
	await peer.closed;
	await expect
		.poll(() => connections("K1"))
		.toMatchObject([
			{
				id: open.id,
				disconnectedAt: expect.any(String),
				closeCode: 4001,
				closeReason: "going to bed",
				replaced: false,
			},
		]);

	const broken = await connect(csms.ocpp, "K1");
	broken.terminate();
	await expect
		.poll(() => connections("K1", "?limit=1"))
		.toMatchObject([{ closeCode: 1006, closeReason: null }]);
	expect(await connections("K1")).toHaveLength(2);
	expect((await csms.rest("GET", "/charge-points/K-NONE/connections")).status).toBe(404);
});

test("R-CS-03 a reconnect before the old socket closed takes its place; an answer owed still comes on the old one", async () => {
	const old = await boot(csms.ocpp, "K2");
	const owed = old.call("DataTransfer", { vendorId: "V", messageId: "owed" });
	const newer = await connect(csms.ocpp, "K2");
	expect((await owed)[2]).toEqual({ status: "UnknownVendorId" });
	// What it still says on the old socket is neither handled nor answered.
	old.send(JSON.stringify([2, "late", "DataTransfer", { vendorId: "V", messageId: "late" }]));
	expect(await old.closed).toBe(1000);
	expect((await newer.call("Heartbeat", {}))[0]).toBe(3);
	await expect
		.poll(() => connections("K2"))
		.toMatchObject([
			{ disconnectedAt: null, replaced: false },
			{ closeCode: expect.any(Number), replaced: true, disconnectedAt: expect.any(String) },
		]);
	expect((await csms.rest("GET", "/charge-points/K2")).body.connected).toBe(true);
	const { body } = await csms.rest("GET", "/charge-points/K2/data-transfers");
	expect(body.map(({ messageId }: { messageId: string }) => messageId)).toEqual(["owed"]);
	// Commands go to the newer one.
	const answer = csms.rest("POST", "/charge-points/K2/commands/ClearCache", {});
	const [, messageId] = await newer.received();
	newer.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
	expect((await answer).status).toBe(200);
});

test("R-CS-03 a command that waits on the old socket ends when a newer one takes its place", async () => {
	const old = await boot(csms.ocpp, "K3");
	const answer = csms.rest("POST", "/charge-points/K3/commands/ClearCache", {});
	await old.received();
	await connect(csms.ocpp, "K3");
	expect((await answer).status).toBe(504);
});

test("round trips of pings and the difference of the clocks are measured", async () => {
	const csms = await runCsms({ pingInterval: 0.4 });
	const peer = await boot(csms.ocpp, "K4");
	const read = async () => (await csms.rest("GET", "/charge-points/K4/connections")).body[0];
	const hour = 3600_000;
	const notify = (offset: number) =>
		peer.call("StatusNotification", {
			connectorId: 1,
			errorCode: "NoError",
			status: "Available",
			timestamp: new Date(Date.now() + offset).toISOString(),
		});
	await notify(8 * hour);
	await notify(-hour);
	await notify(0);
	await expect.poll(async () => (await read()).ping.pongs, { timeout: 10_000 }).toBeGreaterThan(1);
	const check = ({ ping, clockDifference }: Awaited<ReturnType<typeof read>>) => {
		expect(ping.min).toBeGreaterThan(0);
		expect(ping.max).toBeGreaterThanOrEqual(ping.average);
		expect(ping.average).toBeGreaterThanOrEqual(ping.min);
		expect(clockDifference.min).toBeLessThan(-8 * hour + 60_000);
		expect(clockDifference.max).toBeGreaterThanOrEqual(hour);
		expect(Math.abs(clockDifference.last)).toBeLessThan(60_000);
	};
	check(await read());
	peer.close();
	await expect.poll(async () => (await read()).disconnectedAt).not.toBe(null);
	check(await read());
});

test("how a connection was protected, and where it came from behind a proxy", async () => {
	const folder = temporaryFolder();
	const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
	const made = await generate([{ name: "commonName", value: "csms" }], { keyType: "ec" });
	writeFileSync(cert, made.cert);
	writeFileSync(key, made.private);
	const data = temporaryFolder();
	const secure = await runCsms({ data, tls: { cert, key } });
	await connect(secure.ocpp, "K9", { rejectUnauthorized: false });
	await secure.stop();

	const csms = await runCsms({ data, proxies: ["127.0.0.1"] });
	await connect(csms.ocpp, "K9", {
		headers: { "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7" },
	});
	await expect
		.poll(async () => (await csms.rest("GET", "/charge-points/K9/connections")).body)
		.toMatchObject([
			{ address: "203.0.113.7", tls: "ended by a proxy" },
			{ address: "127.0.0.1", tls: expect.stringMatching(/^TLSv1\.[23] \w+/) },
		]);
});

test("what a killed CSMS left open is closed", async () => {
	const argv = ["--port", "0", "--data", temporaryFolder(), "--accept-unknown"];
	const killed = await spawnCsms(argv, { CSMS_ADMIN_PASSWORD: "secret of the test" });
	const { ocpp, csms: url } = await killed.ready;
	await boot(ocpp, "K5");
	await expect
		.poll(async () => (await callRest(url, "GET", "/charge-points/K5/connections")).body)
		.toHaveLength(1);
	killed.child.kill("SIGKILL");
	await killed.ended;

	const after = await spawnCsms(argv);
	const { csms: again } = await after.ready;
	// With PostgreSQL, once it is known that the other process is dead.
	await expect
		.poll(async () => (await callRest(again, "GET", "/charge-points/K5/connections")).body, {
			timeout: 30_000,
		})
		.toMatchObject([
			{
				disconnectedAt: expect.stringMatching(/Z$/),
				closeCode: 1006,
				closeReason: "The CSMS ended without closing it",
			},
		]);
	after.child.kill("SIGKILL");
	await after.ended;
}, 60_000);

test("what a process left open is closed, and nothing of another one", async () => {
	const store = await Store.open(await placeOf(temporaryFolder()));
	onTestFinished(() => store.close());
	const opened = { identity: "K8", connectedAt: 1000, address: "::1", securityProfile: 0, tls: null };
	await store.write(async (trx) => {
		await addChargePoint(trx, "K8", {});
		await openConnection(trx, { ...opened, owner: "one" });
		await openConnection(trx, { ...opened, owner: "other" });
		await updateLastSeen(trx, new Map([["K8", 5000]]));
		await closeLeftOpen(trx, "one");
	});
	expect(await listConnections(store.db, "K8", { limit: 10 }, new Map())).toMatchObject([
		{ disconnectedAt: null },
		{ disconnectedAt: "1970-01-01T00:00:05.000Z", closeCode: 1006 },
	]);
});

test("an orderly end closes the records of its connections", async () => {
	const data = temporaryFolder();
	const first = await runCsms({ data });
	await boot(first.ocpp, "K6");
	await first.stop();
	const second = await runCsms({ data });
	expect((await second.rest("GET", "/charge-points/K6/connections")).body).toMatchObject([
		{ closeCode: expect.any(Number), disconnectedAt: expect.any(String), replaced: false },
	]);
});

test("R-CS-05 a boot on the old socket counts for the one that takes its place meanwhile", async () => {
	const old = await connect(csms.ocpp, "K7");
	const owed = old.call("BootNotification", BOOT);
	const newer = await connect(csms.ocpp, "K7");
	expect((await owed)[2].status).toBe("Accepted");
	expect((await newer.call("Heartbeat", {}))[0]).toBe(3);
});
