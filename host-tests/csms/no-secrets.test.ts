import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { backUp } from "../../csms/backup/back-up";
import { withoutDetails } from "../../csms/log";
import { maskFrame, maskRequest } from "../../csms/masking";
import { boot, connect } from "./charge-point-peer";
import { databaseOf } from "./databases";
import { runCsms, TOKEN, temporaryFolder } from "./running-csms";

/** A secret that is found again wherever it goes; hexadecimal, so that it can be a key. */
const mark = () => randomBytes(16).toString("hex");

test("R-SEC-04 no secret comes to a log, an event, a record, an error or the database", async () => {
	const lines: string[] = [];
	const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
	const secrets = {
		admin: mark(),
		apiToken: mark(),
		key: mark(),
		newKey: mark(),
		toldKey: mark(),
		wrongKey: mark(),
		queryKey: mark(),
		uploadPassword: mark(),
		operator: mark(),
		wrongPassword: mark(),
		wrongToken: mark(),
	};
	const data = temporaryFolder();
	const csms = await runCsms({ data, log, adminPassword: secrets.admin, apiToken: secrets.apiToken });
	const administrator = { authorization: `Bearer ${secrets.apiToken}` };
	const rest = (
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = administrator,
	) => csms.rest(method, path, body, headers);
	const answers: unknown[] = [];
	const tell = async (answer: Promise<{ body: unknown }>) => void answers.push((await answer).body);

	const abort = new AbortController();
	onTestFinished(() => abort.abort());
	let events = "";
	const stream = await fetch(`${csms.url}/api/v1/events`, { headers: administrator, signal: abort.signal });
	void (async () => {
		for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) events += chunk;
	})().catch(() => {});

	// People.
	await tell(rest("POST", "/accounts", { account: "olga", role: "operator", password: secrets.operator }));
	await tell(rest("POST", "/accounts", { account: "olga", role: "operator", password: secrets.operator }));
	await tell(rest("POST", "/accounts", { account: "eve", role: "king", password: secrets.operator }));
	await tell(rest("PATCH", "/accounts/olga", { password: secrets.operator }));
	await tell(rest("POST", "/session", { account: "admin", password: secrets.wrongPassword }, {}));
	const signedIn = await rest("POST", "/session", { account: "admin", password: secrets.admin }, {});
	answers.push(signedIn.body);
	const cookie = /csms-session=([^;]+)/.exec(signedIn.headers.get("set-cookie") ?? "")?.[1] ?? "";
	await tell(rest("GET", "/session", undefined, { cookie: `csms-session=${cookie}` }));
	await tell(rest("GET", "/charge-points", undefined, { authorization: `Bearer ${secrets.wrongToken}` }));
	const { body: registered } = await rest("POST", "/registrations", { name: "Ana", email: "a@b.cd" }, {});
	await tell(rest("GET", `/registrations/${registered.statusKey}/status`, undefined, {}));

	// Charge points.
	await tell(rest("PUT", "/charge-points/CP1", { securityProfile: 1, authorizationKey: secrets.key }));
	await tell(rest("PUT", "/charge-points/CP1", { securityProfile: 9, authorizationKey: secrets.key }));
	const basic = (key: string) =>
		`Basic ${Buffer.concat([Buffer.from("CP1:"), Buffer.from(key, "hex")]).toString("base64")}`;
	const refused = connect(csms.ocpp, "CP1", { headers: { authorization: basic(secrets.wrongKey) } });
	await expect(refused).rejects.toThrow("401");
	const inQuery = connect(`${csms.ocpp}/CP1?key=${secrets.queryKey}&x=`, "", {});
	await expect(inQuery).rejects.toThrow();
	const peer = await boot(csms.ocpp, "CP0");
	const answer = async (command: string, payload: object, frame: (id: string) => unknown[] | string) => {
		const told = tell(rest("POST", `/charge-points/CP0/commands/${command}`, payload));
		const [, id] = await peer.received();
		const reply = frame(id);
		peer.send(typeof reply === "string" ? reply : JSON.stringify(reply));
		await told;
	};
	const newKey = { key: "AuthorizationKey", value: secrets.newKey };
	await answer("ChangeConfiguration", newKey, (id) => [4, id, "GenericError", `No ${secrets.newKey}`, {}]);
	await answer("ChangeConfiguration", newKey, (id) => [3, id, { status: "Accepted" }]);
	const location = `ftp://user:${secrets.uploadPassword}@files.example.com/x`;
	await answer("GetDiagnostics", { location }, (id) => [3, id, {}]);
	const log1 = { logType: "SecurityLog", requestId: 1, log: { remoteLocation: location } };
	await answer("GetLog", log1, (id) => [3, id, { status: "Accepted" }]);
	const configurationKey = [{ key: "authorizationKey", readonly: false, value: secrets.toldKey }];
	await answer("GetConfiguration", {}, (id) => [3, id, { configurationKey }]);
	peer.send(`[3,"x",{"configurationKey":[{"key":"AuthorizationKey","value":"${secrets.toldKey}"}`);
	expect((await peer.call("Heartbeat", {}))[0]).toBe(3);
	for (const path of [
		"/charge-points",
		"/accounts",
		"/registrations",
		"/audit",
		"/charge-points/CP0/commands",
	]) {
		await tell(rest("GET", path));
	}
	await expect.poll(() => events).toContain("Heartbeat");

	const file = join(temporaryFolder(), "back-up");
	await csms.stop();
	await backUp({ data, database: await databaseOf(data) }, file);
	const places = {
		log: lines.join(""),
		events,
		answers: JSON.stringify(answers),
		database: gunzipSync(readFileSync(file)).toString(),
	};
	expect(places.log).toContain("A handshake was refused");
	const all = {
		...secrets,
		cookie,
		statusKey: registered.statusKey,
		location: `user:${secrets.uploadPassword}`,
	};
	for (const [secret, value] of Object.entries(all)) {
		expect(value.length, secret).toBeGreaterThan(10);
		const forms = [value, Buffer.from(value, "hex").toString("base64"), basic(value).slice(6)];
		for (const [place, text] of Object.entries(places)) {
			for (const form of forms) if (form) expect(text.includes(form), `${secret} in ${place}`).toBe(false);
		}
	}
});

