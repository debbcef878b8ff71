import { beforeEach, describe, expect, test, vi } from "vitest";
import { DemoConnector } from "../../device/demo-connector";
import { controlPilot } from "../../device/drivers/control-pilot";
import type { DriverHost } from "../../device/drivers/driver";
import { mfrc522 } from "../../device/drivers/mfrc522";
import { pn532 } from "../../device/drivers/pn532";
import { pulseMeter } from "../../device/drivers/pulse-meter";
import { Connector, type SensingPilot } from "../../modules/hardware/connector";
import { FakeCard, FakeMfrc522 } from "../hardware/drivers/fake-mfrc522";
import { FakePilotLine } from "../hardware/drivers/fake-pilot-line";
import { FakePn532 } from "../hardware/drivers/fake-pn532";
import { FakePulseCount } from "../hardware/drivers/fake-pulse-count";
import { FakePins } from "../hardware/fake-pins";
import { VirtualTimers } from "../virtual-timers";
import { preferences } from "./fake-preferences";

interface CountOptions {
	onReadable: () => void;
}

/** What the SDK's classes give, and the options that they were made with. */
const sdk = vi.hoisted(() => ({
	made: [] as [name: string, options: object][],
	make: {} as Record<string, (options: object) => object>,
}));

/** A class of the SDK whose constructor gives what the test has prepared. */
const mocked = vi.hoisted(() => (name: string) => ({
	default: class {
		constructor(options: object) {
			sdk.made.push([name, options]);
			// biome-ignore lint/correctness/noConstructorReturn: the SDK's class is what the test says.
			return sdk.make[name](options);
		}
	},
}));

vi.mock("embedded:io/digital", () => ({ default: class {} }));
vi.mock("embedded:io/i2c", () => mocked("I2C"));
vi.mock("embedded:io/spi", () => mocked("SPI"));
vi.mock("embedded:io/pulsecount", () => mocked("PulseCount"));
vi.mock("embedded:io/pwm", () => mocked("PWM"));
vi.mock("embedded:io/analog", () => mocked("Analog"));
vi.mock("preference", async () => ({ default: (await import("./fake-preferences")).preferences }));

const LEDS = { available: { pin: 1 }, charging: { pin: 2 }, fault: { pin: 3 } };

let timers: VirtualTimers;
let log: string[];
let faults: string[];
let guarded: unknown[][];
let host: DriverHost;

beforeEach(() => {
	timers = new VirtualTimers();
	log = [];
	faults = [];
	sdk.made.length = 0;
	preferences.reset();
	guarded = [];
	vi.stubGlobal(
		"native",
		(name: string) =>
			(...values: unknown[]) =>
				guarded.push([name, ...values]),
	);
	host = {
		timers,
		log: (text) => log.push(text),
		onFault: (errorCode, active) => faults.push(`${active ? "+" : "-"}${errorCode}`),
	};
});

function unusable(): never {
	throw new RangeError("in use");
}

