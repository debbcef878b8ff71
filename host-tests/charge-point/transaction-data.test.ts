import { expect, test } from "vitest";
import { PowerCut } from "../storage/memory-flash";
import { Rig } from "./rig";
import { SILENCE } from "./scripted-csms";
import { checkData, contexts, dataOf, REGISTER, registers, seconds } from "./stop-data";

test("R-MV-08 both StopTxn keys empty: no transactionData at all, whatever is sampled", () => {
	const rig = new Rig({ defaults: { ClockAlignedDataInterval: "60", MeterValueSampleInterval: "10" } });
	rig.charge();
	rig.advance(200);
	rig.present("ALICE");
	expect(rig.csms.last("StopTransaction")).not.toHaveProperty("transactionData");
	rig.connector.plug(false);
	rig.charge();
	rig.advance(100);
	rig.powerOff();
	rig.boot();
	rig.advance(1);
	expect(rig.csms.last("StopTransaction").reason).toBe("PowerLoss");
	expect(rig.csms.last("StopTransaction")).not.toHaveProperty("transactionData");
});

test("R-MV-08 R-MV-03 R-MV-05 begin, the periodic samples, end, each with every measurand of StopTxnSampledData", () => {
	const rig = new Rig({
		defaults: {
			MeterValueSampleInterval: "30",
			StopTxnSampledData: `${REGISTER},Current.Import,Voltage.L1-N`,
		},
	});
	rig.connector.plug(true);
	rig.advance(3);
	rig.present("ALICE");
	rig.advance(100);
	rig.present("ALICE");
	const stop = rig.csms.last("StopTransaction");
	const data = checkData(rig.csms.last("StartTransaction"), stop);
	const periodic = "Sample.Periodic";
	expect(contexts(data)).toEqual(["Transaction.Begin", periodic, periodic, periodic, "Transaction.End"]);
	expect(seconds(data).slice(0, 4)).toEqual([0, 30, 60, 90]);
	for (const { sampledValue } of data) {
		expect(sampledValue.map(({ measurand, phase }) => [measurand, phase])).toEqual([
			[REGISTER, undefined],
			...["L1", "L2", "L3"].map((phase) => ["Current.Import", phase]),
			["Voltage", "L1-N"],
		]);
	}
	expect(registers(data)[0]).toBe(rig.csms.last("StartTransaction").meterStart);
	expect(registers(data).at(-1)).toBe(stop.meterStop);
	// MeterValues go on with their own measurands.
	expect(rig.csms.last("MeterValues").meterValue[0].sampledValue).toHaveLength(1);
	expect(rig.csms.all("MeterValues")).toHaveLength(3);
});

test("R-MV-08 R-MV-02 StopTxnAlignedData alone: begin, the clock-aligned samples, end", () => {
	const rig = new Rig({
		defaults: {
			...{ MeterValueSampleInterval: "10", ClockAlignedDataInterval: "60" },
			...{ StopTxnAlignedData: "Voltage.L2-N", MeterValuesAlignedData: REGISTER },
		},
	});
	rig.advance(30);
	rig.charge();
	rig.advance(130);
	rig.present("ALICE");
	const data = checkData(rig.csms.last("StartTransaction"), rig.csms.last("StopTransaction"));
	const clock = "Sample.Clock";
	expect(contexts(data)).toEqual(["Transaction.Begin", clock, clock, "Transaction.End"]);
	expect(data[1].timestamp).toBe("2026-11-22T10:01:00.000Z");
	expect(data[2].timestamp).toBe("2026-11-22T10:02:00.000Z");
	for (const { sampledValue } of data) {
		expect(sampledValue).toMatchObject([{ measurand: "Voltage", phase: "L2-N", value: "230", unit: "V" }]);
	}
});

