import { expect, test } from "vitest";
import { BOOT, boot, connect, type Peer } from "./charge-point-peer";
import { runCsms, shareCsms } from "./running-csms";
import { basic } from "./secure-csms";

const csms = shareCsms();
const KEYS = ["11", "22", "33"].map((byte) => byte.repeat(16));

const login = (identity: string, key: string) => ({ headers: basic(identity, Buffer.from(key, "hex")) });

/** Changes a key of the configuration; the charge point gives that answer, or none but a lost connection. */
async function change(peer: Peer, identity: string, key: string, value: string, status: string | null) {
	const answer = csms.rest("POST", `/charge-points/${identity}/commands/ChangeConfiguration`, { key, value });
	const [, messageId, , payload] = await peer.received();
	expect(payload).toEqual({ key, value });
	if (status === null) peer.terminate();
	else peer.send(JSON.stringify([3, messageId, { status }]));
	return (await answer).status;
}

async function bootWith(identity: string, key: string): Promise<Peer> {
	const peer = await connect(csms.ocpp, identity, login(identity, key));
	await peer.call("BootNotification", BOOT);
	return peer;
}

const refused = (identity: string, key: string) =>
	expect(connect(csms.ocpp, identity, login(identity, key))).rejects.toThrow("401");

test("R-CS-13 TC_073 an accepted AuthorizationKey ends the former one, a rejected one changes nothing", async () => {
	await csms.rest("PUT", "/charge-points/K1", { securityProfile: 1, authorizationKey: KEYS[0] });
	for (const status of ["Rejected", "NotSupported"]) {
		const peer = await bootWith("K1", KEYS[0]);
		expect(await change(peer, "K1", "AuthorizationKey", KEYS[1], status)).toBe(200);
		await refused("K1", KEYS[1]);
		await bootWith("K1", KEYS[0]);
	}
	await change(await bootWith("K1", KEYS[0]), "K1", "authorizationkey", KEYS[1].toUpperCase(), "Accepted");
	await refused("K1", KEYS[0]);
	await bootWith("K1", KEYS[1]);
});

test("R-CS-13 while nobody knows whether a key was taken both are good, until one of them is used or set", async () => {
	await csms.rest("PUT", "/charge-points/K2", { securityProfile: 1, authorizationKey: KEYS[0] });
	expect(await change(await bootWith("K2", KEYS[0]), "K2", "AuthorizationKey", KEYS[1], null)).toBe(504);
	const peer = await bootWith("K2", KEYS[0]);
	await change(peer, "K2", "AuthorizationKey", KEYS[2], "RebootRequired");
	await bootWith("K2", KEYS[0]);
	await refused("K2", KEYS[1]);
	await bootWith("K2", KEYS[2]);
	await refused("K2", KEYS[0]);
	await csms.rest("PUT", "/charge-points/K2", { authorizationKey: KEYS[0] });
	await refused("K2", KEYS[2]);
	await bootWith("K2", KEYS[0]);
});

test("R-CS-13 a key may be text of 16 to 20 characters, too", async () => {
	const key = "OCA_OCTT_admin_test";
	const options = { headers: basic("K3", key) };
	expect(
		(await csms.rest("PUT", "/charge-points/K3", { authorizationKey: key, securityProfile: 1 })).status,
	).toBe(201);
	await connect(csms.ocpp, "K3", options);
	const hex = Buffer.from(key).toString("hex");
	await csms.rest("PUT", "/charge-points/K3", { authorizationKey: hex });
	const peer = await connect(csms.ocpp, "K3", options);
	await peer.call("BootNotification", BOOT);
	await change(peer, "K3", "AuthorizationKey", "another_admin_test", "Accepted");
	await connect(csms.ocpp, "K3", { headers: basic("K3", "another_admin_test") });
});

test("R-SEC-03 a key sent as hexadecimal text, as the Solidstudio and MicroOcpp simulators do, is explained and can be tolerated", async () => {
	const asText = { headers: basic("KHEX", Buffer.from(KEYS[0])) };
	const enter = (fields: object) => csms.rest("PUT", "/charge-points/KHEX", fields);
	await enter({ securityProfile: 1, authorizationKey: KEYS[0] });
	await expect(connect(csms.ocpp, "KHEX", asText)).rejects.toThrow("401");
	const other = { headers: basic("KHEX", Buffer.from(KEYS[1])) };
	await expect(connect(csms.ocpp, "KHEX", other)).rejects.toThrow("401");
	const reasons = async () =>
		(await csms.rest("GET", "/refused-handshakes?identity=KHEX")).body.map(
			({ reason }: { reason: string }) => reason,
		);
	await expect
		.poll(async () => (await reasons()).sort(), { timeout: 10_000 })
		.toEqual([
			"The credentials are wrong.",
			"The key came as hexadecimal text instead of its bytes. " +
				"Enter the charge point as tolerant, if it knows no better.",
		]);

	await enter({ tolerant: true });
	await connect(csms.ocpp, "KHEX", asText);
	const violations = async () => (await csms.rest("GET", "/charge-points/KHEX/violations")).body;
	await expect.poll(violations, { timeout: 10_000 }).toMatchObject([
		{
			...{ action: null, rule: "Transport", outcome: "Tolerated", excerpt: null, count: 1 },
			what: "The key came as hexadecimal text instead of its bytes",
		},
	]);
	await expect(connect(csms.ocpp, "KHEX", other)).rejects.toThrow("401");
});

