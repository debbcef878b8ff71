import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MeterReading, Transport } from "../../modules/charge-point/interfaces";
import type { ChargePointState, ConnectorState } from "../../modules/charge-point/state";
import type { SetupModeOptions } from "../../modules/setup/setup-mode";
import { Board } from "../../simulator/board";
import { digitalOf, Pins } from "../../simulator/digital";
import { SimulatedSlot } from "../../simulator/firmware-slot";
import { nodeCryptography } from "../../simulator/node/cryptography";
import { nodeListen } from "../../simulator/node/listener";
import { processTimers } from "../../simulator/node/timers";
import type { BootOptions, FromFirmware } from "../../simulator/protocol";
import { MemoryFlash } from "../storage/memory-flash";

/** What the last set-up was made of. */
let setup: SetupModeOptions;

vi.mock("../../modules/setup/setup-mode", async (original) => ({
	...(await original<object>()),
	SetupMode: class {
		url = "http://127.0.0.1:1";

		constructor(options: SetupModeOptions) {
			setup = options;
		}
	},
}));

let pins: Pins;
let meters: Map<number, MeterReading>;
/** What the simulator was told, without outputs. */
let told: FromFirmware[];
/** Levels of the outputs that were driven. */
let outputs: Map<number, 0 | 1>;
const screen = { show: vi.fn(), changed: vi.fn(), setSetup: vi.fn() };
const transport = { linkUp: vi.fn() };
const restart = vi.fn();
const images = {
	begin: vi.fn(),
	append: vi.fn(),
	rename: vi.fn(),
	sizeOf: vi.fn<(image: string) => number | undefined>(),
	digestOf: vi.fn<() => string | undefined>(),
};

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
	vi.clearAllMocks();
	pins = new Pins();
	meters = new Map();
	told = [];
	outputs = new Map();
	pins.onOutput = (pin, level) => outputs.set(pin, level);
});

afterEach(() => {
	vi.useRealTimers();
});

function build(options: Partial<BootOptions> = {}): Board {
	return new Board({
		boot: {
			identity: "CP001",
			csms: "ws://csms/ocpp",
			connectors: 2,
			cable: "detachable",
			settings: { HeartbeatInterval: "60" },
			flash: "flash.bin",
			network: 1,
			language: "en",
			utcOffset: 0,
			...options,
		},
		firmwareVersion: "1.2.3",
		digital: digitalOf(pins),
		timers: processTimers,
		flash: new MemoryFlash(8),
		fileTransfer: { download: vi.fn(), upload: vi.fn() },
		firmwareSlot: new SimulatedSlot(images, processTimers),
		transport: transport as unknown as Transport & { linkUp(): void },
		cryptography: nodeCryptography,
		screen,
		listen: nodeListen,
		randomBytes: (count) => new Uint8Array(count),
		meters,
		tell: (message) => {
			told.push(message);
		},
		newId: () => "an id",
		random: () => 0.5,
		restart,
	});
}

function stateOf(...statuses: ConnectorState["status"][]): ChargePointState {
	const connector = { errorCode: "NoError" } as ConnectorState;
	return {
		connected: true,
		connectors: statuses.map((status, index) => ({ ...connector, id: index + 1, status })),
	} as ChargePointState;
}

const leds = () => [121, 122, 123, 221, 222, 223].map((pin) => outputs.get(pin));

