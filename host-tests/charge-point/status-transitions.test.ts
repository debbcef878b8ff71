import { describe, expect, test } from "vitest";
import type { ConnectorStatus } from "../../modules/ocpp/types";
import { Rig, type RigOptions } from "./rig";
import { SILENCE } from "./scripted-csms";

const FAULT = { errorCode: "GroundFailure" } as const;

/** A connector of a rig, and what happens to it; each step is followed by a second. */
class Scene {
	readonly rig: Rig;
	readonly id: number;

	/** `id` is the connector, the others of the rig stay idle. */
	constructor(id: number, options: RigOptions) {
		this.rig = new Rig({ ...options, connectors: id });
		this.id = id;
		this.rig.advance(1);
	}

	get #hardware() {
		return this.rig.hardware[this.id - 1];
	}

	plug = () => this.#do(() => this.#hardware.plug(true));
	unplug = () => this.#do(() => this.#hardware.plug(false));
	vehicle = (connected: boolean) => this.#do(() => this.#hardware.setVehicle(connected));
	ready = (ready: boolean) => this.#do(() => this.#hardware.setEvReady(ready));
	present = (idTag = "ALICE") => this.#do(() => this.rig.chargePoint.presentIdTag(this.id, idTag));
	fault = (active: boolean) => this.#do(() => this.rig.chargePoint.setFault(this.id, FAULT, active));
	wait = (seconds: number) => this.#do(() => this.rig.advance(seconds));
	change = (type: "Inoperative" | "Operative") =>
		this.#do(() => this.rig.csms.call("ChangeAvailability", { connectorId: this.id, type }));
	remoteStart = () =>
		this.#do(() => this.rig.csms.call("RemoteStartTransaction", { idTag: "ALICE", connectorId: this.id }));
	remoteStop = (transactionId = 1001) =>
		this.#do(() => this.rig.csms.call("RemoteStopTransaction", { transactionId }));
	/** StartTransaction is answered Invalid, at once or later. */
	invalid = () => {
		const answer = { idTagInfo: { status: "Invalid" }, transactionId: 1001 } as const;
		this.rig.csms.answer("StartTransaction", answer);
	};
	unanswered = () => this.rig.csms.answer("StartTransaction", SILENCE);
	answeredInvalid = () =>
		this.#do(() =>
			this.rig.csms.reply("StartTransaction", { idTagInfo: { status: "Invalid" }, transactionId: 1001 }),
		);
	charge = () => {
		this.plug();
		this.present();
	};
	suspendByEvse = () => {
		this.invalid();
		this.charge();
	};

	#do(step: () => void): void {
		step();
		this.rig.advance(1);
	}
}

const STAY: RigOptions = { defaults: { StopTransactionOnInvalidId: "false" } };
const FIXED: RigOptions = { cable: "fixed" };
const FIXED_STAY: RigOptions = { ...STAY, ...FIXED };

