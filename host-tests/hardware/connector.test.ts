import { beforeEach, describe, expect, test } from "vitest";
import type { Meter } from "../../modules/charge-point/interfaces";
import { Connector } from "../../modules/hardware/connector";
import { EmergencyStop } from "../../modules/hardware/emergency-stop";
import type { ConnectorPins } from "../../modules/hardware/platform";
import { VirtualTimers } from "../virtual-timers";
import { FakePins } from "./fake-pins";

const [CABLE, EV, READY, FEEDBACK, LOCK, CONTACTOR] = [1, 2, 3, 4, 5, 6];
const LEDS = { available: { pin: 11 }, charging: { pin: 12 }, fault: { pin: 13 } };
const TETHERED: ConnectorPins = {
	ev: { pin: EV },
	evReady: { pin: READY },
	contactor: { pin: CONTACTOR },
	leds: LEDS,
};
const SOCKET: ConnectorPins = {
	...TETHERED,
	cable: { pin: CABLE, activeLow: true },
	lock: { pin: LOCK },
	lockFeedback: { pin: FEEDBACK },
};
const METER: Meter = { read: () => ({ importWh: 7 }) };

let timers: VirtualTimers;
let pins: FakePins;
let offered: number[];
let changes: string[];
/** What `setLock` has answered: a name and whether the lock moved. */
let answers: string[];

beforeEach(() => {
	timers = new VirtualTimers();
	pins = new FakePins();
	offered = [];
	changes = [];
	answers = [];
});

function make(connectorPins: ConnectorPins): Connector {
	const pilot = { offer: (amperes: number) => offered.push(amperes) };
	const { digital } = pins;
	const connector = new Connector({
		digital,
		timers,
		pins: connectorPins,
		meter: METER,
		pilot,
		maxCurrent: 32,
	});
	connector.onChange = () => changes.push(factsOf(connector));
	return connector;
}

function factsOf({ cable, ev, evReady, locked }: Connector): string {
	return Object.entries({ cable, ev, evReady, locked })
		.filter(([, on]) => on)
		.map(([name]) => name)
		.join(" ");
}

function lock(connector: Connector, engaged: boolean, name: string): void {
	connector.setLock(engaged, (moved) => answers.push(`${name} ${moved}`));
}

describe("a connector with a socket", () => {
	test("knows at the start what is plugged and locked, and moves nothing", () => {
		pins.set(CABLE, 0);
		pins.set(EV, 1);
		pins.set(READY, 1);
		pins.set(FEEDBACK, 1);
		const connector = make(SOCKET);
		expect(factsOf(connector)).toBe("cable ev evReady locked");
		expect(connector.detachable).toBe(true);
		expect(connector.meter.read().importWh).toBe(7);
		timers.advance(5000);
		expect(pins.level(LOCK)).toBe(1);
		expect(pins.level(CONTACTOR)).toBe(0);
		expect(changes).toEqual([]);
		expect(timers.running).toBe(0);
	});

	test("starts unlocked with the motor off when the feedback says so", () => {
		expect(make(SOCKET).locked).toBe(false);
		expect(pins.level(LOCK)).toBe(0);
	});

	test("tells each change once; a vehicle is seen only through a cable", () => {
		const connector = make(SOCKET);
		pins.set(EV, 1);
		timers.advance(100);
		expect(connector.ev).toBe(false);
		expect(changes).toEqual([]);
		pins.set(CABLE, 0);
		timers.advance(100);
		pins.set(READY, 1);
		timers.advance(100);
		pins.set(EV, 0);
		timers.advance(100);
		pins.set(EV, 1);
		timers.advance(100);
		pins.set(CABLE, 1);
		timers.advance(100);
		expect(changes).toEqual(["cable ev", "cable ev evReady", "cable evReady", "cable ev evReady", "evReady"]);
		expect(timers.running).toBe(0);
	});

	test("a bouncing plug is one change", () => {
		make(SOCKET);
		for (let i = 0; i < 9; i++) {
			pins.set(CABLE, i % 2 ? 1 : 0);
			timers.advance(3);
		}
		timers.advance(1000);
		expect(changes).toEqual(["cable"]);
	});

	test("offers the pilot what it is told, from 0 to the largest current", () => {
		const connector = make(SOCKET);
		connector.setOfferedCurrent(32);
		connector.setOfferedCurrent(6.5);
		connector.setOfferedCurrent(0);
		for (const wrong of [33, -1, Number.NaN]) {
			expect(() => connector.setOfferedCurrent(wrong)).toThrow(RangeError);
		}
		expect(offered).toEqual([32, 6.5, 0]);
	});
});