describe("the simulated board", () => {
	it("is known before its flash is read", () => {
		expect(build({ identity: "a charge point with a very long name" }).settings).toEqual({
			identity: "a charge point with a very long name",
			csms: "ws://csms/ocpp",
			defaults: { DisplayLanguage: "en", HeartbeatInterval: "60" },
			vendor: "xs-evse",
			model: "Simulator",
			serialNumber: "a charge point with a very".slice(0, 25),
			firmwareVersion: "1.2.3",
			crashed: false,
			newKey: false,
		});
	});

	it("has the version of the image that was installed on it", () => {
		images.digestOf.mockReturnValueOnce("0123456789abcdef");
		expect(build().settings.firmwareVersion).toBe("01234567");
	});

	it("R-FRM-22 has a serial number in ASCII, and knows of a crash before it", () => {
		const { serialNumber, crashed } = build({ identity: "充電樁 1", crashed: true }).settings;
		expect({ serialNumber, crashed }).toEqual({ serialNumber: "___ 1", crashed: true });
	});

	it("finds the world as it stands when it boots", () => {
		pins.setInput(201, 1);
		pins.setInput(202, 1);
		pins.setInput(203, 1);
		pins.setInput(204, 1);
		meters.set(2, { importWh: 77 });
		const [first, second] = build().connectors;
		const facts = ({ detachable, cable, ev, evReady, locked, meter }: typeof first) =>
			[detachable, cable, ev, evReady, locked, meter.read().importWh] as const;
		expect(facts(first)).toEqual([true, false, false, false, false, 0]);
		expect(facts(second)).toEqual([true, true, true, true, true, 77]);
		expect(outputs.get(211), "the lock is not let go").toBe(1);
		expect([outputs.get(112), outputs.get(212)], "contactors open").toEqual([0, 0]);
		meters.set(2, { importWh: 78 });
		expect(second.meter.read().importWh).toBe(78);
	});

	it("R-ST-04 each connector has a pause of its own", () => {
		const [first, second] = build().connectors;
		pins.setInput(205, 1);
		vi.advanceTimersByTime(200);
		expect([first.paused, second.paused]).toEqual([false, true]);
	});

	it("a fixed cable has neither contact nor lock", () => {
		const [connector] = build({ cable: "fixed", connectors: 1 }).connectors;
		expect([connector.detachable, connector.cable, connector.locked]).toEqual([false, true, false]);
		expect(outputs.has(111)).toBe(false);
	});

	it("joins each connector's lines to its hardware", () => {
		const [first, second] = build().connectors;
		first.setContactor(true);
		second.setOfferedCurrent(16);
		expect([outputs.get(112), outputs.get(212)]).toEqual([1, 0]);
		expect(told).toEqual([{ offer: { connector: 2, amperes: 16 } }]);
		expect(first.maxCurrent).toBe(32);
		const done = vi.fn();
		second.setLock(true, done);
		expect(outputs.get(211)).toBe(1);
		pins.setInput(204, 1);
		vi.advanceTimersByTime(200);
		expect(done.mock.calls).toEqual([[true]]);
		const onChange = vi.fn();
		first.onChange = onChange;
		pins.setInput(101, 1);
		vi.advanceTimersByTime(200);
		expect(onChange).toHaveBeenCalledTimes(1);
		expect(first.cable).toBe(true);
	});

	it("gives ids, faults, link and tamper to who listens", () => {
		const board = build();
		board.take({ idTag: { connector: 1, idTag: "nobody listens" } });
		board.onIdTag = vi.fn();
		board.onFault = vi.fn();
		board.onTamper = vi.fn();
		board.take({ idTag: { connector: 2, idTag: "CARD" } });
		board.take({ fault: { connector: 1, errorCode: "GroundFailure", active: true } });
		board.take({ link: "up" });
		pins.setInput(2, 1);
		vi.advanceTimersByTime(200);
		pins.setInput(2, 0);
		vi.advanceTimersByTime(200);
		expect(board.onIdTag).toHaveBeenCalledExactlyOnceWith(2, "CARD");
		expect(board.onFault).toHaveBeenCalledExactlyOnceWith(1, "GroundFailure", true);
		expect(board.onTamper).toHaveBeenCalledTimes(1);
		expect(transport.linkUp).toHaveBeenCalledTimes(1);
	});

	it("the emergency stop opens contactors before anybody hears of it", () => {
		const board = build();
		board.connectors[0].setContactor(true);
		board.connectors[1].setContactor(true);
		board.onEmergencyStop = vi.fn(() => expect([outputs.get(112), outputs.get(212)]).toEqual([0, 0]));
		pins.setInput(1, 1);
		expect(board.onEmergencyStop).toHaveBeenCalledExactlyOnceWith(true);
	});

	it("tells a long frame in parts", () => {
		const made = build();
		told = [];
		const frame = `[2,"${"x".repeat(1200)}"]`;
		made.frame("in", frame);
		made.frame("out", "[3]");
		const parts = told.map((message) => ("ocpp" in message ? message.ocpp : undefined));
		expect(parts.map((part) => [part?.direction, part?.more])).toEqual([
			["in", true],
			["in", true],
			["in", undefined],
			["out", undefined],
		]);
		expect(parts.slice(0, 3).map((part) => part?.frame)).toEqual([
			frame.slice(0, 512),
			frame.slice(512, 1024),
			frame.slice(1024),
		]);
	});

	it("an emergency stop that is pressed at boot is told when the firmware has started", () => {
		pins.setInput(1, 1);
		const board = build();
		board.onEmergencyStop = vi.fn();
		board.started();
		expect(board.onEmergencyStop).toHaveBeenCalledExactlyOnceWith(true);
	});

	it("is ready after its first state", () => {
		const board = build();
		const state = stateOf("Available", "Charging");
		board.show(() => state);
		board.changed();
		board.started();
		expect(told).toEqual([{ state }, { ready: true }]);
		vi.advanceTimersByTime(1000);
		expect(told).toHaveLength(2);
	});

	it("tells many changes of one moment once, as they ended", () => {
		const board = build();
		let state = stateOf("Available", "Available");
		board.show(() => state);
		board.changed();
		state = stateOf("Preparing", "Available");
		board.changed();
		expect(screen.changed).toHaveBeenCalledTimes(2);
		vi.advanceTimersByTime(10);
		expect(told).toEqual([{ state }]);
	});

	it("blinks while it boots, then shows each connector's status", () => {
		const board = build();
		expect(leds()).toEqual([1, 1, 1, 1, 1, 1]);
		vi.advanceTimersByTime(500);
		expect(leds()).toEqual([0, 0, 0, 0, 0, 0]);
		board.show(() => stateOf("Available", "Charging"));
		board.started();
		expect(leds()).toEqual([1, 0, 0, 0, 1, 0]);
		board.show(() => stateOf("Faulted", "SuspendedEV"));
		board.changed();
		vi.advanceTimersByTime(10);
		expect(leds()).toEqual([0, 0, 1, 0, 1, 0]);
		vi.advanceTimersByTime(500);
		expect(leds()).toEqual([0, 0, 1, 0, 0, 0]);
	});

	it("passes on frames, the log and the restart", () => {
		const board = build();
		board.frame("out", "[2]");
		board.log("text");
		board.restart();
		expect(told).toEqual([{ ocpp: { direction: "out", frame: "[2]" } }, { log: "text" }]);
		expect(restart).toHaveBeenCalledTimes(1);
	});

	it("lets no set-up restart it while an image is on trial, which would bring back the one before", () => {
		let trial: number | undefined = 1000;
		const board = build();
		images.sizeOf.mockImplementation((image) => (image === "trial" ? trial : undefined));
		board.take({ setup: "open" });
		expect(setup.isUnused()).toBe(false);
		trial = undefined;
		expect(setup.isUnused()).toBe(true);
	});
});
