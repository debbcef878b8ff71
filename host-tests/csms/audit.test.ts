import { expect, test } from "vitest";
import { newAccount } from "./accounts-of-tests";
import { boot } from "./charge-point-peer";
import { PASSWORD, shareCsms } from "./running-csms";

const csms = shareCsms();

const audit = async (query: string) => (await csms.rest("GET", `/audit?${query}`)).body;

test("every changing call is kept with who, when, what and the answer", async () => {
	const olga = await newAccount(csms, "operator", "olga");
	await olga.rest("POST", "/id-tags", { idTag: "AUDITED", blocked: true });
	await olga.rest("PATCH", "/id-tags/AUDITED", { blocked: false });
	await olga.rest("GET", "/id-tags/AUDITED");
	await olga.rest("DELETE", "/id-tags/AUDITED");
	await olga.rest("DELETE", "/id-tags/AUDITED");
	await olga.rest("PATCH", "/settings", { acceptRegistrations: true });
	await olga.rest("POST", "/id-tags", { colour: "red" });
	await olga.rest("POST", "/nothing", {});
	const { token } = (await olga.rest("POST", "/tokens", { name: "script" })).body;
	await csms.rest("POST", "/id-tags", { idTag: "BY-TOKEN" }, { authorization: `Bearer ${token}` });
	const entries = await audit("account=Olga");
	expect(
		entries.map(({ token, method, route, path, body, status }: Record<string, unknown>) => [
			...[token, method, route, path, body, status],
		]),
	).toEqual([
		["script", "POST", "/api/v1/id-tags", "/api/v1/id-tags", { idTag: "BY-TOKEN" }, 201],
		[null, "POST", "/api/v1/tokens", "/api/v1/tokens", { name: "***" }, 201],
		[null, "POST", "/api/v1/id-tags", "/api/v1/id-tags", { colour: "red" }, 400],
		[null, "PATCH", "/api/v1/settings", "/api/v1/settings", null, 403],
		[null, "DELETE", "/api/v1/id-tags/{idTag}", "/api/v1/id-tags/AUDITED", null, 404],
		[null, "DELETE", "/api/v1/id-tags/{idTag}", "/api/v1/id-tags/AUDITED", null, 204],
		[null, "PATCH", "/api/v1/id-tags/{idTag}", "/api/v1/id-tags/AUDITED", { blocked: false }, 200],
		[null, "POST", "/api/v1/id-tags", "/api/v1/id-tags", { idTag: "AUDITED", blocked: true }, 201],
		[null, "POST", "/api/v1/session", "/api/v1/session", null, 200],
	]);
	for (const { timestamp } of entries)
		expect(Math.abs(Date.now() - Date.parse(timestamp))).toBeLessThan(60_000);
});

test("a command is in the audit and among the commands, with its answer", async () => {
	const peer = await boot(csms.ocpp, "AUDIT-1");
	const olga = await newAccount(csms, "operator", "commander");
	const answer = olga.rest("POST", "/charge-points/AUDIT-1/commands/Reset", { type: "Soft" });
	const [, messageId] = await peer.received();
	// On the disk before it is carried out.
	expect(await audit("account=commander&method=POST&limit=1")).toMatchObject([
		{
			route: "/api/v1/charge-points/{identity}/commands/{Action}",
			path: "/api/v1/charge-points/AUDIT-1/commands/Reset",
			body: { type: "Soft" },
			status: null,
		},
	]);
	peer.send(JSON.stringify([3, messageId, { status: "Accepted" }]));
	await answer;
	expect(await audit("account=commander&method=POST&limit=1")).toMatchObject([{ status: 200 }]);
	await csms.rest("POST", "/charge-points/NONE/commands/Reset", { type: "Soft" });
	const list = async (query: string) => (await csms.rest("GET", `/commands?${query}`)).body;
	expect(await list("account=commander&action=Reset&identity=AUDIT-1")).toMatchObject([
		{ identity: "AUDIT-1", account: "commander", result: "Response", response: { status: "Accepted" } },
	]);
	expect(await list("account=commander&action=ClearCache")).toEqual([]);
});