/** Transitions of the specification's table by their letters, what leads there, and the last statuses. */
const TABLE: readonly [
	name: string,
	last: readonly ConnectorStatus[],
	run: (scene: Scene) => void,
	options?: RigOptions,
][] = [
	["A2 plug", ["Available", "Preparing"], (s) => s.plug()],
	["A2 plug of a tethered cable", ["Available", "Preparing"], (s) => s.plug(), FIXED],
	["A2 id", ["Available", "Preparing"], (s) => s.present()],
	["A2 remote start", ["Available", "Preparing"], (s) => s.remoteStart()],
	["A8 Inoperative", ["Available", "Unavailable"], (s) => s.change("Inoperative")],
	["A9 fault", ["Available", "Faulted"], (s) => s.fault(true)],
	["B1 unplugged", ["Preparing", "Available"], (s) => [s.plug(), s.unplug()]],
	["B1 presented again", ["Preparing", "Available"], (s) => [s.present(), s.present()]],
	["B1 no plug in time", ["Preparing", "Available"], (s) => [s.present(), s.wait(60)]],
	[
		"B1 no plug in time after a remote start",
		["Preparing", "Available"],
		(s) => [s.remoteStart(), s.wait(60)],
	],
	["B3 energy flows", ["Preparing", "Charging"], (s) => s.charge()],
	["B3 energy flows, id first", ["Preparing", "Charging"], (s) => [s.present(), s.plug()]],
	["B4 the vehicle does not ask", ["Preparing", "SuspendedEV"], (s) => [s.ready(false), s.charge()]],
	["B6 no id in time", ["Preparing", "Finishing"], (s) => [s.plug(), s.wait(60)]],
	["B9 fault", ["Preparing", "Faulted"], (s) => [s.plug(), s.fault(true)]],
	["C1 tethered cable off", ["Charging", "Available"], (s) => [s.charge(), s.vehicle(false)], FIXED],
	["C4 the vehicle pauses", ["Charging", "SuspendedEV"], (s) => [s.charge(), s.ready(false)]],
	[
		"C5 invalidated",
		["Charging", "SuspendedEVSE"],
		(s) => [s.unanswered(), s.charge(), s.answeredInvalid()],
		STAY,
	],
	["C6 stopped by the id", ["Charging", "Finishing"], (s) => [s.charge(), s.present()]],
	["C6 stopped remotely", ["Charging", "Finishing"], (s) => [s.charge(), s.remoteStop()]],
	["C6 vehicle unplugged", ["Charging", "Finishing"], (s) => [s.charge(), s.vehicle(false)]],
	[
		"C8 tethered cable off, Inoperative scheduled",
		["Charging", "Unavailable"],
		(s) => [s.charge(), s.change("Inoperative"), s.vehicle(false)],
		FIXED,
	],
	["C9 fault", ["Charging", "Faulted"], (s) => [s.charge(), s.fault(true)]],
	[
		"D1 tethered cable off",
		["SuspendedEV", "Available"],
		(s) => [s.charge(), s.ready(false), s.vehicle(false)],
		FIXED,
	],
	["D3 the vehicle goes on", ["SuspendedEV", "Charging"], (s) => [s.charge(), s.ready(false), s.ready(true)]],
	[
		"D5 R-ST-03 invalidated while the vehicle pauses",
		["SuspendedEV", "SuspendedEVSE"],
		(s) => [s.unanswered(), s.ready(false), s.charge(), s.answeredInvalid()],
		STAY,
	],
	["D6 stopped", ["SuspendedEV", "Finishing"], (s) => [s.charge(), s.ready(false), s.present()]],
	[
		"D8 tethered cable off, Inoperative scheduled",
		["SuspendedEV", "Unavailable"],
		(s) => [s.charge(), s.ready(false), s.change("Inoperative"), s.vehicle(false)],
		FIXED,
	],
	["D9 fault", ["SuspendedEV", "Faulted"], (s) => [s.charge(), s.ready(false), s.fault(true)]],
	[
		"E1 tethered cable off",
		["SuspendedEVSE", "Available"],
		(s) => [s.suspendByEvse(), s.vehicle(false)],
		FIXED_STAY,
	],
	["E6 stopped", ["SuspendedEVSE", "Finishing"], (s) => [s.suspendByEvse(), s.remoteStop()], STAY],
	[
		"E8 tethered cable off, Inoperative scheduled",
		["SuspendedEVSE", "Unavailable"],
		(s) => [s.suspendByEvse(), s.change("Inoperative"), s.vehicle(false)],
		FIXED_STAY,
	],
	["E9 fault", ["SuspendedEVSE", "Faulted"], (s) => [s.suspendByEvse(), s.fault(true)], STAY],
	["F1 unplugged", ["Finishing", "Available"], (s) => [s.charge(), s.present(), s.unplug()]],
	[
		"F2 plugged again",
		["Finishing", "Preparing"],
		(s) => [s.charge(), s.present(), s.vehicle(false), s.vehicle(true)],
	],
	[
		"F8 unplugged, Inoperative scheduled",
		["Finishing", "Unavailable"],
		(s) => [s.charge(), s.change("Inoperative"), s.present(), s.unplug()],
	],
	["F9 fault", ["Finishing", "Faulted"], (s) => [s.charge(), s.present(), s.fault(true)]],
	["H1 Operative", ["Unavailable", "Available"], (s) => [s.change("Inoperative"), s.change("Operative")]],
	[
		"H2 Operative, a cable is in",
		["Unavailable", "Preparing"],
		(s) => [s.change("Inoperative"), s.plug(), s.change("Operative")],
	],
	["H9 fault", ["Unavailable", "Faulted"], (s) => [s.change("Inoperative"), s.fault(true)]],
	["I1 cleared", ["Faulted", "Available"], (s) => [s.fault(true), s.fault(false)]],
	["I2 cleared", ["Faulted", "Preparing"], (s) => [s.plug(), s.fault(true), s.fault(false)]],
	["I3 cleared", ["Faulted", "Charging"], (s) => [s.charge(), s.fault(true), s.fault(false)]],
	[
		"I4 cleared",
		["Faulted", "SuspendedEV"],
		(s) => [s.charge(), s.ready(false), s.fault(true), s.fault(false)],
	],
	[
		"I5 cleared",
		["Faulted", "SuspendedEVSE"],
		(s) => [s.suspendByEvse(), s.fault(true), s.fault(false)],
		STAY,
	],
	["I6 cleared", ["Faulted", "Finishing"], (s) => [s.charge(), s.present(), s.fault(true), s.fault(false)]],
	["I8 cleared", ["Faulted", "Unavailable"], (s) => [s.change("Inoperative"), s.fault(true), s.fault(false)]],
	[
		"I8 Inoperative came in the fault",
		["Faulted", "Unavailable"],
		(s) => [s.fault(true), s.change("Inoperative"), s.fault(false)],
	],
];

