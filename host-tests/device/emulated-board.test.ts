import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Host } from "../../modules/hardware/platform";
import { fromUtf8, toUtf8 } from "../../modules/utf8";
import type { BootOptions, FromFirmware, ToFirmware } from "../../simulator/protocol";
import { chargePointState } from "../ui/pictures";
import { device } from "./fake-device";
import { preferences } from "./fake-preferences";

/** The emulated chip: its UART, and what the SDK's timer calls. */
const chip = vi.hoisted(() => ({
	arrived: [] as string[],
	said: "",
	tick: (): void => undefined,
	transfers: undefined as string | undefined,
	fitted: true,
	restarts: 0,
	draw: (): void => undefined,
	links: [] as string[],
	route: undefined as unknown as (host: string, port: number, found: (route: unknown) => void) => void,
}));

vi.mock("device/qemu/uart", () => ({
	Uart: class {
		read() {
			const text = chip.arrived.shift();
			return text && (toUtf8(text).buffer as ArrayBuffer);
		}
		write(bytes: Uint8Array, start: number) {
			chip.said += fromUtf8(bytes.subarray(start));
			return bytes.length - start;
		}
	},
}));
vi.mock("device/qemu/i2c-capture", () => ({
	fitDisplay: (fitted: boolean) => {
		chip.fitted = fitted;
	},
	takeTransfers: () => {
		const { transfers } = chip;
		chip.transfers = undefined;
		return transfers;
	},
}));
vi.mock("device/qemu/ethernet", () => ({ networkAddress: () => "10.0.2.15" }));
vi.mock("device/qemu/mapped-flash", () => ({ MappedFlash: class {} }));
vi.mock("timer", () => ({
	default: {
		set: (callback: () => void) => {
			chip.tick = callback;
		},
	},
}));
vi.mock("device/network", () => ({
	DeviceNetwork: class {
		readonly address = "525400123456";
		changed() {}
		openSetup() {
			chip.links.push("set-up");
		}
	},
}));
vi.mock("device/flash", () => ({ PartitionFlash: class {} }));
vi.mock("device/sdk/sockets", () => ({
	SdkSockets: class {
		constructor({ route }: { route: typeof chip.route }) {
			chip.route = route;
		}
	},
}));
vi.mock("modules/ui/piu/screen", () => ({
	startScreen(model: { draw(port: object, assets: object): void }) {
		const port = new Proxy({}, { get: () => () => 0 });
		const assets = new Proxy({}, { get: () => ({ measure: () => ({ width: 0, height: 0 }) }) });
		chip.draw = () => model.draw(port, assets);
	},
}));

const BOOT: BootOptions = {
	...{
		identity: "CP007",
		csms: "ws://csms/ocpp",
		connectors: 2,
		cable: "detachable",
		settings: { Key: "1" },
	},
	...{ ca: "PEM", flash: "", network: 4711, page: "127.0.0.1:4712", language: "zh-TW", utcOffset: 480 },
};
/** Outputs of connector 2. */
const [LOCK, CONTACTOR, CHARGING] = [211, 212, 222];

let host: Host | undefined;

/** The platform starts and waits for its boot line. */
async function start(): Promise<void> {
	Object.assign(chip, { arrived: [], said: "", links: [], fitted: true, transfers: undefined });
	host = undefined;
	vi.resetModules();
	const { default: platform } = await import("../../device/qemu/platform");
	platform.start((ready) => {
		host = ready;
		ready.show(() => chargePointState());
	});
}

