import { expect, test } from "vitest";
import { newAccount, signIn } from "./accounts-of-tests";
import { boot } from "./charge-point-peer";
import { PASSWORD, runCsms, shareCsms } from "./running-csms";

const csms = shareCsms();

/** Charges with an id from 1000 Wh on and stops. */
async function charge(identity: string, idTag: string, energyWh: number): Promise<number> {
	const peer = await boot(csms.ocpp, identity);
	const timestamp = "2026-03-01T10:00:00Z";
	const [, , { transactionId }] = await peer.call("StartTransaction", {
		...{ connectorId: 1, idTag, meterStart: 1000, timestamp },
	});
	const stop = { transactionId, meterStop: 1000 + energyWh, timestamp: "2026-03-01T11:00:00Z" };
	await peer.call("StopTransaction", stop);
	peer.close();
	return transactionId;
}

test("a user is entered, found, changed, and has ids and totals", async () => {
	const made = await csms.rest("POST", "/users", {
		name: " Uma ",
		email: "Uma@example.com",
		language: "zh-TW",
	});
	expect(made).toMatchObject({
		status: 201,
		body: {
			...{ name: "Uma", email: "Uma@example.com", language: "zh-TW", account: null, idTags: [] },
			...{ transactions: 0, energyWh: 0, lastStart: null },
		},
	});
	const { userId } = made.body;
	const tag = await csms.rest("POST", "/id-tags", { idTag: "UMA-1", userId });
	expect(tag.body).toMatchObject({ user: "Uma", userId });
	expect((await csms.rest("POST", "/id-tags", { idTag: "UMA-2", userId: 9999 })).status).toBe(409);
	await charge("USERS-1", "UMA-1", 5000);
	const id = await charge("USERS-2", "uma-1", 2500);
	expect((await csms.rest("GET", `/transactions/${id}`)).body).toMatchObject({ user: "Uma", userId });
	expect((await csms.rest("GET", `/transactions?userId=${userId}`)).body).toHaveLength(2);
	expect((await csms.rest("GET", `/users/${userId}`)).body).toMatchObject({
		idTags: [{ idTag: "UMA-1" }],
		...{ transactions: 2, energyWh: 7500, lastStart: "2026-03-01T10:00:00.000Z" },
	});

	expect((await csms.rest("PATCH", `/users/${userId}`, { name: "Uma Two" })).body.idTags[0].user).toBe(
		"Uma Two",
	);
	const search = async (text: string) =>
		(await csms.rest("GET", `/users?search=${encodeURIComponent(text)}`)).body.map(
			(user: { userId: number }) => user.userId,
		);
	expect(await search("uma t")).toEqual([userId]);
	expect(await search("UMA@EXAMPLE")).toEqual([userId]);
	for (const nothing of ["%", "_", "\\", "nobody"]) expect(await search(nothing), nothing).toEqual([]);
	expect((await csms.rest("GET", "/users/9999")).status).toBe(404);
	for (const body of [
		{ name: "x" },
		{ name: "x", email: "none" },
		{ name: "x", email: "x@example.com", language: "xx" },
	])
		expect((await csms.rest("POST", "/users", body)).status, JSON.stringify(body)).toBe(400);
});

test("an id goes to another user, to nobody, or bears a free text", async () => {
	const user = async (name: string) =>
		(await csms.rest("POST", "/users", { name, email: `${name}@example.com` })).body.userId as number;
	const [vic, wes] = [await user("vic"), await user("wes")];
	await csms.rest("POST", "/id-tags", { idTag: "SHARED", userId: vic });
	const change = async (body: object) => (await csms.rest("PATCH", "/id-tags/shared", body)).body;
	expect(await change({ blocked: false })).toMatchObject({ user: "vic", userId: vic });
	expect(await change({ userId: wes })).toMatchObject({ user: "wes", userId: wes });
	expect(await change({ user: "the van" })).toMatchObject({ user: "the van", userId: wes });
	await csms.rest("PATCH", `/users/${wes}`, { name: "wes the second" });
	expect((await csms.rest("GET", "/id-tags/shared")).body.user).toBe("the van");
	expect(await change({ userId: null })).toMatchObject({ user: null, userId: null });
	expect(await change({ user: "guests" })).toMatchObject({ user: "guests", userId: null });
});

