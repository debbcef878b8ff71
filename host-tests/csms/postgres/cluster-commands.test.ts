import { expect, test } from "vitest";
import { Store } from "../../../csms/database/store";
import { keepCertificate } from "../../../csms/records/certificates";
import { boot, connect, type Peer } from "../charge-point-peer";
import { placeOf } from "../databases";
import { runCsms, temporaryFolder } from "../running-csms";

/** Two processes' worth of CSMS on one database. */
async function two(options = {}) {
	const data = temporaryFolder();
	const [a, b] = [await runCsms({ data, ...options }), await runCsms({ data, ...options })];
	const give = (identity: string, action: string, payload: unknown = {}) =>
		b.rest("POST", `/charge-points/${identity}/commands/${action}`, payload);
	const recorded = async (identity: string) =>
		(await a.rest("GET", `/charge-points/${identity}/commands`)).body;
	return { data, a, b, give, recorded };
}

async function answer(peer: Peer, payload: unknown): Promise<unknown> {
	const [, messageId, action, request] = await peer.received();
	peer.send(JSON.stringify([3, messageId, payload]));
	return [action, request];
}

test("a command given to one process reaches the charge point at another, and its answer comes back", async () => {
	const { a, give, recorded } = await two();
	const peer = await boot(a.ocpp, "CP001");
	const given = give("CP001", "Reset", { type: "Soft" });
	expect(await answer(peer, { status: "Accepted" })).toEqual(["Reset", { type: "Soft" }]);
	expect(await given).toMatchObject({ status: 200, body: { response: { status: "Accepted" } } });
	expect(await recorded("CP001")).toMatchObject([
		{ action: "Reset", account: "api-token", result: "Response", response: { status: "Accepted" } },
	]);
});

test("answers and requests of any size and alphabet pass", async () => {
	const { a, give } = await two();
	const peer = await boot(a.ocpp, "CP001");
	const configurationKey = Array.from({ length: 500 }, (_, i) => ({
		key: `Key${i}`,
		readonly: false,
		value: `充電樁 😀 ${"x".repeat(100)}`,
	}));
	const given = give("CP001", "GetConfiguration");
	await answer(peer, { configurationKey });
	expect((await given).body.response.configurationKey).toEqual(configurationKey);

	const transfer = { vendorId: "Vendor", data: "充電樁 😀".repeat(5000) };
	const sent = give("CP001", "DataTransfer", transfer);
	expect(await answer(peer, { status: "Accepted" })).toEqual(["DataTransfer", transfer]);
	expect((await sent).status).toBe(200);
});

test("a command ends the same way whichever process it is given to", async () => {
	const { a, b, give, recorded } = await two({ messageTimeout: 1 });
	await b.rest("PUT", "/charge-points/CP404", {});
	expect((await give("CP404", "Reset", { type: "Soft" })).status).toBe(409);

	const peer = await boot(a.ocpp, "CP001");
	expect((await give("CP001", "Reset", { type: "Cold" })).status).toBe(422);
	expect((await give("CP001", "Nonsense")).status).toBe(404);
	const refused = give("CP001", "Reset", { type: "Soft" });
	const [, messageId] = await peer.received();
	peer.send(JSON.stringify([4, messageId, "InternalError", "no", {}]));
	expect(await refused).toMatchObject({
		status: 502,
		body: { callError: { code: "InternalError", description: "no" } },
	});
	expect(await give("CP001", "Reset", { type: "Soft" })).toMatchObject({
		status: 504,
		body: { error: "CP001 did not answer Reset." },
	});
	await peer.received();
	const lost = give("CP001", "ClearCache");
	await peer.received();
	peer.terminate();
	expect((await lost).status).toBe(504);
	expect((await recorded("CP001")).map(({ result }: { result: string }) => result)).toEqual([
		"Timeout",
		"Timeout",
		"CallError",
	]);

	await b.rest("PUT", "/charge-points/CP002", { registration: "Pending" });
	const pending = await connect(a.ocpp, "CP002");
	await pending.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
	expect(await give("CP002", "RemoteStartTransaction", { idTag: "A" })).toMatchObject({
		status: 409,
		body: { error: "CP002 is not accepted, so RemoteStartTransaction must not be sent." },
	});
});

