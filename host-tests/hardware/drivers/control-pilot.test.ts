import { beforeEach, describe, expect, test } from "vitest";
import { Connector } from "../../../modules/hardware/connector";
import { ControlPilot, dutyOf } from "../../../modules/hardware/drivers/control-pilot";
import { VirtualTimers } from "../../virtual-timers";
import { FakePins } from "../fake-pins";
import { FakePilotLine } from "./fake-pilot-line";

const CONTACTOR = 6;

let timers: VirtualTimers;
let line: FakePilotLine;
let pilot: ControlPilot;
let events: string[];

beforeEach(() => {
	timers = new VirtualTimers(1000);
	line = new FakePilotLine();
	events = [];
});

function start(ventilated?: boolean): void {
	pilot = new ControlPilot({
		timers,
		pwm: line.pwm,
		analog: line.analog,
		ventilated,
		onFault: (errorCode, active) => events.push(`${active ? "+" : "-"}${errorCode}`),
	});
	pilot.onChange = () => events.push(pilot.state);
}

/** How long it takes, ms, until `is` is true. */
function timeUntil(is: () => boolean): number {
	const from = timers.now();
	while (!is()) {
		if (timers.now() - from > 2000) throw new Error("It never comes");
		timers.advance(1);
	}
	return timers.now() - from;
}

describe("the duty cycle (IEC 61851-1, table A.7)", () => {
	test.each([
		[6, 10],
		[10, 16.67],
		[16, 26.67],
		[20, 33.33],
		[32, 53.33],
		[48, 80],
		[51, 85],
		[52, 84.8],
		[63, 89.2],
		[80, 96],
	])("for %d A it is %d percent", (amperes, percent) => {
		expect(dutyOf(amperes) * 100).toBeCloseTo(percent, 2);
	});

	test("below 6 A nothing is offered: steady +12 V, and never the 5 percent of digital communication", () => {
		for (const amperes of [0, 0.1, 3, 5.99, Number.NaN]) expect(dutyOf(amperes)).toBe(1);
	});

	test("is never longer than what is offered", () => {
		start();
		for (let amperes = 6; amperes <= 32; amperes += 0.1) {
			pilot.offer(amperes);
			expect(line.duty * 60).toBeLessThanOrEqual(amperes + 1e-9);
			// Less than 1 us of 1000.
			expect(line.duty).toBeGreaterThan(dutyOf(amperes) - 0.001);
		}
	});
});

