import { beforeAll, expect, test } from "vitest";
import { newAccount, type SignedIn } from "./accounts-of-tests";
import { shareCsms } from "./running-csms";

/**
 * Who may use which call. A call that is not here has the access that it states, and must be one of those
 * that a role can be given without thinking twice: staff reads, operators change.
 */
const TABLE: Record<string, string> = {
	"POST /session": "public",
	"GET /session": "account",
	"DELETE /session": "public",
	"GET /sessions": "account",
	"DELETE /sessions/{id}": "account",
	"GET /tokens": "account",
	"POST /tokens": "account",
	"DELETE /tokens/{id}": "account",
	"GET /accounts": "administrator",
	"POST /accounts": "administrator",
	"PATCH /accounts/{account}": "administrator",
	"DELETE /accounts/{account}": "administrator",
	"GET /accounts/{account}/sessions": "administrator",
	"DELETE /accounts/{account}/sessions/{id}": "administrator",
	"GET /audit": "administrator",
	"GET /settings": "read-only",
	"PATCH /settings": "administrator",
	"GET /me": "account",
	"PATCH /me": "account",
	"GET /me/id-tags": "driver",
	"POST /me/id-tags": "driver",
	"PATCH /me/id-tags/{idTag}": "driver",
	"GET /me/transactions": "driver",
	"GET /me/transactions/{transactionId}": "driver",
	"GET /me/transactions/{transactionId}/meter-values": "driver",
	"GET /me/transactions/{transactionId}/receipt": "driver",
	"GET /me/totals": "driver",
	"GET /me/connectors": "driver",
	"POST /me/remote-start": "driver",
	"POST /me/remote-stop": "driver",
	"GET /me/events": "driver",
	"GET /me/data": "driver",
	"GET /me/charge-points": "driver",
	"POST /me/closing": "driver",
	"GET /password-links": "public",
	"POST /password-links": "public",
	"GET /password-links/{linkKey}": "public",
	"POST /password-links/{linkKey}": "public",
	"POST /users/{userId}/password-link": "operator",
	"GET /users": "read-only",
	"POST /users": "operator",
	"GET /users/{userId}": "read-only",
	"PATCH /users/{userId}": "operator",
	"DELETE /users/{userId}": "operator",
	"POST /registrations": "public",
	"GET /registrations/{statusKey}/status": "public",
	"GET /registrations/{statusKey}/events": "public",
	"POST /registrations/{statusKey}/account": "public",
	"GET /registrations": "read-only",
	"POST /registrations/{id}/accept": "operator",
	"POST /registrations/{id}/reject": "operator",
	"GET /id-tags": "read-only",
	"POST /id-tags": "operator",
	"GET /id-tags/{idTag}": "read-only",
	"PATCH /id-tags/{idTag}": "operator",
	"DELETE /id-tags/{idTag}": "operator",
	"GET /charge-points": "read-only",
	"GET /charge-points/{identity}": "read-only",
	"PUT /charge-points/{identity}": "administrator",
	"DELETE /charge-points/{identity}": "administrator",
	"GET /charge-points/{identity}/notifications": "read-only",
	"GET /charge-points/{identity}/odd-stops": "read-only",
	"POST /charge-points/{identity}/commands/{Action}": "operator",
	"GET /charge-points/{identity}/commands": "read-only",
	"GET /commands": "read-only",
	"GET /statistics": "read-only",
	"GET /tariffs": "read-only",
	"POST /tariffs": "administrator",
	"DELETE /tariffs/{id}": "administrator",
	"GET /transactions": "read-only",
	"GET /transactions/{transactionId}": "read-only",
	"GET /transactions/{transactionId}/meter-values": "read-only",
	"GET /authorizations": "read-only",
	"GET /mail-server": "administrator",
	"PUT /mail-server": "administrator",
	"DELETE /mail-server": "administrator",
	"POST /mail-server/test": "administrator",
	"GET /webhooks": "read-only",
	"POST /webhooks": "administrator",
	"PATCH /webhooks/{id}": "administrator",
	"DELETE /webhooks/{id}": "administrator",
	"POST /webhooks/{id}/secret": "administrator",
	"POST /webhooks/{id}/test": "administrator",
	"GET /alarms": "read-only",
	"POST /alarms": "operator",
	"PATCH /alarms/{id}": "operator",
	"DELETE /alarms/{id}": "operator",
	"GET /notices": "read-only",
	"POST /notices/{id}/send-again": "operator",
	"GET /events": "read-only",
	"GET /health": "public",
};

const ROLES = ["administrator", "operator", "read-only", "driver"] as const;
type Asker = (typeof ROLES)[number] | "nobody";

/** Who is let in by each word. */
const LET_IN: Record<string, readonly Asker[]> = {
	public: ["nobody", ...ROLES],
	account: ROLES,
	"read-only": ["administrator", "operator", "read-only"],
	operator: ["administrator", "operator"],
	administrator: ["administrator"],
	driver: ["driver"],
};