function say(...lines: ToFirmware[]): void {
	chip.arrived.push(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
	chip.tick();
}

/** What it has said since the last time. */
function said(): FromFirmware[] {
	const lines = chip.said.split("\n").filter((line) => line !== "");
	chip.said = "";
	return lines.map((line) => JSON.parse(line) as FromFirmware);
}

beforeEach(() => {
	preferences.reset();
	vi.stubGlobal("trace", () => undefined);
	vi.stubGlobal("System", { restart: () => chip.restarts++ });
	vi.stubGlobal("native", () => () => 0);
});

afterEach(() => {
	globalThis.abort = undefined;
	vi.unstubAllGlobals();
});

describe("the emulated board", () => {
	test("says that it starts, waits for its boot line, and takes inputs when all is told", async () => {
		await start();
		expect(said()).toEqual([{ starting: true }]);
		say({ digital: { pin: 201, level: 1 } }, { meter: { connector: 2, importWh: 1234 } });
		expect(host).toBeUndefined();
		say({ boot: BOOT });
		expect(host?.settings).toMatchObject({
			...{ identity: "CP007", csms: "ws://csms/ocpp", model: "ESP32 in QEMU", firmwareVersion: "0.1.0" },
			...{ defaults: { Key: "1", DisplayLanguage: "zh-TW" }, factoryRoot: "PEM", newKey: false },
			serialNumber: "525400123456",
		});
		expect(host?.connectors.map(({ cable, detachable }) => [cable, detachable])).toEqual([
			...[
				[false, true],
				[true, true],
			],
		]);
		expect(host?.connectors[1].meter.read()).toMatchObject({ importWh: 1234 });
		said();
		device.timers.advance(0);
		expect(said().slice(-2)).toEqual([{ state: chargePointState() }, { ready: true }]);
		const before = host;
		say({ boot: { ...BOOT, identity: "CP008" } });
		expect(host).toBe(before);
	});

	test("tells its outputs, offers, frames and log, and restarts within the emulator", async () => {
		await start();
		say({ boot: BOOT });
		device.timers.advance(0);
		said();
		host?.connectors[1].setContactor(true);
		host?.connectors[1].setOfferedCurrent(16);
		expect(said()).toEqual([
			{ digital: { pin: CONTACTOR, level: 1 } },
			{ offer: { connector: 2, amperes: 16 } },
		]);
		host?.connectors[1].setLock(true, () => undefined);
		expect(said()).toEqual([{ digital: { pin: LOCK, level: 1 } }]);
		host?.frame?.("out", "x".repeat(600));
		expect(said()).toEqual([
			{ ocpp: { direction: "out", frame: "x".repeat(512), more: true } },
			{ ocpp: { direction: "out", frame: "x".repeat(88) } },
		]);
		host?.log("hello");
		expect(said()).toEqual([{ log: "hello" }]);
		host?.restart();
		expect([chip.restarts, said()]).toEqual([1, [{ restarting: true }]]);
	});

	test("a breathing LED is on", async () => {
		await start();
		say({ boot: BOOT });
		const state = chargePointState({}, {}, { status: "Charging" });
		host?.show(() => state);
		said();
		for (let i = 0; i < 100; i++) device.timers.advance(50);
		expect(said().filter((line) => "digital" in line && line.digital.pin === CHARGING)).toEqual([]);
	});

	test("hears ids, faults and the wish for the set-up page", async () => {
		await start();
		say({ boot: BOOT });
		const heard: unknown[] = [];
		if (!host) throw new Error("it has not started");
		host.onIdTag = (...values) => heard.push(values);
		host.onFault = (...values) => heard.push(values);
		host.onEmergencyStop = (...values) => heard.push(values);
		host.onTamper = () => heard.push("tamper");
		device.timers.advance(0);
		say({ idTag: { connector: 0, idTag: "ALICE" } });
		say({ fault: { connector: 1, errorCode: "GroundFailure", active: true } });
		say({ digital: { pin: 1, level: 1 } }, { digital: { pin: 2, level: 1 } });
		device.timers.advance(1000);
		say({ settle: 7 });
		said();
		device.timers.advance(59);
		expect(said()).toEqual([]);
		device.timers.advance(1);
		expect(said()).toEqual([{ state: chargePointState() }, { settled: 7 }]);
		expect(heard).toEqual([[0, "ALICE"], [1, "GroundFailure", true], [true], "tamper"]);
		said();
		say({ setup: "open" });
		expect([chip.links, said()]).toEqual([["set-up"], [{ setup: { url: "http://127.0.0.1:4712" } }]]);
	});

	test("tells what the display was sent, with the texts of the picture, and when it is out of its socket", async () => {
		await start();
		say({ boot: BOOT });
		said();
		chip.draw();
		chip.transfers = "PAAC";
		chip.tick();
		const [told] = said() as [{ oled: { lines: string[]; i2c: string } }];
		expect(told.oled.i2c).toBe("PAAC");
		expect(told.oled.lines[0]).toMatch(/^CP/);
		say({ oled: false });
		expect([chip.fitted, said()]).toEqual([false, [{ oled: null }]]);
		say({ oled: true });
		expect([chip.fitted, said()]).toEqual([true, []]);
	});

	test("goes through the simulator's network", async () => {
		await start();
		say({ boot: BOOT });
		const routes: unknown[] = [];
		for (const name of ["csms", "::1"]) chip.route(name, 80, (route) => routes.push(route));
		expect(routes).toEqual([
			{ address: "10.0.2.2", port: 4711, preface: toUtf8("CONNECT csms:80\n") },
			{ address: "10.0.2.2", port: 4711, preface: toUtf8("CONNECT [::1]:80\n") },
		]);
	});
});