describe("the lock", () => {
	test("answers when its feedback has followed, after the change is told", () => {
		const connector = make(SOCKET);
		lock(connector, true, "engage");
		expect(pins.level(LOCK)).toBe(1);
		timers.advance(300);
		expect(answers).toEqual([]);
		pins.set(FEEDBACK, 1);
		timers.advance(50);
		expect(answers).toEqual(["engage true"]);
		expect(changes).toEqual(["locked"]);
		lock(connector, false, "open");
		expect(pins.level(LOCK)).toBe(0);
		pins.set(FEEDBACK, 0);
		timers.advance(50);
		expect(answers).toEqual(["engage true", "open true"]);
		expect(timers.running).toBe(0);
	});

	test("that is there already answers at once", () => {
		const connector = make(SOCKET);
		lock(connector, false, "open");
		expect(answers).toEqual(["open true"]);
		expect(changes).toEqual([]);
		expect(timers.running).toBe(0);
	});

	test("that is jammed answers false after a second", () => {
		const connector = make(SOCKET);
		lock(connector, true, "engage");
		timers.advance(999);
		expect(answers).toEqual([]);
		timers.advance(1);
		expect(answers).toEqual(["engage false"]);
		expect(connector.locked).toBe(false);
		expect(timers.running).toBe(0);
	});

	test("that follows too late has failed, and its change is told all the same", () => {
		const connector = make(SOCKET);
		lock(connector, true, "engage");
		timers.advance(980);
		pins.set(FEEDBACK, 1);
		timers.advance(200);
		expect(answers).toEqual(["engage false"]);
		expect(changes).toEqual(["locked"]);
		expect(connector.locked).toBe(true);
	});

	test("of two opposite requests the newer counts, and the older fails at once", () => {
		const connector = make(SOCKET);
		lock(connector, true, "engage");
		timers.advance(100);
		pins.set(FEEDBACK, 1);
		timers.advance(30);
		lock(connector, false, "open");
		expect(answers).toEqual(["open true", "engage false"]);
		expect(pins.level(LOCK)).toBe(0);
		timers.advance(50);
		expect(connector.locked).toBe(true);
		lock(connector, true, "engage again");
		lock(connector, false, "open again");
		expect(answers.slice(2)).toEqual(["engage again true"]);
		lock(connector, true, "engage at last");
		expect(answers.slice(3)).toEqual(["engage at last true", "open again false"]);
		timers.advance(5000);
		expect(answers.length).toBe(5);
		expect(pins.level(LOCK)).toBe(1);
		expect(timers.running).toBe(0);
	});

	test("two requests for the same share the movement", () => {
		const connector = make(SOCKET);
		lock(connector, true, "first");
		timers.advance(900);
		lock(connector, true, "second");
		expect(timers.running).toBe(1);
		timers.advance(900);
		expect(answers).toEqual([]);
		pins.set(FEEDBACK, 1);
		timers.advance(50);
		expect(answers).toEqual(["first true", "second true"]);
		expect(timers.running).toBe(0);
	});

	test("a failed request that opens the lock again does not spoil the one that overtook it", () => {
		pins.set(FEEDBACK, 1);
		const connector = make(SOCKET);
		lock(connector, false, "open");
		pins.set(FEEDBACK, 0);
		timers.advance(50);
		connector.setLock(true, (moved) => {
			answers.push(`engage ${moved}`);
			if (!moved) lock(connector, false, "open after failure");
		});
		pins.set(FEEDBACK, 1);
		timers.advance(49);
		lock(connector, false, "unlock");
		expect(answers.slice(1)).toEqual(["unlock true", "engage false", "open after failure true"]);
		timers.advance(5000);
		expect(timers.running).toBe(0);
	});

	test("without feedback follows at once", () => {
		const connector = make({ ...SOCKET, lockFeedback: undefined });
		expect(connector.locked).toBe(false);
		lock(connector, true, "engage");
		expect(connector.locked).toBe(true);
		expect(pins.level(LOCK)).toBe(1);
		lock(connector, true, "again");
		expect(answers).toEqual(["engage true", "again true"]);
		expect(changes).toEqual(["locked"]);
		expect(timers.running).toBe(0);
	});
});

