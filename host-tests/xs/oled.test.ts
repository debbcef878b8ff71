import { afterEach, beforeEach, expect, test } from "vitest";
import { firmwareCommand } from "../../simulator/engine";
import { StrictCsms } from "../scenarios/strict-csms";
import { Firmware } from "./firmware";

const [CABLE, EV, EV_READY, LOCK_FEEDBACK, CONTACTOR] = [101, 102, 103, 104, 112];

let csms: StrictCsms;
let firmware: Firmware;

beforeEach(async () => {
	csms = new StrictCsms();
	await csms.open();
});

afterEach(async () => {
	await firmware.close();
	await csms.close();
});

test("charging goes on without an OLED, and with one that is put in and pulled out meanwhile", async () => {
	const command = await firmwareCommand("xs", "", () => undefined);
	firmware = await Firmware.run(command, { boot: { csms: csms.url }, before: [{ oled: false }] });
	const meter = (importWh: number) =>
		firmware.say({ meter: { connector: 1, importWh, powerW: 7360, currentA: [32], voltageV: [] } });
	const contactor = () => firmware.all("digital").findLast(({ pin }) => pin === CONTACTOR)?.level;
	const shown = (status: string) =>
		firmware.until("state", ({ connectors }) => connectors[0].status === status);
	const failures = () => firmware.all("log").filter((text) => text.includes("the OLED fails")).length;
	meter(1000);
	await firmware.until("state", ({ registration }) => registration === "Accepted");
	firmware.inputs({ [CABLE]: 1, [EV_READY]: 1, [EV]: 1 });
	firmware.say({ idTag: { connector: 1, idTag: "ALICE" } });
	firmware.inputs({ [LOCK_FEEDBACK]: 1 });
	await shown("Charging");
	expect([contactor(), failures()]).toEqual([1, 1]);
	expect(firmware.all("display").every(({ lines }) => lines.length === 0)).toBe(true);

	// It is found again when its rest is over.
	firmware.say({ oled: true });
	await firmware.until("display", ({ lines }) => lines[0] === "Charging");

	const before = firmware.all("display").length;
	firmware.say({ oled: false });
	firmware.inputs({ [EV_READY]: 0 });
	await shown("SuspendedEV");
	await firmware.until("digital", () => contactor() === 0);
	firmware.inputs({ [EV_READY]: 1 });
	await firmware.until("digital", () => contactor() === 1);
	await firmware.until("log", () => failures() === 2);
	const dark = firmware.all("display").slice(before);
	expect(dark.filter(({ lines }) => lines[0] !== "Charging")).toMatchObject([{ lines: [] }]);
	firmware.say({ idTag: { connector: 1, idTag: "ALICE" } });
	firmware.inputs({ [LOCK_FEEDBACK]: 0 });
	await shown("Finishing");
	await firmware.until("digital", () => contactor() === 0);
});
