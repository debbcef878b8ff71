import { expect, test } from "vitest";
import { callRest, PASSWORD, runCsms, shareCsms, TOKEN } from "./running-csms";

const csms = shareCsms();

async function signIn(account: string, password: string, url = csms.url) {
	const answer = await callRest(url, "POST", "/session", { account, password }, {});
	return { ...answer, cookie: (answer.headers.get("set-cookie") ?? "").split(";")[0] };
}

test("without an account only registering is open", async () => {
	for (const [method, path] of [
		["GET", "/session"],
		["GET", "/accounts"],
		["GET", "/settings"],
		["GET", "/charge-points"],
		["PUT", "/charge-points/CP1"],
		["POST", "/charge-points/CP1/commands/Reset"],
		["GET", "/id-tags"],
		["POST", "/id-tags"],
		["GET", "/registrations"],
		["POST", "/registrations/1/accept"],
		["GET", "/transactions"],
		["GET", "/authorizations"],
		["GET", "/events"],
	]) {
		const answer = await csms.rest(method, path, method === "GET" ? undefined : {}, {});
		expect(answer, `${method} ${path}`).toMatchObject({
			status: 401,
			body: { error: expect.stringMatching(/Sign in/) },
		});
	}
	expect((await csms.rest("GET", "/session", undefined, { authorization: "Bearer wrong" })).status).toBe(401);
	const registration = { name: "Ana", email: "ana@example.com" };
	expect((await csms.rest("POST", "/registrations", registration, {})).status).toBe(201);
});

test("a session begins with the password, is a cookie out of reach of scripts, and ends", async () => {
	expect((await signIn("admin", "wrong")).status).toBe(401);
	expect((await signIn("nobody", PASSWORD)).status).toBe(401);
	const { status, body, headers, cookie } = await signIn("Admin", PASSWORD);
	expect([status, body]).toEqual([200, { account: "admin", role: "administrator" }]);
	expect(headers.get("set-cookie")).toMatch(/; Path=\/; HttpOnly; SameSite=Strict/);
	expect((await csms.rest("GET", "/session", undefined, { cookie })).body).toEqual(body);
	expect((await csms.rest("DELETE", "/session", undefined, { cookie })).status).toBe(204);
	expect((await csms.rest("GET", "/session", undefined, { cookie })).status).toBe(401);
	expect((await csms.rest("GET", "/session", undefined, { cookie: "csms-session=made-up" })).status).toBe(
		401,
	);
});

test("a page of another origin cannot use the cookie", async () => {
	const { cookie } = await signIn("admin", PASSWORD);
	const tag = (idTag: string, origin: string) => csms.rest("POST", "/id-tags", { idTag }, { cookie, origin });
	expect((await tag("FOREIGN", "http://127.0.0.1:1")).status).toBe(401);
	expect((await tag("FOREIGN", "null")).status).toBe(401);
	expect((await tag("OWN", csms.url)).status).toBe(201);
});

test("signing in is limited", async () => {
	const fresh = await runCsms();
	const attempts = Array.from({ length: 11 }, () => signIn("admin", "wrong", fresh.url));
	const answers = await Promise.all(attempts);
	expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(401), 429]);
	expect(answers.find(({ status }) => status === 429)?.body).toEqual({
		error: expect.stringMatching(/Too many/),
	});
});