describe("the drivers of a board", () => {
	test("PN532: its address on the bus, cards as idTags, ReaderFailure while it is missing", () => {
		const chip = new FakePn532(timers);
		sdk.make.I2C = () => chip;
		const idTags: string[] = [];
		pn532({ data: 21, clock: 22 })(host, (idTag) => idTags.push(idTag));
		chip.card = [0xde, 0xad, 0xbe, 0xef];
		timers.advance(2000);
		expect(sdk.made).toEqual([["I2C", { data: 21, clock: 22, hz: 400_000, address: 0x24, timeout: 20 }]]);
		expect(idTags).toEqual(["DEADBEEF"]);
		chip.powerOff();
		timers.advance(30_000);
		chip.powered = true;
		timers.advance(60_000);
		expect(faults).toEqual(["+ReaderFailure", "-ReaderFailure"]);
	});

	test("MFRC522: its lines, cards as idTags, ReaderFailure while it is missing", () => {
		const chip = new FakeMfrc522(timers);
		sdk.make.SPI = () => chip;
		const idTags: string[] = [];
		const pins = { clock: 18, out: 23, in: 19, select: 5 };
		mfrc522(pins)(host, (idTag) => idTags.push(idTag));
		chip.cards = [new FakeCard([0xde, 0xad, 0xbe, 0xef])];
		timers.advance(2000);
		expect(sdk.made).toEqual([["SPI", { ...pins, active: 0, hz: 4_000_000, mode: 0, port: 2 }]]);
		expect(idTags).toEqual(["DEADBEEF"]);
		chip.powerOff();
		timers.advance(30_000);
		chip.powered = true;
		timers.advance(60_000);
		expect(faults).toEqual(["+ReaderFailure", "-ReaderFailure"]);
	});

	test("a pulse meter and a control pilot make a connector, of which nothing is played", () => {
		let counter!: FakePulseCount;
		const line = new FakePilotLine();
		sdk.make.PulseCount = (options) => {
			counter = new FakePulseCount(timers, (options as CountOptions).onReadable);
			return counter;
		};
		sdk.make.PWM = () => line.pwm;
		sdk.make.Analog = () => line.analog;
		const connector = new Connector({
			digital: new FakePins().digital,
			timers,
			pins: { contactor: { pin: 26 }, leds: LEDS },
			meter: pulseMeter({ signal: 34, delayed: 35, impulsesPerKwh: 1000 })(host, 1),
			pilot: controlPilot({ pwm: 25, analog: 32 })(host),
			maxCurrent: 16,
		});
		expect(sdk.made).toEqual([
			["PulseCount", { signal: 34, control: 35, filter: 12_000, onReadable: expect.any(Function) }],
			["PWM", { pin: 25, hz: 1000 }],
			["Analog", { pin: 32 }],
		]);
		// A firmware that has failed offers nothing: -12 V.
		expect(guarded).toEqual([["xs_supervisor_guard", 25, false]]);
		line.vehicle = "C";
		timers.advance(1000);
		expect([connector.ev, connector.evReady]).toEqual([true, true]);
		connector.setOfferedCurrent(16);
		connector.setContactor(true);
		expect(line.duty).toBeCloseTo(16 / 60, 2);
		timers.advance(3_600_000);
		expect(connector.meter.read()).toEqual({ importWh: 0, powerW: 0 });
		counter.pulse();
		expect(connector.meter.read().importWh).toBe(1);
		expect(faults).toEqual([]);
	});

	test("a pilot without a meter: the load counts what the pilot offers", () => {
		const line = new FakePilotLine();
		sdk.make.PWM = () => line.pwm;
		sdk.make.Analog = () => line.analog;
		const pilot = controlPilot({ pwm: 25, analog: 32 })(host);
		const pins = { contactor: { pin: 26 }, leds: LEDS };
		const { digital } = new FakePins();
		const connector = new DemoConnector({ digital, timers, pins, pilot, maxCurrent: 16 }, 1);
		connector.setOfferedCurrent(10);
		connector.setContactor(true);
		timers.advance(3_600_000);
		expect(line.duty).toBeCloseTo(10 / 60, 2);
		expect(connector.meter.read().importWh).toBe(6900);
	});

	test("a meter whose pins cannot be used is PowerMeterFailure, and shows what it had counted", () => {
		sdk.make.PulseCount = unusable;
		preferences.values.set("energy connector2", "1234");
		const meter = pulseMeter({ signal: 34, delayed: 35, impulsesPerKwh: 1000 })(host, 2);
		expect(meter.read()).toEqual({ importWh: 1234, powerW: 0 });
		expect(faults).toEqual([]);
		timers.advance(0);
		expect(faults).toEqual(["+PowerMeterFailure"]);
		expect(log).toEqual(["The meter of connector 2 cannot be used: in use"]);
	});

	test("a control pilot whose pins cannot be used is InternalError, and sees no vehicle", () => {
		sdk.make.PWM = unusable;
		const pilot = controlPilot({ pwm: 25, analog: 32 })(host) as SensingPilot;
		pilot.offer(16);
		expect([pilot.ev, pilot.evReady]).toEqual([false, false]);
		timers.advance(0);
		expect(faults).toEqual(["+InternalError"]);
		expect(log).toEqual(["The control pilot cannot be used: in use"]);
	});
});