test("R-MV-08 both keys: begin and end have the measurands of both, each once", () => {
	const rig = new Rig({
		defaults: {
			...{ MeterValueSampleInterval: "25", ClockAlignedDataInterval: "60" },
			...{ StopTxnSampledData: `${REGISTER},Power.Active.Import`, StopTxnAlignedData: `Voltage,${REGISTER}` },
		},
	});
	rig.charge();
	rig.advance(61);
	rig.present("ALICE");
	const data = checkData(rig.csms.last("StartTransaction"), rig.csms.last("StopTransaction"));
	const names = data.map(({ sampledValue }) => sampledValue.map(({ measurand }) => measurand));
	const both = [REGISTER, "Power.Active.Import", "Voltage", "Voltage", "Voltage"];
	expect(names).toEqual([
		...[both, [REGISTER, "Power.Active.Import"], [REGISTER, "Power.Active.Import"]],
		...[["Voltage", "Voltage", "Voltage", REGISTER], both],
	]);
});

test("R-MV-08 thinning: never more than StopTransactionMaxMeterValues, evenly spread, begin and end there", () => {
	const rig = new Rig({
		defaults: {
			...{ MeterValueSampleInterval: "10", StopTxnSampledData: REGISTER },
			StopTransactionMaxMeterValues: "8",
		},
	});
	expect(rig.csms.call("GetConfiguration", { key: ["StopTransactionMaxMeterValues"] })).toMatchObject({
		configurationKey: [{ readonly: true, value: "8" }],
	});
	for (const samples of [1, 6, 7, 8, 13, 14, 30, 100, 1000]) {
		rig.charge();
		rig.advance(10 * samples + 4);
		rig.present("ALICE");
		const data = checkData(rig.csms.last("StartTransaction"), rig.csms.last("StopTransaction"), 8);
		const times = seconds(data.slice(0, -1));
		const gaps = times.slice(1).map((time, i) => time - times[i]);
		expect(new Set(gaps).size, `${samples} samples: ${times}`).toBe(1);
		if (samples <= 6) expect(data).toHaveLength(samples + 2);
		else expect(data.length).toBeGreaterThanOrEqual(5);
		rig.connector.plug(false);
		rig.advance(1);
	}
});

test("R-MV-08 thinning keeps samples of both kinds, also when their intervals are the same", () => {
	const rig = new Rig({
		defaults: {
			...{ MeterValueSampleInterval: "60", ClockAlignedDataInterval: "60" },
			...{ StopTxnSampledData: REGISTER, StopTxnAlignedData: "Voltage.L1-N" },
		},
	});
	rig.advance(30);
	rig.charge();
	rig.advance(6 * 3600);
	rig.present("ALICE");
	const kinds = contexts(checkData(rig.csms.last("StartTransaction"), rig.csms.last("StopTransaction")));
	const periodic = kinds.filter((context) => context === "Sample.Periodic").length;
	const clock = kinds.filter((context) => context === "Sample.Clock").length;
	expect(periodic).toBeGreaterThanOrEqual(4);
	expect(Math.abs(periodic - clock)).toBeLessThanOrEqual(1);
});

test("R-MV-08 a day with every measurand stays a message of a few KB", () => {
	const rig = new Rig({
		defaults: { ClockAlignedDataInterval: "300", StopTransactionMaxMeterValues: "50" },
	});
	const everything = [REGISTER, "Power.Active.Import", "Current.Import", "Voltage", "Current.Offered"];
	for (const key of ["StopTxnSampledData", "StopTxnAlignedData"]) {
		const value = [...everything, "Power.Offered", "Energy.Active.Import.Interval"].join(",");
		expect(rig.csms.call("ChangeConfiguration", { key, value })).toEqual({ status: "Accepted" });
	}
	rig.charge();
	rig.advance(86_400);
	rig.present("ALICE");
	const stop = rig.csms.last("StopTransaction");
	const data = checkData(rig.csms.last("StartTransaction"), stop, 50);
	expect(data.length).toBeGreaterThanOrEqual(4);
	expect(JSON.stringify(stop).length).toBeLessThan(10_000);
});