test.each([
	"11".repeat(15),
	"11".repeat(21),
	`${"11".repeat(16)}1`,
	"fifteen letters",
	"twenty-one characters",
	"",
])("R-CS-13 TC_073 the AuthorizationKey %j is not sent: 422", async (value) => {
	await boot(csms.ocpp, "K4");
	const answer = await csms.rest("POST", "/charge-points/K4/commands/ChangeConfiguration", {
		...{ key: "AuthorizationKey", value },
	});
	expect(answer).toMatchObject({ status: 422, body: { error: expect.stringMatching(/16 to 20 bytes/) } });
	expect((await csms.rest("GET", "/charge-points/K4/commands")).body).toEqual([]);
	expect((await csms.rest("PUT", "/charge-points/K4", { authorizationKey: value })).status).toBe(400);
});

test("R-CS-14 TC_083 after the first connection with the raised profile the lower one is refused", async () => {
	await csms.rest("PUT", "/charge-points/P1", { authorizationKey: KEYS[0] });
	const profiles = async () => {
		const { securityProfile, nextSecurityProfile } = (await csms.rest("GET", "/charge-points/P1")).body;
		return [securityProfile, nextSecurityProfile];
	};
	await change(await boot(csms.ocpp, "P1"), "P1", "SecurityProfile", "1", "Rejected");
	expect(await profiles()).toEqual([0, null]);
	const peer = await boot(csms.ocpp, "P1");
	await change(peer, "P1", "SecurityProfile", "1", "Accepted");
	expect(await profiles()).toEqual([0, 1]);
	// The connection is still there: it can be told to reset.
	const reset = csms.rest("POST", "/charge-points/P1/commands/Reset", { type: "Hard" });
	peer.send(JSON.stringify([3, (await peer.received())[1], { status: "Accepted" }]));
	expect((await reset).status).toBe(200);
	// It may fall back as long as the new profile has not come about (A05.FR.08).
	await connect(csms.ocpp, "P1");
	await bootWith("P1", KEYS[0]);
	expect(await profiles()).toEqual([1, null]);
	await expect(connect(csms.ocpp, "P1")).rejects.toThrow("401");
	await refused("P1", KEYS[1]);
	await bootWith("P1", KEYS[0]);
});

test("R-CS-14 an operator sets the profile back; OCPP never lowers it", async () => {
	await csms.rest("PUT", "/charge-points/P2", { securityProfile: 1, authorizationKey: KEYS[0] });
	const peer = await bootWith("P2", KEYS[0]);
	const command = (value: string) =>
		csms.rest("POST", "/charge-points/P2/commands/ChangeConfiguration", { key: "SecurityProfile", value });
	expect(await command("0")).toMatchObject({
		status: 422,
		body: { error: expect.stringMatching(/^OCPP does not lower a SecurityProfile, and P2 has 1: .* PUT/) },
	});
	expect((await command("4")).status).toBe(422);
	expect((await command("")).status).toBe(422);
	await change(peer, "P2", "SecurityProfile", "2", "Accepted");
	expect((await csms.rest("GET", "/charge-points/P2")).body).toMatchObject({
		securityProfile: 1,
		nextSecurityProfile: 2,
	});
	expect((await csms.rest("PUT", "/charge-points/P2", { securityProfile: 0 })).body).toMatchObject({
		securityProfile: 0,
		nextSecurityProfile: null,
	});
	await connect(csms.ocpp, "P2");
});

test("R-CS-01 guesses of a key: after ten in a minute no more are looked at, each is counted, no key is told", async () => {
	const lines: string[] = [];
	const { pino } = await import("pino");
	const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
	const csms = await runCsms({ log });
	await csms.rest("PUT", "/charge-points/G1", { securityProfile: 1, authorizationKey: KEYS[0] });
	await csms.rest("PUT", "/charge-points/G2", { securityProfile: 1, authorizationKey: KEYS[0] });
	for (let i = 0; i < 10; i++) {
		await expect(connect(csms.ocpp, "G1", { headers: basic("G1", `guess-${i}`) })).rejects.toThrow("401");
	}
	await expect(connect(csms.ocpp, "G1", login("G1", KEYS[0]))).rejects.toThrow("429");
	// Other charge points behind the same address are not kept out.
	await connect(csms.ocpp, "G2", login("G2", KEYS[0]));
	await expect(connect(csms.ocpp.replace("/ocpp", "/other"), "G1")).rejects.toThrow("404");
	const { body } = await csms.rest("GET", "/refused-handshakes?identity=G1");
	expect(body).toMatchObject([
		{ identity: "G1", status: 429, reason: "Too many attempts.", count: 1 },
		{ identity: "G1", address: "127.0.0.1", status: 401, reason: "The credentials are wrong.", count: 10 },
	]);
	await expect(connect(csms.ocpp, "G1", login("G1", KEYS[0]))).rejects.toThrow("429");
	expect((await csms.rest("GET", "/refused-handshakes?identity=G1")).body[0].count).toBe(2);
	expect((await csms.rest("GET", "/refused-handshakes?limit=1")).body).toHaveLength(1);
	expect(lines.join("")).toContain("A handshake was refused.");
	expect(lines.join("")).not.toMatch(/guess-\d|R1V|Basic/);
});

test("R-CS-01 right credentials end the counting", async () => {
	await csms.rest("PUT", "/charge-points/G3", { securityProfile: 1, authorizationKey: KEYS[0] });
	for (let i = 0; i < 15; i++) {
		await refused("G3", KEYS[1]);
		await connect(csms.ocpp, "G3", login("G3", KEYS[0]));
	}
});
