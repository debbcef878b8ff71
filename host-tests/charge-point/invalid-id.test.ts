import { describe, expect, test } from "vitest";
import { PowerCut } from "../storage/memory-flash";
import { Rig, type RigOptions } from "./rig";
import { SILENCE } from "./scripted-csms";

const REFUSALS = ["Blocked", "Expired", "Invalid", "ConcurrentTx"] as const;

/** A session whose StartTransaction.conf says that the id is not accepted, `late` seconds after its start. */
function refused(
	defaults: RigOptions["defaults"] = {},
	status: (typeof REFUSALS)[number] = "Invalid",
	late = 0,
): Rig {
	const rig = new Rig({ defaults });
	rig.csms.answer("StartTransaction", SILENCE);
	rig.charge("ALICE");
	rig.advance(late);
	rig.csms.reply("StartTransaction", { idTagInfo: { status, parentIdTag: "FAMILY" }, transactionId: 7 });
	rig.advance(1);
	return rig;
}

const SUSPENDS = { StopTransactionOnInvalidId: "false" };

describe("StartTransaction.conf is not Accepted", () => {
	test("R-AUTH-20 R-AUTH-23 StopTransactionOnInvalidId: the transaction ends, DeAuthorized, under its id", () => {
		for (const status of REFUSALS) {
			const rig = refused({}, status, 10);
			expect(rig.connector).toMatchObject({ contactor: false, offered: 0, locked: true });
			expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 7, reason: "DeAuthorized" });
			expect(rig.csms.last("StopTransaction")).not.toHaveProperty("idTag");
			expect(rig.state()).toMatchObject({ status: "Finishing", notice: status });
			rig.checkTransitions();
		}
	});

	test("R-AUTH-20 R-AUTH-23 otherwise only the energy ends: SuspendedEVSE, the samples go on under its id", () => {
		for (const status of REFUSALS) {
			const rig = refused({ ...SUSPENDS, MeterValueSampleInterval: "10" }, status, 5);
			expect(rig.connector).toMatchObject({ contactor: false, offered: 0, locked: true });
			rig.advance(20);
			expect(rig.state()).toMatchObject({ status: "SuspendedEVSE", transactionId: 7 });
			expect(rig.csms.all("StopTransaction")).toHaveLength(0);
			expect(rig.csms.last("MeterValues").transactionId).toBe(7);
			// Nothing that the vehicle does brings the energy back.
			rig.connector.setEvReady(false);
			rig.connector.setEvReady(true);
			rig.advance(1);
			expect(rig.state()).toMatchObject({ status: "SuspendedEVSE", contactor: false });
			rig.present("ALICE");
			expect(rig.csms.last("StopTransaction")).toMatchObject({ transactionId: 7, idTag: "ALICE" });
			rig.checkTransitions();
		}
	});

	test("R-AUTH-20 TC_037_2 TC_037_3 after an offline start: SuspendedEVSE, or DeAuthorized and Finishing", () => {
		for (const value of ["false", "true"]) {
			const rig = new Rig({
				defaults: { StopTransactionOnInvalidId: value, AllowOfflineTxForUnknownId: "true" },
			});
			rig.csms.answer("StartTransaction", { idTagInfo: { status: "Invalid" }, transactionId: 7 });
			rig.advance(1);
			rig.setOnline(false);
			rig.charge("ALICE");
			rig.advance(30);
			expect(rig.connector.contactor).toBe(true);
			rig.csms.clear();
			rig.setOnline(true);
			rig.advance(1);
			expect(rig.connector.contactor).toBe(false);
			expect(rig.csms.statuses(1).at(-1)).toBe(value === "true" ? "Finishing" : "SuspendedEVSE");
			expect(rig.csms.all("StopTransaction")).toMatchObject(
				value === "true" ? [{ transactionId: 7, reason: "DeAuthorized" }] : [],
			);
		}
	});

	test("R-AUTH-20 R-AUTH-24 it is about its own transaction, not about the one that runs by now", () => {
		const rig = new Rig({ defaults: { AllowOfflineTxForUnknownId: "true" } });
		rig.csms.answer("StartTransaction", ({ idTag }) => ({
			idTagInfo: { status: idTag === "ALICE" ? "Invalid" : "Accepted" },
			transactionId: idTag === "ALICE" ? 7 : 8,
		}));
		rig.advance(1);
		rig.setOnline(false);
		rig.charge("ALICE");
		rig.advance(5);
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.charge("BOB");
		rig.setOnline(true);
		rig.advance(1);
		expect(rig.state()).toMatchObject({ status: "Charging", transactionId: 8, idTag: "BOB" });
		expect(rig.csms.all("StopTransaction")).toMatchObject([{ transactionId: 7, reason: "Local" }]);
		expect(rig.connector.locked).toBe(true);
	});

	test("R-AUTH-20 R-TX-16 a power cut while suspended ends it: PowerLoss, and the cable is free", () => {
		const rig = refused(SUSPENDS);
		rig.powerOff();
		rig.boot();
		rig.advance(2);
		expect(rig.csms.all("StopTransaction")).toMatchObject([{ transactionId: 7, reason: "PowerLoss" }]);
		expect(rig.state()).toMatchObject({ status: "Finishing", locked: false });
	});
});

