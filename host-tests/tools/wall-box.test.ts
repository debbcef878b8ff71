import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import type { DeviceBoard } from "../../device/boards/board";
import type { DriverHost } from "../../device/drivers/driver";
import type { Pin } from "../../modules/hardware/platform";
import { VirtualTimers } from "../virtual-timers";

/** The options with which the drivers open the SDK's classes. */
const opened = vi.hoisted(() => ({}) as Record<string, Record<string, number>>);
const recorded = vi.hoisted(() => (name: string) => ({
	default: class {
		static Input = 0;
		static InputPullUp = 1;
		static InputPullDown = 2;
		static Rising = 1;
		static Falling = 2;
		resolution = 10;
		constructor(options: Record<string, number>) {
			opened[name] = options;
		}
		read(): number {
			return 0;
		}
		write(): void {}
	},
}));
vi.mock("embedded:io/analog", () => recorded("Analog"));
vi.mock("embedded:io/digital", () => recorded("Digital"));
vi.mock("embedded:io/i2c", () => recorded("I2C"));
vi.mock("embedded:io/pulsecount", () => recorded("PulseCount"));
vi.mock("embedded:io/pwm", () => recorded("PWM"));
vi.mock("preference", () => ({ default: { get: () => undefined, set() {} } }));
vi.stubGlobal("native", () => () => undefined);

// By its address: the types of the SDK that it needs are not those of Node.js.
const file = new URL("../../device/boards/wall-box.ts", import.meta.url);
const { board } = (await import(file.href)) as { board: DeviceBoard };
const timers = new VirtualTimers(0);
const host: DriverHost = { timers, log() {}, onFault() {} };
const [connector] = board.connectors;
connector.meter?.(host, 1);
connector.pilot?.(host);
board.reader?.(host, () => {});
timers.advance(1);

const { Analog, Digital, I2C, PulseCount, PWM } = opened;
/** Each pin by what the documentation calls its line. */
const LINES: Record<string, number> = {
	contactor: connector.contactor.pin,
	"contactor feedback": connector.contactorFeedback!.pin,
	"fault (GroundFailure)": connector.fault!.pin,
	"LED available": connector.leds.available.pin,
	"LED charging": connector.leds.charging.pin,
	"LED fault": connector.leds.fault.pin,
	"emergency stop": board.emergencyStop!.pin,
	"meter: signal": PulseCount.signal,
	"meter: delayed": PulseCount.control,
	"pilot: PWM": PWM.pin,
	"pilot: analog": Analog.pin,
	"OLED and PN532: SDA": I2C.data,
	"OLED and PN532: SCL": I2C.clock,
	"PN532: IRQ": Digital.pin,
};

test("the wall box uses each pin for one thing, and its table is the documentation's", () => {
	expect(new Set(Object.values(LINES)).size).toBe(Object.keys(LINES).length);
	const drivers = readFileSync(new URL("../../docs/drivers.md", import.meta.url), "utf8");
	const [, table] = drivers.split("| line | pin | part |\n| --- | --- | --- |\n");
	const rows = table.split("\n\n")[0].split("\n");
	const told = rows.map((row) => row.slice(2).split(" | "));
	expect(Object.fromEntries(told.map(([line, pin]) => [line, Number(pin)]))).toEqual(LINES);
});

test("the wall box leaves the ESP32's start, flash and console alone, and reads analog beside Wi-Fi", () => {
	const taken = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 15];
	const swings = 14;
	for (const [line, pin] of Object.entries(LINES)) expect([...taken, swings], line).not.toContain(pin);
	expect(Analog.pin).toBeGreaterThanOrEqual(32);
	// 34 to 39 give nothing, and have no resistors: only the meter's lines, which bring theirs, may be there.
	const inputsOnly = Object.keys(LINES).filter((line) => LINES[line] >= 34);
	expect(inputsOnly).toEqual(["meter: signal", "meter: delayed"]);
	// 36 and 39 are pulled low for a moment whenever the analog input is read (errata 3.11).
	for (const pin of Object.values(LINES)) expect([36, 39]).not.toContain(pin);
});

test("a broken wire of the wall box's safety contacts reads as their alarm", () => {
	const contacts: (Pin | undefined)[] = [connector.contactorFeedback, connector.fault, board.emergencyStop];
	for (const contact of contacts) {
		expect(contact).toMatchObject({ pull: "up" });
		expect(contact?.activeLow).not.toBe(true);
	}
});
