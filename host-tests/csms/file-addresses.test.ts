import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { BOOT, boot, connect } from "./charge-point-peer";
import { ask, exchange, readStored, sendImage } from "./files";
import { type RunningCsms, runCsms, shareCsms, temporaryFolder } from "./running-csms";

const csms = shareCsms();
const IMAGE = randomBytes(1_000_000);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

afterEach(() => {
	vi.useRealTimers();
});

/** The clock of the CSMS says so from now on. */
function setClock(moment: number): void {
	vi.useFakeTimers({ toFake: ["Date"], now: moment });
}

/** Asks a new charge point to fetch the image; answers where. */
async function updated(identity: string, wish: object = {}, from: RunningCsms = csms) {
	const peer = await boot(from.ocpp, identity);
	const { body } = await sendImage(from, { name: "Release", version: "2" }, IMAGE);
	const path = `/charge-points/${identity}/firmware-updates`;
	const { payload, answer } = await ask(from, peer, path, { firmwareId: body.id, ...wish });
	const location: string = payload.location;
	const update = async () => (await from.rest("GET", `${path}/${answer.body.id}`)).body;
	return { peer, path, location, update, firmwareId: body.id, sha256: body.sha256 };
}

test("an image is fetched in parts: Range, ETag, If-Range, HEAD", async () => {
	const { location, update, sha256 } = await updated("A1");
	const etag = `"${sha256}"`;
	const get = (headers: Record<string, string>) => exchange("GET", location, undefined, headers);
	const head = await exchange("HEAD", location);
	expect([head.status, head.bytes.length]).toEqual([200, 0]);
	expect(Object.fromEntries(head.headers)).toMatchObject({
		...{ "content-length": "1000000", "accept-ranges": "bytes", etag },
	});
	expect((await update()).bytesServed).toBe(0);
	const whole = IMAGE.length;
	for (const [range, from, to] of [
		["bytes=0-99", 0, 100],
		["bytes=300000-600000", 300_000, 600_001],
		["bytes=-10", whole - 10, whole],
		["bytes=999999-", whole - 1, whole],
		["bytes=999990-2000000", whole - 10, whole],
		["bytes=-2000000", 0, whole],
	] as const) {
		const { status, headers, bytes } = await get({ range });
		expect([range, status, headers.get("content-length")]).toEqual([range, 206, String(to - from)]);
		expect(headers.get("content-range")).toBe(`bytes ${from}-${to - 1}/1000000`);
		expect(bytes.equals(IMAGE.subarray(from, to)), range).toBe(true);
	}
	for (const range of ["bytes=1000000-", "bytes=-0"]) {
		const { status, headers } = await get({ range });
		expect([status, headers.get("content-range")]).toEqual([416, "bytes */1000000"]);
	}
	for (const range of ["bytes=5-3", "bytes=0-1,3-4", "bytes=-", "lines=1-2"]) {
		const { status, bytes } = await get({ range });
		expect([range, status, bytes.length]).toEqual([range, 200, whole]);
	}
	expect((await get({ range: "bytes=1-1", "if-range": etag })).status).toBe(206);
	expect((await get({ range: "bytes=1-1", "if-range": '"other"' })).status).toBe(200);
});

test.each(["127.0.0.1", "localhost"])(
	"a Host header without the port, as of libwebsockets and mongoose, still gives addresses that work: %s",
	async (host) => {
		const identity = `H-${host}`;
		const peer = await connect(csms.ocpp, identity, { headers: { host } });
		await peer.call("BootNotification", BOOT);
		const path = `/charge-points/${identity}/uploads`;
		const { payload } = await ask(csms, peer, path, { kind: "Diagnostics" }, { fileName: "a" });
		expect(new URL(payload.location).host).toBe(`${host}:${new URL(csms.url).port}`);
		expect((await exchange("PUT", `${payload.location}a`, "a")).status).toBe(201);
	},
);

test("how far an image was fetched is known after the connection broke, and it goes on from there", async () => {
	const { location, update } = await updated("A2");
	const got = await new Promise<number>((resolve, reject) => {
		const asked = request(location, (response) => {
			response.once("data", (bytes: Buffer) => {
				response.destroy();
				resolve(bytes.length);
			});
		});
		asked.on("error", reject).end();
	});
	await expect.poll(async () => (await update()).bytesServed).toBeGreaterThan(got - 1);
	const range = `bytes=${got}-`;
	const rest = await exchange("GET", location, undefined, { range });
	expect(rest.bytes.equals(IMAGE.subarray(got))).toBe(true);
	await expect.poll(async () => (await update()).bytesServed).toBe(IMAGE.length);
});