describe("R-ST-01 R-ST-02 R-ST-08 transitions of the table, on the only connector and the last of four", () => {
	test.each(TABLE)("%s", (_name, last, run, options = {}) => {
		for (const id of [1, 4]) {
			const scene = new Scene(id, options);
			run(scene);
			const { csms } = scene.rig;
			expect(csms.statuses(id).slice(-last.length)).toEqual(last);
			expect(csms.last("StatusNotification").connectorId).toBe(id);
			scene.rig.checkTransitions();
			for (let other = 0; other < id; other++) expect(csms.statuses(other)).toEqual(["Available"]);
		}
	});
});

test("R-ST-01 connector 0 is Available, Unavailable or Faulted, whatever the others do", () => {
	const rig = new Rig({ connectors: 2 });
	rig.charge("ALICE", 1);
	rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Inoperative" });
	rig.advance(1);
	rig.chargePoint.setFault(0, { errorCode: "OverVoltage" }, true);
	rig.advance(1);
	rig.chargePoint.setFault(0, { errorCode: "OverVoltage" }, false);
	rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Operative" });
	rig.advance(1);
	expect(rig.csms.statuses(0)).toEqual(["Available", "Unavailable", "Faulted", "Unavailable", "Available"]);
	expect(rig.csms.statuses(1).slice(2)).toEqual(["Charging", "Faulted", "Charging"]);
});

describe("R-ST-14 the first status of a boot", () => {
	test("is that of the cable that is in: Preparing, and Finishing when nobody comes", () => {
		for (const cable of ["detachable", "fixed"] as const) {
			const rig = new Rig({ cable, connectors: 3 });
			rig.powerOff();
			rig.hardware[2].plug(true);
			rig.csms.clear();
			rig.boot();
			rig.advance(1);
			expect([1, 2, 3].map((id) => rig.csms.statuses(id))).toEqual([
				...[["Available"], ["Available"], ["Preparing"]],
			]);
			rig.advance(60);
			expect(rig.csms.statuses(3)).toEqual(["Preparing", "Finishing"]);
		}
	});

	test("is Faulted while a fault is there, and Unavailable beside a cable", () => {
		const rig = new Rig({ connectors: 2 });
		rig.advance(1);
		rig.csms.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" });
		rig.powerOff();
		rig.hardware[0].plug(true);
		rig.csms.clear();
		rig.setOnline(false);
		rig.boot();
		rig.chargePoint.setFault(2, FAULT, true);
		rig.setOnline(true);
		rig.advance(1);
		expect([1, 2].map((id) => rig.csms.statuses(id))).toEqual([["Unavailable"], ["Faulted"]]);
	});
});

