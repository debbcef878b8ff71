import { request } from "node:http";
import { expect, test } from "vitest";
import { shareCsms, TOKEN } from "./running-csms";

const csms = shareCsms();
const authorization = `Bearer ${TOKEN}`;

async function ask(method: string, path: string, init: RequestInit = {}) {
	const response = await fetch(`${csms.url}${path}`, {
		...init,
		method,
		headers: { authorization, ...init.headers },
	});
	const text = await response.text();
	return { status: response.status, headers: response.headers, text };
}

/** The sentence of an error; fails when the answer is anything but that. */
async function sentence(method: string, path: string, init?: RequestInit) {
	const { status, headers, text } = await ask(method, path, init);
	expect(headers.get("content-type")).toMatch(/^application\/json/);
	const body = JSON.parse(text);
	expect(body).toEqual({ error: expect.stringMatching(/^[A-Z/].*\.$/) });
	return [status, body.error];
}

const json = { "content-type": "application/json" };

test("every error is a sentence: no such address, method, kind of body, size, encoding", async () => {
	expect(await sentence("GET", "/api/v1/nothing")).toEqual([404, "There is no GET /api/v1/nothing."]);
	expect(await sentence("GET", "/api/nothing")).toEqual([404, "There is no GET /api/nothing."]);
	expect(await sentence("GET", "/api/v1")).toEqual([404, "There is no GET /api/v1."]);
	expect(await sentence("PUT", "/api/v1/settings", { body: "{}", headers: json })).toEqual([
		405,
		"/api/v1/settings cannot be used with PUT, but with GET, HEAD, OPTIONS, PATCH.",
	]);
	expect((await ask("DELETE", "/api/v1/id-tags")).headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
	for (const type of ["text/plain", "text/xml", "application/x-www-form-urlencoded", "multipart/form-data"]) {
		const init = { body: '{"idTag":"X"}', headers: { "content-type": type } };
		expect(await sentence("POST", "/api/v1/id-tags", init), type).toEqual([
			415,
			"The body must be JSON, with content-type: application/json.",
		]);
	}
	const large = JSON.stringify({ idTag: "X", user: "u".repeat(2 * 1024 * 1024) });
	expect(await sentence("POST", "/api/v1/id-tags", { body: large, headers: json })).toEqual([
		413,
		"The body is larger than 1048576 bytes.",
	]);
	expect((await sentence("GET", "/api/v1/id-tags/%E0%A4%A"))[0]).toBe(400);
	expect((await sentence("GET", `/api/v1/id-tags/${"x".repeat(1000)}`))[0]).toBe(404);
	expect((await sentence("POST", "/api/v1/id-tags", { body: "{", headers: json }))[0]).toBe(400);
	expect((await sentence("POST", "/api/v1/id-tags", { body: "[1]", headers: json }))[0]).toBe(400);
	expect((await sentence("POST", "/api/v1/id-tags", { body: "null", headers: json }))[0]).toBe(400);
	const polluting = '{"idTag":"X","__proto__":{"blocked":true}}';
	expect((await sentence("POST", "/api/v1/id-tags", { body: polluting, headers: json }))[0]).toBe(400);
});

test("an unknown field is named, a wrong one with what it may be", async () => {
	const post = async (path: string, body: object) =>
		(await sentence("POST", path, { body: JSON.stringify(body), headers: json }))[1];
	expect(await post("/api/v1/id-tags", { idTag: "X", colour: "red", size: 1 })).toBe(
		'The body is wrong: unknown fields: "colour", "size".',
	);
	expect(await post("/api/v1/id-tags", {})).toMatch(/idTag/);
	expect(await post("/api/v1/id-tags", { idTag: "X", blocked: "no" })).toMatch(/blocked must be boolean/);
	expect(await post("/api/v1/accounts", { account: "someone", role: "driver", password: "longenough" })).toBe(
		"The body is wrong: role must be equal to one of the allowed values: administrator, operator, read-only.",
	);
	expect(await sentence("GET", "/api/v1/transactions?limit=0")).toEqual([
		400,
		expect.stringMatching(/limit/),
	]);
	expect(await sentence("GET", "/api/v1/transactions?colour=red")).toEqual([
		400,
		'The query is wrong: unknown fields: "colour".',
	]);
	expect(await sentence("GET", "/api/v1/transactions?from=yesterday")).toEqual([
		400,
		expect.stringMatching(/from/),
	]);
});

test("HEAD is a GET without its body, OPTIONS tells the methods and lets no other origin in", async () => {
	const head = await ask("HEAD", "/api/v1/charge-points");
	expect([head.status, head.text]).toEqual([200, ""]);
	expect((await ask("HEAD", "/api/v1/events")).status).toBe(405);
	for (const headers of [{}, { authorization: "" }] as Record<string, string>[]) {
		const options = await ask("OPTIONS", "/api/v1/charge-points/CP1", {
			headers: { origin: "https://elsewhere.example", "access-control-request-method": "PUT", ...headers },
		});
		expect([options.status, options.text, options.headers.get("allow")]).toEqual([
			204,
			"",
			"DELETE, GET, HEAD, OPTIONS, PUT",
		]);
		expect(options.headers.get("access-control-allow-origin")).toBeNull();
	}
	expect((await ask("OPTIONS", "/api/v1/nothing")).status).toBe(404);
});

test("nobody on the way keeps an answer, and none says how it was tagged", async () => {
	for (const path of ["/api/v1/charge-points", "/api/v1/session", "/api/v1/nothing"]) {
		const { headers } = await ask("GET", path);
		expect([path, headers.get("cache-control"), headers.get("etag")]).toEqual([path, "no-store", null]);
	}
});

test("a body that is not all there ends with its connection and leaves no trace", async () => {
	const { hostname, port } = new URL(csms.url);
	const cut = request({
		hostname,
		port,
		method: "POST",
		path: "/api/v1/id-tags",
		headers: { authorization, ...json },
	});
	cut.on("error", () => {});
	cut.write('{"idTag":"CUT"');
	await new Promise((resolve) => setTimeout(resolve, 50));
	cut.destroy();
	expect((await ask("GET", "/api/v1/id-tags/CUT")).status).toBe(404);
});
