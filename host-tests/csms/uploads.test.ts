import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { FILE_LIMITS } from "../../csms/files/limits";
import { boot } from "./charge-point-peer";
import { ask, exchange, readStored } from "./files";
import { readEvents, runCsms, shareCsms } from "./running-csms";

const csms = shareCsms();
const LOG = "2026-01-01T00:00:00Z StartupOfTheDevice\n";

const uploads = async (identity: string) =>
	(await csms.rest("GET", `/charge-points/${identity}/uploads`)).body;

const fileOf = (identity: string, id: number) =>
	readStored(`${csms.url}/api/v1/charge-points/${identity}/uploads/${id}/file`);

test("TC_045_1 diagnostics come to the CSMS's own address, and can be read", async () => {
	const peer = await boot(csms.ocpp, "U1");
	const events = await readEvents(csms.url);
	const wish = { kind: "Diagnostics", from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z", retries: 1 };
	const path = "/charge-points/U1/uploads";
	const { action, payload, answer } = await ask(csms, peer, path, wish, { fileName: "report.txt" });
	expect(action).toBe("GetDiagnostics");
	expect(payload).toEqual({
		location: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/files\/[\w-]{43}\/$/),
		...{ retries: 1, startTime: "2026-01-01T00:00:00.000Z", stopTime: "2026-02-01T00:00:00.000Z" },
	});
	expect(answer).toMatchObject({
		status: 201,
		body: {
			...{ state: "Accepted", kind: "Diagnostics", fileName: "report.txt", file: null, requestId: null },
			location: `${csms.url}/files/***/`,
		},
	});
	expect(await events.next("upload")).toMatchObject({ state: "Requested" });
	expect(await events.next("upload")).toMatchObject({ state: "Accepted" });
	await peer.call("DiagnosticsStatusNotification", { status: "Uploading" });
	expect((await exchange("PUT", `${payload.location}report.txt`, "the report")).status).toBe(201);
	await peer.call("DiagnosticsStatusNotification", { status: "Uploaded" });
	const [upload] = await uploads("U1");
	expect(upload).toMatchObject({
		...{
			state: "Succeeded",
			status: "Uploaded",
			statuses: [{ status: "Uploading" }, { status: "Uploaded" }],
		},
		file: { name: "report.txt", size: 10 },
	});
	const stored = await fileOf("U1", upload.id);
	expect(String(stored.bytes)).toBe("the report");
	expect(Object.fromEntries(stored.headers)).toMatchObject({
		"content-disposition": 'attachment; filename="report.txt"',
		"content-type": "application/octet-stream",
		"x-content-type-options": "nosniff",
	});
	expect((await csms.rest("GET", `${path}/${upload.id}`)).body).toEqual(upload);
	expect((await csms.rest("GET", "/uploads?identity=U1&state=Succeeded")).body).toEqual([upload]);
	expect((await csms.rest("GET", "/uploads?identity=U1&state=Failed")).body).toEqual([]);
	expect((await exchange("GET", `${csms.url}/api/v1${path}/${upload.id}/file`)).status).toBe(401);

	expect((await csms.rest("DELETE", `${path}/${upload.id}/file`)).status).toBe(204);
	expect((await fileOf("U1", upload.id)).status).toBe(404);
	expect((await uploads("U1"))[0]).toMatchObject({ state: "Succeeded", file: null });
});

test("TC_045_2 an upload that fails is told; without a file name there is nothing to come", async () => {
	const peer = await boot(csms.ocpp, "U2");
	const path = "/charge-points/U2/uploads";
	await ask(csms, peer, path, { kind: "Diagnostics" }, { fileName: "a.log" });
	await peer.call("DiagnosticsStatusNotification", { status: "Uploading" });
	await peer.call("DiagnosticsStatusNotification", { status: "UploadFailed" });
	await peer.call("DiagnosticsStatusNotification", { status: "Idle" });
	expect((await uploads("U2"))[0]).toMatchObject({ state: "Failed", status: "UploadFailed", file: null });
	const nothing = await ask(csms, peer, path, { kind: "Diagnostics" }, {});
	expect(nothing.answer.body).toMatchObject({ state: "NothingToUpload", fileName: null });
	expect((await exchange("PUT", `${nothing.payload.location}a`, "a")).status).toBe(404);
	// Operation goes on.
	expect((await peer.call("Heartbeat", {}))[2]).toHaveProperty("currentTime");
});

