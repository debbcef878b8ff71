import { describe, expect, test } from "vitest";
import type { GetConfigurationResponse } from "../../modules/ocpp/types";
import { Rig } from "./rig";

const KEY = "MeterValueSampleInterval";

/** Status and error of connector 0 as last told. */
function told(rig: Rig) {
	const reports = rig.csms.all("StatusNotification").filter(({ connectorId }) => connectorId === 0);
	const { status, errorCode, info } = reports.at(-1);
	return { status, errorCode, info };
}

const TROUBLE = { status: "Available", errorCode: "InternalError", info: "Storage of transactions" };

describe("R-QUE-08 R-TX-23 a flash that fails", () => {
	test("in a transaction: charging goes on, and ends as always; its stop is told when the flash works again", () => {
		const rig = new Rig({ defaults: { MeterValueSampleInterval: "60" } });
		rig.charge("ALICE");
		rig.flash.broken = true;
		rig.advance(1800);
		expect(rig.state().status).toBe("Charging");
		expect(rig.connector).toMatchObject({ contactor: true, locked: true });
		expect(told(rig)).toEqual(TROUBLE);
		const meterStop = rig.connector.read().importWh;
		rig.present("ALICE");
		expect(rig.connector).toMatchObject({ contactor: false, locked: false });
		expect(rig.state().status).toBe("Finishing");
		rig.connector.plug(false);
		rig.charge("BOB");
		expect(rig.state()).toMatchObject({ status: "Preparing", notice: "Offline" });
		expect(rig.connector).toMatchObject({ contactor: false, locked: false });
		expect(rig.csms.all("StopTransaction")).toHaveLength(0);
		rig.flash.broken = false;
		rig.advance(3600);
		expect(rig.csms.all("StopTransaction")).toMatchObject([
			{ transactionId: 1001, meterStop, reason: "Local", idTag: "ALICE" },
		]);
		expect(told(rig)).toMatchObject({ status: "Available", errorCode: "NoError" });
		rig.connector.plug(false);
		rig.charge("BOB");
		expect(rig.state().status).toBe("Charging");
		expect(rig.csms.last("StartTransaction").idTag).toBe("BOB");
		rig.checkTransitions();
	});

	test("a stop that the flash has not taken is a message that is not delivered yet, also for a soft reset", () => {
		const rig = new Rig();
		rig.charge("ALICE");
		rig.flash.broken = true;
		rig.present("ALICE");
		expect(rig.chargePoint.state.queueLength).toBe(1);
		rig.csms.call("Reset", { type: "Soft" });
		rig.advance(20);
		expect(rig.boots).toBe(1);
		rig.flash.broken = false;
		rig.advance(100);
		expect(rig.boots).toBe(3);
		expect(rig.csms.all("StopTransaction")).toHaveLength(1);
		expect(rig.chargePoint.state.queueLength).toBe(0);
	});

	test("before a transaction: it is refused, with nothing left on or locked, and works at the next try", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.flash.broken = true;
		for (let i = 0; i < 3; i++) {
			rig.charge("ALICE");
			expect(rig.connector).toMatchObject({ contactor: false, locked: false });
			expect(rig.state()).toMatchObject({ notice: "Offline", idTag: null });
			rig.connector.plug(false);
			rig.advance(30);
		}
		expect(rig.csms.all("StartTransaction")).toHaveLength(0);
		expect(told(rig)).toEqual(TROUBLE);
		rig.flash.broken = false;
		rig.charge("ALICE");
		expect(rig.state().status).toBe("Charging");
		rig.advance(60);
		expect(told(rig)).toMatchObject({ errorCode: "NoError" });
		rig.checkTransitions();
	});

	test("R-CFG-05 a setting counts until the restart, and for good when the flash works again before it", () => {
		const rig = new Rig();
		rig.advance(1);
		rig.flash.broken = true;
		const change = (value: string) => rig.csms.call("ChangeConfiguration", { key: KEY, value });
		const get = () =>
			(rig.csms.call("GetConfiguration", { key: [KEY] }) as GetConfigurationResponse).configurationKey?.[0]
				.value;
		const before = get();
		expect(change("17")).toEqual({ status: "Accepted" });
		expect(get()).toBe("17");
		rig.advance(1);
		expect(told(rig)).toEqual({ ...TROUBLE, info: "Storage of settings" });
		const again = () => {
			rig.powerOff();
			rig.boot();
			rig.advance(2);
		};
		rig.flash.broken = false;
		again();
		expect(get()).toBe(before);
		rig.flash.broken = true;
		change("18");
		rig.flash.broken = false;
		change("19");
		rig.advance(1);
		expect(told(rig)).toMatchObject({ errorCode: "NoError" });
		again();
		expect(get()).toBe("19");
	});

	test("at any write, for good: no exception, contactor and lock follow the status, and all is told after the repair", () => {
		for (let sound = 0; sound < 24; sound++) {
			const rig = new Rig({ defaults: { MeterValueSampleInterval: "60" } });
			rig.advance(1);
			let writes = 0;
			const write = rig.flash.write.bind(rig.flash);
			rig.flash.write = (offset, bytes) => {
				if (writes++ === sound) rig.flash.broken = true;
				write(offset, bytes);
			};
			const checked = () => {
				const { status, contactor, locked } = rig.state();
				expect(contactor, `${sound} ${status}`).toBe(status === "Charging");
				if (status === "Available" || status === "Preparing") expect(locked).toBe(false);
			};
			for (const idTag of ["ALICE", "BOB"]) {
				rig.charge(idTag);
				checked();
				rig.advance(150);
				checked();
				rig.present(idTag);
				checked();
				rig.connector.plug(false);
				rig.advance(1);
				expect(rig.state().status).toBe("Available");
			}
			rig.flash.broken = false;
			rig.advance(3600);
			rig.powerOff();
			rig.boot();
			rig.advance(60);
			const starts = new Set(rig.csms.all("StartTransaction").map(({ idTag }) => idTag));
			const stops = rig.csms.all("StopTransaction").map(({ idTag }) => idTag);
			expect(new Set(stops), `${sound}`).toEqual(starts);
			expect(rig.chargePoint.state.queueLength).toBe(0);
			rig.checkTransitions();
		}
	});
});