test("an address is for one request only, and ends", async () => {
	const start = Date.now();
	const { peer, path, location, update, firmwareId } = await updated("A3");
	expect((await exchange("PUT", location, "a")).status).toBe(404);
	const wish = { kind: "Diagnostics" };
	const upload = await ask(csms, peer, "/charge-points/A3/uploads", wish, { fileName: "a" });
	expect((await exchange("GET", `${upload.payload.location}a`)).status).toBe(404);
	expect((await exchange("PUT", `${upload.payload.location}a`, "a")).status).toBe(201);
	setClock(start + DAY + HOUR);
	expect((await exchange("PUT", `${upload.payload.location}a`, "b")).status).toBe(404);
	expect((await exchange("HEAD", location)).status).toBe(200);
	setClock(start + 7 * DAY + HOUR);
	expect((await exchange("HEAD", location)).status).toBe(404);
	expect((await update()).state).toBe("TimedOut");
	const listed = async (state: string) =>
		(await csms.rest("GET", `/firmware-updates?identity=A3&state=${state}`)).body.length;
	expect([await listed("TimedOut"), await listed("Accepted")]).toEqual([1, 0]);
	await peer.call("FirmwareStatusNotification", { status: "Installed" });
	expect((await update()).state).toBe("Succeeded");
	expect((await csms.rest("DELETE", `/firmware/${firmwareId}`)).status).toBe(204);
	expect(path).toContain("A3");
});

test("no news for an hour is told, from the hour on at which something was to happen", async () => {
	const start = Date.now();
	const { peer, update } = await updated("A4", { retrieveDate: new Date(start + 3 * HOUR).toISOString() });
	setClock(start + 3.9 * HOUR);
	expect((await update()).noNewsSince).toBeNull();
	setClock(start + 4.1 * HOUR);
	const { noNewsSince, newsAt } = await update();
	expect(noNewsSince).toBe(newsAt);
	await peer.call("FirmwareStatusNotification", { status: "Downloading" });
	expect((await update()).noNewsSince).toBeNull();
	setClock(start + 5.2 * HOUR);
	expect(Date.parse((await update()).noNewsSince)).toBeGreaterThanOrEqual(start + 4.1 * HOUR);
	await peer.call("FirmwareStatusNotification", { status: "DownloadFailed" });
	setClock(start + 9 * HOUR);
	expect((await update()).noNewsSince).toBeNull();
});

test("the address is the one under which the charge point has connected", async () => {
	const proxied = await runCsms({ proxies: ["127.0.0.1"] });
	const asked = async (identity: string, headers: Record<string, string>, from: RunningCsms = csms) => {
		const peer = await connect(from.ocpp, identity, { headers });
		await peer.call("BootNotification", BOOT);
		const path = `/charge-points/${identity}/uploads`;
		const { payload } = await ask(from, peer, path, { kind: "Diagnostics" }, { fileName: "a" });
		peer.close();
		await peer.closed;
		return new URL(payload.location).origin;
	};
	expect(await asked("A5", {})).toBe(csms.url);
	expect(await asked("A5", { host: "csms.example:9000" })).toBe("http://csms.example:9000");
	const passed = { host: "10.0.0.5:8180", "x-forwarded-proto": "https", "x-forwarded-host": "csms.example" };
	expect(await asked("A5", passed, proxied)).toBe("https://csms.example");
	expect(await asked("A5", { host: "a.example", "x-forwarded-proto": "wss" }, proxied)).toBe(
		"https://a.example",
	);
	expect(await asked("A5", passed)).toBe("http://10.0.0.5:8180");
	const peer = await connect(csms.ocpp, "A6", { headers: { host: "no host" } });
	await peer.call("BootNotification", BOOT);
	expect((await csms.rest("POST", "/charge-points/A6/uploads", { kind: "Diagnostics" })).status).toBe(409);
});

test("a fleet behind one address may fetch as often as it has to", async () => {
	const { location } = await updated("A9");
	const counted = new Map<number, number>();
	for (let i = 0; i < 13; i++) {
		const answers = await Promise.all(Array.from({ length: 50 }, () => exchange("HEAD", location)));
		for (const { status } of answers) counted.set(status, (counted.get(status) ?? 0) + 1);
	}
	expect([...counted]).toEqual([[200, 650]]);
});

test("images, files and addresses outlive the process", async () => {
	const data = temporaryFolder();
	const first = await runCsms({ data });
	const { peer, location, firmwareId } = await updated("A7", {}, first);
	const uploads = "/charge-points/A7/uploads";
	const sent = await ask(first, peer, uploads, { kind: "Diagnostics" }, { fileName: "a" });
	await exchange("PUT", `${sent.payload.location}a`, "kept");
	await first.stop();
	const second = await runCsms({ data });
	const moved = (url: string) => `${second.url}${new URL(url).pathname}`;
	expect((await exchange("GET", moved(location))).bytes.equals(IMAGE)).toBe(true);
	expect((await exchange("PUT", `${moved(sent.payload.location)}a`, "again")).status).toBe(204);
	const stored = await readStored(`${second.url}/api/v1${uploads}/${sent.answer.body.id}/file`);
	expect(String(stored.bytes)).toBe("again");
	expect((await second.rest("GET", "/firmware")).body[0].id).toBe(firmwareId);
});

test("no token of an address is told to anybody but the charge point", async () => {
	const { location } = await updated("A8");
	const token = new URL(location).pathname.split("/")[2];
	for (const path of ["commands", "firmware-updates", "notifications"]) {
		const { body } = await csms.rest("GET", `/charge-points/A8/${path}`);
		expect(JSON.stringify(body)).not.toContain(token);
	}
});