describe("MaxEnergyOnInvalidId", () => {
	const LIMITED = { ...SUSPENDS, MaxEnergyOnInvalidId: "1000" };

	/** Wh since a reading. */
	const since = (rig: Rig, start: number) => rig.connector.read().importWh - start;

	test("R-AUTH-22 so much more energy from the conf on, then SuspendedEVSE; the transaction stays", () => {
		for (const demand of [6, 16, 32]) {
			const rig = new Rig({ defaults: LIMITED });
			rig.connector.demand = demand;
			rig.csms.answer("StartTransaction", SILENCE);
			rig.charge("ALICE");
			rig.advance(20);
			const start = rig.connector.read().importWh;
			const set = rig.timers.set.bind(rig.timers);
			let looks = 0;
			rig.timers.set = (callback, delay) => {
				looks++;
				return set(callback, delay);
			};
			rig.csms.reply("StartTransaction", { idTagInfo: { status: "Blocked" }, transactionId: 7 });
			rig.advance(1);
			expect(rig.state()).toMatchObject({ status: "Charging", notice: "Blocked" });
			rig.advance(1200);
			expect(rig.state()).toMatchObject({ status: "SuspendedEVSE", transactionId: 7 });
			expect(since(rig, start)).toBeGreaterThanOrEqual(1000);
			expect(since(rig, start)).toBeLessThanOrEqual(1002);
			expect(rig.csms.all("StopTransaction")).toHaveLength(0);
			expect(looks).toBeLessThan(200);
			rig.checkTransitions();
		}
	});

	test("R-AUTH-22 while no energy flows nobody looks at the meter; a pause does not lengthen it", () => {
		const rig = refused({ ...LIMITED, MeterValueSampleInterval: "0" });
		const start = rig.connector.read().importWh;
		rig.advance(60);
		rig.connector.setEvReady(false);
		rig.advance(1);
		let reads = 0;
		const read = rig.connector.read.bind(rig.connector);
		rig.connector.read = () => {
			reads++;
			return read();
		};
		rig.advance(36_000);
		// The register is stored once a minute, for a power cut.
		expect(reads).toBeLessThanOrEqual(600);
		expect(rig.state().status).toBe("SuspendedEV");
		rig.connector.setEvReady(true);
		rig.advance(10);
		expect(rig.state().status).toBe("Charging");
		rig.advance(600);
		expect(rig.state().status).toBe("SuspendedEVSE");
		expect(since(rig, start)).toBeLessThanOrEqual(1003);
		rig.checkTransitions();
	});

	test("R-AUTH-22 R-ST-03 0 Wh is at once, also where the vehicle asks for none", () => {
		const rig = new Rig({ defaults: { ...SUSPENDS, MaxEnergyOnInvalidId: "0" } });
		rig.csms.answer("StartTransaction", SILENCE);
		rig.charge("ALICE");
		rig.connector.setEvReady(false);
		rig.advance(1);
		expect(rig.state().status).toBe("SuspendedEV");
		rig.csms.reply("StartTransaction", { idTagInfo: { status: "Invalid" }, transactionId: 7 });
		rig.advance(1);
		expect(rig.state().status).toBe("SuspendedEVSE");
		rig.checkTransitions();
	});

	test("R-AUTH-22 with StopTransactionOnInvalidId it is not used", () => {
		const rig = refused({ MaxEnergyOnInvalidId: "1000" });
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "DeAuthorized" });
		expect(rig.connector.contactor).toBe(false);
	});

	test("R-AUTH-22 it ends with its transaction: the next one has no limit", () => {
		const rig = refused(LIMITED);
		rig.advance(10);
		rig.present("ALICE");
		rig.connector.plug(false);
		rig.csms.answerAsUsual("StartTransaction");
		rig.charge("BOB");
		rig.advance(3600);
		expect(rig.state()).toMatchObject({ status: "Charging", idTag: "BOB" });
		expect(rig.csms.all("StopTransaction")).toHaveLength(1);
	});

	test("R-AUTH-22 R-TX-16 a power cut before it is used up ends the transaction as any other", () => {
		const rig = refused(LIMITED);
		rig.advance(10);
		rig.powerOff();
		rig.boot();
		rig.advance(3600);
		expect(rig.csms.all("StopTransaction")).toMatchObject([{ transactionId: 7, reason: "PowerLoss" }]);
		expect(rig.state().status).toBe("Finishing");
	});

	test("R-AUTH-22 an Accepted conf has no limit", () => {
		const rig = new Rig({ defaults: LIMITED });
		rig.charge("ALICE");
		rig.advance(36_000);
		expect(rig.state().status).toBe("Charging");
	});
});