test("operators give a driver an account and a new password, and the e-mail address is its name", async () => {
	const { body: made } = await csms.rest("POST", "/users", {
		...{ name: "Xia", email: "Xia@example.com", password: PASSWORD },
	});
	expect(made.account).toBe("xia@example.com");
	const xia = await signIn(csms, "xia@EXAMPLE.com");
	expect((await xia.rest("GET", "/me")).body).toMatchObject({ registration: "Accepted", role: "driver" });
	const again = { name: "Other", email: "xia@example.com", password: PASSWORD };
	expect((await csms.rest("POST", "/users", again)).status).toBe(409);
	const before = (await csms.rest("GET", "/users")).body.length;
	expect((await csms.rest("POST", "/users", again)).status).toBe(409);
	expect((await csms.rest("GET", "/users")).body).toHaveLength(before);

	const change = (body: object) => csms.rest("PATCH", `/users/${made.userId}`, body);
	expect((await change({ email: "xia.new@example.com" })).body.account).toBe("xia.new@example.com");
	expect((await xia.rest("GET", "/session")).body.account).toBe("xia.new@example.com");
	await csms.rest("POST", "/users", { name: "Yan", email: "yan@example.com", password: PASSWORD });
	expect((await change({ email: "yan@example.com" })).status).toBe(409);
	expect((await change({ password: "another password" })).status).toBe(200);
	expect((await xia.rest("GET", "/session")).status).toBe(401);
	await signIn(csms, "xia.new@example.com", "another password");
	// Drivers' accounts are with their users, and stay drivers'.
	const { body: accounts } = await csms.rest("GET", "/accounts");
	expect(accounts.map(({ role }: { role: string }) => role)).not.toContain("driver");
	expect((await csms.rest("PATCH", "/accounts/yan@example.com", { role: "operator" })).status).toBe(409);
});

test("a forgotten person leaves transactions that are nobody's", async () => {
	const driver = await newAccount(csms, "driver", "forget", "FORGET-1");
	const { userId } = (await driver.rest("GET", "/me")).body;
	const transactionId = await charge("USERS-3", "FORGET-1", 1000);
	const { token } = (await driver.rest("POST", "/tokens", { name: "app" })).body;
	await csms.rest(
		"POST",
		"/registrations",
		{ name: "forget", email: "Forget@example.com", idTag: "FORGET-2" },
		{},
	);
	expect((await csms.rest("DELETE", `/users/${userId}`)).status).toBe(204);
	expect((await csms.rest("DELETE", `/users/${userId}`)).status).toBe(404);
	expect((await driver.rest("GET", "/session")).status).toBe(401);
	expect((await csms.rest("GET", "/me", undefined, { authorization: `Bearer ${token}` })).status).toBe(401);
	expect((await csms.rest("GET", "/id-tags/FORGET-1")).status).toBe(404);
	expect((await csms.rest("GET", `/transactions/${transactionId}`)).body).toMatchObject({
		...{ idTag: "FORGET-1", user: null, userId: null, energyWh: 1000 },
	});
	for (const path of [
		"/users",
		"/registrations",
		"/transactions",
		"/id-tags",
		"/commands",
		"/audit?limit=1000",
	]) {
		expect(JSON.stringify((await csms.rest("GET", path)).body), path).not.toMatch(/forget@/i);
	}
	expect(JSON.stringify((await csms.rest("GET", "/transactions")).body)).not.toContain('"forget"');
});