test("TC_079 R-SEC-16 the security log: GetLog with a requestId that its statuses carry", async () => {
	const peer = await boot(csms.ocpp, "U3");
	const path = "/charge-points/U3/uploads";
	const wish = { kind: "SecurityLog", from: "2026-01-01T00:00:00Z", retries: 2, retryInterval: 5 };
	const first = await ask(csms, peer, path, wish, { status: "Accepted", filename: "security.txt" });
	expect(first.action).toBe("GetLog");
	const requestId = first.answer.body.id;
	expect(first.payload).toEqual({
		...{ logType: "SecurityLog", requestId, retries: 2, retryInterval: 5 },
		log: {
			remoteLocation: expect.stringMatching(/\/files\/[\w-]{43}\/$/),
			oldestTimestamp: "2026-01-01T00:00:00.000Z",
		},
	});
	const second = await ask(csms, peer, path, { kind: "DiagnosticsLog" }, { status: "AcceptedCanceled" });
	expect(second.payload.logType).toBe("DiagnosticsLog");
	const tell = (status: string, id: number) => peer.call("LogStatusNotification", { status, requestId: id });
	await tell("Uploading", second.payload.requestId);
	await tell("PermissionDenied", second.payload.requestId);
	await ask(csms, peer, path, { kind: "SecurityLog" }, { status: "Rejected" });
	expect(await uploads("U3")).toMatchObject([
		{ kind: "SecurityLog", state: "Refused", answer: "Rejected" },
		{ kind: "DiagnosticsLog", state: "Failed", status: "PermissionDenied" },
		{ kind: "SecurityLog", state: "Replaced", requestId },
	]);
	const third = await ask(csms, peer, path, wish, { status: "Accepted", filename: "security.txt" });
	const { requestId: thirdId, log } = third.payload;
	await tell("Uploading", thirdId);
	expect((await exchange("PUT", `${log.remoteLocation}security.txt`, LOG)).status).toBe(201);
	await tell("Uploaded", thirdId);
	const [upload] = await uploads("U3");
	expect(upload).toMatchObject({ state: "Succeeded", fileName: "security.txt", file: { size: LOG.length } });
	expect(String((await fileOf("U3", upload.id)).bytes)).toBe(LOG);
});

test("every way in which charge points send a file is taken; the newest is kept", async () => {
	const peer = await boot(csms.ocpp, "U4");
	const path = "/charge-points/U4/uploads";
	const { payload, answer } = await ask(csms, peer, path, { kind: "Diagnostics" }, { fileName: "told.log" });
	const { location } = payload;
	const form = new FormData();
	form.set("purpose", "diagnostics");
	form.set("file", new Blob(["in a form"]), "form.log");
	const zipped = gzipSync("zipped");
	const large = randomBytes(900_000);
	for (const [method, address, body, headers, name, status] of [
		["PUT", `${location}a.log`, "put", {}, "a.log", 201],
		["PUT", `${location}/b%20c.log`, "slash", { "content-type": "text/plain" }, "b_c.log", 204],
		["POST", location, "posted", { "content-type": "application/json" }, "told.log", 204],
		["POST", location.slice(0, -1), "bare", {}, "told.log", 204],
		["POST", location, form, {}, "form.log", 204],
		["PUT", `${location}z.gz`, zipped, { "content-type": "application/gzip" }, "z.gz", 204],
		["PUT", `${location}z.log`, zipped, { "content-encoding": "gzip" }, "z.log.gz", 204],
		["PUT", `${location}..%2F..%2Fetc%2Fpasswd`, "x", {}, "passwd", 204],
		["PUT", `${location}empty`, "", {}, "empty", 204],
		["PUT", `${location}no-body`, undefined, {}, "no-body", 204],
		["PUT", `${location}${"l".repeat(251)}.log`, "long", {}, `${"l".repeat(96)}.log`, 204],
		["PUT", `${location}large`, large, { "content-type": "image/png" }, "large", 204],
	] as const) {
		expect((await exchange(method, address, body, headers)).status, `${method} ${address}`).toBe(status);
		const [upload] = await uploads("U4");
		expect(upload.file.name).toBe(name);
		const stored = await fileOf("U4", answer.body.id);
		const sent = body instanceof FormData ? Buffer.from("in a form") : Buffer.from(body ?? "");
		expect(stored.bytes.equals(sent), name).toBe(true);
		expect(stored.headers.get("content-disposition")).toBe(`attachment; filename="${name}"`);
	}
	// As it tells no status, the file itself says that it has come.
	expect(await uploads("U4")).toMatchObject([{ state: "Succeeded", status: null, fileName: "told.log" }]);
});