test("neither secrets nor persons nor the keys of registrations stay in the audit", async () => {
	const key = "00112233445566778899aabbccddeeff";
	await csms.rest("PUT", "/charge-points/SECRET-1", { authorizationKey: key, securityProfile: 1 });
	await csms.rest("POST", "/charge-points/SECRET-1/commands/ChangeConfiguration", {
		key: "AuthorizationKey",
		value: key,
	});
	await csms.rest("POST", "/charge-points/SECRET-1/commands/GetDiagnostics", {
		location: "ftp://uploader:letmein@files.example/logs",
	});
	const person = { name: "Zelda Person", email: "zelda@example.com" };
	const { body } = await csms.rest("POST", "/registrations", { ...person, idTag: "ZELDA" }, {});
	await csms.rest("POST", `/registrations/${body.statusKey}/account`, { password: PASSWORD }, {});
	await csms.rest("POST", "/id-tags", { idTag: "ZELDA-2", user: "Zelda Person" });
	await csms.rest("POST", "/session", { account: "zelda@example.com", password: "a wrong one" }, {});
	const { body: users } = await csms.rest("GET", "/users?search=zelda");
	await csms.rest("POST", "/session", { account: "password in the wrong field", password: "" }, {});
	const text = async () => JSON.stringify(await audit("limit=1000"));
	for (const secret of [
		key,
		"letmein",
		"uploader",
		body.statusKey,
		PASSWORD,
		"a wrong one",
		"Zelda Person",
		"wrong field",
	]) {
		expect(await text(), secret).not.toContain(secret);
	}
	expect(await text()).toContain("ftp://***@files.example/logs");
	expect(await text()).toContain("zelda@example.com");
	await csms.rest("DELETE", `/users/${users[0].userId}`);
	expect(await text()).not.toContain("zelda@example.com");
});

test("strangers leave no entries but of what they did and of wrong passwords", async () => {
	const newest = async () => (await audit("limit=1"))[0].id as number;
	const before = await newest();
	for (const [method, path, body] of [
		["POST", "/id-tags", { idTag: "STRANGER" }],
		["DELETE", "/users/1", undefined],
		["POST", "/nothing", {}],
		["POST", "/registrations", { name: "" }],
		["POST", "/session", { account: 1 }],
		["DELETE", "/session", undefined],
	] as const) {
		await csms.rest(method, path, body, { authorization: "Bearer wrong" });
	}
	expect(await audit("limit=2")).toMatchObject([
		{ method: "DELETE", route: "/api/v1/session", account: null, status: 204 },
		{ id: before },
	]);
	await csms.rest("POST", "/session", { account: "Admin", password: "wrong" }, {});
	expect(await audit("limit=1")).toMatchObject([{ account: "admin", status: 401, body: null }]);
});

test("a long body is kept without its long fields", async () => {
	const list = Array.from({ length: 500 }, (_, index) => ({ idTag: `TAG-${index}` }));
	await csms.rest("POST", "/charge-points/LONG-1/commands/SendLocalList", {
		listVersion: 1,
		updateType: "Full",
		localAuthorizationList: list,
	});
	const [{ body }] = await audit("limit=1");
	expect(body).toEqual({
		listVersion: 1,
		updateType: "Full",
		localAuthorizationList: expect.stringMatching(/^\(\d+ characters\)$/),
	});
});

test("the audit is read by several filters at once, page by page", async () => {
	for (let number = 0; number < 5; number++) {
		await csms.rest("POST", "/id-tags", { idTag: `PAGE-${number}` });
		await csms.rest("DELETE", `/id-tags/PAGE-${number}`);
	}
	const query = "account=api-token&method=DELETE&route=/api/v1/id-tags/{idTag}&status=204";
	const all = await audit(query);
	expect(all.length).toBeGreaterThanOrEqual(5);
	const first = await audit(`${query}&limit=2`);
	const second = await audit(`${query}&limit=2&before=${first[1].id}`);
	expect([...first, ...second]).toEqual(all.slice(0, 4));
	const [newest] = all;
	expect(await audit(`${query}&to=${newest.timestamp}`)).not.toContainEqual(newest);
	expect(await audit(`${query}&from=${newest.timestamp}`)).toContainEqual(newest);
	expect((await csms.rest("GET", "/audit?status=none")).status).toBe(400);
});
