import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { newAccount, signIn } from "./accounts-of-tests";
import { connect } from "./charge-point-peer";
import { callRest, PASSWORD, runCsms, shareCsms, TOKEN } from "./running-csms";

const csms = shareCsms();

/** What is answered to these bytes until the connection ends. */
async function raw(url: string, text: string): Promise<string> {
	const socket = connectSocket(Number(new URL(url).port), "127.0.0.1");
	onTestFinished(() => void socket.destroy());
	let answer = "";
	socket.on("data", (data) => (answer += data));
	socket.on("error", () => {});
	socket.write(text);
	await once(socket, "close");
	return answer;
}

test("who was rejected keeps nothing of an account that has become another's", async () => {
	const form = { name: "Vic", email: "vic@example.com", consent: true };
	const thief = await csms.rest("POST", "/registrations", { ...form, password: "thief's password" }, {});
	const before = await signIn(csms, form.email, "thief's password");
	const { token } = (await before.rest("POST", "/tokens", { name: "for later" })).body;
	const stolen = { authorization: `Bearer ${token}` };
	expect((await callRest(csms.url, "GET", "/me", undefined, stolen)).status).toBe(200);
	await csms.rest("POST", `/registrations/${thief.body.id}/reject`);
	const owner = await csms.rest("POST", "/registrations", { ...form, password: PASSWORD }, {});
	await csms.rest("POST", `/registrations/${owner.body.id}/accept`);
	expect((await callRest(csms.url, "GET", "/me/id-tags", undefined, stolen)).status).toBe(401);
	expect((await (await signIn(csms, form.email)).rest("GET", "/me/id-tags")).status).toBe(200);
});

test("who was rejected does not keep the owner of the address from making an account", async () => {
	const form = { name: "Una", email: "una@example.com", consent: true };
	const owner = (await csms.rest("POST", "/registrations", form, {})).body;
	const thief = await csms.rest("POST", "/registrations", { ...form, password: "thief's password" }, {});
	await csms.rest("POST", `/registrations/${owner.id}/accept`);
	const make = () =>
		csms.rest("POST", `/registrations/${owner.statusKey}/account`, { password: PASSWORD }, {});
	expect((await make()).status).toBe(409);
	await csms.rest("POST", `/registrations/${thief.body.id}/reject`);
	expect((await make()).status).toBe(201);
	const una = await signIn(csms, form.email);
	expect((await una.rest("GET", "/me")).body).toMatchObject({ userId: expect.any(Number), name: "Una" });
	expect((await una.rest("GET", "/me/id-tags")).body).toEqual([
		expect.objectContaining({ idTag: owner.idTag, status: "Accepted" }),
	]);
});

test("a request that offers HTTP/2 is answered like any other, also with a body", async () => {
	const offer =
		"Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n";
	const head = `Host: x\r\nAuthorization: Bearer ${TOKEN}\r\n${offer}`;
	const read = await raw(csms.url, `GET /api/v1/session HTTP/1.1\r\n${head}\r\n`);
	expect(read).toMatch(/^HTTP\/1\.1 200 /);
	expect(read).toContain('"role":"administrator"');
	const body = '{"idTag":"H2C"}';
	const about = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
	const entered = await raw(csms.url, `POST /api/v1/id-tags HTTP/1.1\r\n${head}${about}`);
	expect(entered).toMatch(/^HTTP\/1\.1 201 /);
	expect((await csms.rest("GET", "/id-tags/h2c")).status).toBe(200);
	const nobody = await raw(csms.url, `GET /api/v1/id-tags HTTP/1.1\r\nHost: x\r\n${offer}\r\n`);
	expect(nobody).toMatch(/^HTTP\/1\.1 401 /);
});

test("JSON that does not come to its end is cut off, however its type is written", async () => {
	const impatient = await runCsms({ patience: 0.3 });
	for (const type of ["Application/JSON", "application/json ;charset=utf-8"]) {
		const text = `POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 99\r\n\r\n{`;
		expect(await raw(impatient.url, text), type).not.toMatch(/ 200 /);
	}
});

test("the address of charge points tells a browser that it is none for it", async () => {
	for (const path of ["/ocpp", "/ocpp/", "/ocpp/CP001"]) {
		const answer = await fetch(csms.url + path);
		expect([answer.status, answer.headers.get("upgrade")], path).toEqual([426, "websocket"]);
		expect(((await answer.json()) as { error: string }).error).toMatch(/WebSocket/);
	}
});

