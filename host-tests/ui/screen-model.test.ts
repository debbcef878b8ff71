import { beforeEach, describe, expect, it } from "vitest";
import type { ChargePointState, ConnectorState } from "../../modules/charge-point/state";
import { FRAME_TIME, HOLD_TIME, ScreenModel, TURN_TIME } from "../../modules/ui/screen-model";
import { readAssets } from "../../simulator/node/bitmap-assets";
import { FrameBuffer } from "../../simulator/node/frame-buffer";
import { NodeScreen, type ScreenFrame } from "../../simulator/node/screen";
import { VirtualTimers } from "../virtual-timers";
import { chargePointState } from "./pictures";

const assets = readAssets();
const MINUTE = 60_000;
const charging: Partial<ConnectorState> = {
	status: "Charging",
	sessionWh: 1000,
	sessionSeconds: 0,
	cable: true,
};

let timers: VirtualTimers;
let model: ScreenModel;
let state: ChargePointState;
let changes: number;

function lines(): string[] {
	return model.draw(new FrameBuffer(), assets);
}

function pixels(): string {
	const buffer = new FrameBuffer();
	model.draw(buffer, assets);
	return Buffer.from(buffer.bitmap).toString("base64");
}

/** Changes a connector as the charge point would, and says so. */
function change(index: number, changed: Partial<ConnectorState>): void {
	Object.assign(state.connectors[index], changed);
	model.changed();
}

function start(...connectors: Partial<ConnectorState>[]): void {
	state = chargePointState({ clock: null }, ...connectors);
	model.show(() => state);
	changes = 0;
}

/** Number of the connector on the screen. */
function shown(): string {
	return lines()[0];
}

beforeEach(() => {
	timers = new VirtualTimers(5_000);
	model = new ScreenModel({ timers, language: "en" });
	model.onChange = () => changes++;
});

describe("what is on the screen", () => {
	it("is booting until there is a state", () => {
		expect(lines()).toEqual(["Starting", "Please wait"]);
		expect(timers.running).toBe(0);
		start({});
		expect(lines()).toEqual(["CP001", "Available", "Plug in or tap card"]);
	});

	it("follows the state, and is drawn anew only when it is another picture", () => {
		start({});
		change(0, { status: "Preparing", cable: true, ev: true });
		expect(changes).toBe(1);
		expect(lines()).toContain("Preparing");
		change(0, { importWh: 17, locked: true });
		expect(changes).toBe(1);
	});

	it("shows a refusal as long as the state has it", () => {
		start({});
		change(0, { notice: "Invalid" });
		expect(lines()).toContain("Refused");
		timers.advance(10 * MINUTE);
		expect(lines()).toContain("Refused");
		change(0, { notice: null });
		expect(lines()).toContain("Available");
	});

	it("changes with the language and with the network", () => {
		start({});
		state.language = "zh-TW";
		model.changed();
		expect(lines()).toContain("可使用");
		model.setNetwork(false);
		expect(lines()).toContain("無網路");
		model.setNetwork(true);
		expect(lines()).toContain("可使用");
		expect(changes).toBe(3);
	});

	it("does not change any more once closed", () => {
		start(charging);
		model.close();
		expect(timers.running).toBe(0);
		change(0, { status: "Faulted" });
		expect([changes, timers.running]).toEqual([0, 0]);
	});
});

describe("the set-up", () => {
	const setup = { network: "xs-evse-A1B2C3", password: "k7m2p9qd4x", address: "192.168.4.1" };

	it("shows the way to its page as long as it is open and nobody uses the connector", () => {
		start();
		model.setNetwork(false);
		model.setSetup(setup);
		expect(lines()).toEqual(["Set-up", "xs-evse-A1B2C3", "Key k7m2p9qd4x", "192.168.4.1"]);
		state.language = "zh-TW";
		model.changed();
		expect(lines()).toEqual(["設定", "xs-evse-A1B2C3", "密碼 k7m2p9qd4x", "192.168.4.1"]);
		change(0, charging);
		expect(lines()[0]).toBe("充電中");
		change(0, { status: "Faulted", errorCode: "GroundFailure" });
		expect(lines()).toContain("接地故障");
		change(0, { status: "Available", errorCode: "NoError", notice: "Authorizing" });
		expect(lines()).toContain("驗證中");
		change(0, { notice: null });
		expect(lines()[0]).toBe("設定");
		model.setSetup(undefined);
		expect(lines()).toContain("無網路");
	});

	it("another address is another picture", () => {
		start();
		model.setSetup(setup);
		const before = changes;
		model.setSetup({ ...setup, address: "127.0.0.1:1234" });
		expect(changes).toBe(before + 1);
		expect(lines()[3]).toBe("127.0.0.1:1234");
	});
});

