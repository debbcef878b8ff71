import { expect, test } from "vitest";
import { Rig } from "./rig";

/** 32 A on three phases are 22 kW, a Wh in 163 ms. */
function charging(lag: number, options: ConstructorParameters<typeof Rig>[0] = {}): Rig {
	const rig = new Rig(options);
	rig.connector.demand = 32;
	rig.connector.lag = lag;
	rig.connector.plug(true);
	rig.present("ALICE");
	rig.advance(10);
	expect(rig.connector.contactor).toBe(true);
	return rig;
}

test("R-TX-24 what flows until the contactor has opened belongs to the transaction that it ends", () => {
	const rig = charging(400);
	rig.chargePoint.presentIdTag(1, "ALICE");
	expect(rig.connector.contactor).toBe(false);
	expect(rig.csms.all("StopTransaction")).toEqual([]);
	rig.advance(1);
	const register = rig.connector.read().importWh;
	expect(rig.csms.all("StopTransaction")).toMatchObject([{ meterStop: register, reason: "Local" }]);
	rig.connector.plug(false);
	rig.connector.plug(true);
	rig.present("BOB");
	rig.advance(1);
	expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "BOB", meterStart: register });
});

test("R-TX-24 a transaction that begins sooner takes up where the one before ends", () => {
	const rig = charging(800);
	rig.chargePoint.presentIdTag(1, "ALICE");
	rig.advance(0.3);
	rig.connector.plug(false);
	rig.connector.plug(true);
	rig.chargePoint.presentIdTag(1, "BOB");
	rig.advance(0.3);
	const [{ meterStop }] = rig.csms.all("StopTransaction");
	expect(rig.csms.last("StartTransaction")).toMatchObject({ idTag: "BOB", meterStart: meterStop });
	rig.advance(5);
	expect(rig.csms.all("StopTransaction")).toHaveLength(1);
});

test("R-TX-10 a meter that never comes to rest keeps no transaction open for longer than a second", () => {
	const rig = charging(60_000);
	rig.present("ALICE");
	rig.advance(1.1);
	expect(rig.csms.all("StopTransaction")).toHaveLength(1);
});

test.each(["Soft", "Hard"] as const)("R-TX-17 a %s reset waits for the meter", (type) => {
	const rig = charging(400);
	rig.csms.call("Reset", { type });
	rig.advance(10);
	expect(rig.boots).toBe(3);
	const register = rig.connector.read().importWh;
	expect(rig.csms.all("StopTransaction")).toMatchObject([{ meterStop: register, reason: `${type}Reset` }]);
});

test("R-TX-16 a power cut before the meter has come to rest ends the transaction at the register", () => {
	const rig = charging(400);
	rig.chargePoint.presentIdTag(1, "ALICE");
	rig.advance(0.1);
	rig.powerOff();
	rig.advance(1);
	rig.boot();
	rig.advance(1);
	const register = rig.connector.read().importWh;
	expect(rig.csms.all("StopTransaction")).toMatchObject([{ meterStop: register, reason: "PowerLoss" }]);
});

test("R-TX-23 R-UNL-02 the status that follows from a stop is told after it", () => {
	const rig = charging(400);
	const before = rig.csms.received.length;
	rig.chargePoint.presentIdTag(1, "ALICE");
	rig.advance(1);
	const sent = rig.csms.received.slice(before).map(({ action }) => action);
	expect(sent.filter((action) => /^St(op|atus)/.test(action))).toEqual([
		"StopTransaction",
		"StatusNotification",
	]);
	expect(rig.csms.statuses(1).at(-1)).toBe("Finishing");
});

test("R-FW-02 an installation waits for the meter, too", () => {
	const rig = charging(400);
	const installing = () => rig.csms.last("FirmwareStatusNotification").status === "Installing";
	rig.csms.call("UpdateFirmware", { location: "http://files/image", retrieveDate: rig.csms.time });
	rig.files.lastDownload.deliver("image");
	rig.advance(10);
	rig.chargePoint.presentIdTag(1, "ALICE");
	rig.advance(0.1);
	expect(installing()).toBe(false);
	rig.advance(0.5);
	expect(installing()).toBe(true);
	expect(rig.csms.all("StopTransaction")).toHaveLength(1);
});