interface Call {
	name: string;
	method: string;
	path: string;
	access: string;
	security: unknown;
}

const csms = shareCsms();
const accounts = new Map<Asker, SignedIn>();
let calls: Call[];

beforeAll(async () => {
	for (const role of ROLES) accounts.set(role, await newAccount(csms, role, `a-${role}`));
	const document = (await (await fetch(`${csms.url}/api/openapi.json`)).json()) as {
		paths: Record<string, Record<string, Record<string, unknown>>>;
	};
	const paths = Object.entries(document.paths);
	calls = paths
		.filter(([address]) => address.startsWith("/api/v1/"))
		.flatMap(([address, methods]) =>
			Object.entries(methods).map(([method, operation]) => {
				const path = address.replace("/api/v1", "");
				const name = `${method.toUpperCase()} ${path}`;
				const access = String(operation["x-access"]);
				return { name, method: method.toUpperCase(), path, access, security: operation.security };
			}),
		);
});

/** Asks in vain: with numbers that nothing has, and a body that no call takes. */
async function ask(asker: Asker, { method, path }: Call): Promise<number> {
	const abort = new AbortController();
	const reads = method === "GET" || method === "HEAD";
	const cookie = accounts.get(asker)?.cookie;
	const response = await fetch(`${csms.url}/api/v1${path.replace(/\{\w+\}/g, "999999")}`, {
		method,
		headers: {
			...(cookie === undefined ? {} : { cookie }),
			"sec-fetch-site": "same-origin",
			...(reads ? {} : { "content-type": "text/xml" }),
		},
		body: reads ? undefined : "<none/>",
		signal: abort.signal,
	});
	// A stream of events would never end.
	abort.abort();
	return response.status;
}

test("every call states its access, as the table says where it is there", () => {
	expect(calls.length).toBeGreaterThan(50);
	const stated = new Map(calls.map(({ name, access }) => [name, access]));
	expect(Object.fromEntries(Object.keys(TABLE).map((name) => [name, stated.get(name)]))).toEqual(TABLE);
	for (const { name, method, path, access, security } of calls) {
		expect(Object.keys(LET_IN), name).toContain(access);
		expect(security, name).toEqual(access === "public" ? [] : undefined);
		expect(access === "driver", name).toBe(path.startsWith("/me/"));
		if (name in TABLE) continue;
		const harmless =
			method === "GET" || method === "HEAD"
				? ["read-only", "operator", "administrator"]
				: ["operator", "administrator"];
		expect(harmless, `${name} has to be in the table of this test`).toContain(access);
	}
});

test.each<Asker>(["nobody", ...ROLES])("%s gets exactly what the calls state", async (asker) => {
	const refused = asker === "nobody" ? 401 : 403;
	for (const call of calls) {
		// Signing out would end the session that asks.
		if (call.name === "DELETE /session") continue;
		const status = await ask(asker, call);
		const letIn = LET_IN[call.access].includes(asker);
		if (letIn) expect([401, 403], `${asker} ${call.name} ${status}`).not.toContain(status);
		else expect([call.name, status]).toEqual([call.name, refused]);
	}
});

test("read-only staff sends nothing and changes nothing", async () => {
	const { rest } = accounts.get("read-only")!;
	expect((await rest("GET", "/charge-points")).status).toBe(200);
	for (const [method, path, body] of [
		["POST", "/charge-points/CP1/commands/Reset", { type: "Soft" }],
		["POST", "/id-tags", { idTag: "NEW" }],
		["POST", "/users", { name: "N", email: "n@example.com" }],
		["PATCH", "/settings", { acceptRegistrations: true }],
	] as const) {
		expect(await rest(method, path, body), path).toMatchObject({
			status: 403,
			body: { error: expect.stringMatching(/^This needs the role/) },
		});
	}
});

test("a change of the role counts at once, also for tokens", async () => {
	const olga = await newAccount(csms, "operator", "turncoat");
	const { body: issued } = await olga.rest("POST", "/tokens", { name: "script" });
	const authorization = `Bearer ${issued.token}`;
	const add = (idTag: string) => csms.rest("POST", "/id-tags", { idTag }, { authorization });
	expect((await add("T-1")).status).toBe(201);
	await csms.rest("PATCH", "/accounts/turncoat", { role: "read-only" });
	expect((await add("T-2")).status).toBe(403);
	expect((await olga.rest("POST", "/id-tags", { idTag: "T-2" })).status).toBe(403);
	expect((await csms.rest("GET", "/session", undefined, { authorization })).body).toEqual({
		account: "turncoat",
		role: "read-only",
	});
	await csms.rest("DELETE", "/accounts/turncoat");
	expect((await csms.rest("GET", "/session", undefined, { authorization })).status).toBe(401);
});
