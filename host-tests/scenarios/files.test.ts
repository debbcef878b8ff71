import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { certificateAuthority } from "../net/certificates";
import { Driver, ENGINE, eventually } from "./driver";
import { StrictCsms } from "./strict-csms";

const IMAGE = Buffer.from("a firmware image, as the simulator takes it\n".repeat(2000));
const PATIENCE = { timeout: 60_000 };

let csms: StrictCsms;
let driver: Driver;
let server: Server;
let url: string;
/** What was put to the server, by path. */
let files: Map<string, string>;
/** The Range header of each request for the image. */
let ranges: (string | undefined)[];

const serve: RequestListener = (request, response) => {
	if (request.method === "PUT") {
		const parts: Buffer[] = [];
		request.on("data", (part) => parts.push(part));
		request.on("end", () => {
			files.set(request.url!, Buffer.concat(parts).toString());
			response.writeHead(request.url!.startsWith("/forbidden") ? 403 : 201).end();
		});
	} else if (request.url === "/empty.bin") {
		response.end();
	} else if (request.url === "/image.bin") {
		sendHalf(request.headers.range);
	} else response.writeHead(404).end();

	/** The first half, and then the connection breaks; or the rest that is asked for. */
	function sendHalf(range: string | undefined): void {
		ranges.push(range);
		const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
		response.writeHead(from > 0 ? 206 : 200, {
			"content-length": IMAGE.length - from,
			"content-range": `bytes ${from}-${IMAGE.length - 1}/${IMAGE.length}`,
		});
		if (from > 0) response.end(IMAGE.subarray(from));
		else response.write(IMAGE.subarray(0, 40_000), () => setTimeout(() => response.destroy(), 100));
	}
};

beforeEach(async () => {
	csms = new StrictCsms();
	await csms.open();
	driver = new Driver();
	files = new Map();
	ranges = [];
	server = createServer(serve);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	await driver.start(csms.url, "--connectors", "2");
	await driver.until((_, state) => state.registration === "Accepted");
});

afterEach(async () => {
	await driver.end();
	await csms.close();
	server.close();
	expect(csms.violations).toEqual([]);
});

function statuses(action: string): string[] {
	return csms.all(action).map(({ status }) => status);
}

test(
	`TC_044_1 R-FW-01 new firmware on ${ENGINE}: fetched in two parts, installed, told at the boot`,
	PATIENCE,
	async () => {
		const before = csms.all("BootNotification").length;
		const request = { location: `${url}/image.bin`, retrieveDate: new Date(0).toISOString() };
		expect(await csms.call("UpdateFirmware", request)).toEqual({});
		await eventually(() => statuses("FirmwareStatusNotification").includes("Installed"), 20);
		expect(statuses("FirmwareStatusNotification")).toEqual([
			...["Downloading", "Downloaded", "Installing", "Installed"],
		]);
		expect(ranges).toEqual([undefined, "bytes=40000-"]);
		const boots = csms.all("BootNotification");
		expect(boots).toHaveLength(before + 1);
		const version = createHash("sha256").update(IMAGE).digest("hex").slice(0, 8);
		expect(boots.at(-1).firmwareVersion).toBe(version);
		await driver.untilStatus("Available");
		await driver.kill();
		await driver.start(csms.url, "--connectors", "2");
		await eventually(() => csms.all("BootNotification").length === before + 2);
		expect(csms.all("BootNotification").at(-1).firmwareVersion).toBe(version);
	},
);

test(
	`TC_044_2 TC_044_3 R-FW-03 firmware that is not there, and that is none, on ${ENGINE}`,
	PATIENCE,
	async () => {
		const update = (path: string) =>
			csms.call("UpdateFirmware", { location: path, retrieveDate: new Date(0).toISOString(), retries: 0 });
		await update(`${url}/nowhere.bin`);
		await eventually(() => statuses("FirmwareStatusNotification").includes("DownloadFailed"));
		await update(`${url}/empty.bin`);
		await eventually(() => statuses("FirmwareStatusNotification").includes("InstallationFailed"));
		expect(statuses("FirmwareStatusNotification")).toEqual([
			...["Downloading", "DownloadFailed", "Downloading", "Downloaded", "Installing", "InstallationFailed"],
		]);
		await driver.untilStatus("Available");
		expect(csms.all("BootNotification")).toHaveLength(1);
	},
);

test(`TC_045_1 TC_045_2 R-DIAG-01 diagnostics from ${ENGINE}, taken and refused`, PATIENCE, async () => {
	const { fileName } = await csms.call("GetDiagnostics", { location: `${url}/logs/` });
	await eventually(() => statuses("DiagnosticsStatusNotification").includes("Uploaded"));
	const text = files.get(`/logs/${fileName}`);
	expect(text).toContain("Charge point CP001");
	expect(text).toContain("Connector 2\nstatus: Available");
	expect(text).toContain("BootNotification: Accepted");
	await csms.call("GetDiagnostics", { location: `${url}/forbidden/` });
	await eventually(() => statuses("DiagnosticsStatusNotification").includes("UploadFailed"));
	expect(statuses("DiagnosticsStatusNotification")).toEqual([
		...["Uploading", "Uploaded", "Uploading", "UploadFailed"],
	]);
});

test(
	`R-DIAG-01 R-FW-01 diagnostics from ${ENGINE} and firmware over TLS, with a server whose root is trusted`,
	PATIENCE,
	async () => {
		const authority = await certificateAuthority("Root");
		const { key, chain } = await authority.issue({ dns: ["localhost"] });
		const secure = createTlsServer({ key, cert: chain }, serve);
		await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
		const location = `https://user:word@localhost:${(secure.address() as AddressInfo).port}/logs/`;
		await csms.call("GetDiagnostics", { location });
		await eventually(() => statuses("DiagnosticsStatusNotification").includes("UploadFailed"));
		expect(files.size).toBe(0);
		await driver.kill();
		const ca = join(driver.data, "ca.pem");
		writeFileSync(ca, authority.root);
		await driver.start(csms.url, "--ca", ca);
		await eventually(() => csms.all("BootNotification").length === 2);
		const { fileName } = await csms.call("GetDiagnostics", { location });
		await eventually(() => statuses("DiagnosticsStatusNotification").includes("Uploaded"));
		expect(files.get(`/logs/${fileName}`)).toContain("Charge point CP001");
		const image = new URL("/image.bin", location).href;
		await csms.call("UpdateFirmware", { location: image, retrieveDate: new Date(0).toISOString() });
		await eventually(() => statuses("FirmwareStatusNotification").includes("Installed"), 20);
		expect(ranges).toEqual([undefined, "bytes=40000-"]);
		const version = createHash("sha256").update(IMAGE).digest("hex").slice(0, 8);
		expect(csms.all("BootNotification").at(-1).firmwareVersion).toBe(version);
		secure.close();
	},
);