test("accounts: roles are enforced, a new password ends sessions, one administrator stays", async () => {
	const added = await csms.rest("POST", "/accounts", {
		account: "Olga",
		role: "operator",
		password: "longenough",
	});
	expect(added).toMatchObject({ status: 201, body: { account: "olga", role: "operator" } });
	const again = { account: "OLGA", role: "operator", password: "longenough" };
	expect((await csms.rest("POST", "/accounts", again)).status).toBe(409);
	// So records name the bearer of the token for scripts, and the CSMS itself.
	for (const account of ["api-token", "CSMS"]) {
		const { status, body } = await csms.rest("POST", "/accounts", { ...again, account });
		expect([status, body]).toEqual([409, { error: `There is already an account "${account}".` }]);
	}
	expect((await csms.rest("POST", "/accounts", { ...again, password: "short" })).status).toBe(400);

	const { cookie } = await signIn("olga", "longenough");
	expect((await csms.rest("GET", "/charge-points", undefined, { cookie })).status).toBe(200);
	for (const [method, path, body] of [
		["GET", "/accounts", undefined],
		["POST", "/accounts", again],
		["PATCH", "/accounts/olga", { role: "administrator" }],
		["DELETE", "/accounts/admin", undefined],
		["PATCH", "/settings", { acceptRegistrations: true }],
		["PUT", "/charge-points/CP1", {}],
	] as const) {
		expect((await csms.rest(method, path, body, { cookie })).status, path).toBe(403);
	}
	expect((await csms.rest("PATCH", "/accounts/olga", { password: "another-one" })).status).toBe(200);
	expect((await csms.rest("GET", "/charge-points", undefined, { cookie })).status).toBe(401);
	expect((await signIn("olga", "longenough")).status).toBe(401);

	expect((await csms.rest("PATCH", "/accounts/admin", { role: "operator" })).status).toBe(409);
	expect((await csms.rest("DELETE", "/accounts/admin")).status).toBe(409);
	expect((await csms.rest("DELETE", "/accounts/nobody")).status).toBe(404);
	const session = await signIn("olga", "another-one");
	expect((await csms.rest("DELETE", "/accounts/olga")).status).toBe(204);
	expect((await csms.rest("GET", "/session", undefined, { cookie: session.cookie })).status).toBe(401);
	expect((await csms.rest("GET", "/accounts")).body.map((a: { account: string }) => a.account)).toEqual([
		"admin",
	]);
});

test("a driver registers, waits, is accepted, and may charge from then on", async () => {
	const form = { name: " Bo ", email: "bo@example.com", idTag: " Bo-Card " };
	const { status, body } = await csms.rest("POST", "/registrations", form, {});
	const { id, statusKey } = body;
	expect([status, body]).toMatchObject([201, { name: "Bo", idTag: "Bo-Card", status: "Pending" }]);
	const own = () => csms.rest("GET", `/registrations/${statusKey}/status`, undefined, {});
	expect((await own()).body).toEqual({
		name: "Bo",
		idTag: "Bo-Card",
		status: "Pending",
		createdAt: body.createdAt,
		account: null,
	});
	expect((await csms.rest("GET", `/registrations/${id}/status`, undefined, {})).status).toBe(404);
	expect((await csms.rest("GET", "/id-tags/bo-card")).status).toBe(404);
	expect((await csms.rest("POST", "/registrations", { ...form, idTag: "BO-CARD" }, {})).body).toEqual({
		error: 'The id "BO-CARD" is already taken.',
		field: "idTag",
	});

	expect((await csms.rest("POST", `/registrations/${id}/accept`)).body).toMatchObject({
		id,
		status: "Accepted",
	});
	expect((await csms.rest("POST", `/registrations/${id}/accept`)).status).toBe(200);
	expect((await own()).body.status).toBe("Accepted");
	expect((await csms.rest("GET", "/id-tags/bo-card")).body).toMatchObject({ idTag: "Bo-Card", user: "Bo" });
	expect((await csms.rest("POST", `/registrations/${id}/reject`)).status).toBe(409);
	expect((await csms.rest("POST", "/registrations", form, {})).status).toBe(409);
});

test("a rejected driver's id is free again, and the driver can still be accepted", async () => {
	const register = () =>
		csms.rest("POST", "/registrations", { name: "Cy", email: "cy@example.com", idTag: "CY" }, {});
	const first = (await register()).body.id;
	expect((await csms.rest("POST", `/registrations/${first}/reject`)).body.status).toBe("Rejected");
	expect((await csms.rest("GET", "/registrations?status=Rejected")).body).toMatchObject([{ id: first }]);
	const second = (await register()).body.id;
	expect((await csms.rest("POST", `/registrations/${second}/accept`)).status).toBe(200);
	expect((await csms.rest("POST", `/registrations/${first}/accept`)).status).toBe(409);
	expect((await csms.rest("POST", "/registrations/9999/accept")).status).toBe(404);
});

