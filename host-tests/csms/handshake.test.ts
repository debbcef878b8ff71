import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { BOOT, boot, connect } from "./charge-point-peer";
import { runCsms, shareCsms } from "./running-csms";

/** The bytes of `OCA_OCTT_admin_test`. */
const KEY = "4f43415f4f4354545f61646d696e5f74657374";
const basic = (user: string, key: string | Buffer) => ({
	headers: {
		authorization: `Basic ${Buffer.concat([Buffer.from(`${user}:`), Buffer.from(key)]).toString("base64")}`,
	},
});

const csms = shareCsms();

test("R-CS-01 an identity that nobody entered is answered 404", async () => {
	const csms = await runCsms({ acceptUnknown: false });
	await expect(connect(csms.ocpp, "CP101")).rejects.toThrow("404");
	expect((await csms.rest("PUT", "/charge-points/CP101", {})).status).toBe(201);
	await connect(csms.ocpp, "CP101");
});

test("R-CS-01 an address without an identity or with broken escapes is answered 404", async () => {
	await expect(connect(csms.ocpp, "")).rejects.toThrow("404");
	await expect(connect(csms.ocpp.replace("/ocpp", "/other"), "CP201")).rejects.toThrow("404");
	await expect(connect(`${csms.ocpp}/%ff`, "")).rejects.toThrow("404");
	await expect(connect(csms.ocpp, "no\nidentity")).rejects.toThrow("404");
});

test("R-CS-01 an accepted unknown charge point is entered with its decoded identity", async () => {
	await boot(csms.ocpp, "RDAM 123");
	const { body } = await csms.rest("GET", "/charge-points/RDAM%20123");
	expect(body).toMatchObject({ identity: "RDAM 123", connected: true, registration: "Accepted" });
});

test("R-CS-01 R-SEC-03 TC_085 profile 1 takes the decoded key and nothing else", async () => {
	await csms.rest("PUT", "/charge-points/CP401", { securityProfile: 1, authorizationKey: KEY });
	const key = Buffer.from(KEY, "hex");
	await expect(connect(csms.ocpp, "CP401")).rejects.toThrow("401");
	await expect(connect(csms.ocpp, "CP401", basic("CP401", "wrong"))).rejects.toThrow("401");
	await expect(connect(csms.ocpp, "CP401", basic("CP402", key))).rejects.toThrow("401");
	await expect(connect(csms.ocpp, "CP401", basic("CP401", KEY))).rejects.toThrow("401");
	await expect(connect(csms.ocpp, "CP401", { headers: { authorization: "Bearer x" } })).rejects.toThrow(
		"401",
	);
	await connect(csms.ocpp, "CP401", basic("CP401", key));
});

test("R-SEC-03 a tolerant charge point may send the key's hexadecimal text", async () => {
	await csms.rest("PUT", "/charge-points/CP501", {
		securityProfile: 1,
		authorizationKey: KEY,
		tolerant: true,
	});
	await expect(connect(csms.ocpp, "CP501", basic("CP501", "wrong"))).rejects.toThrow("401");
	await connect(csms.ocpp, "CP501", basic("CP501", KEY));
});

test("R-SEC-01 an identity with a colon authenticates", async () => {
	await csms.rest("PUT", "/charge-points/A:B", { securityProfile: 1, authorizationKey: KEY });
	await connect(csms.ocpp, "A:B", basic("A:B", Buffer.from(KEY, "hex")));
});

test("R-SEC-01 profiles 2 and 3 are refused without TLS", async () => {
	await csms.rest("PUT", "/charge-points/CP702", { securityProfile: 2, authorizationKey: KEY });
	await csms.rest("PUT", "/charge-points/CP703", { securityProfile: 3 });
	await expect(connect(csms.ocpp, "CP702", basic("CP702", Buffer.from(KEY, "hex")))).rejects.toThrow("401");
	await expect(connect(csms.ocpp, "CP703")).rejects.toThrow("401");
});

test("R-CS-02 TC_088 ocpp1.6 is chosen among the offered subprotocols", async () => {
	for (const offered of [["ocpp2.0.1", "ocpp1.6"], ["ocpp1.6", "ocpp1.5"], ["ocpp1.6"]]) {
		const socket = new WebSocket(`${csms.ocpp}/CP801`, offered);
		onTestFinished(() => socket.terminate());
		await once(socket, "open");
		expect(socket.protocol).toBe("ocpp1.6");
	}
	const peer = await connect(csms.ocpp, "CP801", {}, ["ocpp2.0.1", "ocpp1.6"]);
	expect((await peer.call("BootNotification", BOOT))[2].status).toBe("Accepted");
});

test("R-CS-02 TC_088 without an acceptable subprotocol the handshake ends and the connection is closed", async () => {
	// ws itself refuses an answer without the subprotocol that it asked for.
	await expect(connect(csms.ocpp, "CP901", {}, ["ocpp2.0.1"])).rejects.toThrow("no subprotocol");
	const silent = await connect(csms.ocpp, "CP901", {}, []);
	expect(await silent.closed).toBe(1002);
	await expect.poll(async () => (await csms.rest("GET", "/charge-points/CP901")).body.connected).toBe(false);
});

test("R-CS-03 a new connection replaces the old one", async () => {
	const old = await boot(csms.ocpp, "CP1001");
	const replacement = await connect(csms.ocpp, "CP1001");
	expect(await old.closed).toBe(1000);
	expect((await replacement.call("Heartbeat", {}))[0]).toBe(3);
	expect((await csms.rest("GET", "/charge-points/CP1001")).body.connected).toBe(true);
	replacement.close();
	await expect.poll(async () => (await csms.rest("GET", "/charge-points/CP1001")).body.connected).toBe(false);
});

test("R-CS-03 a connection that answers no pings is cut off", async () => {
	const csms = await runCsms({ pingInterval: 0.25 });
	await connect(csms.ocpp, "ANSWERING");
	const silent = await connect(csms.ocpp, "SILENT", { autoPong: false });
	expect(await silent.closed).toBe(1006);
	expect((await csms.rest("GET", "/charge-points/ANSWERING")).body.connected).toBe(true);
	await expect.poll(async () => (await csms.rest("GET", "/charge-points/SILENT")).body.connected).toBe(false);
});
