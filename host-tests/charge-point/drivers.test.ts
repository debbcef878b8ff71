import { expect, test } from "vitest";
import { Connector } from "../../modules/hardware/connector";
import { CardReader } from "../../modules/hardware/drivers/card-reader";
import { ControlPilot } from "../../modules/hardware/drivers/control-pilot";
import { Pn532 } from "../../modules/hardware/drivers/pn532";
import { FakePilotLine } from "../hardware/drivers/fake-pilot-line";
import { FakePn532 } from "../hardware/drivers/fake-pn532";
import { FakePins } from "../hardware/fake-pins";
import type { FakeConnector } from "./fake-hardware";
import { Rig } from "./rig";

const CONTACTOR = 26;

test("R-ST-07 R-ST-15 R-AUTH-18 a card that rests on the reader starts once; its failure stops no charging", () => {
	const rig = new Rig();
	const chip = new FakePn532(rig.timers);
	const reader = new Pn532({ timers: rig.timers, open: () => chip });
	new CardReader({
		timers: rig.timers,
		chip: reader,
		onIdTag: (idTag) => rig.chargePoint.presentIdTag(0, idTag),
		onFailure: (failed) => rig.chargePoint.setFault(0, { errorCode: "ReaderFailure" }, failed),
		log: (text) => rig.logs.push(text),
	});
	rig.connector.plug(true);
	rig.advance(1);
	chip.card = [0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6];
	rig.advance(600);
	expect(rig.csms.all("StartTransaction")).toMatchObject([{ idTag: "04A1B2C3D4E5F6" }]);
	expect(rig.connector.contactor).toBe(true);

	rig.csms.clear();
	chip.powerOff();
	rig.advance(60);
	expect(rig.csms.all("StatusNotification")).toMatchObject([
		{ connectorId: 0, status: "Available", errorCode: "ReaderFailure" },
	]);
	expect(rig.connector.contactor).toBe(true);
	chip.powered = true;
	rig.advance(60);
	expect(rig.csms.all("StatusNotification")).toMatchObject([
		...[{ errorCode: "ReaderFailure" }, { connectorId: 0, status: "Available", errorCode: "NoError" }],
	]);
	expect(rig.connector.contactor).toBe(true);

	chip.card = undefined;
	rig.advance(5);
	expect(rig.csms.all("StopTransaction")).toEqual([]);
	chip.card = [0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6];
	rig.advance(5);
	expect(rig.csms.all("StopTransaction")).toHaveLength(1);
	expect(rig.connector.contactor).toBe(false);
	rig.checkTransitions();
});

/** A charge point with a tethered cable whose control pilot is the driver's. */
function pilotRig(): { rig: Rig; line: FakePilotLine; pins: FakePins } {
	const rig = new Rig({ cable: "fixed" });
	const line = new FakePilotLine();
	const pins = new FakePins();
	const pilot = new ControlPilot({
		timers: rig.timers,
		pwm: line.pwm,
		analog: line.analog,
		onFault: (errorCode, active) => rig.chargePoint.setFault(1, { errorCode }, active),
	});
	const connector = new Connector({
		digital: pins.digital,
		timers: rig.timers,
		pins: {
			contactor: { pin: CONTACTOR },
			leds: { available: { pin: 1 }, charging: { pin: 2 }, fault: { pin: 3 } },
		},
		meter: { read: () => ({ importWh: 0 }) },
		pilot,
		maxCurrent: 32,
	});
	rig.powerOff();
	rig.hardware[0] = connector as unknown as FakeConnector;
	rig.boot();
	rig.advance(1);
	return { rig, line, pins };
}

test("R-ST-02 a vehicle on the control pilot charges, pauses, goes on and leaves", () => {
	const { rig, line, pins } = pilotRig();
	line.vehicle = "B";
	rig.advance(1);
	rig.present("ALICE");
	expect(rig.csms.all("StartTransaction")).toHaveLength(1);
	expect(rig.csms.statuses(1).at(-1)).toBe("SuspendedEV");
	expect(line.duty).toBeCloseTo(32 / 60, 2);
	expect(pins.level(CONTACTOR)).toBe(0);
	line.vehicle = "C";
	rig.advance(1);
	expect(rig.csms.statuses(1).at(-1)).toBe("Charging");
	expect(pins.level(CONTACTOR)).toBe(1);
	line.vehicle = "B";
	rig.advance(1);
	expect(rig.csms.statuses(1).at(-1)).toBe("SuspendedEV");
	expect(pins.level(CONTACTOR)).toBe(0);
	line.vehicle = "C";
	rig.advance(1);
	expect(pins.level(CONTACTOR)).toBe(1);
	line.vehicle = "none";
	rig.advance(1);
	expect(pins.level(CONTACTOR)).toBe(0);
	expect(line.duty).toBe(1);
	expect(rig.csms.all("StopTransaction")).toMatchObject([{ reason: "EVDisconnected" }]);
	expect(rig.csms.statuses(1).at(-1)).toBe("Available");
	rig.checkTransitions();
});

test("R-ST-07 a pilot line that touches the earth is Faulted, and a vehicle without diode a warning", () => {
	const { rig, line, pins } = pilotRig();
	line.vehicle = "short";
	rig.advance(1);
	expect(rig.csms.all("StatusNotification").at(-1)).toMatchObject({
		...{ connectorId: 1, status: "Faulted", errorCode: "InternalError" },
	});
	line.vehicle = "none";
	rig.advance(1);
	expect(rig.csms.statuses(1).at(-1)).toBe("Available");
	line.vehicle = "C";
	line.diode = false;
	rig.advance(1);
	rig.present("ALICE");
	rig.advance(1);
	expect(pins.level(CONTACTOR)).toBe(0);
	expect(rig.csms.all("StatusNotification").at(-1)).toMatchObject({
		...{ connectorId: 1, status: "SuspendedEV", errorCode: "EVCommunicationError" },
	});
	line.vehicle = "none";
	rig.advance(1);
	expect(rig.csms.all("StatusNotification").at(-1)).toMatchObject({
		status: "Available",
		errorCode: "NoError",
	});
	rig.checkTransitions();
});
