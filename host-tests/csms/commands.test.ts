import { expect, test } from "vitest";
import { BOOT, boot, connect } from "./charge-point-peer";
import { runCsms, shareCsms } from "./running-csms";

const csms = shareCsms();

const command = (identity: string, action: string, payload?: unknown) =>
	csms.rest("POST", `/charge-points/${identity}/commands/${action}`, payload);

test("R-FRM-18 a command is the CALL on the wire, and its response the answer: 200", async () => {
	const peer = await boot(csms.ocpp, "D1");
	const answer = command("D1", "GetConfiguration", { key: ["HeartbeatInterval"] });
	const [type, messageId, action, payload] = await peer.received();
	expect([type, action, payload]).toEqual([2, "GetConfiguration", { key: ["HeartbeatInterval"] }]);
	expect(messageId).toMatch(/^.{36}$/);
	const response = { configurationKey: [{ key: "HeartbeatInterval", readonly: false, value: "300" }] };
	peer.send(JSON.stringify([3, messageId, response]));
	expect(await answer).toMatchObject({ status: 200, body: { response } });
});

test("an empty payload may be left out", async () => {
	const peer = await boot(csms.ocpp, "D2");
	const answer = command("D2", "ClearCache");
	const [, messageId, action, payload] = await peer.received();
	expect([action, payload]).toEqual(["ClearCache", {}]);
	peer.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
	expect((await answer).body).toEqual({ response: { status: "Accepted" } });
});

test("a charge point that is not connected: 409; one that nobody entered: 404", async () => {
	await csms.rest("PUT", "/charge-points/D3", {});
	expect(await command("D3", "Reset", { type: "Soft" })).toMatchObject({
		status: 409,
		body: { error: "D3 is not connected." },
	});
	expect((await command("D-NONE", "Reset", { type: "Soft" })).status).toBe(404);
});

test("a wrong payload: 422, and nothing is sent; a wrong action: 404", async () => {
	const peer = await boot(csms.ocpp, "D4");
	for (const [action, payload] of [
		["Reset", { type: "Gentle" }],
		["Reset", {}],
		["Reset", { type: "Soft", more: 1 }],
		["RemoteStartTransaction", { idTag: "123456789012345678901" }],
		["SetChargingProfile", { connectorId: 1, csChargingProfiles: {} }],
	] as const) {
		expect(await command("D4", action, payload)).toMatchObject({
			status: 422,
			body: { error: expect.stringMatching(/./) },
		});
	}
	for (const action of ["Heartbeat", "reset", "Dance", "toString"]) {
		expect((await command("D4", action, {})).status).toBe(404);
	}
	expect((await command("D4", "Reset", [])).status).toBe(400);
	const answer = command("D4", "Reset", { type: "Soft" });
	const [, messageId, action] = await peer.received();
	expect(action).toBe("Reset");
	peer.send(JSON.stringify([3, messageId, { status: "Rejected" }]));
	expect((await answer).status).toBe(200);
});

test("a CALLERROR: 502 with its code and description; a malformed response too", async () => {
	const peer = await boot(csms.ocpp, "D5");
	const answer = command("D5", "UnlockConnector", { connectorId: 1 });
	const [, first] = await peer.received();
	peer.send(JSON.stringify([4, first, "NotSupported", "no lock", {}]));
	expect(await answer).toMatchObject({
		status: 502,
		body: {
			error: "D5 answered UnlockConnector with the error NotSupported: no lock",
			callError: { code: "NotSupported", description: "no lock" },
		},
	});
	const malformed = command("D5", "UnlockConnector", { connectorId: 1 });
	const [, second] = await peer.received();
	peer.send(JSON.stringify([3, second, { status: "Opened" }]));
	expect(await malformed).toMatchObject({ status: 502, body: { callError: { code: "GenericError" } } });
});

test("R-FRM-07 no answer in time, or a lost connection: 504", async () => {
	const csms = await runCsms({ messageTimeout: 0.1 });
	await boot(csms.ocpp, "D6");
	const path = "/charge-points/D6/commands/ClearCache";
	expect(await csms.rest("POST", path, {})).toMatchObject({
		status: 504,
		body: { error: "D6 did not answer ClearCache." },
	});
	const patient = await runCsms();
	const peer = await boot(patient.ocpp, "D6");
	const answer = patient.rest("POST", path, {});
	await peer.received();
	peer.terminate();
	expect((await answer).status).toBe(504);
});

