import { expect, test } from "vitest";
import { addressGroup } from "../../csms/records/sign-in-tries";
import { newAccount, signIn } from "./accounts-of-tests";
import { callRest, PASSWORD, runCsms, shareCsms, TOKEN } from "./running-csms";

const csms = shareCsms();

test("a cookie counts only for pages of this CSMS, whatever a browser tells of where a request comes from", async () => {
	const { rest } = await signIn(csms, "admin");
	let number = 0;
	const change = async (headers: Record<string, string>) =>
		(await rest("POST", "/id-tags", { idTag: `CSRF-${number++}` }, headers)).status;
	const own = new URL(csms.url);
	expect(await change({ origin: csms.url })).toBe(201);
	expect(await change({ origin: csms.url, "sec-fetch-site": "same-origin" })).toBe(201);
	expect(await change({ "sec-fetch-site": "same-origin" })).toBe(201);
	// A proxy in between may be the one that speaks TLS.
	expect(await change({ origin: csms.url.replace("http:", "https:") })).toBe(201);
	expect(await change({ referer: `${csms.url}/operator` })).toBe(201);
	// A program with a cookie.
	expect(await change({})).toBe(201);
	for (const headers of [
		{ origin: "http://127.0.0.1:1" },
		{ origin: "https://elsewhere.example" },
		{ origin: "null" },
		{ origin: `${csms.url}.elsewhere.example` },
		{ origin: "http://127.0.0.1:1", "sec-fetch-site": "same-origin" },
		{ "sec-fetch-site": "cross-site" },
		{ "sec-fetch-site": "same-site" },
		{ "sec-fetch-site": "none" },
		{ referer: "http://127.0.0.1:1/page" },
		{ referer: `https://elsewhere.example/?${own.host}` },
	] as Record<string, string>[]) {
		expect([headers, await change(headers)]).toEqual([headers, 401]);
	}
	// Reading across ports of one host is none of this page's business either.
	const read = (site: string) => rest("GET", "/id-tags", undefined, { "sec-fetch-site": site });
	expect((await read("same-site")).status).toBe(401);
	expect((await read("none")).status).toBe(200);
});

test("what a form of a foreign page could send changes nothing, also with an old browser", async () => {
	const { cookie } = await signIn(csms, "admin");
	const { body } = await csms.rest("POST", "/registrations", { name: "F", email: "f@example.com" }, {});
	for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
		const answer = await fetch(`${csms.url}/api/v1/registrations/${body.id}/accept`, {
			method: "POST",
			headers: { cookie, "content-type": type },
			body: "",
		});
		expect([type, answer.status]).toEqual([type, 401]);
	}
	// A bearer token is not sent by browsers on their own.
	const answer = await fetch(`${csms.url}/api/v1/registrations/${body.id}/accept`, {
		method: "POST",
		headers: { authorization: `Bearer ${TOKEN}`, origin: "https://elsewhere.example" },
	});
	expect(answer.status).toBe(200);
});

test("a page of another origin can neither sign a person in nor out", async () => {
	const { cookie, rest } = await signIn(csms, "admin");
	const foreign = { origin: "http://127.0.0.1:1" };
	const attempt = await csms.rest("POST", "/session", { account: "admin", password: PASSWORD }, foreign);
	expect([attempt.status, attempt.headers.get("set-cookie")]).toEqual([403, null]);
	const out = await csms.rest("DELETE", "/session", undefined, { cookie, ...foreign });
	expect([out.status, out.headers.get("set-cookie")]).toEqual([204, null]);
	expect((await rest("GET", "/session")).status).toBe(200);
});

