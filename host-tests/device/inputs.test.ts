import { beforeEach, describe, expect, test, vi } from "vitest";
import { board } from "../../device/boards/esp32-dev-kit";
import { DemoConnector } from "../../device/demo-connector";
import { openContactors, watchInputs } from "../../device/inputs";
import type { Pin } from "../../modules/hardware/platform";
import { FakePins } from "../hardware/fake-pins";
import { VirtualTimers } from "../virtual-timers";

vi.mock("preference", () => ({ default: { get: () => undefined, set() {} } }));

const [LINES] = board.connectors;
const CONTACTOR = LINES.contactor.pin;
const { pin: STOP } = board.emergencyStop as Pin;
const { pin: CARD } = board.cardButton as Pin;

let timers: VirtualTimers;
let pins: FakePins;
let connectors: DemoConnector[];
/** What the charge point is told, and the contactor's coil at that moment. */
let told: string[];
/** The charge point has started. */
let started: () => void;

beforeEach(() => {
	timers = new VirtualTimers();
	pins = new FakePins();
	told = [];
});

/** The firmware's start on the development kit, as `device/platform` does it. */
function boot(): void {
	const { digital } = pins;
	connectors = board.connectors.map(
		(lines, i) => new DemoConnector({ digital, timers, pins: lines, maxCurrent: board.maxCurrent }, i + 1),
	);
	const tell = (what: string) => told.push(`${what}, coil ${pins.level(CONTACTOR)}`);
	started = watchInputs({
		...{ digital, timers, board, connectors, cards: ["ALICE", "BOB"] },
		showCard: (idTag) => tell(`show ${idTag}`),
		host: {
			onIdTag: (connectorId, idTag) => tell(`id ${idTag} at ${connectorId}`),
			onFault: (connectorId, errorCode, active) => tell(`${errorCode} ${active} at ${connectorId}`),
			onEmergencyStop: (pressed) => tell(`stop ${pressed}`),
		},
	});
}

/** The jumpers of the demo, from each output to its feedback. */
function follow(output: Pin, feedback: Pin | undefined): void {
	if (feedback) pins.set(feedback.pin, pins.level(output.pin) as 0 | 1);
}

describe("the emergency stop of the development kit", () => {
	test("pressed at the start: the coil is off from its first level on, and no request closes it", () => {
		pins.set(STOP, 1);
		boot();
		expect(pins.written.filter(([pin]) => pin === CONTACTOR)).toEqual([[CONTACTOR, 0]]);
		// Before anybody can be told.
		expect(told).toEqual([]);
		connectors[0].setContactor(true);
		expect(pins.level(CONTACTOR)).toBe(0);
		started();
		expect(told).toEqual(["stop true, coil 0"]);
		connectors[0].setContactor(true);
		expect(pins.level(CONTACTOR)).toBe(0);
	});

	test("a wire that is broken or was never there is as good as pressed", () => {
		boot();
		started();
		expect(told).toEqual(["stop true, coil 0"]);
	});

	test("pressed while charging: the coil is off before the charge point hears of it, and stays off", () => {
		pins.set(STOP, 0);
		boot();
		connectors[0].setContactor(true);
		follow(LINES.contactor, LINES.contactorFeedback);
		timers.advance(1000);
		expect(pins.level(CONTACTOR)).toBe(1);
		pins.set(STOP, 1);
		expect(told).toEqual(["stop true, coil 0"]);
		follow(LINES.contactor, LINES.contactorFeedback);
		connectors[0].setContactor(true);
		expect(pins.level(CONTACTOR)).toBe(0);
		pins.set(STOP, 0);
		timers.advance(50);
		expect(told).toEqual(["stop true, coil 0", "stop false, coil 0"]);
		connectors[0].setContactor(true);
		expect(pins.level(CONTACTOR)).toBe(1);
	});
});

describe("the inputs of the development kit", () => {
	beforeEach(() => pins.set(STOP, 0));

	test("the card button shows the chosen id, and presents it at connector 1", () => {
		boot();
		const press = (time: number) => {
			pins.set(CARD, 0);
			timers.advance(time);
			pins.set(CARD, 1);
			timers.advance(100);
		};
		press(100);
		press(100);
		press(1200);
		expect(told.map((line) => line.split(",")[0])).toEqual([
			"show ALICE",
			"show BOB",
			"show undefined",
			"id BOB at 1",
		]);
	});

	test("the fault switch is the error of the board's data, at its connector", () => {
		boot();
		const { pin, errorCode } = LINES.fault!;
		pins.set(pin, 0);
		timers.advance(50);
		pins.set(pin, 1);
		timers.advance(50);
		expect(told).toEqual([`${errorCode} true at 1, coil 0`, `${errorCode} false at 1, coil 0`]);
	});

	test("a contactor whose jumper is missing fails as soon as it should close", () => {
		boot();
		timers.advance(1000);
		expect(told).toEqual([]);
		connectors[0].setContactor(true);
		timers.advance(300);
		expect(told).toEqual(["PowerSwitchFailure true at 1, coil 0"]);
	});

	test("the firmware's last word opens every contactor, whatever fails on the way", () => {
		boot();
		const other = { ...LINES, cable: undefined, lock: undefined, lockFeedback: undefined };
		const lines = {
			...{ ...other, pause: undefined, fault: undefined, contactorFeedback: undefined },
			...{ ev: { pin: 51 }, evReady: { pin: 52 }, contactor: { pin: 53 } },
		};
		const { digital } = pins;
		const second = new DemoConnector({ digital, timers, pins: lines, maxCurrent: 32 }, 2);
		for (const connector of [...connectors, second]) connector.setContactor(true);
		expect([pins.level(CONTACTOR), pins.level(53)]).toEqual([1, 1]);
		// As when there is no memory left for a timer.
		timers.set = () => {
			throw new Error("memory full");
		};
		openContactors([...connectors, second]);
		expect([pins.level(CONTACTOR), pins.level(53)]).toEqual([0, 0]);
	});
});