describe("R-ST-17 R-ST-08 faults that overlap", () => {
	const FIRST = { errorCode: "GroundFailure" } as const;
	const SECOND = { errorCode: "HighTemperature" } as const;

	/** What was told of connector 1 since the last clear. */
	function told(rig: Rig): string[][] {
		const sent = rig.csms.all("StatusNotification").filter(({ connectorId }) => connectorId === 1);
		return sent.map(({ status, errorCode }) => [status, errorCode]);
	}

	function both(): Rig {
		const rig = new Rig();
		rig.charge();
		rig.csms.clear();
		for (const fault of [FIRST, SECOND]) {
			rig.chargePoint.setFault(1, fault, true);
			rig.advance(1);
		}
		return rig;
	}

	test("the first one clears first", () => {
		const rig = both();
		for (const fault of [FIRST, SECOND]) {
			rig.chargePoint.setFault(1, fault, false);
			rig.advance(1);
		}
		expect(told(rig)).toEqual([
			...[
				["Faulted", "GroundFailure"],
				["Faulted", "HighTemperature"],
				["Charging", "NoError"],
			],
		]);
	});

	test("the second one clears first: the first one is told again", () => {
		const rig = both();
		for (const fault of [SECOND, FIRST]) {
			rig.chargePoint.setFault(1, fault, false);
			rig.advance(1);
		}
		expect(told(rig)).toEqual([
			...[
				["Faulted", "GroundFailure"],
				["Faulted", "HighTemperature"],
				["Faulted", "GroundFailure"],
				["Charging", "NoError"],
			],
		]);
		expect(rig.connector.contactor).toBe(true);
	});

	test("the same one twice is one fault", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.csms.clear();
		for (const active of [true, true, false]) {
			rig.chargePoint.setFault(1, FIRST, active);
			rig.advance(1);
		}
		expect(told(rig)).toEqual([
			...[
				["Faulted", "GroundFailure"],
				["Available", "NoError"],
			],
		]);
	});

	test("R-ST-15 one of the connector and one of the whole charge point", () => {
		const rig = new Rig({ connectors: 2 });
		rig.charge();
		rig.csms.clear();
		rig.chargePoint.setFault(0, SECOND, true);
		rig.advance(1);
		rig.chargePoint.setFault(1, FIRST, true);
		rig.advance(1);
		rig.chargePoint.setFault(0, SECOND, false);
		rig.advance(1);
		expect(rig.state(1)).toMatchObject({ status: "Faulted", contactor: false });
		rig.chargePoint.setFault(1, FIRST, false);
		rig.advance(1);
		expect(told(rig)).toEqual([
			...[
				["Faulted", "HighTemperature"],
				["Faulted", "GroundFailure"],
				["Charging", "NoError"],
			],
		]);
		expect(rig.csms.statuses(0)).toEqual(["Faulted", "Available"]);
		expect(rig.csms.statuses(2)).toEqual(["Faulted", "Available"]);
	});

	test("R-ST-07 a warning beside a fault is told when the fault has cleared", () => {
		const rig = new Rig();
		rig.connector.plug(true);
		rig.advance(1);
		rig.csms.clear();
		rig.chargePoint.setFault(1, FIRST, true);
		rig.advance(1);
		rig.chargePoint.setFault(1, { errorCode: "EVCommunicationError" }, true);
		rig.advance(1);
		rig.chargePoint.setFault(1, FIRST, false);
		rig.advance(1);
		expect(told(rig)).toEqual([
			...[
				["Faulted", "GroundFailure"],
				["Preparing", "EVCommunicationError"],
			],
		]);
	});
});
