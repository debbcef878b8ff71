import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import project from "../../package.json" with { type: "json" };
import { readImage } from "../../simulator/esp32/flash-file";
import { eventually } from "../scenarios/driver";
import { charge, csms, driver, leave, setStage, start } from "../scenarios/stage";
import { alterImage } from "./altered-image";

setStage();

const VERSION = project.version;
const NEWER = VERSION.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
/** The pattern of a host name, without which no address can be read. */
const [PATTERN, BROKEN_PATTERN] = ["^(?:\\[([0-9A-Fa-f:.]+)\\]|", "^(((((([0-9A-Fa-f:.]+)\\]|"];

let application: Uint8Array;
let server: Server;
let image: Buffer;
let sent: number;

beforeAll(() => {
	application = readImage().application;
});

beforeEach(async () => {
	sent = 0;
	server = createServer((request, response) => {
		const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
		response.writeHead(from > 0 ? 206 : 200, {
			"content-length": image.length - from,
			"content-range": `bytes ${from}-${image.length - 1}/${image.length}`,
		});
		let at = from;
		const send = () => {
			if (at >= image.length) response.end();
			else if (!response.destroyed) {
				const part = image.subarray(at, at + 16_384);
				at += part.length;
				sent = at;
				response.write(part, send);
			}
		};
		send();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(() => {
	server.closeAllConnections();
	server.close();
});

async function update(): Promise<void> {
	const { port } = server.address() as AddressInfo;
	const location = `http://127.0.0.1:${port}/image.bin`;
	expect(await csms.call("UpdateFirmware", { location, retrieveDate: new Date(0).toISOString() })).toEqual(
		{},
	);
}

const statuses = () => csms.all("FirmwareStatusNotification").map(({ status }) => status);
const versions = () => csms.all("BootNotification").map(({ firmwareVersion }) => firmwareVersion);

/** Seconds: the emulator takes its time for each sector that is erased and written. */
const INSTALLATION = 150;

describe("an update over the air", { timeout: 900_000 }, () => {
	test("TC_044_1 R-FW-01 goes into the other partition, is confirmed, and runs after a power cut too", async () => {
		image = alterImage(application, VERSION, NEWER);
		await start();
		await update();
		await eventually(() => statuses().includes("Installed"), INSTALLATION);
		expect(statuses()).toEqual(["Downloading", "Downloaded", "Installing", "Installed"]);
		expect(versions()).toEqual([VERSION, NEWER]);
		await driver.untilStatus("Available");
		await driver.power(false);
		await driver.power(true);
		await eventually(() => versions().length === 3);
		expect(versions().at(-1)).toBe(NEWER);
		await charge();
		await leave("ALICE");
	});

	test("TC_044_3 R-FW-03 whose firmware does not come up is rolled back", async () => {
		image = alterImage(application, PATTERN, BROKEN_PATTERN);
		image = alterImage(image, VERSION, NEWER);
		await start();
		await update();
		await eventually(() => statuses().includes("InstallationFailed"), INSTALLATION);
		expect(statuses()).toEqual(["Downloading", "Downloaded", "Installing", "InstallationFailed"]);
		expect(versions()).toEqual([VERSION, VERSION]);
		await driver.untilStatus("Available");
		await charge();
		await leave("ALICE");
	});

	test("R-FW-06 that a power cut interrupts is fetched anew", async () => {
		image = alterImage(application, VERSION, NEWER);
		await start();
		await update();
		await eventually(() => statuses().includes("Downloading") && sent > image.length / 3);
		await driver.power(false);
		await driver.power(true);
		await eventually(() => statuses().includes("Installed"), INSTALLATION);
		expect(versions()).toEqual([VERSION, VERSION, NEWER]);
	});

	test("R-FW-03 of what is no image for an ESP32 is refused, and the firmware goes on", async () => {
		image = Buffer.from("no firmware\n".repeat(5000));
		await start();
		await update();
		await eventually(() => statuses().includes("InstallationFailed"), INSTALLATION);
		expect(versions()).toEqual([VERSION]);
		await driver.untilStatus("Available");
	});
});