test("a driver without a card is given an id; the setting accepts at once", async () => {
	const eager = await runCsms({ acceptRegistrations: true });
	expect((await eager.rest("GET", "/settings")).body).toMatchObject({ acceptRegistrations: true });
	const form = { name: "Di", email: "di@example.com", idTag: "" };
	const { body } = await eager.rest("POST", "/registrations", form, {});
	expect(body).toMatchObject({ status: "Accepted", idTag: expect.stringMatching(/^[2-9A-HJKMNP-Z]{10}$/) });
	expect((await eager.rest("GET", `/id-tags/${body.idTag}`)).body.user).toBe("Di");
	expect((await eager.rest("PATCH", "/settings", { acceptRegistrations: false })).body).toMatchObject({
		acceptRegistrations: false,
	});
	expect((await eager.rest("POST", "/registrations", form, {})).body.status).toBe("Pending");
});

test("a registration that cannot be understood is told what is wrong", async () => {
	const good = { name: "Ed", email: "ed@example.com" };
	for (const [form, what] of [
		[{ ...good, name: "" }, /name/],
		[{ ...good, name: "  " }, /name/],
		[{ ...good, email: "ed" }, /email/],
		[{ ...good, idTag: "123456789012345678901" }, /idTag/],
		[{ ...good, idTag: "卡片" }, /idTag/],
		[{ ...good, admin: true }, /./],
		[{ email: "ed@example.com" }, /name/],
		[undefined, /./],
	] as const) {
		const answer = await csms.rest("POST", "/registrations", form, {});
		expect(answer, JSON.stringify(form)).toMatchObject({
			status: 400,
			body: { error: expect.stringMatching(what) },
		});
	}
	const broken = await fetch(`${csms.url}/api/v1/registrations`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: "{",
	});
	expect([broken.status, await broken.json()]).toEqual([400, { error: expect.any(String) }]);
});

test("ids: added, read in any case, changed, deleted", async () => {
	const added = await csms.rest("POST", "/id-tags", {
		idTag: "Tag-1",
		expiryDate: "2099-01-01T08:00:00+08:00",
	});
	expect(added).toMatchObject({
		status: 201,
		body: {
			idTag: "Tag-1",
			parentIdTag: null,
			expiryDate: "2099-01-01T00:00:00.000Z",
			blocked: false,
			maxActiveTransactions: 1,
			user: null,
		},
	});
	expect((await csms.rest("POST", "/id-tags", { idTag: "TAG-1" })).status).toBe(409);
	expect((await csms.rest("GET", "/id-tags/TAG-1")).body).toEqual(added.body);
	const change = {
		blocked: true,
		user: "Fay",
		parentIdTag: "P",
		expiryDate: null,
		maxActiveTransactions: null,
	};
	expect((await csms.rest("PATCH", "/id-tags/tag-1", change)).body).toEqual({ ...added.body, ...change });
	expect((await csms.rest("PATCH", "/id-tags/tag-1", {})).body).toEqual({ ...added.body, ...change });
	expect((await csms.rest("PATCH", "/id-tags/tag-1", { blocked: "no" })).status).toBe(400);
	expect((await csms.rest("PATCH", "/id-tags/tag-1", { idTag: "OTHER" })).status).toBe(400);
	expect((await csms.rest("PATCH", "/id-tags/tag-1", { expiryDate: "soon" })).status).toBe(400);
	expect((await csms.rest("GET", "/id-tags")).body).toContainEqual({ ...added.body, ...change });
	expect((await csms.rest("DELETE", "/id-tags/TAG-1")).status).toBe(204);
	for (const method of ["GET", "DELETE"])
		expect((await csms.rest(method, "/id-tags/Tag-1")).status).toBe(404);
	expect((await csms.rest("POST", "/id-tags", { idTag: " padded" })).status).toBe(400);
	expect((await csms.rest("POST", "/id-tags", { idTag: "" })).status).toBe(400);
});