test("what is no file of this request is refused", async () => {
	const peer = await boot(csms.ocpp, "U5");
	const path = "/charge-points/U5/uploads";
	const { payload } = await ask(csms, peer, path, { kind: "Diagnostics" }, { fileName: "a.log" });
	const { location } = payload;
	expect((await exchange("GET", location)).status).toBe(404);
	expect((await exchange("PUT", `${csms.url}/files/${"A".repeat(43)}/a.log`, "a")).status).toBe(404);
	expect((await exchange("PUT", `${csms.url}/files/`, "a")).status).toBe(404);
	const part = { "content-range": "bytes 0-0/2" };
	expect((await exchange("PUT", `${location}a.log`, "a", part)).status).toBe(400);
	const form = new FormData();
	form.set("purpose", "nothing");
	expect((await exchange("POST", location, form)).status).toBe(400);
	expect((await exchange("DELETE", `${location}a.log`)).status).toBe(404);
	expect((await uploads("U5"))[0].file).toBeNull();
	expect((await csms.rest("GET", `${path}/99999/file`)).status).toBe(404);
	for (const [body, status] of [
		[{ kind: "Everything" }, 400],
		[{ kind: "Diagnostics", from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }, 422],
		[{ kind: "Diagnostics", location: "somewhere" }, 422],
	] as const) {
		expect((await csms.rest("POST", path, body)).status).toBe(status);
	}
});

test("files above their limits are refused and leave nothing behind", async () => {
	const limited = await runCsms({
		fileLimits: {
			file: { ...FILE_LIMITS.file, upload: 500_000 },
			total: { ...FILE_LIMITS.total, upload: 800_000 },
		},
	});
	const peer = await boot(limited.ocpp, "U6");
	const path = "/charge-points/U6/uploads";
	const wish = { kind: "Diagnostics" };
	const first = await ask(limited, peer, path, wish, { fileName: "a" });
	const put = (location: string, bytes: number) => exchange("PUT", `${location}a`, Buffer.alloc(bytes));
	expect((await put(first.payload.location, 500_001)).status).toBe(413);
	const chunked = new Blob([Buffer.alloc(600_000)]).stream();
	const streamed = { method: "PUT", body: chunked, duplex: "half" } as RequestInit;
	expect((await fetch(`${first.payload.location}a`, streamed)).status).toBe(413);
	expect((await put(first.payload.location, 500_000)).status).toBe(201);
	const second = await ask(limited, peer, path, wish, { fileName: "a" });
	expect((await put(second.payload.location, 400_000)).status).toBe(507);
	expect((await put(second.payload.location, 300_000)).status).toBe(201);
	expect(await limited.rest("POST", path, wish)).toMatchObject({
		status: 507,
		body: { error: "Uploads may take 800000 bytes together; delete old ones first." },
	});
	expect((await limited.rest("DELETE", `${path}/${first.answer.body.id}/file`)).status).toBe(204);
	const third = await ask(limited, peer, path, wish, { fileName: "a" });
	expect((await put(third.payload.location, 500_000)).status).toBe(201);
});

test("a command with a location of another server is an upload, too, and its password is shown to nobody", async () => {
	const peer = await boot(csms.ocpp, "U7");
	const location = "sftp://user:secret@files.example/logs/";
	const masked = "sftp://***@files.example/logs/";
	const commands = "/charge-points/U7/commands";
	const raw = { location, startTime: "2026-01-01T00:00:00Z" };
	expect((await ask(csms, peer, `${commands}/GetDiagnostics`, raw, { fileName: "a" })).payload).toEqual(raw);
	await peer.call("DiagnosticsStatusNotification", { status: "Uploaded" });
	const log = { remoteLocation: location };
	const wish = { logType: "SecurityLog", requestId: 12_345, log };
	await ask(csms, peer, `${commands}/GetLog`, wish, { status: "Accepted", filename: "b" });
	await peer.call("LogStatusNotification", { status: "UploadFailure", requestId: 12_345 });
	expect(await uploads("U7")).toMatchObject([
		{ kind: "SecurityLog", location: masked, state: "Failed", requestId: 12_345 },
		{
			kind: "Diagnostics",
			location: masked,
			state: "Succeeded",
			from: "2026-01-01T00:00:00.000Z",
			file: null,
		},
	]);
	const { body } = await csms.rest("GET", commands);
	expect(body).toHaveLength(2);
	expect(JSON.stringify(body)).not.toContain("secret");
});
