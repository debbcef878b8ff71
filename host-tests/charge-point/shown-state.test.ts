import { describe, expect, test } from "vitest";
import { inSeconds, reserve } from "./reserving";
import { Rig } from "./rig";
import { INSTALLATION, updating } from "./updating";

/** Notes what a getter gives at each change of the state. */
function watch<Value>(rig: Rig, read: () => Value): Value[] {
	const seen: Value[] = [];
	rig.onChange = () => {
		const value = read();
		if (seen.at(-1) !== value) seen.push(value);
	};
	return seen;
}

describe("DisplayLanguage", () => {
	test("R-CFG-10 a change acts at once, and outlasts a power cut", () => {
		const rig = new Rig();
		rig.advance(1);
		const seen = watch(rig, () => rig.chargePoint.state.language);
		rig.csms.call("ChangeConfiguration", { key: "DisplayLanguage", value: "zh-TW" });
		expect(seen).toEqual(["zh-TW"]);
		rig.powerOff();
		rig.boot();
		expect(rig.chargePoint.state.language).toBe("zh-TW");
	});

	test("the factory decides until the CSMS does", () => {
		expect(new Rig().chargePoint.state.language).toBe("en");
		const defaults = { DisplayLanguage: "zh-TW" };
		const rig = new Rig({ defaults });
		expect(rig.chargePoint.state.language).toBe("zh-TW");
		rig.advance(1);
		rig.csms.call("ChangeConfiguration", { key: "displaylanguage", value: "en" });
		rig.powerOff();
		rig.boot();
		expect(rig.chargePoint.state.language).toBe("en");
		expect(new Rig({ defaults: { DisplayLanguage: "tlh" } }).chargePoint.state.language).toBe("en");
	});
});

describe("a reservation", () => {
	test("R-RSV-01 is shown with its id and its end where it holds a connector, until it ends", () => {
		const rig = new Rig({ connectors: 2 });
		rig.advance(1);
		expect(rig.state(1).reservation).toBeNull();
		const expiryDate = inSeconds(rig, 600);
		reserve(rig, { expiryDate });
		expect(rig.state(1).reservation).toMatchObject({ idTag: "ALICE", expiry: Date.parse(expiryDate) });
		expect(rig.state(2).reservation).toBeNull();
		rig.advance(600);
		expect(rig.state(1).reservation).toBeNull();
	});

	test("R-RSV-03 of any connector is shown where a connector is held for it", () => {
		const rig = new Rig({ connectors: 1 });
		rig.advance(1);
		reserve(rig, { connectorId: 0, idTag: "BOB" });
		expect(rig.state(1)).toMatchObject({ status: "Reserved", reservation: { idTag: "BOB" } });
	});
});

describe("R-FW-01 an update", () => {
	test("tells how far it is, up to the restart", () => {
		const rig = updating();
		const { state } = rig.chargePoint;
		expect([state.update, state.updatePercent]).toEqual(["loading", null]);
		const { events } = rig.files.lastDownload;
		const percent = () => rig.chargePoint.state.updatePercent;
		events.onBegin(3);
		expect(percent()).toBe(0);
		events.onBytes(Buffer.from("ne"));
		expect(percent()).toBe(66);
		// The file has changed while it was fetched.
		events.onBegin(9);
		expect(percent()).toBe(0);
		events.onBytes(Buffer.from("new image"));
		expect(percent()).toBe(100);
		const seen = watch(rig, () => `${rig.chargePoint.state.update} ${rig.chargePoint.state.restarting}`);
		events.onDone();
		rig.advance(0);
		expect([rig.chargePoint.state.update, percent()]).toEqual(["installing", null]);
		rig.advance(INSTALLATION);
		expect(seen).toEqual(["null false", "installing false", "installing true", "null false"]);
	});

	test("of unknown size tells no per cent, and one that fails is over", () => {
		const rig = updating({}, { retries: 0 });
		rig.files.lastDownload.events.onBegin();
		rig.files.lastDownload.events.onBytes(Buffer.from("new"));
		expect(rig.chargePoint.state.updatePercent).toBeNull();
		const seen = watch(rig, () => rig.chargePoint.state.update);
		rig.files.lastDownload.fail();
		expect(seen).toEqual([null]);
	});

	test("R-FW-02 waits for the last transaction", () => {
		const rig = new Rig({ connectors: 2 });
		rig.advance(1);
		rig.charge();
		rig.csms.call("UpdateFirmware", {
			location: "http://files.example/image.bin",
			retrieveDate: rig.csms.time,
		});
		rig.advance(0);
		rig.files.lastDownload.deliver("new image");
		rig.advance(0);
		expect(rig.chargePoint.state.update).toBe("waiting");
		expect([rig.state(1).status, rig.state(2).status]).toEqual(["Charging", "Unavailable"]);
	});
});
