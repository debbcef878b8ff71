import { expect, test } from "vitest";
import { newAccount, signIn } from "./accounts-of-tests";
import { PASSWORD, shareCsms } from "./running-csms";

const csms = shareCsms();
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test("a token is shown once, does what its role may, and is deleted", async () => {
	const olga = await newAccount(csms, "operator", "olga");
	const made = await olga.rest("POST", "/tokens", { name: " nightly ", role: "read-only" });
	expect(made).toMatchObject({
		status: 201,
		body: {
			account: "olga",
			name: "nightly",
			role: "read-only",
			expiresAt: null,
			lastUsedAt: null,
			token: expect.stringMatching(/^csms_[\w-]{43}$/),
		},
	});
	const { token, ...kept } = made.body;
	expect((await olga.rest("GET", "/tokens")).body).toEqual([kept]);
	expect((await csms.rest("GET", "/session", undefined, bearer(token))).body).toEqual({
		account: "olga",
		role: "read-only",
	});
	expect((await csms.rest("GET", "/charge-points", undefined, bearer(token))).status).toBe(200);
	expect((await csms.rest("POST", "/id-tags", { idTag: "X" }, bearer(token))).status).toBe(403);
	await expect.poll(async () => (await olga.rest("GET", "/tokens")).body[0].lastUsedAt).toMatch(/^\d{4}-/);
	expect((await olga.rest("DELETE", `/tokens/${kept.id}`)).status).toBe(204);
	expect((await olga.rest("DELETE", `/tokens/${kept.id}`)).status).toBe(404);
	expect((await csms.rest("GET", "/charge-points", undefined, bearer(token))).status).toBe(401);
});

test("a token is never more than its account, and ends when it says", async () => {
	const rita = await newAccount(csms, "read-only", "rita");
	for (const role of ["administrator", "operator", "driver"]) {
		expect((await rita.rest("POST", "/tokens", { name: "more", role })).status, role).toBe(403);
	}
	expect(
		(await rita.rest("POST", "/tokens", { name: "past", expiresAt: "2020-01-01T00:00:00Z" })).status,
	).toBe(400);
	const expiresAt = new Date(Date.now() + 400).toISOString();
	const { body } = await rita.rest("POST", "/tokens", { name: "short", expiresAt });
	expect(body).toMatchObject({ role: "read-only", expiresAt });
	const use = async () => (await csms.rest("GET", "/session", undefined, bearer(body.token))).status;
	expect(await use()).toBe(200);
	await expect.poll(use).toBe(401);
});

test("a token makes no tokens and cannot change how its account signs in", async () => {
	const petra = await newAccount(csms, "administrator", "petra");
	const { body } = await petra.rest("POST", "/tokens", { name: "all" });
	const rest = (method: string, path: string, sent?: object) =>
		csms.rest(method, path, sent, bearer(body.token));
	expect(body.role).toBe("administrator");
	expect((await rest("POST", "/tokens", { name: "child" })).status).toBe(403);
	expect((await rest("PATCH", "/me", { password: "another one", oldPassword: PASSWORD })).status).toBe(403);
	const [session] = (await rest("GET", "/sessions")).body;
	expect(session.current).toBe(false);
	expect((await rest("DELETE", `/sessions/${session.id}`)).status).toBe(403);
	expect((await rest("GET", "/accounts")).status).toBe(200);
	// The token for scripts is no account's.
	expect((await csms.rest("POST", "/tokens", { name: "child" })).status).toBe(403);
	expect((await csms.rest("GET", "/tokens")).body).toEqual([]);
	expect(
		(await csms.rest("POST", "/accounts", { account: "API-token", role: "operator", password: PASSWORD }))
			.status,
	).toBe(409);
});

test("tokens of others are an administrator's business", async () => {
	const one = await newAccount(csms, "operator", "one");
	const other = await newAccount(csms, "operator", "other");
	const { id, token } = (await one.rest("POST", "/tokens", { name: "mine" })).body;
	expect((await other.rest("GET", "/tokens?account=one")).status).toBe(403);
	expect((await other.rest("DELETE", `/tokens/${id}`)).status).toBe(404);
	expect((await csms.rest("GET", "/tokens?account=nobody")).status).toBe(404);
	const { body } = await csms.rest("GET", "/tokens?account=One");
	expect(body).toMatchObject([{ id, name: "mine" }]);
	expect(JSON.stringify(body)).not.toContain(token);
	// A new password ends sessions, and leaves programs alone.
	await csms.rest("PATCH", "/accounts/one", { password: "a new password" });
	expect((await one.rest("GET", "/session")).status).toBe(401);
	expect((await csms.rest("GET", "/session", undefined, bearer(token))).status).toBe(200);
	expect((await csms.rest("DELETE", `/tokens/${id}`)).status).toBe(204);
	expect((await csms.rest("GET", "/session", undefined, bearer(token))).status).toBe(401);
	await signIn(csms, "one", "a new password");
});
