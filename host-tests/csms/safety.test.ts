import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect as connectSocket, type Socket } from "node:net";
import { join } from "node:path";
import { generate } from "selfsigned";
import { expect, onTestFinished, test, vi } from "vitest";
import { Store } from "../../csms/database/store";
import { boot } from "./charge-point-peer";
import { runCsms, temporaryFolder } from "./running-csms";

const portOf = (url: string) => Number(new URL(url).port);

/** A bare connection and all that comes over it. */
async function rawConnection(url: string): Promise<{ socket: Socket; ended: Promise<string> }> {
	const socket = connectSocket(portOf(url), "127.0.0.1");
	onTestFinished(() => void socket.destroy());
	let text = "";
	socket.on("data", (data) => (text += data));
	socket.on("error", () => {});
	await once(socket, "connect");
	return { socket, ended: once(socket, "close").then(() => text) };
}

test("whoever has no account may ask 600 times a minute, of whatever; who has one goes on", async () => {
	const csms = await runCsms({ proxies: ["127.0.0.1"] });
	const from = (address: string) => ({ "x-forwarded-for": address });
	const ask = async (path: string, address: string) =>
		(await fetch(`${csms.url}${path}`, { headers: from(address) })).status;
	const paths = [
		"/api/v1/transactions",
		"/api/v1/nothing",
		"/",
		"/api/openapi.json",
		"/api/v1/registrations/x/status",
	];
	const statuses: number[] = [];
	for (let round = 0; round < 120; round++) {
		statuses.push(...(await Promise.all(paths.map((path) => ask(path, "203.0.113.7")))));
	}
	expect(statuses).toHaveLength(600);
	expect(statuses).not.toContain(429);
	for (const path of paths) expect(await ask(path, "203.0.113.7"), path).toBe(429);
	const refused = await csms.rest("GET", "/transactions", undefined, from("203.0.113.7"));
	expect(refused.body.error).toMatch(/^Too many requests; try again in \d+ s\.$/);
	expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
	expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(60);
	// Others, load balancers and whoever is signed in are not concerned.
	expect(await ask("/api/v1/transactions", "203.0.113.8")).toBe(401);
	expect(await ask("/api/v1/health", "203.0.113.7")).toBe(200);
	const token = { authorization: "Bearer token-of-the-tests", ...from("203.0.113.7") };
	expect((await csms.rest("GET", "/transactions", undefined, token)).status).toBe(200);
	// An IPv6 network is one address.
	for (let round = 0; round < 120; round++) {
		await Promise.all(paths.map((path, index) => ask(path, `2001:db8::${round}:${index}`)));
	}
	expect(await ask("/api/v1/transactions", "2001:db8::ffff")).toBe(429);
	expect(await ask("/api/v1/transactions", "2001:db8:0:1::1")).toBe(401);
});

test("a head that does not come, or never ends, is cut off", async () => {
	const csms = await runCsms({ patience: 0.3 });
	const silent = await rawConnection(csms.url);
	const slow = await rawConnection(csms.url);
	slow.socket.write("GET /ocpp/CP1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
	const trickle = setInterval(() => slow.socket.write("X-A: b\r\n"), 50);
	const begun = performance.now();
	await silent.ended;
	expect(await slow.ended).toMatch(/^(HTTP\/1\.1 408 |$)/);
	clearInterval(trickle);
	expect(performance.now() - begun).toBeLessThan(5000);
	// Those that say what they want are served all the time.
	const peer = await boot(csms.ocpp, "CP1");
	expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
});

test("a handshake of TLS that never comes is cut off", async () => {
	const { cert, private: key } = await generate([{ name: "commonName", value: "csms" }], { keyType: "ec" });
	const folder = temporaryFolder();
	const tls = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
	writeFileSync(tls.cert, cert);
	writeFileSync(tls.key, key);
	const csms = await runCsms({ patience: 0.3, tls });
	const silent = await rawConnection(csms.url);
	expect(await silent.ended).toBe("");
});

test("JSON that does not come to its end is cut off, and so is a body that nobody wants", async () => {
	const csms = await runCsms({ patience: 0.3 });
	const head = (path: string, type = "application/json") =>
		`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\n\r\n{`;
	for (const path of ["/api/v1/registrations", "/nothing"]) {
		const form = await rawConnection(csms.url);
		form.socket.write(head(path));
		expect(await form.ended, path).toBe("");
	}
	for (const [text, status] of [
		[head("/api/v1/id-tags"), 401],
		[head("/api/v1/registrations", "text/plain"), 415],
		[head("/nothing", "application/octet-stream"), 404],
	] as const) {
		const refused = await rawConnection(csms.url);
		refused.socket.write(text);
		const answer = await refused.ended;
		expect(answer).toContain(`HTTP/1.1 ${status} `);
		expect(answer.toLowerCase()).toContain("connection: close");
	}
});

test("a body or a head that is too long is refused", async () => {
	const csms = await runCsms();
	const long = await csms.rest("POST", "/registrations", { name: "x".repeat(2 ** 21) }, {});
	expect([long.status, long.body]).toEqual([413, { error: expect.any(String) }]);
	const headers = { "x-long": "x".repeat(20_000) };
	expect((await fetch(csms.url, { headers })).status).toBe(431);
});

test("a connection whose other half is closed is not kept", async () => {
	const csms = await runCsms();
	const half = await rawConnection(csms.url);
	half.socket.end();
	expect(await half.ended).toBe("");
});

test("every answer has the headers that protect, and none tells what serves it", async () => {
	const csms = await runCsms();
	for (const path of ["/", "/api/v1/charge-points", "/api/v1/health", "/api/openapi.json", "/nothing"]) {
		const { headers } = await fetch(`${csms.url}${path}`);
		const policy = headers.get("content-security-policy") ?? "";
		expect(policy).toMatch(/^default-src 'self'; /);
		expect(policy).toContain("frame-ancestors 'none'");
		expect(policy).not.toContain("unsafe");
		expect(headers.get("x-content-type-options")).toBe("nosniff");
		expect(headers.get("referrer-policy")).toBe("no-referrer");
		expect(headers.get("x-frame-options")).toBe("DENY");
		expect(headers.get("server") ?? headers.get("x-powered-by")).toBeNull();
		expect(headers.get("strict-transport-security")).toBeNull();
		expect(headers.get("cache-control"), path).toBe(
			path.startsWith("/api/") ? "no-store" : headers.get("cache-control"),
		);
	}
});

test("health says whether the database answers, and nothing else", async () => {
	const opened = vi.spyOn(Store, "open");
	onTestFinished(() => opened.mockRestore());
	const csms = await runCsms();
	const store = (await opened.mock.results.at(-1)!.value) as Store;
	const health = () => csms.rest("GET", "/health", undefined, {});
	expect(await health()).toMatchObject({ status: 200, body: { database: "ok" } });
	const failing = vi.spyOn(store.db, "selectFrom").mockImplementation(() => {
		throw new Error("the database is gone, with secrets");
	});
	// An answer counts for a second.
	await expect.poll(health).toMatchObject({ status: 503 });
	expect((await health()).body).toEqual({ database: "failed" });
	failing.mockRestore();
	await expect.poll(health).toMatchObject({ status: 200 });
});