describe("movement", () => {
	it("is a new picture a second while charging, with the state as it then is", () => {
		start(charging);
		const pictures = new Set([pixels()]);
		for (let second = 1; second <= 5; second++) {
			state.connectors[0].sessionSeconds = second;
			timers.advance(FRAME_TIME);
			expect(changes).toBe(second);
			expect(lines()).toContain(`0:0${second}`);
			pictures.add(pixels());
		}
		expect(pictures.size).toBe(6);
	});

	it("begins anew after the last frame", () => {
		start(charging);
		const first = pixels();
		timers.advance(5 * FRAME_TIME);
		expect(pixels()).not.toBe(first);
		timers.advance(FRAME_TIME);
		expect(pixels()).toBe(first);
	});

	it("keeps its pace when the state changes in between", () => {
		start(charging);
		timers.advance(FRAME_TIME - 100);
		change(0, { powerW: 3000 });
		expect(changes).toBe(1);
		timers.advance(100);
		expect(changes).toBe(2);
	});

	it.each(["Available", "Preparing", "Finishing", "Reserved", "Unavailable", "Faulted"] as const)(
		"stops in %s: no timer runs",
		(status) => {
			start(charging);
			expect(timers.running).toBe(1);
			change(0, { status });
			expect(timers.running).toBe(0);
		},
	);

	it.each(["SuspendedEV", "SuspendedEVSE"] as const)("goes on in %s, whose time counts on", (status) => {
		start({ ...charging, status });
		state.connectors[0].sessionSeconds = 61;
		timers.advance(FRAME_TIME);
		expect(lines()).toContain("1:01");
	});

	it("shows that an id is being checked", () => {
		start({ notice: "Authorizing" });
		const pictures = new Set<string>();
		for (let i = 0; i < 3; i++) {
			pictures.add(pixels());
			timers.advance(FRAME_TIME);
		}
		expect(pictures.size).toBe(3);
	});
});

describe("the clock", () => {
	it("is drawn anew at each full minute and at no other time", () => {
		start({});
		state.clock = Date.UTC(2026, 10, 22, 2, 8, 40);
		model.changed();
		expect(lines()[1]).toBe("02:08");
		expect(timers.running).toBe(1);
		changes = 0;
		timers.advance(19_999);
		expect(changes).toBe(0);
		state.clock += 20_000;
		timers.advance(1);
		expect([changes, lines()[1]]).toEqual([1, "02:09"]);
		state.clock += MINUTE;
		timers.advance(MINUTE);
		expect([changes, lines()[1]]).toEqual([2, "02:10"]);
	});
});

describe("several connectors", () => {
	it("have their turns while nothing happens", () => {
		start({}, {}, {});
		const seen: string[] = [];
		for (let i = 0; i < 4; i++) {
			seen.push(shown());
			timers.advance(TURN_TIME);
		}
		expect(seen).toEqual(["1", "2", "3", "1"]);
	});

	it("show the one where something happened last, and hold it for a while", () => {
		start({}, {}, {});
		change(2, { cable: true, ev: true, status: "Preparing" });
		expect(shown()).toBe("3");
		timers.advance(HOLD_TIME - 1);
		expect(shown()).toBe("3");
		change(1, { errorCode: "HighTemperature" });
		expect(shown()).toBe("2");
		timers.advance(HOLD_TIME - 1);
		expect(shown()).toBe("2");
		timers.advance(1);
		expect(shown()).toBe("3");
	});

	it("do not take turns while an id is checked or an answer is shown", () => {
		start({}, {});
		change(1, { notice: "Authorizing" });
		timers.advance(3 * HOLD_TIME);
		expect(shown()).toBe("2");
		change(1, { notice: null });
		timers.advance(HOLD_TIME);
		expect(shown()).toBe("1");
	});

	it("are not called by what only counts on", () => {
		start({}, charging);
		change(1, { sessionWh: 2000, powerW: 5000, importWh: 7, drawnA: 3 });
		expect(shown()).toBe("1");
	});

	it("turn while one of them moves", () => {
		start(charging, {});
		timers.advance(TURN_TIME);
		expect(shown()).toBe("2");
		expect(timers.running).toBe(1);
		timers.advance(TURN_TIME);
		expect(shown()).toBe("1");
	});
});

describe("the simulator's screen", () => {
	it("gives each new picture, from booting on", () => {
		const frames: ScreenFrame[] = [];
		const screen = new NodeScreen({ timers, language: "en", onFrame: (frame) => frames.push(frame) });
		expect(frames.map((frame) => frame.lines)).toEqual([["Starting", "Please wait"]]);
		state = chargePointState({ clock: null }, charging);
		screen.show(() => state);
		timers.advance(FRAME_TIME);
		expect(frames.length).toBe(3);
		expect(frames[1].lines).toContain("1.00");
		expect(frames.every((frame) => frame.bitmap.length === 1024)).toBe(true);
		expect(frames[2].bitmap).not.toEqual(frames[1].bitmap);
		Object.assign(state.connectors[0], { status: "Finishing" });
		screen.changed();
		expect(frames[3].lines).toContain("Finished");
		screen.close();
		timers.advance(MINUTE);
		expect(frames.length).toBe(4);
	});

	it("is dark while it is pulled out", () => {
		const frames: ScreenFrame[] = [];
		const onFrame = (frame: ScreenFrame) => frames.push(frame);
		const screen = new NodeScreen({ timers, language: "en", isFitted: false, onFrame });
		screen.show(() => chargePointState({ clock: null }));
		expect(frames.map(({ lines }) => lines)).toEqual([[], []]);
		expect(frames[1].bitmap.some((byte) => byte !== 0)).toBe(false);
		screen.isFitted = true;
		expect(frames[2].lines).toContain("Available");
		screen.isFitted = false;
		expect(frames[3].lines).toEqual([]);
	});
});