test("R-CS-03 one CALL at a time for each charge point, others in parallel", async () => {
	const [peer, other] = [await boot(csms.ocpp, "D7"), await boot(csms.ocpp, "D8")];
	const answers = [
		command("D7", "ChangeAvailability", { connectorId: 1, type: "Operative" }),
		command("D7", "ChangeAvailability", { connectorId: 2, type: "Operative" }),
		command("D8", "ClearCache"),
	];
	const first = await peer.received();
	const parallel = await other.received();
	other.send(JSON.stringify([3, parallel[1], { status: "Accepted" }]));
	await answers[2];
	// The charge point is heard meanwhile, and the second CALL waits for the answer to the first.
	expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
	peer.send(JSON.stringify([3, first[1], { status: "Accepted" }]));
	const second = await peer.received();
	peer.send(JSON.stringify([3, second[1], { status: "Rejected" }]));
	expect([first[3].connectorId, second[3].connectorId].sort()).toEqual([1, 2]);
	expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

test("R-CS-04 while Pending no remote start or stop, while Rejected nothing", async () => {
	await csms.rest("PUT", "/charge-points/D9", { registration: "Pending" });
	const peer = await connect(csms.ocpp, "D9");
	await peer.call("BootNotification", BOOT);
	expect((await command("D9", "RemoteStartTransaction", { idTag: "A" })).status).toBe(409);
	expect((await command("D9", "RemoteStopTransaction", { transactionId: 1 })).status).toBe(409);
	const answer = command("D9", "GetConfiguration", {});
	const [, messageId, action] = await peer.received();
	expect(action).toBe("GetConfiguration");
	peer.send(JSON.stringify([3, messageId, {}]));
	expect((await answer).status).toBe(200);

	await csms.rest("PUT", "/charge-points/D9", { registration: "Rejected" });
	expect(await command("D9", "GetConfiguration", {})).toMatchObject({
		status: 409,
		body: { error: expect.stringMatching(/not accepted/) },
	});
});

test("every command is recorded with who, when, what and the answer", async () => {
	const peer = await boot(csms.ocpp, "D10");
	const answer = command("D10", "Reset", { type: "Hard" });
	const [, messageId] = await peer.received();
	expect((await csms.rest("GET", "/charge-points/D10/commands")).body[0]).toMatchObject({
		result: "Waiting",
		answeredAt: null,
	});
	peer.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
	await answer;
	peer.close();
	await peer.closed;
	await expect.poll(async () => (await command("D10", "ClearCache")).status).toBe(409);
	expect((await csms.rest("GET", "/charge-points/D10/commands?limit=2")).body).toMatchObject([
		{ action: "ClearCache", result: "NotConnected", response: null },
		{
			identity: "D10",
			action: "Reset",
			payload: { type: "Hard" },
			account: "api-token",
			sentAt: expect.stringMatching(/Z$/),
			answeredAt: expect.stringMatching(/Z$/),
			result: "Response",
			response: { status: "Accepted" },
			callError: null,
		},
	]);
});

test("R-CS-13 TC_073 an accepted AuthorizationKey is the only one from then on, and recorded nowhere", async () => {
	const keys = ["11", "22"].map((byte) => byte.repeat(16));
	await csms.rest("PUT", "/charge-points/D11", { securityProfile: 1, authorizationKey: keys[0] });
	const login = (key: string) => {
		const credentials = Buffer.concat([Buffer.from("D11:"), Buffer.from(key, "hex")]);
		return { headers: { authorization: `Basic ${credentials.toString("base64")}` } };
	};
	const change = async (status: string) => {
		const peer = await connect(csms.ocpp, "D11", login(keys[0]));
		await peer.call("BootNotification", BOOT);
		const answer = command("D11", "ChangeConfiguration", { key: "AuthorizationKey", value: keys[1] });
		const [, messageId, , payload] = await peer.received();
		expect(payload.value).toBe(keys[1]);
		peer.send(JSON.stringify([3, messageId, { status }]));
		await answer;
	};
	await change("Rejected");
	await change("Accepted");
	await expect(connect(csms.ocpp, "D11", login(keys[0]))).rejects.toThrow("401");
	await connect(csms.ocpp, "D11", login(keys[1]));
	const { body } = await csms.rest("GET", "/charge-points/D11/commands");
	expect(body[0].payload).toEqual({ key: "AuthorizationKey", value: "***" });
	expect(JSON.stringify((await csms.rest("GET", "/charge-points/D11")).body)).not.toContain(keys[1]);
});
