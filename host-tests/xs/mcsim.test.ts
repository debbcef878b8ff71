import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ChargePointState } from "../../modules/charge-point/state";
import { drawScreen, FRAMES } from "../../modules/ui/screen";
import { viewOf } from "../../modules/ui/view";
import { readAssets } from "../../simulator/node/bitmap-assets";
import { FrameBuffer } from "../../simulator/node/frame-buffer";
import { CONTROLS, McsimWindow, whatWindowLacks } from "../../tools/mcsim-window";
import { ROOT } from "../../tools/moddable";
import { type Received, StrictCsms } from "../scenarios/strict-csms";
import { chargePointState } from "../ui/pictures";
import { ShownBoard } from "./magnified";

/** The session of the script takes fewer seconds, and less energy. */
const LONGEST_SESSION = 20;
const MOST_WH = 150;
const NOON = Date.UTC(2026, 10, 22, 12, 0, 5);

/** All pictures of a state, animated or not. */
function picturesOf(states: ChargePointState[]): Set<string> {
	const assets = readAssets();
	const pictures = new Set<string>();
	for (const state of states) {
		const view = viewOf(state, { language: "en", connector: 0, network: true, utcOffset: 0 });
		for (let frame = 0; frame < (view.moving ? FRAMES : 1); frame++) {
			const buffer = new FrameBuffer();
			drawScreen(buffer, assets, view, frame);
			pictures.add(Buffer.from(buffer.bitmap).toString("base64"));
		}
	}
	return pictures;
}

/** The first second of charging until the last that the script can take. */
function chargingStates(): ChargePointState[] {
	const states: ChargePointState[] = [];
	for (let sessionSeconds = 0; sessionSeconds <= LONGEST_SESSION; sessionSeconds++)
		for (let sessionWh = 0; sessionWh <= MOST_WH; sessionWh += 10)
			states.push(
				chargePointState(
					{ clock: NOON },
					{
						...{ cable: true, ev: true, status: "Charging", locked: true, contactor: true },
						...{ offeredA: 32, drawnA: 32, powerW: 22_080, idTag: "VISITOR", transactionId: 101 },
						...{ sessionSeconds, sessionWh },
					},
				),
			);
	return states;
}

function simWith(env: NodeJS.ProcessEnv): { status: number | null; stderr: string } {
	const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "tools/sim.ts"], {
		...{ cwd: ROOT, env: { ...process.env, ...env }, encoding: "utf8" as const },
	});
	return { status, stderr };
}

test("without the SDK, `npm run sim` says in a sentence what is missing", () => {
	const { status, stderr } = simWith({ MODDABLE: "/nowhere" });
	expect(status).toBe(1);
	expect(stderr).toBe(
		"There is no Moddable SDK at /nowhere; install version 8.2.3, or let MODDABLE name its folder.\n",
	);
});

test("without a display, `npm run sim` says in a sentence what to do", () => {
	const { status, stderr } = simWith({ DISPLAY: "", WAYLAND_DISPLAY: "" });
	expect(status).toBe(1);
	expect(stderr).toMatch(/^There is no display for the window; "xvfb-run npm run sim" .*\n$/);
});