test("a live stream ends at once with the session, the token, the account or the role that opened it", async () => {
	const open = async (path: string, headers: Record<string, string>) => {
		const abort = new AbortController();
		onTestFinished(() => abort.abort());
		const answer = await fetch(`${csms.url}/api/v1${path}`, { headers, signal: abort.signal });
		expect(answer.status, path).toBe(200);
		return answer.text();
	};
	const watcher = await newAccount(csms, "operator", "watcher");
	const { id, token } = (await watcher.rest("POST", "/tokens", { name: "looks on" })).body;
	const byToken = open("/events", { authorization: `Bearer ${token}` });
	const bySession = open("/events", { cookie: watcher.cookie });
	const driver = await newAccount(csms, "driver", "looker");
	const own = open("/me/events", { cookie: driver.cookie });
	const others = open("/events", { authorization: `Bearer ${TOKEN}` });
	const begun = performance.now();
	await csms.rest("DELETE", `/tokens/${id}`);
	expect(await byToken).toMatch(/^: connected/);
	await csms.rest("DELETE", "/accounts/watcher");
	await bySession;
	await driver.rest("DELETE", "/session");
	expect(await own).toMatch(/^: connected/);
	// Long before the next look at all of them.
	expect(performance.now() - begun).toBeLessThan(10_000);
	const still = await Promise.race([others, new Promise((resolve) => setTimeout(resolve, 100, "open"))]);
	expect(still).toBe("open");
});

test("R-SEC-03 wrong keys at the same time count like those one after another", async () => {
	await csms.rest("PUT", "/charge-points/GUESSED", { securityProfile: 1, authorizationKey: "a".repeat(16) });
	const authorization = (key: string) => `Basic ${Buffer.from(`GUESSED:${key}`).toString("base64")}`;
	const statuses = await Promise.all(
		Array.from({ length: 40 }, (_, i) => {
			const headers = { authorization: authorization(`wrong-key-number${i}`) };
			return connect(csms.ocpp, "GUESSED", { headers }).then(
				() => "101",
				(error: Error) => error.message,
			);
		}),
	);
	expect(statuses.filter((status) => status === "401")).toHaveLength(10);
	expect(statuses.filter((status) => status === "429")).toHaveLength(30);
});

test("a number that no database holds is refused in a body as well", async () => {
	const { status, body } = await csms.rest("POST", "/id-tags", { idTag: "HUGE", userId: 1e20 });
	expect([status, body.error]).toEqual([400, expect.stringMatching(/^Numbers must be from/)]);
});

test("what is no HTTP, or could be read in two ways, is one sentence and the end of the connection", async () => {
	const head = "POST /api/v1/session HTTP/1.1\r\nHost: x\r\n";
	const smuggled = "0\r\n\r\nGET /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n";
	for (const text of [
		`${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled}`,
		`${head}Transfer-Encoding: xchunked\r\n\r\n${smuggled}`,
		`${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n${smuggled}`,
		"GET /api/v1/health HTTP/1.1\nHost: x\n\n",
		"\u0016\u0003\u0001 hello\r\n\r\n",
	]) {
		const answer = await raw(csms.url, text);
		expect(answer.match(/HTTP\/1\.1 \d+/g), text).toEqual(["HTTP/1.1 400"]);
		const body = answer.slice(answer.indexOf("\r\n\r\n") + 4);
		expect(JSON.parse(body), text).toEqual({ error: "This is no request that HTTP allows." });
	}
	const long = await raw(csms.url, `GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`);
	expect(long).toMatch(/^HTTP\/1\.1 431 [\s\S]*"error":"The head of the request is too long\."/);
});

test("whoever asks and is gone before the answer is no failure of the CSMS", async () => {
	const lines: string[] = [];
	const log = pino({ level: "error" }, { write: (line) => void lines.push(line) });
	const { url, rest } = await runCsms({ log });
	const gone = Array.from({ length: 100 }, async () => {
		const socket = connectSocket(Number(new URL(url).port), "127.0.0.1");
		socket.on("error", () => {});
		await once(socket, "connect");
		socket.write("GET /api/v1/registrations/x/status HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3), () => {
			socket.resetAndDestroy();
		});
		await once(socket, "close");
	});
	await Promise.all(gone);
	expect((await rest("GET", "/id-tags")).status).toBe(200);
	expect(lines).toEqual([]);
});
