import { beforeEach, expect, test } from "vitest";
import { board } from "../../device/boards/esp32-dev-kit";
import { watchInputs } from "../../device/inputs";
import { ChargePoint } from "../../modules/charge-point/charge-point";
import type { Transport, TransportListener } from "../../modules/charge-point/interfaces";
import type { ConnectorState } from "../../modules/charge-point/state";
import { Connector } from "../../modules/hardware/connector";
import type { Host, Pin } from "../../modules/hardware/platform";
import { Journal } from "../../modules/storage/journal";
import { Records } from "../../modules/storage/records";
import { nodeCryptography } from "../../simulator/node/cryptography";
import { emptySlot, FakeFileTransfer, FakeSlot } from "../charge-point/fake-files";
import { MemoryFlash } from "../storage/memory-flash";
import { VirtualTimers } from "../virtual-timers";
import { FakePins } from "./fake-pins";

const [LINES] = board.connectors;

let timers: VirtualTimers;
let pins: FakePins;
let chargePoint: ChargePoint;

/** A switch or button of the board is closed or open; both are to ground. */
function close(line: Pin | undefined, closed = true): void {
	pins.set((line as Pin).pin, closed ? 0 : 1);
	timers.advance(60);
}

/** Drives the feedbacks as the demo's wires do. */
function follow(): void {
	pins.set((LINES.contactorFeedback as Pin).pin, pins.level(LINES.contactor.pin) as 0 | 1);
	pins.set((LINES.lockFeedback as Pin).pin, pins.level((LINES.lock as Pin).pin) as 0 | 1);
	timers.advance(100);
}

function state(): ConnectorState {
	return chargePoint.state.connectors[0];
}

/** A CSMS that accepts everything at once. */
class Accepting implements Transport {
	listener?: TransportListener;

	open(): void {
		timers.set(() => this.listener?.opened(), 0);
	}

	send(text: string): void {
		const [type, id, action] = JSON.parse(text) as [number, string, string];
		if (type !== 2) return;
		const idTagInfo = { status: "Accepted" };
		const answers: Record<string, object> = {
			BootNotification: { status: "Accepted", currentTime: "2026-11-22T10:00:00Z", interval: 300 },
			Heartbeat: { currentTime: "2026-11-22T10:00:00Z" },
			Authorize: { idTagInfo },
			StartTransaction: { idTagInfo, transactionId: 7 },
		};
		timers.set(() => this.listener?.received(JSON.stringify([3, id, answers[action] ?? {}])), 0);
	}

	close(): void {}

	setPingInterval(): void {}
}

/** The firmware on the development kit. */
beforeEach(() => {
	timers = new VirtualTimers();
	pins = new FakePins();
	close(board.emergencyStop);
	const { digital } = pins;
	const host: Pick<Host, "onEmergencyStop" | "onFault" | "onIdTag" | "onTamper"> = {};
	const connectors = [
		new Connector({
			...{ digital, timers, pins: LINES, maxCurrent: board.maxCurrent },
			...{ meter: { read: () => ({ importWh: 0 }) }, pilot: { offer() {} } },
		}),
	];
	const started = watchInputs({
		...{ digital, timers, board, connectors, cards: ["ALICE", "BOB"], showCard: () => {}, host },
	});
	const flash = new MemoryFlash(56);
	chargePoint = new ChargePoint({
		host: {
			settings: { identity: "CP001", csms: "ws://csms.invalid/ocpp", defaults: {}, crashed: false },
			...{ timers, connectors },
			transport: new Accepting(),
			fileTransfer: new FakeFileTransfer(),
			firmwareSlot: new FakeSlot(emptySlot(), timers),
			cryptography: nodeCryptography,
			newId: () => "00000000-0000-4000-8000-000000000000",
			random: () => 0.5,
			restart: () => {},
			log: () => {},
			changed: () => {},
		},
		boot: { chargePointVendor: "xs-evse", chargePointModel: board.model },
		records: new Records(flash, 0, 24),
		journal: new Journal(flash, 24, 32),
	});
	host.onIdTag = (connectorId, idTag) => chargePoint.presentIdTag(connectorId, idTag);
	host.onFault = (connectorId, errorCode, active) => chargePoint.setFault(connectorId, { errorCode }, active);
	host.onEmergencyStop = (pressed) => chargePoint.setEmergencyStop(pressed);
	chargePoint.start();
	started();
	timers.advance(1000);
});

/** A whole beginning by hand: cable, vehicle, and the card button held. */
function charge(): void {
	close(LINES.cable);
	close(LINES.ev);
	close(LINES.evReady);
	close(board.cardButton);
	timers.advance(1200);
	close(board.cardButton, false);
	follow();
	follow();
}

test("switches and a held card button charge; the cable is locked and the contactor is closed", () => {
	expect(state().status).toBe("Available");
	charge();
	expect(state()).toMatchObject({ status: "Charging", idTag: "ALICE", locked: true, offeredA: 32 });
	expect(pins.level(LINES.contactor.pin)).toBe(1);
	timers.advance(60_000);
	expect(state().status).toBe("Charging");
});

test("the pause switch is SuspendedEVSE, and Charging when it is open again", () => {
	charge();
	close(LINES.pause);
	expect(pins.level(LINES.contactor.pin)).toBe(0);
	follow();
	expect(state()).toMatchObject({ status: "SuspendedEVSE", offeredA: 0 });
	close(LINES.pause, false);
	follow();
	expect(state().status).toBe("Charging");
});

test("a contactor that falls open while it charges is Faulted with PowerSwitchFailure until the vehicle has gone", () => {
	charge();
	pins.set((LINES.contactorFeedback as Pin).pin, 0);
	timers.advance(400);
	expect(state()).toMatchObject({ status: "Faulted", errorCode: "PowerSwitchFailure", contactor: false });
	expect(pins.level(LINES.contactor.pin)).toBe(0);
	timers.advance(10_000);
	expect(state().status).toBe("Faulted");
	close(LINES.ev, false);
	follow();
	expect(state().errorCode).toBe("NoError");
});

test("the fault switch and the emergency stop are Faulted while they last, and the contactor is open", () => {
	charge();
	close(LINES.fault);
	expect(state()).toMatchObject({ status: "Faulted", errorCode: "GroundFailure" });
	expect(pins.level(LINES.contactor.pin)).toBe(0);
	close(LINES.fault, false);
	follow();
	expect(state().status).toBe("Charging");
	pins.set((board.emergencyStop as Pin).pin, 1);
	expect(pins.level(LINES.contactor.pin)).toBe(0);
	expect(chargePoint.state.emergencyStop).toBe(true);
	expect(state().status).toBe("Faulted");
	follow();
	close(board.emergencyStop);
	timers.advance(1000);
	follow();
	expect(state().errorCode).toBe("NoError");
});