test("a session gets a name of its own at each sign-in, and lasts as long as its role's", async () => {
	const planted = "csms-session=planted-by-somebody";
	const answer = await csms.rest(
		"POST",
		"/session",
		{ account: "admin", password: PASSWORD },
		{ cookie: planted },
	);
	const first = (answer.headers.get("set-cookie") ?? "").split(";")[0];
	expect(first).not.toBe(planted);
	expect(answer.headers.get("set-cookie")).toMatch(/; Max-Age=43200;/);
	expect((await csms.rest("GET", "/session", undefined, { cookie: planted })).status).toBe(401);
	const again = await csms.rest(
		"POST",
		"/session",
		{ account: "admin", password: PASSWORD },
		{ cookie: first },
	);
	expect((await csms.rest("GET", "/session", undefined, { cookie: first })).status).toBe(401);
	expect((again.headers.get("set-cookie") ?? "").split(";")[0]).not.toBe(first);

	const driver = await newAccount(csms, "driver", "lasting");
	const { body } = await driver.rest("GET", "/sessions");
	expect(Date.parse(body[0].expiresAt) - Date.parse(body[0].createdAt)).toBe(30 * 24 * 3_600_000);
});

test("the own sessions are listed and ended; an administrator ends another's", async () => {
	const first = await newAccount(csms, "operator", "lister");
	const second = await signIn(csms, "lister");
	const { body } = await first.rest("GET", "/sessions");
	expect(body).toMatchObject([{ current: false }, { current: true, address: "127.0.0.1" }]);
	expect(JSON.stringify(body)).not.toContain(first.cookie.split("=")[1]);
	const stranger = await newAccount(csms, "operator", "stranger");
	expect((await stranger.rest("DELETE", `/sessions/${body[0].id}`)).status).toBe(404);
	expect((await first.rest("DELETE", `/sessions/${body[0].id}`)).status).toBe(204);
	expect((await second.rest("GET", "/session")).status).toBe(401);
	expect((await csms.rest("GET", "/accounts/lister/sessions")).body).toMatchObject([{ id: body[1].id }]);
	expect((await csms.rest("DELETE", `/accounts/stranger/sessions/${body[1].id}`)).status).toBe(404);
	expect((await csms.rest("DELETE", `/accounts/lister/sessions/${body[1].id}`)).status).toBe(204);
	expect((await first.rest("GET", "/session")).status).toBe(401);
});

test("the own password is changed with the old one, and the other sessions end", async () => {
	const first = await newAccount(csms, "read-only", "changer");
	const other = await signIn(csms, "changer");
	const change = (body: object) => first.rest("PATCH", "/me", body);
	expect((await change({ password: "another password" })).status).toBe(400);
	expect((await change({ password: "another password", oldPassword: "wrong" })).status).toBe(403);
	expect((await change({ name: "Cleo" })).status).toBe(409);
	expect((await other.rest("GET", "/session")).status).toBe(200);
	const right = { password: "another password", oldPassword: PASSWORD };
	expect(await change(right)).toMatchObject({ status: 200, body: { account: "changer", userId: null } });
	expect((await other.rest("GET", "/session")).status).toBe(401);
	expect((await first.rest("GET", "/session")).status).toBe(200);
	await signIn(csms, "changer", "another password");
	expect((await csms.rest("PATCH", "/me", right)).status).toBe(403);
});

test("wrong passwords shut out the address that guesses, for this account, and not the account", async () => {
	const fresh = await runCsms();
	const attempt = (account: string, password: string) =>
		callRest(fresh.url, "POST", "/session", { account, password }, {});
	await fresh.rest("POST", "/accounts", { account: "guessed", role: "operator", password: PASSWORD });
	const answers = await Promise.all(Array.from({ length: 12 }, () => attempt("guessed", "wrong")));
	expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(401), 429, 429]);
	// The right password is not even looked at, so that guessing on tells nothing.
	const right = await attempt("GUESSED", PASSWORD);
	expect([right.status, right.body.error]).toEqual([429, "Too many attempts; try again in 15 minutes."]);
	expect((await attempt("admin", PASSWORD)).status).toBe(200);
	expect((await attempt("admin", "wrong")).status).toBe(401);
});

test("an address is a customer's network in IPv6", () => {
	expect(addressGroup("192.0.2.7")).toBe("192.0.2.7");
	expect(addressGroup("::ffff:192.0.2.7")).toBe("192.0.2.7");
	expect(addressGroup("2001:db8:0:7:1:2:3:4")).toBe("2001:db8:0:7::/64");
	expect(addressGroup("2001:0DB8::1")).toBe("2001:db8:0:0::/64");
	expect(addressGroup("::1")).toBe("0:0:0:0::/64");
	expect(addressGroup("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
});