test("charge points: entered with defaults, changed field by field, keys never read back", async () => {
	expect(await csms.rest("PUT", "/charge-points/CP-7", {})).toMatchObject({
		status: 201,
		body: {
			identity: "CP-7",
			connected: false,
			registration: "Accepted",
			securityProfile: 0,
			hasAuthorizationKey: false,
			tolerant: false,
			chargePointVendor: null,
			connectors: [],
		},
	});
	const key = "00112233445566778899aabbccddeeff";
	const changed = await csms.rest("PUT", "/charge-points/CP-7", {
		securityProfile: 1,
		authorizationKey: key,
	});
	expect(changed).toMatchObject({ status: 200, body: { securityProfile: 1, hasAuthorizationKey: true } });
	expect(JSON.stringify(changed.body)).not.toContain(key);
	expect((await csms.rest("PUT", "/charge-points/CP-7", { tolerant: true })).body).toMatchObject({
		securityProfile: 1,
		hasAuthorizationKey: true,
		tolerant: true,
	});
	const removed = await csms.rest("PUT", "/charge-points/CP-7", { authorizationKey: null });
	expect(removed.body.hasAuthorizationKey).toBe(false);
	for (const body of [
		{ authorizationKey: "short" },
		{ securityProfile: 4 },
		{ registration: "Yes" },
		{ x: 1 },
	]) {
		expect((await csms.rest("PUT", "/charge-points/CP-7", body)).status, JSON.stringify(body)).toBe(400);
	}
	expect((await csms.rest("PUT", "/charge-points/%20", {})).status).toBe(400);
	expect((await csms.rest("GET", "/charge-points/NONE")).status).toBe(404);
	expect((await csms.rest("GET", "/charge-points")).body).toMatchObject([{ identity: "CP-7" }]);
});

test("a bearer token of an administrator that is not set is nobody's", async () => {
	const closed = await runCsms({ apiToken: undefined });
	for (const token of ["", "undefined", TOKEN]) {
		const headers = { authorization: `Bearer ${token}` };
		expect((await closed.rest("GET", "/session", undefined, headers)).status).toBe(401);
	}
});

test("the OpenAPI document is version 3.1 and names every call of the contract", async () => {
	const response = await fetch(`${csms.url}/api/openapi.json`);
	const { openapi, paths } = (await response.json()) as { openapi: string; paths: object };
	expect(openapi).toBe("3.1.0");
	const calls = Object.entries(paths).flatMap(([path, methods]) =>
		Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path.replace("/api/v1", "")}`),
	);
	expect(calls).toEqual(
		expect.arrayContaining([
			"GET /charge-points",
			"GET /charge-points/{identity}",
			"PUT /charge-points/{identity}",
			"POST /charge-points/{identity}/commands/{Action}",
			"GET /id-tags",
			"POST /id-tags",
			"GET /id-tags/{idTag}",
			"PATCH /id-tags/{idTag}",
			"DELETE /id-tags/{idTag}",
			"POST /registrations",
			"GET /registrations",
			"POST /registrations/{id}/accept",
			"POST /registrations/{id}/reject",
			"GET /transactions",
			"GET /transactions/{transactionId}",
			"GET /transactions/{transactionId}/meter-values",
			"GET /events",
		]),
	);
});

test("what is not there is a sentence, and every answer carries a strict content policy", async () => {
	expect(await csms.rest("GET", "/nothing")).toMatchObject({
		status: 404,
		body: { error: expect.stringMatching(/GET \/api\/v1\/nothing/) },
	});
	const response = await fetch(`${csms.url}/`, { method: "POST" });
	expect([response.status, await response.json()]).toEqual([404, { error: "There is no POST /." }]);
	const policy = response.headers.get("content-security-policy");
	expect(policy).toContain("default-src 'self'");
	expect(policy).not.toContain("upgrade-insecure-requests");
});