test("who registers with a password signs in at once, and sees only the own state until accepted", async () => {
	const form = { name: "Zoe", email: "Zoe@example.com", idTag: "ZOE-1", password: PASSWORD, consent: true };
	const { status, body } = await csms.rest("POST", "/registrations", form, {});
	expect([status, JSON.stringify(body).includes(PASSWORD)]).toEqual([201, false]);
	expect(Date.parse(body.consentAt)).toBeGreaterThan(0);
	const zoe = await signIn(csms, "zoe@example.com");
	const state = async () => (await zoe.rest("GET", "/me")).body;
	expect(await state()).toMatchObject({ name: "Zoe", role: "driver", registration: "Pending" });
	expect((await zoe.rest("GET", "/me/id-tags")).body).toMatchObject([{ idTag: "ZOE-1", status: "Pending" }]);
	for (const [method, path, sent] of [
		["GET", "/me/transactions", undefined],
		["GET", "/me/transactions/1", undefined],
		["GET", "/me/transactions/1/meter-values", undefined],
		["GET", "/me/totals", undefined],
		["GET", "/me/connectors", undefined],
		["POST", "/me/id-tags", {}],
		["PATCH", "/me/id-tags/ZOE-1", { blocked: true }],
		["POST", "/me/remote-start", { identity: "X", connectorId: 1, idTag: "ZOE-1" }],
		["POST", "/me/remote-stop", { transactionId: 1 }],
	] as const) {
		expect(await zoe.rest(method, path, sent), path).toMatchObject({
			status: 403,
			body: { error: "Your registration waits for an operator's answer." },
		});
	}
	await csms.rest("POST", `/registrations/${body.id}/accept`);
	expect(await state()).toMatchObject({ registration: "Accepted" });
	expect((await zoe.rest("GET", "/me/transactions")).body).toEqual([]);
	const taken = await csms.rest("POST", "/registrations", { ...form, idTag: "ZOE-2" }, {});
	expect([taken.status, taken.body.error]).toEqual([409, expect.stringMatching(/already an account/)]);
	expect((await csms.rest("GET", "/registrations")).body).not.toContainEqual(
		expect.objectContaining({ idTag: "ZOE-2" }),
	);
	expect((await csms.rest("POST", "/registrations", { ...form, consent: false }, {})).status).toBe(400);
});

test("a rejected driver may register again, with a new password", async () => {
	const form = { name: "Abe", email: "abe@example.com", password: PASSWORD };
	const register = async (password: string) => csms.rest("POST", "/registrations", { ...form, password }, {});
	const first = (await register(PASSWORD)).body;
	expect((await register("stolen password")).status).toBe(409);
	await csms.rest("POST", `/registrations/${first.id}/reject`);
	const abe = await signIn(csms, "abe@example.com");
	expect((await abe.rest("GET", "/me")).body.registration).toBe("Rejected");
	expect((await abe.rest("GET", "/me/totals")).body.error).toBe("Your registration was rejected.");
	const second = await register("second password");
	expect(second.status).toBe(201);
	expect((await abe.rest("GET", "/session")).status).toBe(401);
	const again = await signIn(csms, "abe@example.com", "second password");
	expect((await again.rest("GET", "/me")).body.registration).toBe("Pending");
	await csms.rest("POST", `/registrations/${second.body.id}/accept`);
	expect((await register("third password")).status).toBe(409);
});

test("who registered without a password makes an account with the key of the registration", async () => {
	const { body } = await csms.rest("POST", "/registrations", { name: "Cora", email: "cora@example.com" }, {});
	expect(body).toMatchObject({ userId: null, consentAt: null });
	await csms.rest("POST", `/registrations/${body.id}/accept`);
	const accepted = (await csms.rest("GET", "/registrations")).body.find(
		({ id }: { id: number }) => id === body.id,
	);
	expect(accepted.userId).toBeGreaterThan(0);
	const make = (key: string) =>
		csms.rest("POST", `/registrations/${key}/account`, { password: PASSWORD }, {});
	expect((await make("wrong")).status).toBe(404);
	expect(await make(body.statusKey)).toMatchObject({
		status: 201,
		body: { account: "cora@example.com", role: "driver" },
	});
	expect((await make(body.statusKey)).status).toBe(409);
	const cora = await signIn(csms, "cora@example.com");
	expect((await cora.rest("GET", "/me")).body).toMatchObject({
		registration: "Accepted",
		userId: accepted.userId,
	});
	expect((await cora.rest("GET", "/me/id-tags")).body).toMatchObject([
		{ idTag: body.idTag, status: "Accepted" },
	]);
});

test("where registrations are accepted at once, a driver with a password may charge at once", async () => {
	const eager = await runCsms({ acceptRegistrations: true });
	const form = { name: "Dot", email: "dot@example.com", password: PASSWORD };
	const { body } = await eager.rest("POST", "/registrations", form, {});
	expect(body).toMatchObject({ status: "Accepted", userId: expect.any(Number) });
	const dot = await signIn(eager, "dot@example.com");
	expect((await dot.rest("GET", "/me/id-tags")).body).toMatchObject([
		{ idTag: body.idTag, status: "Accepted" },
	]);
	expect(await dot.rest("POST", "/me/id-tags", { idTag: "DOT-2" })).toMatchObject({
		status: 201,
		body: { idTag: "DOT-2", status: "Accepted" },
	});
	expect((await eager.rest("GET", "/id-tags/dot-2")).body).toMatchObject({
		user: "Dot",
		userId: body.userId,
	});
});
