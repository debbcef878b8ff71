import { describe, expect, test } from "vitest";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";

/**
 * What went wrong in MicroOcpp with messages of transactions and with what is stored of them (numbers of
 * the study in which these defects were found), and must not go wrong here.
 */

const OFFLINE = { AllowOfflineTxForUnknownId: "true" };

/** Messages of the queue, in the order in which they came. */
function queued(rig: Rig) {
	const actions = ["StartTransaction", "MeterValues", "StopTransaction"];
	return rig.csms.received.filter((sent) => actions.includes(sent.action));
}

describe("defect 5.9: failed messages are tried again, and charging never depends on them", () => {
	test("R-QUE-04 R-TX-15 a CALLERROR to StopTransaction: as many attempts as configured, with growing waits", () => {
		const rig = new Rig({
			defaults: { TransactionMessageAttempts: "3", TransactionMessageRetryInterval: "60" },
		});
		rig.charge();
		rig.csms.answer("StopTransaction", { code: "InternalError" });
		rig.present("ALICE");
		rig.advance(3600);
		const stops = rig.csms.received.filter(({ action }) => action === "StopTransaction");
		expect(stops).toHaveLength(3);
		expect(stops[1].at - stops[0].at).toBe(60_000);
		expect(stops[2].at - stops[1].at).toBe(120_000);
		expect(new Set(stops.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
	});

	test("R-QUE-06 R-QUE-04 a flaky link: three lost answers, then it is delivered in the healthy hour", () => {
		const rig = new Rig({
			defaults: { TransactionMessageAttempts: "3", TransactionMessageRetryInterval: "10" },
		});
		rig.charge();
		rig.csms.answer("StopTransaction", SILENCE);
		rig.present("ALICE");
		for (let i = 0; i < 3; i++) {
			rig.setOnline(false);
			rig.advance(5);
			rig.setOnline(true);
			rig.advance(5);
		}
		rig.csms.answerAsUsual("StopTransaction");
		rig.setOnline(false);
		rig.advance(5);
		rig.setOnline(true);
		rig.advance(3600);
		const stops = rig.csms.received.filter(({ action }) => action === "StopTransaction");
		expect(stops).toHaveLength(5);
		expect(new Set(stops.map(({ messageId }) => messageId)).size).toBe(1);
		expect(rig.chargePoint.state.queueLength).toBe(0);
	});

	test("R-TX-06 R-TX-23 CALLERRORs to StartTransaction: the energy flows on, and all of it is told with -1", () => {
		const rig = new Rig({
			defaults: { TransactionMessageAttempts: "3", TransactionMessageRetryInterval: "60" },
		});
		rig.csms.answer("StartTransaction", { code: "InternalError" });
		rig.charge();
		rig.advance(3600);
		expect(rig.connector.contactor).toBe(true);
		rig.present("ALICE");
		rig.advance(5);
		const samples = rig.csms.all("MeterValues");
		expect(samples).toHaveLength(60);
		expect(new Set(samples.map(({ transactionId }) => transactionId))).toEqual(new Set([-1]));
		expect(rig.csms.last("StopTransaction")).toMatchObject({
			...{ transactionId: -1, reason: "Local", meterStop: rig.connector.read().importWh },
		});
	});
});

describe("defect 5.11: a damaged record costs itself alone", () => {
	/** Where a text is in the flash. */
	function find(rig: Rig, text: string, from = 0): number {
		const at = Buffer.from(rig.flash.bytes.buffer).indexOf(text, from);
		expect(at).toBeGreaterThanOrEqual(0);
		return at;
	}

	function boot(rig: Rig): void {
		rig.powerOff();
		rig.csms.clear();
		rig.online = true;
		rig.boot();
		rig.advance(10);
	}

	test("R-TX-16 the start, delivered before: the transaction is still stopped, with its transactionId", () => {
		const rig = new Rig();
		rig.charge();
		rig.advance(200);
		rig.flash.bytes[find(rig, '"S",1,"ALICE"') + 3] ^= 0x10;
		boot(rig);
		expect(rig.csms.all("StopTransaction")).toMatchObject([
			{ transactionId: 1001, reason: "PowerLoss", meterStop: rig.connector.read().importWh },
		]);
		expect(rig.chargePoint.state.queueLength).toBe(0);
		boot(rig);
		expect(rig.csms.all("StopTransaction")).toHaveLength(0);
	});

	test("R-TX-06 R-TX-16 the start, not yet delivered: samples and stop come with -1", () => {
		const rig = new Rig({ defaults: OFFLINE });
		rig.advance(1);
		rig.setOnline(false);
		rig.charge("ALICE");
		rig.advance(130);
		rig.flash.bytes[find(rig, '"S",1,"ALICE"') + 3] ^= 0x10;
		boot(rig);
		expect(queued(rig).map(({ action, payload }) => [action, payload.transactionId])).toEqual([
			["MeterValues", -1],
			["MeterValues", -1],
			["StopTransaction", -1],
		]);
	});

	test("R-QUE-08 a sample: the others come, in order, and start and stop", () => {
		const rig = new Rig({ defaults: OFFLINE });
		rig.advance(1);
		rig.setOnline(false);
		rig.charge("ALICE");
		rig.advance(310);
		rig.present("ALICE");
		rig.flash.bytes[find(rig, '["V"', find(rig, '["V"') + 4) + 6] ^= 1;
		boot(rig);
		expect(queued(rig).map(({ action }) => action)).toEqual([
			"StartTransaction",
			...Array(4).fill("MeterValues"),
			"StopTransaction",
		]);
		const times = rig.csms.all("MeterValues").map(({ meterValue }) => Date.parse(meterValue[0].timestamp));
		expect(times.map((time) => (time - times[0]) / 60_000)).toEqual([0, 2, 3, 4]);
	});

	test("R-MV-08 the begin of transactionData: start and register of StartTransaction are it again", () => {
		const rig = new Rig({ defaults: { StopTxnSampledData: "Energy.Active.Import.Register,Voltage.L1-N" } });
		rig.charge();
		rig.advance(200);
		rig.flash.bytes[find(rig, '["X"') + 6] ^= 1;
		const { timestamp, meterStart } = rig.csms.last("StartTransaction");
		boot(rig);
		const { transactionData } = rig.csms.last("StopTransaction");
		expect(transactionData).toHaveLength(5);
		expect(transactionData[0]).toMatchObject({
			timestamp,
			sampledValue: [{ context: "Transaction.Begin", value: String(meterStart) }],
		});
	});

	test("R-QUE-08 the stop: the power cut that seems to be there stops it", () => {
		const rig = new Rig({ defaults: OFFLINE });
		rig.advance(1);
		rig.setOnline(false);
		rig.charge("ALICE");
		rig.advance(130);
		rig.present("ALICE");
		rig.flash.bytes[find(rig, '["E"') + 6] ^= 1;
		boot(rig);
		expect(rig.csms.all("StopTransaction")).toMatchObject([
			{ transactionId: 1001, reason: "PowerLoss", meterStop: rig.connector.read().importWh },
		]);
	});
});

describe("defect 5.13: what happens offline is not counted off", () => {
	test("R-QUE-02 TC_036 two hundred samples offline: all of them, in order", () => {
		const rig = new Rig({ defaults: { MeterValueSampleInterval: "30" } });
		rig.charge();
		rig.setOnline(false);
		rig.advance(6000);
		rig.setOnline(true);
		rig.advance(5);
		const times = rig.csms.all("MeterValues").map(({ meterValue }) => Date.parse(meterValue[0].timestamp));
		expect(times).toHaveLength(200);
		times.forEach((time, i) => {
			expect(time - times[0]).toBe(30_000 * i);
		});
	});

	test("R-QUE-12 R-ST-11 thirty status changes offline: the newest alone, of each connector", () => {
		const rig = new Rig({ connectors: 2 });
		rig.advance(1);
		rig.setOnline(false);
		rig.csms.clear();
		for (let i = 0; i < 15; i++) {
			rig.hardware[0].plug(true);
			rig.advance(2);
			rig.hardware[0].plug(false);
			rig.advance(2);
		}
		rig.hardware[1].plug(true);
		rig.advance(2);
		rig.setOnline(true);
		rig.advance(5);
		const told = rig.csms
			.all("StatusNotification")
			.map(({ connectorId, status }) => `${connectorId} ${status}`);
		expect(told).toEqual(["2 Preparing"]);
	});
});

describe("defect 5.15: the order holds over a reboot without network", () => {
	test("R-QUE-01 R-QUE-08 R-TX-05 what comes after the boot is delivered after what came before", () => {
		const rig = new Rig({ defaults: { ...OFFLINE, ClockAlignedDataInterval: "60" } });
		rig.advance(1);
		rig.setOnline(false);
		rig.charge("ALICE");
		rig.advance(130);
		rig.powerOff();
		rig.advance(60);
		rig.boot();
		rig.advance(10);
		rig.connector.plug(false);
		rig.charge("BOB");
		rig.advance(130);
		rig.present("BOB");
		rig.csms.clear();
		rig.setOnline(true);
		rig.advance(10);
		const told = queued(rig).map(
			({ action, payload }) => `${action} ${payload.idTag ?? payload.transactionId}`,
		);
		expect(told.filter((text) => text !== "MeterValues undefined")).toEqual([
			"StartTransaction ALICE",
			...Array(4).fill("MeterValues 1001"),
			"StopTransaction 1001",
			"StartTransaction BOB",
			...Array(2).fill("MeterValues 1002"),
			"StopTransaction BOB",
		]);
		const times = queued(rig).map(({ payload }) =>
			Date.parse(payload.timestamp ?? payload.meterValue[0].timestamp),
		);
		expect([...times].sort((a, b) => a - b)).toEqual(times);
	});
});

describe("defect 5.16: keys are told as they are, and values are kept whole or refused", () => {
	test("R-CFG-01 R-CFG-04 R-CFG-05 every read-only key is listed and cannot be written", () => {
		const rig = new Rig();
		const read = () =>
			(rig.csms.call("GetConfiguration", {}) as { configurationKey: { key: string; readonly: boolean }[] })
				.configurationKey;
		const before = read();
		const readOnly = before.filter(({ readonly }) => readonly).map(({ key }) => key);
		expect(readOnly).toEqual(
			expect.arrayContaining([
				...["NumberOfConnectors", "SupportedFeatureProfiles", "StopTransactionMaxMeterValues"],
				...["MeterValuesSampledDataMaxLength", "StopTxnAlignedDataMaxLength", "GetConfigurationMaxKeys"],
			]),
		);
		for (const key of readOnly) {
			expect(rig.csms.call("ChangeConfiguration", { key, value: "7" }), key).toEqual({ status: "Rejected" });
		}
		expect(read()).toEqual(before);
	});

	test("R-CFG-09 R-CFG-05 a long value is kept whole over a reboot, a longer one is a CALLERROR", () => {
		const rig = new Rig();
		const key = "MeterValuesSampledData";
		const value = "Voltage.L1-N,Voltage.L2-N,Current.Import.L3,Power.Active.Import,Current.Offered";
		const blanks = (length: number) => `${value}${" ".repeat(length - value.length)}`;
		expect(rig.csms.call("ChangeConfiguration", { key, value: blanks(500) })).toEqual({ status: "Accepted" });
		expect(rig.csms.call("ChangeConfiguration", { key, value: blanks(501) })).toHaveProperty("code");
		rig.powerOff();
		rig.boot();
		rig.advance(1);
		expect(rig.csms.call("GetConfiguration", { key: [key] })).toEqual({
			configurationKey: [{ key, readonly: false, value }],
		});
	});
});
