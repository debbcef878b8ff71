import { createHash, sign } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Csms, type CsmsOptions, startCsms } from "../../csms/start";
import { Authority } from "../charge-point/certificates";
import { Driver, ENGINE } from "./driver";

const TOKEN = "token-of-the-test";
const KEY = "4F43415F4F4354545F61646D696E5F74657374";
const DAY = 86_400_000;
const IMAGE = Buffer.from("a firmware image, as the simulator takes it\n".repeat(20_000));
const VERSION = createHash("sha256").update(IMAGE).digest("hex").slice(0, 8);
const validity = { notBefore: Date.now() - DAY, notAfter: Date.now() + 365 * DAY };

let root: Authority;
let csms: Csms;
let driver: Driver;
let folder: string;

beforeAll(async () => {
	root = await Authority.root("Root", "P-256", validity);
});

beforeEach(() => {
	driver = new Driver();
	folder = mkdtempSync(join(tmpdir(), "xs-evse-csms-"));
});

afterEach(async () => {
	await driver.end();
	await csms.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function open(options: Partial<CsmsOptions> = {}): Promise<void> {
	csms = await startCsms({
		...{ host: "127.0.0.1", port: 0, data: folder, acceptUnknown: true, acceptRegistrations: false },
		apiToken: TOKEN,
		...options,
	});
}

/** A call of the REST interface, whose root the test alone trusts; the text of the answer. */
async function call(method: string, path: string, body?: FormData | object): Promise<string> {
	const wanted = new Request(`http://csms/api/v1${path}`, {
		method,
		headers: {
			authorization: `Bearer ${TOKEN}`,
			...(isJson(body) ? { "content-type": "application/json" } : {}),
		},
		body: isJson(body) ? JSON.stringify(body) : body,
	});
	const headers = Object.fromEntries(wanted.headers);
	const bytes = Buffer.from(await wanted.arrayBuffer());
	if (csms.url.startsWith("http:")) {
		const response = await fetch(`${csms.url}/api/v1${path}`, {
			method,
			headers,
			body: bytes.length ? bytes : undefined,
		});
		return checked(response.status, await response.text());
	}
	const sent = request(`${csms.url}/api/v1${path}`, {
		method,
		headers,
		ca: root.pem,
		servername: "localhost",
	});
	sent.end(bytes);
	const [response] = await once(sent, "response");
	const parts = await response.toArray();
	return checked(response.statusCode, Buffer.concat(parts).toString());

	function checked(status: number, text: string): string {
		if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
		return text;
	}
}

function isJson(body: FormData | object | undefined): body is object {
	return body !== undefined && !(body instanceof FormData);
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every kind
async function api(method: string, path: string, body?: object): Promise<any> {
	return JSON.parse(await call(method, path, body));
}

async function sendImage(fields: Record<string, string> = {}): Promise<number> {
	const form = new FormData();
	for (const [name, value] of Object.entries({ name: "Test", version: VERSION, ...fields }))
		form.set(name, value);
	form.set("file", new Blob([IMAGE]), "image.bin");
	return (await api("POST", "/firmware", form)).id;
}

/** Waits until an update or an upload is over. */
// biome-ignore lint/suspicious/noExplicitAny: either
async function over(list: "firmware-updates" | "uploads", { id }: { id: number }): Promise<any> {
	for (let i = 0; i < 400; i++) {
		const one = await api("GET", `/charge-points/CP001/${list}/${id}`);
		// An upload's file may come before its last status.
		const isTold = one.statuses.some(
			({ status }: { status: string }) => !/ing$|^Downloaded$|Verified/.test(status),
		);
		if (isTold && !["Requested", "Accepted", "Running"].includes(one.state)) return one;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`not over: ${JSON.stringify(await api("GET", `/charge-points/CP001/${list}/${id}`))}`);
}

const update = (wish: object) => api("POST", "/charge-points/CP001/firmware-updates", wish);
const upload = (kind: string) => api("POST", "/charge-points/CP001/uploads", { kind });
const statusesOf = ({ statuses }: { statuses: { status: string }[] }) => statuses.map(({ status }) => status);
const fileOf = ({ id }: { id: number }) => call("GET", `/charge-points/CP001/uploads/${id}/file`);

describe(`files of the CSMS and the charge point on ${ENGINE}`, { timeout: 90_000 }, () => {
	test("TC_044_1 TC_045_1 TC_079 firmware is fetched and installed, diagnostics and logs come", async () => {
		await open();
		await driver.start(csms.ocpp);
		await driver.until((_, state) => state.registration === "Accepted");
		const updated = await over("firmware-updates", await update({ firmwareId: await sendImage() }));
		expect(statusesOf(updated)).toEqual(["Downloading", "Downloaded", "Installing", "Installed"]);
		expect(updated).toMatchObject({
			...{ state: "Succeeded", bytesServed: IMAGE.length, firmwareVersionAfter: VERSION },
			location: `${csms.url}/files/***/image.bin`,
		});
		expect((await api("GET", "/charge-points/CP001")).firmwareVersion).toBe(VERSION);

		const diagnostics = await over("uploads", await upload("Diagnostics"));
		expect(diagnostics).toMatchObject({ state: "Succeeded", status: "Uploaded", kind: "Diagnostics" });
		expect(diagnostics.file.name).toBe(diagnostics.fileName);
		expect(await fileOf(diagnostics)).toContain("Charge point CP001");
		const log = await over("uploads", await upload("SecurityLog"));
		expect(statusesOf(log)).toEqual(["Uploading", "Uploaded"]);
		expect(await fileOf(log)).toMatch(/^\S+Z StartupOfTheDevice/m);
		expect((await over("uploads", await upload("DiagnosticsLog"))).file.size).toBeGreaterThan(100);
	});

	test("TC_044_2 TC_044_3 TC_045_2 what fails is told", async () => {
		await open();
		await driver.start(csms.ocpp);
		await driver.until((_, state) => state.registration === "Accepted");
		const nowhere = `${csms.url}/files/${"A".repeat(43)}`;
		const missing = await over("firmware-updates", await update({ location: `${nowhere}/image.bin` }));
		expect(statusesOf(missing)).toEqual(["Downloading", "DownloadFailed"]);
		const empty = createServer((_, response) => response.end());
		empty.listen(0, "127.0.0.1");
		await once(empty, "listening");
		const location = `http://127.0.0.1:${(empty.address() as AddressInfo).port}/empty.bin`;
		const broken = await over("firmware-updates", await update({ location }));
		empty.close();
		expect(statusesOf(broken)).toEqual(["Downloading", "Downloaded", "Installing", "InstallationFailed"]);
		const wish = { kind: "Diagnostics", location: `${nowhere}/` };
		const lost = await over("uploads", await api("POST", "/charge-points/CP001/uploads", wish));
		expect(lost).toMatchObject({ state: "Failed", status: "UploadFailed", file: null });
	});

	test("TC_080 TC_081 R-SEC-17 R-SEC-18 over TLS signed firmware is verified, and refused when it is another", async () => {
		const { cert, key } = await root.issue("localhost", { dns: ["localhost"], ...validity });
		const files = {
			cert: join(folder, "cert.pem"),
			key: join(folder, "key.pem"),
			ca: join(folder, "ca.pem"),
		};
		writeFileSync(files.cert, cert);
		writeFileSync(files.key, key);
		writeFileSync(files.ca, root.pem);
		await open({ tls: files });
		await api("PUT", "/charge-points/CP001", { securityProfile: 2, authorizationKey: KEY });
		const ocpp = `wss://localhost:${new URL(csms.url).port}/ocpp`;
		const settings = ["--set", "SecurityProfile=2", "--set", `AuthorizationKey=${KEY}`];
		await driver.start(ocpp, "--ca", files.ca, ...settings);
		await driver.until((_, state) => state.registration === "Accepted");

		const release = await root.issue("Release", validity);
		const signature = sign("sha256", IMAGE, release.key).toString("base64");
		const firmwareId = await sendImage({ signature, signingCertificate: release.cert });
		expect(await update({ firmwareId })).toMatchObject({ state: "Refused", answer: "InvalidCertificate" });
		const manufacturer = { certificateType: "ManufacturerRootCertificate", certificate: root.pem };
		await api("POST", "/charge-points/CP001/commands/InstallCertificate", manufacturer);

		// Another server sends another image than the one that was signed.
		const other = createServer((_, response) => response.end("another image"));
		other.listen(0, "127.0.0.1");
		await once(other, "listening");
		const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/image.bin`;
		const forged = await over("firmware-updates", await update({ firmwareId, location }));
		other.close();
		expect(statusesOf(forged)).toEqual(["Downloading", "Downloaded", "InvalidSignature"]);
		expect(forged).toMatchObject({ state: "Failed", bytesServed: 0 });
		const told = async () =>
			(await api("GET", "/charge-points/CP001/notifications")) as { payload: { type?: string } }[];
		await expect
			.poll(async () => (await told()).map(({ payload }) => payload.type))
			.toContain("InvalidFirmwareSignature");

		const updated = await over("firmware-updates", await update({ firmwareId }));
		expect(statusesOf(updated)).toEqual([
			...["Downloading", "Downloaded", "SignatureVerified", "Installing", "Installed"],
		]);
		expect(updated).toMatchObject({ state: "Succeeded", signed: true, firmwareVersionAfter: VERSION });
		expect(updated.location).toBe(`https://localhost:${new URL(csms.url).port}/files/***/image.bin`);
		expect(updated.bytesServed).toBe(IMAGE.length);
		const log = await over("uploads", await upload("SecurityLog"));
		expect(await fileOf(log)).toContain("InvalidFirmwareSignature");
	});
});