test("commands keep their order, one at a time, from whichever process they come", async () => {
	const { a, b, recorded } = await two();
	const peer = await boot(a.ocpp, "CP001");
	const keys = Array.from({ length: 20 }, (_, i) => `Key${i}`);
	const given: Promise<{ status: number }>[] = [];
	for (const [i, key] of keys.entries()) {
		const csms = i % 2 === 0 ? b : a;
		given.push(
			csms.rest("POST", "/charge-points/CP001/commands/ChangeConfiguration", {
				// To hash a key takes long; the next one waits for it all the same.
				key: i === 0 ? "AuthorizationKey" : key,
				value: "ab".repeat(16),
			}),
		);
	}
	const received: string[] = [];
	let next = peer.received();
	for (const _ of keys) {
		const [, messageId, , { key }] = await next;
		received.push(key);
		let isEarly = false;
		next = peer.received();
		void next.then(() => {
			isEarly = true;
		});
		await new Promise((resolve) => setTimeout(resolve, 5));
		// Nothing more comes before this one is answered.
		expect(isEarly).toBe(false);
		peer.send(JSON.stringify([3, messageId, { status: "Rejected" }]));
	}
	expect((await Promise.all(given)).map(({ status }) => status)).toEqual(keys.map(() => 200));
	const records: { payload: { key: string } }[] = (await recorded("CP001")).toReversed();
	const entered = records.map(({ payload }) => payload.key);
	expect(new Set(entered)).toEqual(new Set(received));
	for (const parity of [0, 1]) {
		const isOf = (key: string) => (key === "AuthorizationKey" ? 0 : keys.indexOf(key) % 2) === parity;
		expect(received.filter(isOf)).toEqual(entered.filter(isOf));
	}
});

test("the effect of a command runs where the charge point is, and its secret is stored nowhere", async () => {
	const { a, b, give } = await two();
	const peer = await boot(a.ocpp, "CP001");
	const value = "cd".repeat(16);
	const given = give("CP001", "ChangeConfiguration", { key: "AuthorizationKey", value });
	expect(await answer(peer, { status: "Accepted" })).toEqual([
		"ChangeConfiguration",
		{ key: "AuthorizationKey", value },
	]);
	expect((await given).status).toBe(200);
	expect((await b.rest("GET", "/charge-points/CP001")).body.hasAuthorizationKey).toBe(true);
	expect((await b.rest("GET", "/charge-points/CP001/commands")).body[0].payload.value).toBe("***");
});

test("what an operator changes at one process counts at once where the charge point is", async () => {
	const { a, b } = await two();
	const peer = await boot(a.ocpp, "CP001");
	const odd = { connectorId: "1", errorCode: "NoError", status: "Available" };
	expect((await peer.call("StatusNotification", odd))[0]).toBe(4);
	await b.rest("PUT", "/charge-points/CP001", { tolerant: true });
	// The change comes over the database, behind the answer.
	await expect.poll(async () => (await peer.call("StatusNotification", odd))[0]).toBe(3);
	await b.rest("PUT", "/charge-points/CP001", { registration: "Rejected" });
	await expect
		.poll(async () => (await a.rest("POST", "/charge-points/CP001/commands/ClearCache")).status)
		.toBe(409);
	await b.rest("PUT", "/charge-points/CP001", { registration: "Accepted" });
	await expect.poll(async () => (await peer.call("StatusNotification", odd))[0]).toBe(3);
});

test("a certificate that is revoked at one process closes the connection at another", async () => {
	const { data, a, b } = await two();
	const peer = await boot(a.ocpp, "CP001");
	const store = await Store.open(await placeOf(data));
	const description = {
		fingerprint: "ab".repeat(32),
		serialNumber: "01",
		subject: "CN=CP001",
		issuer: "CN=Root",
		keyType: "ECDSA",
		notBefore: 0,
		notAfter: Date.now() + 1e9,
	} as const;
	await store.write((trx) => keepCertificate(trx, "CP001", description, { last_used_at: Date.now() }));
	await store.close();
	await b.rest("PUT", "/charge-points/CP001", { securityProfile: 3 });
	const { status } = await b.rest(
		"POST",
		`/charge-points/CP001/certificates/${description.fingerprint}/revoke`,
	);
	expect(status).toBe(200);
	expect(await peer.closed).toBe(1008);
	await expect.poll(async () => (await b.rest("GET", "/charge-points/CP001")).body.connected).toBe(false);
});

test("the messages that passed one process are told by the others too, in their order", async () => {
	const { a, b } = await two();
	const peer = await boot(a.ocpp, "CP001");
	await peer.call("DataTransfer", { vendorId: "Vendor", data: "充電樁 😀".repeat(3000) }, "large");
	peer.close();
	const again = await boot(b.ocpp, "CP001");
	await again.call("Heartbeat", {}, "beat");
	const read = async (csms: typeof a) => (await csms.rest("GET", "/charge-points/CP001/frames")).body;
	await expect
		.poll(async () => (await read(b)).map(({ frame }: { frame: unknown[] }) => frame[2]).slice(0, 3))
		.toMatchObject(["BootNotification", { status: "Accepted" }, "DataTransfer"]);
	// A process knows of another one from its own next sign of life.
	await expect.poll(async () => (await read(a)).length).toBe(8);
	const all = await read(a);
	await expect.poll(() => read(b)).toEqual(all);
});