test("R-MV-08 where both lists are the same a sample takes one write, and without room for data none is missed", () => {
	const writes = (list: string) => {
		const rig = new Rig({ defaults: { MeterValueSampleInterval: "10", StopTxnSampledData: list } });
		rig.charge();
		rig.setOnline(false);
		const before = rig.flash.writes;
		rig.advance(101);
		return rig.flash.writes - before;
	};
	expect(writes("")).toBe(10);
	expect(writes(REGISTER)).toBe(10);
	expect(writes("Voltage")).toBe(20);
});

test("R-MV-08 R-TX-16 a power cut: the stop carries begin, what was sampled, and the register at the end", () => {
	const rig = new Rig({
		defaults: { MeterValueSampleInterval: "30", StopTxnSampledData: `${REGISTER},Voltage.L1-N` },
	});
	rig.charge();
	rig.advance(130);
	rig.powerOff();
	rig.advance(1000);
	rig.boot();
	rig.advance(2);
	const stop = rig.csms.last("StopTransaction");
	expect(stop.reason).toBe("PowerLoss");
	const data = checkData(rig.csms.last("StartTransaction"), stop);
	expect(seconds(data)).toEqual([0, 30, 60, 90, 120, 120]);
	expect(data.at(-1)!.sampledValue).toMatchObject([{ measurand: REGISTER, value: String(stop.meterStop) }]);
});

test("R-MV-08 R-QUE-08 the answer to the stop is lost: it comes again with the same transactionData", () => {
	const rig = new Rig({ defaults: { MeterValueSampleInterval: "10", StopTxnSampledData: "Power.Offered" } });
	rig.charge();
	rig.advance(55);
	rig.csms.answer("StopTransaction", SILENCE);
	rig.present("ALICE");
	rig.setOnline(false);
	rig.powerOff();
	rig.online = true;
	rig.csms.answerAsUsual("StopTransaction");
	rig.boot();
	rig.advance(2);
	const [first, second] = rig.csms.all("StopTransaction");
	expect(second).toEqual(first);
	expect(dataOf(second)).toHaveLength(7);
});

test("R-MV-08 a session that wraps the journal many times keeps its samples, evenly over all of it", () => {
	const rig = new Rig({
		journalBlocks: 6,
		defaults: { MeterValueSampleInterval: "1", StopTxnSampledData: `${REGISTER},Voltage` },
	});
	rig.charge();
	rig.advance(3000);
	rig.present("ALICE");
	rig.advance(1);
	const data = checkData(rig.csms.last("StartTransaction"), rig.csms.last("StopTransaction"));
	expect(data.length).toBeGreaterThanOrEqual(6);
	const times = seconds(data.slice(0, -1));
	const gaps = new Set(times.slice(1).map((time, i) => time - times[i]));
	expect(gaps.size, String(times)).toBe(1);
	expect(rig.csms.all("MeterValues").length).toBeGreaterThan(2990);
});

test("R-MV-08 a power cut after a session has wrapped the journal: begin and samples are still known", () => {
	const rig = new Rig({
		journalBlocks: 6,
		defaults: { MeterValueSampleInterval: "1", StopTxnSampledData: REGISTER },
	});
	rig.charge();
	rig.advance(2500);
	rig.powerOff();
	rig.boot();
	rig.advance(2);
	const data = checkData(rig.csms.last("StartTransaction"), rig.csms.last("StopTransaction"));
	expect(data.length).toBeGreaterThanOrEqual(10);
	expect(registers(data)[0]).toBe(0);
});