describe("a cable that is kept", () => {
	test("R-AUTH-21 after DeAuthorized it stays locked for the id and its group, over power cuts and resets", () => {
		for (const own of ["alice", "BOB"]) {
			const rig = refused();
			rig.csms.answer("Authorize", ({ idTag }) => ({
				idTagInfo: { status: "Accepted", parentIdTag: idTag === "BOB" ? "FAMILY" : "OTHERS" },
			}));
			for (let i = 0; i < 2; i++) {
				rig.powerOff();
				rig.boot();
				rig.advance(2);
				expect(rig.connector.locked).toBe(true);
				expect(rig.state().status).toBe("Finishing");
				rig.csms.call("Reset", { type: "Hard" });
				rig.advance(5);
				expect(rig.connector.locked).toBe(true);
			}
			rig.present("EVE");
			expect(rig.connector.locked).toBe(true);
			rig.present(own);
			expect(rig.connector.locked).toBe(false);
			expect(rig.csms.all("StartTransaction")).toHaveLength(1);
			expect(rig.csms.all("StopTransaction")).toHaveLength(1);
			rig.connector.plug(false);
			rig.advance(1);
			expect(rig.csms.statuses(1).at(-1)).toBe("Available");
		}
	});

	test("R-TX-11 R-AUTH-21 a cable kept because the vehicle was unplugged, over a power cut, too", () => {
		const rig = new Rig({ defaults: { UnlockConnectorOnEVSideDisconnect: "false" } });
		rig.charge("ALICE");
		rig.connector.setVehicle(false);
		rig.advance(1);
		rig.powerOff();
		rig.boot();
		rig.advance(2);
		expect(rig.connector.locked).toBe(true);
		rig.present("ALICE");
		expect(rig.connector.locked).toBe(false);
	});

	test("R-AUTH-21 R-UNL-01 let go by UnlockConnector or its id, it is forgotten: the next boot opens the lock", () => {
		for (const free of [
			(rig: Rig) => rig.present("ALICE"),
			(rig: Rig) => rig.csms.call("UnlockConnector", { connectorId: 1 }),
		]) {
			const rig = refused();
			free(rig);
			rig.advance(1);
			expect(rig.connector.locked).toBe(false);
			rig.powerOff();
			rig.connector.locked = true;
			rig.boot();
			rig.advance(1);
			expect(rig.connector.locked).toBe(false);
		}
	});

	test("R-AUTH-21 a lock that does not open when its id comes keeps the cable, also over a power cut", () => {
		const rig = refused();
		rig.connector.jammed = true;
		rig.present("ALICE");
		rig.advance(2);
		rig.powerOff();
		rig.connector.jammed = false;
		rig.boot();
		rig.advance(1);
		expect(rig.connector.locked).toBe(true);
		rig.present("ALICE");
		expect(rig.connector.locked).toBe(false);
	});

	test("R-AUTH-21 pulled by force while the power was off: free, and not kept for anybody any more", () => {
		const rig = refused();
		rig.powerOff();
		rig.connector.locked = false;
		rig.connector.plug(false);
		rig.boot();
		rig.advance(1);
		expect(rig.csms.statuses(1).at(-1)).toBe("Available");
		rig.charge("BOB");
		expect(rig.state().idTag).toBe("BOB");
		rig.powerOff();
		rig.boot();
		rig.advance(1);
		expect(rig.connector.locked).toBe(false);
	});

	test("R-AUTH-21 unlocked by force while the power was off: nobody is waited for any more", () => {
		const rig = refused();
		rig.powerOff();
		rig.connector.locked = false;
		rig.boot();
		rig.advance(1);
		expect(rig.state().status).toBe("Finishing");
		rig.powerOff();
		rig.connector.locked = true;
		rig.boot();
		rig.advance(1);
		expect(rig.connector.locked).toBe(false);
	});

	test("R-AUTH-21 R-TX-16 a kept cable that another has used meanwhile is not kept after a power cut", () => {
		const rig = new Rig({ defaults: { UnlockConnectorOnEVSideDisconnect: "false" } });
		rig.charge("ALICE");
		rig.connector.setVehicle(false);
		rig.advance(1);
		rig.connector.setVehicle(true);
		rig.present("BOB");
		expect(rig.state().status).toBe("Charging");
		rig.powerOff();
		rig.boot();
		rig.advance(1);
		expect(rig.csms.last("StopTransaction")).toMatchObject({ reason: "PowerLoss" });
		expect(rig.connector.locked).toBe(false);
	});

	test("R-AUTH-21 each connector keeps its own", () => {
		const rig = new Rig({ connectors: 2 });
		rig.csms.answer("StartTransaction", { idTagInfo: { status: "Invalid" }, transactionId: 7 });
		rig.charge("ALICE", 1);
		rig.charge("BOB", 2);
		rig.present("BOB", 2);
		rig.powerOff();
		rig.boot();
		rig.advance(1);
		expect(rig.hardware.map(({ locked }) => locked)).toEqual([true, false]);
	});

	test("R-AUTH-21 R-TX-16 a power cut in any write of the deauthorization: kept, or ended by PowerLoss", () => {
		const seen = new Set<string>();
		for (let cut = 0; cut < 600; cut += 3) {
			const rig = new Rig();
			rig.csms.answer("StartTransaction", SILENCE);
			rig.charge("ALICE");
			rig.flash.powerFor = cut;
			try {
				rig.csms.reply("StartTransaction", { idTagInfo: { status: "Invalid" }, transactionId: 7 });
			} catch (error) {
				if (!(error instanceof PowerCut)) throw error;
			}
			if (!rig.powerFailed) rig.powerOff();
			rig.csms.answer("StartTransaction", { idTagInfo: { status: "Invalid" }, transactionId: 7 });
			rig.boot();
			rig.advance(3);
			const stops = new Set(rig.csms.all("StopTransaction").map(({ reason }) => reason));
			expect(stops.size).toBe(1);
			const [reason] = stops;
			seen.add(`${reason} ${rig.connector.locked}`);
			if (rig.connector.locked) rig.present("ALICE");
			expect(rig.connector.locked).toBe(false);
			expect(rig.connector.contactor).toBe(false);
			rig.connector.plug(false);
			rig.advance(1);
			expect(rig.chargePoint.state.queueLength).toBe(0);
		}
		expect(seen).toContain("DeAuthorized true");
		expect(seen).toContain("PowerLoss false");
		expect(seen).not.toContain("DeAuthorized false");
	});
});
