import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StrictCsms } from "../scenarios/strict-csms";
import { Firmware } from "./firmware";

const [CABLE, EV, EV_READY, LOCK_FEEDBACK, CONTACTOR] = [101, 102, 103, 104, 112];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let csms: StrictCsms;
let firmware: Firmware | undefined;

beforeEach(async () => {
	csms = new StrictCsms();
	await csms.open();
});

afterEach(async () => {
	await firmware?.close();
	await csms.close();
});

async function charge(): Promise<Firmware> {
	const charging = await Firmware.boot("xs", { csms: csms.url });
	firmware = charging;
	await charging.until("state", ({ registration }) => registration === "Accepted");
	charging.inputs({ [CABLE]: 1, [EV_READY]: 1, [EV]: 1 });
	await charging.until("state", ({ connectors }) => connectors[0].status === "Preparing");
	charging.say({ idTag: { connector: 1, idTag: "ALICE" } });
	charging.inputs({ [LOCK_FEEDBACK]: 1 });
	await charging.until("state", ({ connectors }) => connectors[0].contactor);
	return charging;
}

describe("the firmware on XS", () => {
	test("an exception opens the contactor, names file and line of the TypeScript, and ends with a status", async () => {
		const charging = await charge();
		expect(charging.all("digital").findLast(({ pin }) => pin === CONTACTOR)?.level).toBe(1);
		charging.sayText('{"meter":null}');
		expect(await charging.ended).toBeGreaterThan(64);
		expect(charging.all("digital").findLast(({ pin }) => pin === CONTACTOR)?.level).toBe(0);
		const source = readFileSync("simulator/xs/engine.ts", "utf8").split("\n");
		const line = source.findIndex((text) => text.includes("line.meter.connector")) + 1;
		expect(charging.all("log").at(-1)).toMatch(
			new RegExp(`unhandled exception: TypeError: .*simulator/xs/engine\\.ts:${line}\\)`, "s"),
		);
		expect(charging.errors.join("\n")).toContain(`simulator/xs/engine.ts:${line}: exception`);
	});

	test("the end of its input ends it, with nothing else", async () => {
		firmware = await Firmware.boot("xs");
		await firmware.until("display", ({ lines }) => lines.includes("Connecting"));
		expect(await firmware.end()).toBe(0);
	});

	test("a flash that cannot be used is named in a sentence", async () => {
		firmware = await Firmware.boot("xs", { flash: "/proc/nowhere/flash.bin" });
		expect(await firmware.ended).toBeGreaterThan(64);
		expect(firmware.all("log").at(-1)).toContain(
			"Cannot use /proc/nowhere/flash.bin as flash: choose a folder",
		);
	});

	test("ids are UUIDs, and no process begins with those of another", async () => {
		const ids: string[] = [];
		for (let i = 0; i < 2; i++) {
			firmware = await Firmware.boot("xs", { csms: csms.url });
			await firmware.until("state", ({ connectors }) => connectors[0].status === "Available");
			const frame = await firmware.until("ocpp", (one) => one.frame.includes("BootNotification"));
			ids.push((JSON.parse(frame.frame) as [number, string])[1]);
			await firmware.close();
		}
		expect(ids[0]).toMatch(UUID);
		expect(ids[1]).toMatch(UUID);
		expect(ids[0]).not.toBe(ids[1]);
	});

	test("R-CON-11 long messages with characters of all planes pass in both directions", async () => {
		firmware = await Firmware.boot("xs", { csms: csms.url });
		await firmware.until("state", ({ registration }) => registration === "Accepted");
		const data = "充電😀é".repeat(1300);
		const answer = await csms.call("DataTransfer", { vendorId: "nobody", data });
		expect(answer).toEqual({ status: "UnknownVendorId" });
		const frame = await firmware.until("ocpp", (one) => one.frame.includes("nobody"));
		expect(JSON.parse(frame.frame)[3].data).toBe(data);
		const all = await csms.call("GetConfiguration", {});
		expect(all.configurationKey.length).toBeGreaterThan(20);
		expect(csms.violations).toEqual([]);
	});
});