describe("what else hangs on a connector", () => {
	const [PAUSE, FAULT, CLOSED] = [31, 32, 33];
	const ALL: ConnectorPins = {
		...SOCKET,
		pause: { pin: PAUSE, activeLow: true },
		fault: { pin: FAULT, activeLow: true, errorCode: "GroundFailure" },
		contactorFeedback: { pin: CLOSED },
	};
	let faults: string[];

	function makeAll(): Connector {
		const connector = make(ALL);
		faults = [];
		connector.onFault = (errorCode, active) => faults.push(`${errorCode} ${active}`);
		return connector;
	}

	test("the pause is told as any other change, and is not there without a pin", () => {
		const connector = makeAll();
		expect(connector.paused).toBe(false);
		pins.set(PAUSE, 0);
		timers.advance(50);
		expect(connector.paused).toBe(true);
		expect(changes.length).toBe(1);
		pins.set(PAUSE, 1);
		timers.advance(50);
		expect(connector.paused).toBe(false);
		expect(changes.length).toBe(2);
		pins = new FakePins();
		expect(make(SOCKET).paused).toBe(false);
	});

	test("a fault comes and goes with its error code, debounced", () => {
		makeAll();
		pins.set(FAULT, 0);
		timers.advance(20);
		pins.set(FAULT, 1);
		timers.advance(1000);
		expect(faults).toEqual([]);
		pins.set(FAULT, 0);
		timers.advance(50);
		pins.set(FAULT, 1);
		timers.advance(50);
		expect(faults).toEqual(["GroundFailure true", "GroundFailure false"]);
	});

	test("what has failed before anybody could listen is told again on request", () => {
		const connector = makeAll();
		connector.tellFaults();
		expect(faults).toEqual([]);
		pins = new FakePins();
		pins.set(FAULT, 0);
		pins.set(CLOSED, 1);
		const broken = makeAll();
		const later = broken.onFault;
		broken.onFault = undefined;
		timers.advance(1000);
		broken.onFault = later;
		broken.tellFaults();
		expect(faults).toEqual(["GroundFailure true", "PowerSwitchFailure true"]);
	});

	test("a welded contactor is a PowerSwitchFailure until it is open and the cable is out", () => {
		const connector = makeAll();
		for (const [pin, level] of [
			[CABLE, 0],
			[EV, 1],
		] as const)
			pins.set(pin, level);
		timers.advance(100);
		connector.setContactor(true);
		pins.set(CLOSED, 1);
		timers.advance(1000);
		connector.setContactor(false);
		timers.advance(1000);
		expect(faults).toEqual(["PowerSwitchFailure true"]);
		connector.setContactor(true);
		expect(pins.level(CONTACTOR)).toBe(0);
		pins.set(CLOSED, 0);
		timers.advance(1000);
		expect(faults.length).toBe(1);
		pins.set(CABLE, 1);
		timers.advance(50);
		expect(faults).toEqual(["PowerSwitchFailure true", "PowerSwitchFailure false"]);
		connector.setContactor(true);
		expect(pins.level(CONTACTOR)).toBe(1);
	});
});

describe("a connector with a tethered cable", () => {
	test("has its cable in and no lock", () => {
		const connector = make(TETHERED);
		expect(connector.detachable).toBe(false);
		expect(factsOf(connector)).toBe("cable");
		lock(connector, true, "engage");
		expect(answers).toEqual(["engage true"]);
		expect(connector.locked).toBe(false);
		pins.set(EV, 1);
		timers.advance(50);
		expect(changes).toEqual(["cable ev"]);
	});
});

test("pins and currents that make no sense are refused", () => {
	expect(() => make({ ...SOCKET, lock: undefined })).toThrow(/lockFeedback/);
	const pilot = { offer: () => {} };
	const options = { digital: new FakePins().digital, timers, pins: TETHERED, meter: METER, pilot };
	expect(() => new Connector({ ...options, maxCurrent: 0 })).toThrow(RangeError);
	expect(() => new Connector({ ...options, maxCurrent: Number.NaN })).toThrow(RangeError);
});

describe("the emergency stop", () => {
	const SECOND: ConnectorPins = {
		...TETHERED,
		ev: { pin: 22 },
		evReady: { pin: 23 },
		contactor: { pin: 26 },
	};
	/** A normally closed contact to ground: pressed, or a broken wire, is high. */
	const BUTTON = { pin: 9, pull: "up" } as const;

	function stopFor(connectors: Connector[]): EmergencyStop {
		const stop = new EmergencyStop({ digital: pins.digital, timers, pin: BUTTON, connectors });
		stop.onChange = (pressed) => changes.push(`${pressed} ${pins.level(CONTACTOR)}${pins.level(26)}`);
		return stop;
	}

	test("opens every contactor in the edge itself, before anybody is told", () => {
		pins.set(9, 0);
		const connectors = [make(TETHERED), make(SECOND)];
		const stop = stopFor(connectors);
		for (const connector of connectors) connector.setContactor(true);
		expect([pins.level(CONTACTOR), pins.level(26)]).toEqual([1, 1]);
		pins.set(9, 1);
		expect(changes).toEqual(["true 00"]);
		expect(stop.pressed).toBe(true);
		connectors[0].setContactor(true);
		expect(pins.level(CONTACTOR)).toBe(0);
	});

	test("a release counts when the contact is quiet, and closes nothing by itself", () => {
		pins.set(9, 0);
		const connector = make(TETHERED);
		const stop = stopFor([connector]);
		connector.setContactor(true);
		pins.set(9, 1);
		for (const level of [0, 1, 0, 1, 0] as const) {
			timers.advance(10);
			pins.set(9, level);
		}
		connector.setContactor(true);
		timers.advance(49);
		expect(stop.pressed).toBe(true);
		timers.advance(1);
		expect(changes).toEqual(["true 00", "false 00"]);
		expect(pins.level(CONTACTOR)).toBe(0);
		connector.setContactor(true);
		expect(pins.level(CONTACTOR)).toBe(1);
		expect(timers.running).toBe(0);
	});

	test("that is pressed, or whose wire is broken, at the start lets nothing close", () => {
		const connector = make(TETHERED);
		expect(stopFor([connector]).pressed).toBe(true);
		connector.setContactor(true);
		expect(pins.level(CONTACTOR)).toBe(0);
		expect(changes).toEqual([]);
	});
});
