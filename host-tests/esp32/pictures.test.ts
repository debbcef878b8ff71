import { PNG } from "pngjs";
import { describe, expect, test, vi } from "vitest";
import type { Language } from "../../modules/charge-point/state";
import { csms, driver, reopenCsms, setStage } from "../scenarios/stage";
import { drawMoment, goldenFile, LANGUAGES, readGolden } from "../ui/golden-pictures";
import { MOMENTS } from "../ui/pictures";

setStage();

/** The clock of the golden pictures, in Taiwan's time. */
const CLOCK = { status: "Accepted", interval: 3600, currentTime: "2026-11-22T02:08:00.000Z" };
/** A picture may take its time, and move, ms. */
const PATIENCE = 30_000;

/** The pixels that the emulated SSD1306 shows, as the golden pictures have them. */
async function shown(): Promise<string> {
	const response = await fetch(`${driver.panel}/api/display.png`);
	const { data } = PNG.sync.read(Buffer.from(await response.arrayBuffer()));
	return Array.from({ length: data.length / 4 }, (_, i) => (data[i * 4] >= 128 ? "#" : ".")).join("");
}

const picture = (bitmap: Uint8Array) =>
	Array.from(bitmap, (byte) => byte.toString(2).padStart(8, "0"))
		.join("")
		.replaceAll("1", "#")
		.replaceAll("0", ".");

/** Waits until the display shows a golden picture to the pixel. */
async function shows(name: string, language: Language): Promise<void> {
	const moment = MOMENTS.find((one) => one.name === name);
	if (!moment) throw new Error(`There is no picture ${name}.`);
	const golden = picture(readGolden(goldenFile(moment, language)));
	await vi.waitFor(async () => expect(await shown(), name).toBe(golden), {
		timeout: PATIENCE,
		interval: 100,
	});
}

/** Starts the simulator where the golden pictures were taken. */
async function start(language: Language): Promise<void> {
	vi.stubEnv("TZ", "Asia/Taipei");
	await driver.start(csms.url, "--set", `DisplayLanguage=${language}`);
}

describe.each(LANGUAGES)("the SSD1306 gets the golden pictures in %s", { timeout: 240_000 }, (language) => {
	test("without a CSMS, waiting for it, refused, and again without it", async () => {
		let status = "Pending";
		csms.answer("BootNotification", () => ({ ...CLOCK, status, interval: 2 }));
		await csms.close();
		await start(language);
		await shows("connecting", language);
		await reopenCsms();
		csms.answer("BootNotification", () => ({ ...CLOCK, status, interval: 2 }));
		await shows("registering", language);
		status = "Rejected";
		await shows("rejected", language);
	});

	test("a session, from the free connector to the unplugged cable", async () => {
		csms.answer("BootNotification", () => CLOCK);
		let accept = (): void => undefined;
		csms.answer("Authorize", () => {
			return new Promise((resolve) => {
				accept = () => resolve({ idTagInfo: { status: "Accepted" } });
			});
		});
		await start(language);
		await shows("available", language);
		await driver.input("plug", true);
		await shows("preparing-plugged", language);
		await driver.input("idTag", "DRIVER01");
		await shows("authorizing", language);
		accept();
		await driver.untilStatus("Charging");
		const pictures = chargingPictures(language);
		await vi.waitFor(async () => expect(pictures.has(await shown())).toBe(true), {
			...{ timeout: PATIENCE, interval: 100 },
		});
	});

	test("a refused card, an unavailable connector, faults and the emergency stop", async () => {
		csms.answer("BootNotification", () => CLOCK);
		await start(language);
		await shows("available", language);
		await driver.input("idTag", "UNKNOWN");
		await shows("refused-invalid", language);
		await csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" });
		await shows("unavailable", language);
		await csms.call("ChangeAvailability", { connectorId: 1, type: "Operative" });
		await driver.input("fault", { errorCode: "GroundFailure", active: true });
		await shows("faulted-GroundFailure", language);
		await driver.input("fault", { errorCode: "GroundFailure", active: false });
		await driver.input("emergencyStop", true, 0);
		await shows("emergency-stop", language);
	});
});

/** What the first minute of a session at 22 kW may look like, in any phase of its animation. */
function chargingPictures(language: Language): ReadonlySet<string> {
	const moment = MOMENTS.find(({ name }) => name === "charging-begin");
	const state = moment?.state;
	if (!moment || !state) throw new Error("There is no picture of charging.");
	const [connector] = state.connectors;
	const flow = { powerW: 22_080, offeredA: 32, drawnA: 32 };
	const pictures = new Set<string>();
	for (let sessionWh = 0; sessionWh <= 400; sessionWh += 10)
		for (let frame = 0; frame < 8; frame++) {
			const connectors = [{ ...connector, ...flow, sessionWh }];
			const { bitmap } = drawMoment({ ...moment, state: { ...state, connectors }, frame }, language);
			pictures.add(picture(bitmap));
		}
	return pictures;
}