describe.skipIf(whatWindowLacks() !== undefined)("the charge point in the window of mcsim", () => {
	let csms: StrictCsms;
	let data: string;
	let window: McsimWindow;

	/** The newest message of an action that fulfils the condition, of those after `start`; waits for it. */
	async function told(
		action: string,
		condition: (payload: Received["payload"]) => boolean = () => true,
		start = 0,
	): Promise<Received["payload"]> {
		const limit = Date.now() + 15_000;
		for (;;) {
			const found = csms.received
				.slice(start)
				.findLast((one) => one.action === action && condition(one.payload));
			if (found) return found.payload;
			if (Date.now() > limit) throw new Error(`no ${action}\n${window.log.slice(-5).join("\n")}`);
			await sleep(50);
		}
	}

	/** Looks at the window until it shows what is asked for. */
	async function shows(condition: (board: ShownBoard) => boolean): Promise<void> {
		const limit = Date.now() + 15_000;
		for (;;) {
			const board = new ShownBoard(await window.picture());
			if (condition(board)) return;
			if (Date.now() > limit)
				throw new Error(`in vain; lit: ${board.leds}\n${window.log.slice(-5).join("\n")}`);
			await sleep(100);
		}
	}

	beforeAll(async () => {
		csms = new StrictCsms();
		await csms.open();
		csms.answer("BootNotification", () => ({
			...{ status: "Accepted", interval: 300, currentTime: new Date(NOON).toISOString() },
		}));
		data = mkdtempSync(join(tmpdir(), "xs-evse-mcsim-"));
		window = await McsimWindow.open(["--csms", csms.url, "--data", data]);
	}, 300_000);

	afterAll(async () => {
		await window?.close();
		await csms?.close();
		rmSync(data, { recursive: true, force: true });
	});

	test("plays a session by mouse and keyboard, and shows it on OLED and LEDs to the pixel", async () => {
		const available = picturesOf([chargePointState({ clock: NOON }, {})]);
		await shows((board) => available.has(board.bitmap ?? "") && board.leds.join() === "available");

		await window.click(CONTROLS.cable);
		await window.click(CONTROLS.vehicle);
		await told("StatusNotification", ({ status }) => status === "Preparing");
		await window.click(CONTROLS.idField);
		await window.type("VISITOR");
		await window.click(CONTROLS.present);
		expect(await told("StartTransaction")).toMatchObject({ idTag: "VISITOR", meterStart: 0 });
		const charging = picturesOf(chargingStates());
		await shows((board) => charging.has(board.bitmap ?? "") && board.leds.join() === "charging");

		await window.click(CONTROLS.pause);
		await told("StatusNotification", ({ status }) => status === "SuspendedEVSE");
		await shows((board) => board.leds.join() === "available,charging");
		await window.click(CONTROLS.pause);
		await shows((board) => board.leds.join() === "charging");

		// The lock holds the cable, and the switch goes back.
		await window.click(CONTROLS.cable);
		expect(csms.received.filter(({ action }) => action === "StopTransaction")).toEqual([]);
	});

	test("the power switch ends the firmware at that instant, and starts it again from its flash", async () => {
		await window.click(CONTROLS.power);
		await shows((board) => board.bitmap === undefined);
		const before = csms.connections;
		await window.click(CONTROLS.power);
		expect(await told("StopTransaction")).toMatchObject({ reason: "PowerLoss" });
		expect(csms.connections).toBe(before + 1);
	});

	test("the network switch takes the network away without a word, and all catches up", async () => {
		await window.click(CONTROLS.network);
		const start = csms.received.length;
		const connections = csms.connections;
		await window.click(CONTROLS.vehicle);
		await window.click(CONTROLS.cable);
		await sleep(1000);
		expect(csms.received.length).toBe(start);
		await window.click(CONTROLS.network);
		await told("StatusNotification", ({ status }) => status === "Available", start);
		expect(csms.connections).toBe(connections);
		expect(csms.violations).toEqual([]);
	});

	test("a charge point that boots without a network connects when it is there", async () => {
		await window.click(CONTROLS.network);
		await window.click(CONTROLS.power);
		const connections = csms.connections;
		await window.click(CONTROLS.power);
		await shows((board) => board.bitmap !== undefined);
		await sleep(2000);
		expect(csms.connections).toBe(connections);
		const start = csms.received.length;
		await window.click(CONTROLS.network);
		await told("BootNotification", () => true, start);
	});

	test("the log has a line for each event, and none of exceptions in an orderly life", async () => {
		expect(window.log.filter((line) => line.includes("exception"))).toEqual([]);
		expect(window.log.join("\n")).toContain("BootNotification: Accepted");
	});

	test("Ctrl-C ends it", async () => {
		expect(await window.close()).toBe(0);
	});
});