test("R-MV-08 R-QUE-02 transactions of two connectors, interleaved and offline: each has its own samples", () => {
	const rig = new Rig({
		connectors: 2,
		defaults: {
			...{ AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "20" },
			StopTxnSampledData: REGISTER,
		},
	});
	rig.advance(1);
	rig.setOnline(false);
	rig.hardware[1].demand = 8;
	rig.charge("ALICE", 1);
	rig.advance(7);
	rig.charge("BOB", 2);
	rig.advance(60);
	rig.present("ALICE", 1);
	rig.hardware[0].plug(false);
	rig.charge("CAROL", 1);
	rig.advance(45);
	rig.present("BOB", 2);
	rig.present("CAROL", 1);
	rig.setOnline(true);
	rig.advance(5);
	const starts = rig.csms.all("StartTransaction");
	const stops = rig.csms.all("StopTransaction");
	expect(stops).toHaveLength(3);
	for (const stop of stops) {
		const start = starts[stop.transactionId - 1001];
		const data = checkData(start, stop);
		const registered = registers(data);
		expect(registered[0]).toBe(start.meterStart);
		expect(registered.at(-1)).toBe(stop.meterStop);
		expect([...registered].sort((a, b) => a - b)).toEqual(registered);
		const spacing = seconds(data).slice(0, -1);
		expect(spacing).toEqual(spacing.map((_, i) => 20 * i));
	}
});

test("R-MV-13 R-MV-08 StopTxnSampledData set in a transaction: from the next sample on, the begin is known", () => {
	const rig = new Rig({ defaults: { MeterValueSampleInterval: "10" } });
	rig.charge();
	rig.advance(25);
	rig.csms.call("ChangeConfiguration", { key: "StopTxnSampledData", value: REGISTER });
	rig.advance(20);
	rig.present("ALICE");
	const data = checkData(rig.csms.last("StartTransaction"), rig.csms.last("StopTransaction"));
	expect(seconds(data).slice(0, -1)).toEqual([0, 30, 40]);
	rig.connector.plug(false);
	rig.charge();
	rig.advance(25);
	rig.csms.call("ChangeConfiguration", { key: "StopTxnSampledData", value: "" });
	rig.advance(10);
	rig.present("ALICE");
	expect(rig.csms.last("StopTransaction")).not.toHaveProperty("transactionData");
});

test("R-MV-08 StopTxnSampledData set after the last sample: begin and end at least", () => {
	const rig = new Rig({ defaults: { MeterValueSampleInterval: "0" } });
	rig.charge();
	rig.advance(25);
	rig.csms.call("ChangeConfiguration", { key: "StopTxnSampledData", value: "Power.Active.Import" });
	rig.present("ALICE");
	expect(checkData(rig.csms.last("StartTransaction"), rig.csms.last("StopTransaction"))).toHaveLength(2);
});

test("R-MV-08 R-QUE-08 a power cut in every flash write of a session, retold or not: begin, samples, end", () => {
	const options = {
		journalBlocks: 5,
		defaults: { MeterValueSampleInterval: "2", StopTxnSampledData: `${REGISTER},Voltage` },
	};
	const live = (rig: Rig) => {
		const steps = [
			() => rig.charge(),
			() => rig.advance(90),
			() => rig.present("ALICE"),
			() => rig.advance(2),
		];
		for (const step of steps) {
			try {
				step();
			} catch (error) {
				if (!(error instanceof PowerCut)) throw error;
			}
			if (!rig.powerFailed) continue;
			rig.advance(10);
			rig.boot();
			break;
		}
		rig.advance(10);
	};
	const whole = new Rig(options);
	const boundaries: number[] = [];
	const write = whole.flash.write.bind(whole.flash);
	whole.flash.write = (offset, bytes) => {
		write(offset, bytes);
		boundaries.push(whole.flash.worked);
	};
	live(whole);
	checkData(whole.csms.last("StartTransaction"), whole.csms.last("StopTransaction"));
	expect(boundaries.length).toBeGreaterThan(100);
	for (const cut of boundaries) {
		for (const at of [cut - 1, cut]) {
			const rig = new Rig(options);
			rig.flash.powerFor = Math.max(0, at - rig.flash.worked);
			live(rig);
			const start = rig.csms.last("StartTransaction");
			if (!start) continue;
			const data = checkData(start, rig.csms.last("StopTransaction"));
			const times = seconds(data.slice(0, -1));
			const gaps = new Set(times.slice(1).map((time, i) => time - times[i]));
			expect(gaps.size, `cut after ${at}: ${times}`).toBeLessThanOrEqual(1);
			expect(new Set(contexts(data)).size).toBeLessThanOrEqual(3);
		}
	}
});