describe("a control pilot", () => {
	test("begins with steady +12 V, and knows the vehicle from the start", () => {
		line.vehicle = "C";
		start();
		expect(line.written).toEqual([1023]);
		expect([pilot.state, pilot.ev, pilot.evReady]).toEqual(["C", true, true]);
		timers.advance(1000);
		expect(events).toEqual([]);
	});

	test.each([
		["none", "A", false, false],
		["B", "B", true, false],
		["C", "C", true, true],
		["D", "D", true, false],
	] as const)(
		"sees the vehicle %s as state %s, with pulses of every width",
		(vehicle, state, ev, evReady) => {
			start();
			for (const amperes of [0, 6, 10, 16, 32, 48, 51, 63, 80]) {
				line.vehicle = vehicle;
				pilot.offer(amperes);
				timers.advance(500);
				expect([pilot.state, pilot.ev, pilot.evReady], `${amperes} A`).toEqual([state, ev, evReady]);
				line.vehicle = "none";
				timers.advance(500);
			}
			expect(events.filter((event) => /^[+-]/.test(event))).toEqual([]);
		},
	);

	test.each([-0.8, -0.4, 0.4, 0.8])("sees the states also %d V beside", (error) => {
		line.error = error;
		start();
		for (const vehicle of ["B", "C", "D", "C", "B"] as const) {
			line.vehicle = vehicle;
			pilot.offer(16);
			timers.advance(500);
			expect(pilot.state).toBe(vehicle);
		}
		line.vehicle = "none";
		timers.advance(500);
		expect(pilot.state).toBe("A");
	});

	test("keeps its state in the gap between two states", () => {
		line.vehicle = "C";
		start();
		line.error = 1.4;
		timers.advance(1000);
		expect(pilot.state).toBe("C");
		line.error = 0;
		line.vehicle = "B";
		timers.advance(1000);
		line.error = -1.5;
		timers.advance(1000);
		expect(pilot.state).toBe("B");
	});

	test("state D is ready only where the place is ventilated", () => {
		line.vehicle = "D";
		start(true);
		expect([pilot.ev, pilot.evReady]).toEqual([true, true]);
		start(false);
		expect([pilot.ev, pilot.evReady]).toEqual([true, false]);
	});

	test("a glitch of less than 20 ms changes nothing", () => {
		line.vehicle = "C";
		start();
		pilot.offer(16);
		timers.advance(203);
		for (let length = 1; length < 20; length++) {
			line.vehicle = "B";
			timers.advance(length);
			line.vehicle = "C";
			timers.advance(200);
		}
		expect(events).toEqual([]);
	});

	test("single disturbed readings change nothing", () => {
		line.vehicle = "C";
		start();
		pilot.offer(6);
		for (const volts of [12, 9, -12, 0, 13]) {
			line.disturbed = { volts, left: 10_000 };
			timers.advance(1000);
		}
		expect(events).toEqual([]);
	});

	test("a short between pilot and earth is state E: a fault, until it is gone", () => {
		line.vehicle = "C";
		start();
		pilot.offer(16);
		timers.advance(500);
		line.vehicle = "short";
		timers.advance(100);
		expect([pilot.state, pilot.ev, pilot.evReady]).toEqual(["E", false, false]);
		line.vehicle = "B";
		timers.advance(200);
		expect(events).toEqual(["E", "+InternalError", "B", "-InternalError"]);
	});

	test("a generator that gives only -12 V is state F: a fault", () => {
		start();
		line.noPositive = true;
		timers.advance(500);
		expect([pilot.state, pilot.ev, pilot.evReady]).toEqual(["F", false, false]);
		line.noPositive = false;
		timers.advance(500);
		expect(events).toEqual(["F", "+InternalError", "A", "-InternalError"]);
	});

	test("what is wrong at the start is told once somebody can listen", () => {
		line.vehicle = "short";
		start();
		expect([pilot.ev, pilot.evReady]).toEqual([false, false]);
		expect(events).toEqual([]);
		timers.advance(500);
		expect(events).toEqual(["E", "+InternalError"]);
	});

	test.each([6, 16, 32, 51])(
		"a vehicle without the diode is found at %i A, and may charge once it was gone",
		(amperes) => {
			line.vehicle = "B";
			line.diode = false;
			start();
			timers.advance(500);
			expect(events).toEqual([]);
			pilot.offer(amperes);
			timers.advance(500);
			expect([pilot.state, pilot.ev, pilot.evReady]).toEqual(["no diode", true, false]);
			expect(events).toEqual(["no diode", "+EVCommunicationError"]);
			pilot.offer(0);
			line.vehicle = "C";
			timers.advance(1000);
			expect(pilot.evReady).toBe(false);
			line.vehicle = "none";
			timers.advance(500);
			line.diode = true;
			line.vehicle = "C";
			timers.advance(500);
			expect(events).toEqual(["no diode", "+EVCommunicationError", "A", "-EVCommunicationError", "C"]);
		},
	);

	test("a disturbed reading does not hide that the diode is missing", () => {
		line.vehicle = "C";
		line.diode = false;
		line.disturbed = { volts: -12, left: 10_000 };
		start();
		pilot.offer(16);
		timers.advance(500);
		expect(pilot.state).toBe("no diode");
	});

	test("an analog input that gives nothing is state F", () => {
		line.vehicle = "C";
		start();
		line.analog.read = () => Number.NaN;
		timers.advance(200);
		expect([pilot.state, pilot.evReady]).toEqual(["F", false]);
	});

	test("state F is steady -12 V, in which the vehicle is not looked for, and ends with what was offered", () => {
		line.vehicle = "C";
		start();
		pilot.offer(16);
		timers.advance(500);
		pilot.fail(true);
		expect(line.duty).toBe(0);
		expect(pilot.evReady).toBe(false);
		pilot.offer(10);
		expect(line.duty).toBe(0);
		timers.advance(1000);
		expect(events).toEqual([]);
		pilot.fail(false);
		timers.advance(100);
		expect(line.duty).toBeCloseTo(1 / 6, 2);
		timers.advance(1000);
		expect(pilot.evReady).toBe(true);
		expect(events).toEqual(["C"]);
	});

	test("looks 10 times a second without a vehicle and 40 times while one may draw, with one timer", () => {
		start();
		timers.advance(1000);
		const before = line.readings;
		timers.advance(10_000);
		expect(line.readings - before).toBe(100 * 50);
		line.vehicle = "C";
		timers.advance(1000);
		const charging = line.readings;
		timers.advance(10_000);
		expect(line.readings - charging).toBe(400 * 50);
		expect(timers.running).toBe(1);
	});
});