test("R-SEC-04 a charge point that repeats the request in its error or as its file name tells no token", async () => {
	const lines: string[] = [];
	const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
	const csms = await runCsms({ log });
	const peer = await boot(csms.ocpp, "CP0");
	const abort = new AbortController();
	onTestFinished(() => abort.abort());
	const headers = { authorization: `Bearer ${TOKEN}` };
	let told = "";
	const stream = await fetch(`${csms.url}/api/v1/events`, { headers, signal: abort.signal });
	void (async () => {
		for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) told += chunk;
	})().catch(() => {});
	const keep = (body: unknown) => {
		told += JSON.stringify(body);
	};
	const refuse = async (path: string, body: object) => {
		const answer = csms.rest("POST", `/charge-points/CP0${path}`, body);
		const [, id, action, payload] = await peer.received();
		const pdu = JSON.stringify(payload, null, 2);
		const description = `${action} is not implemented to handle request PDU ${pdu}`;
		peer.send(JSON.stringify([4, id, "NotImplemented", description, { request: pdu }]));
		const { status, body: error } = await answer;
		expect([status, error.error]).toEqual([502, expect.stringContaining("is not implemented")]);
		keep(error);
		return payload;
	};
	const sent = await refuse("/uploads", { kind: "SecurityLog" });
	const secrets = [sent.log.remoteLocation.split("/").at(-2)];
	const location = "ftp://user:p4ssw0rd-of-ftp@files.example/x";
	await refuse("/commands/GetDiagnostics", { location });
	await refuse("/commands/ChangeConfiguration", { key: "AuthorizationKey", value: 'mark-me"and-this' });
	secrets.push("p4ssw0rd-of-ftp", "mark-me", "and-this");

	const asked = csms.rest("POST", "/charge-points/CP0/uploads", { kind: "Diagnostics" });
	const [, id, , payload] = await peer.received();
	peer.send(JSON.stringify([3, id, { fileName: `${payload.location}diagnostics.log` }]));
	secrets.push(payload.location.split("/").at(-2));
	keep((await asked).body);

	for (const path of ["/audit", "/uploads", "/commands", "/charge-points/CP0/commands"]) {
		keep((await csms.rest("GET", path)).body);
	}
	await expect.poll(() => told).toContain("diagnostics.log");
	for (const secret of secrets) {
		expect(secret.length).toBeGreaterThan(3);
		expect(told).not.toContain(secret);
		expect(lines.join("")).not.toContain(secret);
	}
});

test("an error in the log has no details that a database hangs on it", () => {
	const lines: string[] = [];
	const log = withoutDetails(pino({}, { write: (line: string) => void lines.push(line) }));
	const details = {
		code: "23505",
		detail: "Key (token)=(hidden)",
		parameters: ["hidden"],
		config: { password: "hidden" },
	};
	const error = Object.assign(new Error("duplicate key"), details);
	log.error({ err: error }, "One");
	log.error(error, "Two");
	expect(lines).toHaveLength(2);
	for (const line of lines) {
		expect(line).not.toContain("hidden");
		expect(JSON.parse(line).err).toMatchObject({
			message: "duplicate key",
			code: "23505",
			stack: expect.any(String),
		});
	}
});

test("R-SEC-04 frames and payloads lose their secrets and nothing else", () => {
	const [open, masked] = ["https://a:b@host/p@q", "https://***@host/p@q"];
	expect(maskRequest("GetLog", { requestId: 1, log: { remoteLocation: open } })).toEqual({
		requestId: 1,
		log: { remoteLocation: masked },
	});
	expect(maskRequest("UpdateFirmware", { location: "https://host/a@b", retries: 2 })).toEqual({
		location: "https://host/a@b",
		retries: 2,
	});
	expect(maskFrame("no JSON")).toBe("no JSON");
	expect(maskFrame('{"AuthorizationKey":"x"')).toBe("***");
	expect(maskFrame('{"AuthorizationKey":"x"}')).toBe("***");
});
