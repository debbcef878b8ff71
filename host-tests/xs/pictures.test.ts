import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChargePointState, Language } from "../../modules/charge-point/state";
import { drawScreen, FRAMES } from "../../modules/ui/screen";
import { TEXTS } from "../../modules/ui/texts";
import { viewOf } from "../../modules/ui/view";
import { readAssets } from "../../simulator/node/bitmap-assets";
import { FrameBuffer } from "../../simulator/node/frame-buffer";
import { StrictCsms } from "../scenarios/strict-csms";
import { Firmware } from "./firmware";

const [EMERGENCY_STOP, CABLE, EV, EV_READY, LOCK_FEEDBACK] = [1, 101, 102, 103, 104];
/** The session of the script takes fewer seconds. */
const LONGEST_SESSION = 15;
const SESSION_WH = 23_580;
const POWER = 22_080;

let csms: StrictCsms;
let firmware: Firmware;

beforeEach(async () => {
	csms = new StrictCsms();
	await csms.open();
	// No minute ends in the test.
	csms.answer("BootNotification", () => ({
		status: "Accepted",
		interval: 300,
		currentTime: "2026-11-22T12:00:05.000Z",
	}));
});

afterEach(async () => {
	await firmware.close();
	await csms.close();
});

/** All that the OLED may show for what the firmware has told: pictures by their words. */
function expectedPictures(states: (ChargePointState | null)[], language: Language): Map<string, Set<string>> {
	const assets = readAssets();
	const pictures = new Map<string, Set<string>>();
	const draw = (state: ChargePointState | null) => {
		const view = viewOf(state, { language, connector: 0, network: true, utcOffset: 0 });
		for (let frame = 0; frame < (view.moving ? FRAMES : 1); frame++) {
			const buffer = new FrameBuffer();
			const words = drawScreen(buffer, assets, view, frame).join(" | ");
			if (!pictures.has(words)) pictures.set(words, new Set());
			pictures.get(words)?.add(Buffer.from(buffer.bitmap).toString("base64"));
		}
	};
	for (const state of states) {
		draw(state);
		const connector = state?.connectors[0];
		if (!state || !connector) continue;
		// The screen follows at once: it may show a question whose answer came before the state was told.
		draw({ ...state, connectors: [{ ...connector, notice: "Authorizing" }] });
		if (connector.sessionSeconds === null || connector.status === "Finishing") continue;
		// Time and meter go on without a change of the state.
		for (let sessionSeconds = 0; sessionSeconds <= LONGEST_SESSION; sessionSeconds++)
			for (const sessionWh of [0, SESSION_WH])
				for (const powerW of [0, POWER])
					draw({ ...state, connectors: [{ ...connector, sessionSeconds, sessionWh, powerW }] });
	}
	return pictures;
}

/** A driver's session with everything that goes wrong in it. */
async function play(): Promise<void> {
	const shown = (status: string) =>
		firmware.until("state", ({ connectors }) => connectors[0].status === status);
	const meter = (importWh: number, powerW: number) =>
		firmware.say({ meter: { connector: 1, importWh, powerW, currentA: [32, 32, 32], voltageV: [] } });
	const card = (idTag: string) => firmware.say({ idTag: { connector: 1, idTag } });
	const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
	meter(1000, 0);
	await firmware.until("state", ({ registration }) => registration === "Accepted");
	await sleep(300);
	card("UNKNOWN");
	await firmware.until("state", ({ connectors }) => connectors[0].notice === "Invalid");
	firmware.inputs({ [CABLE]: 1, [EV_READY]: 1, [EV]: 1 });
	await shown("Preparing");
	card("ALICE");
	firmware.inputs({ [LOCK_FEEDBACK]: 1 });
	await shown("Charging");
	meter(1000 + SESSION_WH, POWER);
	await sleep(2500);
	firmware.inputs({ [EV_READY]: 0 });
	await shown("SuspendedEV");
	await sleep(500);
	card("ALICE");
	firmware.inputs({ [LOCK_FEEDBACK]: 0 });
	await shown("Finishing");
	firmware.inputs({ [EV]: 0, [CABLE]: 0 });
	await shown("Available");
	firmware.inputs({ [EMERGENCY_STOP]: 1 });
	await firmware.until("state", ({ status }) => status === "Faulted");
	await sleep(300);
}

describe("Piu on XS", () => {
	test.each(["en", "zh-TW"] as const)(
		"draws each picture as Node.js does, to the pixel: %s",
		async (language) => {
			firmware = await Firmware.boot("xs", { csms: csms.url, language });
			await play();
			const pictures = expectedPictures([null, ...firmware.all("state")], language);
			const displays = firmware.all("display");
			for (const { lines, bitmap } of displays) {
				const words = lines.join(" | ");
				expect([...pictures.keys()]).toContain(words);
				expect(pictures.get(words)?.has(bitmap), words).toBe(true);
			}
			const { titles } = TEXTS[language];
			const seen = new Set(displays.flatMap(({ lines }) => lines));
			for (const picture of [
				"Available",
				"Refused",
				"Charging",
				"SuspendedEV",
				"Finishing",
				"Faulted",
			] as const)
				expect([...seen]).toContain(titles[picture]);
		},
	);
});