describe("a connector with a control pilot", () => {
	let pins: FakePins;
	let connector: Connector;
	/** What the charge point makes of the change comes later than the contactor. */
	let seen: string[];

	beforeEach(() => {
		pins = new FakePins();
		seen = [];
		start();
		connector = new Connector({
			digital: pins.digital,
			timers,
			pins: {
				contactor: { pin: CONTACTOR },
				leds: { available: { pin: 1 }, charging: { pin: 2 }, fault: { pin: 3 } },
			},
			meter: { read: () => ({ importWh: 0 }) },
			pilot,
			maxCurrent: 32,
		});
		connector.onChange = () => seen.push(`${connector.ev} ${connector.evReady} ${pins.level(CONTACTOR)}`);
	});

	function charge(): void {
		line.vehicle = "C";
		timers.advance(500);
		connector.setOfferedCurrent(32);
		connector.setContactor(true);
		timers.advance(503);
		seen.length = 0;
	}

	test("takes vehicle and readiness from it", () => {
		expect([connector.detachable, connector.cable, connector.ev, connector.evReady]).toEqual([
			...[false, true, false, false],
		]);
		line.vehicle = "B";
		timers.advance(500);
		line.vehicle = "C";
		timers.advance(500);
		expect(seen).toEqual(["true false 0", "true true 0"]);
	});

	test.each([
		["B", 100],
		["D", 100],
		["short", 100],
		["none", 35],
	] as const)(
		"opens the contactor for the vehicle %s within %i ms, before anybody is told",
		(vehicle, most) => {
			for (let phase = 0; phase < 25; phase++) {
				charge();
				timers.advance(phase);
				expect(pins.level(CONTACTOR)).toBe(1);
				line.vehicle = vehicle;
				// What the analog readings of a look take comes on top: 2.5 ms for 50.
				const looks = line.readings;
				const time = timeUntil(() => pins.level(CONTACTOR) === 0);
				expect(time + ((line.readings - looks) * 0.05) / 1).toBeLessThanOrEqual(most);
				expect(seen[0]).toMatch(/ 0$/);
				line.vehicle = "none";
				timers.advance(500);
			}
		},
	);

	test("shows state F while it is inhibited", () => {
		charge();
		connector.inhibit(true);
		expect([pins.level(CONTACTOR), line.duty]).toEqual([0, 0]);
		timers.advance(1000);
		expect(line.duty).toBe(0);
		connector.inhibit(false);
		timers.advance(100);
		expect(pins.level(CONTACTOR)).toBe(0);
		expect(line.duty).toBeCloseTo(32 / 60, 2);
	});

	test("shows state F for 300 ms at least, and tells when the vehicle counts again", () => {
		charge();
		connector.inhibit(true);
		timers.advance(60);
		connector.inhibit(false);
		timers.advance(235);
		expect([line.duty, connector.evReady, ...seen]).toEqual([0, false]);
		timers.advance(105);
		expect(line.duty).toBeCloseTo(32 / 60, 2);
		expect(seen).toEqual(["true true 0"]);
	});

	test("stays in state F when it is inhibited anew before the 300 ms are over", () => {
		charge();
		connector.inhibit(true);
		connector.inhibit(false);
		connector.inhibit(true);
		timers.advance(2000);
		expect([line.duty, connector.evReady]).toEqual([0, false]);
	});

	test("needs the two lines or a pilot that sees the vehicle", () => {
		const without = {
			contactor: { pin: 9 },
			leds: { available: { pin: 1 }, charging: { pin: 2 }, fault: { pin: 3 } },
		};
		const meter = { read: () => ({ importWh: 0 }) };
		const options = { digital: pins.digital, timers, pins: without, meter, maxCurrent: 32 };
		expect(() => new Connector({ ...options, pilot: { offer() {} } })).toThrow(
			"A connector needs the lines ev and evReady, or a pilot that sees the vehicle",
		);
	});
});
