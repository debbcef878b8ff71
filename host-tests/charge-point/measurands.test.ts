import { describe, expect, test } from "vitest";
import type { MeterReading } from "../../modules/charge-point/interfaces";
import { measurableItems, takeSample, withOwn } from "../../modules/charge-point/measurands";
import { toMeterValue } from "../../modules/charge-point/sampled-values";
import type { SampledValue } from "../../modules/ocpp/types";
import { Rig, type RigOptions } from "./rig";
import { SILENCE } from "./scripted-csms";

const REGISTER = "Energy.Active.Import.Register";
const INTERVAL = "Energy.Active.Import.Interval";

/** A meter that shows all there is. */
const EVERYTHING: MeterReading = {
	...{ importWh: 1234, powerW: 11_040.4, phasePowerW: [3680, 3680.6, 3680], currentA: [16, 15.996, 16.1] },
	...{ voltageV: [230, 229.94, 231.26], powerFactor: 0.98765, frequencyHz: 50.013, temperatureC: -0.04 },
	...{ socPercent: 57.4, exportWh: 12, exportW: 3, exportA: [0.1, 0, 0] },
	...{ reactiveImportVarh: 5, reactiveExportVarh: 6, reactiveImportVar: 7, reactiveExportVar: 8 },
};

/** A charge point whose meters show `reading` besides what they do. */
function rigWith(reading: Partial<MeterReading>, options: RigOptions = {}): Rig {
	const rig = new Rig(options);
	rig.advance(1);
	rig.powerOff();
	for (const hardware of rig.hardware) {
		const read = hardware.read.bind(hardware);
		hardware.read = () => ({ ...read(), ...reading });
	}
	rig.boot();
	rig.advance(1);
	return rig;
}

const sampled = (rig: Rig): SampledValue[] => rig.csms.last("MeterValues").meterValue[0].sampledValue;

function configure(rig: Rig, key: string, value: string): unknown {
	return rig.csms.call("ChangeConfiguration", { key, value });
}

test("R-MV-04 R-MV-09 R-MV-10 R-MV-11 every measurand with its unit, phases and location", () => {
	const list = measurableItems(EVERYTHING).filter((item) => !/\.L\d(-N)?$/.test(item));
	const values = takeSample(list.join(","), withOwn(EVERYTHING, 20, 99));
	const { sampledValue } = toMeterValue("", "Sample.Periodic", values);
	const told = sampledValue.map(({ measurand, phase, value, unit, location }) =>
		[measurand, phase, value, unit, location].filter((text) => text !== undefined).join(" "),
	);
	expect(told).toEqual([
		"Energy.Active.Import.Register 1234 Wh",
		"Power.Active.Import 11040 W",
		...["Current.Import L1 16 A", "Current.Import L2 16 A", "Current.Import L3 16.1 A"],
		...["Voltage L1-N 230 V", "Voltage L2-N 229.9 V", "Voltage L3-N 231.3 V"],
		"Current.Offered 20 A",
		"Power.Offered 13824 W",
		"Energy.Active.Import.Interval 99 Wh",
		"Power.Factor 0.988",
		"Frequency 50.01",
		"Temperature 0 Celcius Body",
		"SoC 57 Percent EV",
		"Energy.Active.Export.Register 12 Wh",
		"Power.Active.Export 3 W",
		...["Current.Export L1 0.1 A", "Current.Export L2 0 A", "Current.Export L3 0 A"],
		"Energy.Reactive.Import.Register 5 varh",
		"Energy.Reactive.Export.Register 6 varh",
		"Power.Reactive.Import 7 var",
		"Power.Reactive.Export 8 var",
	]);
});

test("R-MV-04 R-CFG-07 all that the meters show can be configured, and no more; the MaxLength keys say how much", () => {
	const rig = rigWith(EVERYTHING);
	const items = measurableItems(EVERYTHING);
	expect(items).toHaveLength(18 + 4 * 3);
	for (const key of [
		"MeterValuesSampledData",
		"MeterValuesAlignedData",
		"StopTxnSampledData",
		"StopTxnAlignedData",
	]) {
		expect(rig.csms.call("GetConfiguration", { key: [`${key}MaxLength`] })).toMatchObject({
			configurationKey: [{ readonly: true, value: String(items.length) }],
		});
		for (const item of items) expect(configure(rig, key, item), item).toEqual({ status: "Accepted" });
		for (const item of ["RPM", "Power.Active.Export.L1", "SoC.L1", "Voltage.L1-L2", "toString", "."])
			expect(configure(rig, key, item), item).toEqual({ status: "Rejected" });
	}
});

test("R-MV-04 an item with a phase is that phase alone, and nothing is told twice", () => {
	const rig = rigWith(EVERYTHING);
	configure(rig, "MeterValuesSampledData", "Power.Active.Import.L2,Voltage,Voltage.L3-N,Current.Import.L1");
	rig.charge();
	rig.advance(60);
	expect(sampled(rig).map(({ measurand, phase, value }) => `${measurand} ${phase} ${value}`)).toEqual([
		"Power.Active.Import L2 3681",
		...["Voltage L1-N 230", "Voltage L2-N 229.9", "Voltage L3-N 231.3"],
		"Current.Import L1 16",
	]);
});

test("R-MV-04 a single-phase meter has one phase; a meter of phases alone shows those", () => {
	expect(measurableItems({ importWh: 0, currentA: [1], voltageV: [230] })).not.toContain("Voltage.L2-N");
	const reading = { importWh: 0, phasePowerW: [100, 200] };
	expect(takeSample("Power.Active.Import", withOwn(reading))).toEqual([57, 100, 58, 200]);
});

test("R-MV-11 the state of charge comes only while a vehicle tells it", () => {
	const rig = rigWith({ socPercent: null });
	expect(configure(rig, "MeterValuesSampledData", `${REGISTER},SoC`)).toEqual({ status: "Accepted" });
	rig.charge();
	rig.advance(60);
	expect(sampled(rig)).toHaveLength(1);
	const read = rig.connector.read.bind(rig.connector);
	rig.connector.read = () => ({ ...read(), socPercent: 41 });
	rig.advance(60);
	expect(sampled(rig)[1]).toMatchObject({ measurand: "SoC", location: "EV", unit: "Percent", value: "41" });
});

test("R-MV-03 R-MV-06 a value that the meter cannot tell is left out, never NaN", () => {
	const rig = rigWith({ powerW: Number.NaN, frequencyHz: Number.POSITIVE_INFINITY });
	configure(rig, "MeterValuesSampledData", "Power.Active.Import,Frequency");
	rig.charge();
	rig.advance(60);
	expect(sampled(rig)).toMatchObject([{ measurand: REGISTER, context: "Sample.Periodic" }]);
	expect(Number(sampled(rig)[0].value)).toBeGreaterThan(0);
});

describe("R-MV-12 Energy.Active.Import.Interval is the energy of exactly one interval", () => {
	const values = (rig: Rig, context: string) =>
		rig.csms
			.all("MeterValues")
			.flatMap(({ meterValue }) => meterValue[0].sampledValue as SampledValue[])
			.filter((value) => value.context === context && value.measurand === INTERVAL)
			.map(({ value }) => Number(value));

	test("of the sampled interval, from the start of the transaction on", () => {
		const rig = new Rig({
			defaults: { MeterValueSampleInterval: "60", MeterValuesSampledData: `${REGISTER},${INTERVAL}` },
		});
		rig.charge();
		rig.advance(60);
		rig.connector.setEvReady(false);
		rig.advance(60);
		rig.connector.setEvReady(true);
		rig.advance(120);
		const registers = rig.csms
			.all("MeterValues")
			.map(({ meterValue }) => Number(meterValue[0].sampledValue[0].value));
		const energies = values(rig, "Sample.Periodic");
		expect(energies).toHaveLength(4);
		energies.forEach((energy, i) => {
			expect(energy).toBe(registers[i] - (registers[i - 1] ?? 0));
		});
		expect(energies[1]).toBeLessThanOrEqual(3);
	});

	test("not where the interval has just been changed", () => {
		const rig = new Rig({
			defaults: { MeterValueSampleInterval: "60", MeterValuesSampledData: `${REGISTER},${INTERVAL}` },
		});
		rig.charge();
		rig.advance(75);
		configure(rig, "MeterValueSampleInterval", "10");
		rig.advance(25);
		const counts = rig.csms.all("MeterValues").map(({ meterValue }) => meterValue[0].sampledValue.length);
		expect(counts).toEqual([2, 1, 2, 2]);
	});

	test("of the clock-aligned interval, with and without a transaction, not over a step of the clock", () => {
		const rig = new Rig({
			defaults: {
				...{ MeterValueSampleInterval: "0", ClockAlignedDataInterval: "60" },
				MeterValuesAlignedData: `${INTERVAL},${REGISTER}`,
			},
		});
		rig.advance(70);
		expect(values(rig, "Sample.Clock")).toEqual([]);
		rig.charge();
		rig.advance(120);
		expect(values(rig, "Sample.Clock")).toHaveLength(2);
		expect(values(rig, "Sample.Clock")[1]).toBe(184);
		const ahead = () => ({ currentTime: new Date(Date.parse(rig.csms.time) + 40_000).toISOString() });
		rig.csms.answer("Heartbeat", ahead);
		rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" });
		rig.advance(15);
		expect(rig.csms.last("MeterValues").meterValue[0].timestamp).toBe("2026-11-22T10:04:00.000Z");
		expect(values(rig, "Sample.Clock")).toHaveLength(2);
		rig.advance(60);
		expect(values(rig, "Sample.Clock")).toHaveLength(3);
	});
});

test("R-MV-02 R-MV-12 an interval that does not divide the day begins anew at midnight, UTC", () => {
	const rig = new Rig({
		defaults: {
			ClockAlignedDataInterval: "25200",
			MeterValuesAlignedData: INTERVAL,
			MeterValueSampleInterval: "0",
		},
	});
	rig.charge();
	rig.advance(86_400);
	const aligned = rig.csms.all("MeterValues").map(({ meterValue }) => meterValue[0]);
	expect(aligned.map(({ timestamp }) => timestamp.slice(8, 19))).toEqual([
		...["22T14:00:00", "22T21:00:00", "23T00:00:00", "23T07:00:00"],
	]);
	// Without a whole interval before it the first one is the register.
	expect(aligned.map(({ sampledValue }) => sampledValue[0].measurand === INTERVAL)).toEqual([
		...[false, true, true, true],
	]);
	expect(Number(aligned[2].sampledValue[0].value)).toBe(3 * 11_040);
});

test("R-MV-01 R-MV-07 clock-aligned samples of every connector, each with the transaction that runs there", () => {
	const rig = new Rig({
		connectors: 3,
		defaults: { ClockAlignedDataInterval: "60", MeterValueSampleInterval: "0" },
	});
	rig.charge("ALICE", 1);
	rig.charge("BOB", 3);
	rig.advance(60);
	const ids = () =>
		rig.csms.all("MeterValues").map(({ connectorId, transactionId }) => [connectorId, transactionId]);
	// Connector 0 has no meter of its own.
	expect(ids()).toEqual([
		[1, 1001],
		[2, undefined],
		[3, 1002],
	]);
	rig.csms.clear();
	rig.present("ALICE", 1);
	rig.advance(60);
	expect(ids()).toEqual([
		[1, undefined],
		[2, undefined],
		[3, 1002],
	]);
});

test("R-MV-07 R-TX-05 offline: the samples belong to the transaction that ran when they were taken", () => {
	const rig = new Rig({
		defaults: {
			...{ AllowOfflineTxForUnknownId: "true", MeterValueSampleInterval: "0" },
			ClockAlignedDataInterval: "10",
		},
	});
	rig.advance(1);
	rig.setOnline(false);
	rig.charge("ALICE");
	rig.advance(20);
	rig.present("ALICE");
	rig.connector.plug(false);
	rig.advance(20);
	rig.charge("BOB");
	rig.advance(20);
	rig.present("BOB");
	rig.advance(20);
	rig.setOnline(true);
	rig.advance(1);
	const ids = rig.csms.all("MeterValues").map(({ transactionId }) => transactionId);
	expect(ids).toEqual([1001, 1001, undefined, undefined, 1002, 1002, undefined, undefined]);
});

describe("R-MV-14 TriggerMessage(MeterValues)", () => {
	const defaults = { MeterValuesSampledData: `${REGISTER},Voltage.L1-N`, MeterValueSampleInterval: "0" };
	const trigger = (rig: Rig, connectorId?: number) => {
		rig.csms.clear();
		const answer = rig.csms.call("TriggerMessage", { requestedMessage: "MeterValues", connectorId });
		expect(answer).toEqual({ status: "Accepted" });
		rig.advance(1);
		return rig.csms.all("MeterValues");
	};

	test("TC_054 of a connector: the measurands of MeterValuesSampledData, context Trigger, the transaction", () => {
		const rig = new Rig({ connectors: 2, defaults });
		rig.charge("ALICE", 1);
		rig.advance(30);
		const register = String(rig.hardware[0].read().importWh);
		const [values, ...more] = trigger(rig, 1);
		expect(more).toHaveLength(0);
		expect(values).toMatchObject({ connectorId: 1, transactionId: 1001 });
		expect(values.meterValue[0].sampledValue).toMatchObject([
			{ measurand: REGISTER, context: "Trigger", value: register },
			{ measurand: "Voltage", context: "Trigger", phase: "L1-N" },
		]);
		expect(trigger(rig, 2)[0]).not.toHaveProperty("transactionId");
	});

	test("without a connector all of them; connector 0 is the sum, without a transaction", () => {
		const rig = new Rig({ connectors: 2, defaults: { ...defaults, MeterValuesSampledData: REGISTER } });
		rig.charge("ALICE", 1);
		rig.charge("BOB", 2);
		rig.advance(100);
		expect(trigger(rig).map(({ connectorId, transactionId }) => [connectorId, transactionId])).toEqual([
			[1, 1001],
			[2, 1002],
		]);
		const [sum] = trigger(rig, 0);
		expect(sum).not.toHaveProperty("transactionId");
		const registers = rig.hardware.map((hardware) => hardware.read().importWh);
		const told = Number(sum.meterValue[0].sampledValue[0].value);
		expect(Math.abs(told - registers[0] - registers[1])).toBeLessThanOrEqual(8);
	});

	test("R-TX-05 of a transaction whose id is not yet known: it waits for the id", () => {
		const rig = new Rig({
			defaults: { ...defaults, MessageTimeout: "20", TransactionMessageRetryInterval: "5" },
		});
		rig.csms.answer("StartTransaction", { code: "InternalError" });
		rig.charge();
		expect(trigger(rig, 1)).toHaveLength(0);
		rig.csms.answer("StartTransaction", { idTagInfo: { status: "Accepted" }, transactionId: 77 });
		rig.advance(20);
		expect(rig.csms.last("MeterValues")).toMatchObject({ connectorId: 1, transactionId: 77 });
		expect(rig.csms.last("MeterValues").meterValue[0].sampledValue[0].context).toBe("Trigger");
	});

	test("R-TX-06 of a transaction whose start was given up: -1", () => {
		const rig = new Rig({ defaults: { ...defaults, TransactionMessageAttempts: "1" } });
		rig.csms.answer("StartTransaction", { code: "InternalError" });
		rig.charge();
		rig.advance(1);
		expect(trigger(rig, 1)[0].transactionId).toBe(-1);
	});

	test("it does not wait behind the queue's retry", () => {
		const rig = new Rig({
			defaults: {
				...{ ...defaults, MeterValueSampleInterval: "10", MessageTimeout: "3" },
				TransactionMessageRetryInterval: "600",
			},
		});
		rig.charge();
		rig.csms.answer("MeterValues", ({ meterValue }) =>
			meterValue[0].sampledValue[0].context === "Trigger" ? {} : SILENCE,
		);
		rig.advance(15);
		expect(rig.chargePoint.state.queueLength).toBe(1);
		expect(trigger(rig, 1)).toHaveLength(1);
	});
});

describe("R-MV-13 a change in a transaction applies from the next sample on", () => {
	test("the measurands of both kinds", () => {
		const rig = new Rig({ defaults: { MeterValueSampleInterval: "20", ClockAlignedDataInterval: "60" } });
		rig.charge();
		rig.advance(21);
		configure(rig, "MeterValuesSampledData", "Voltage.L1-N");
		configure(rig, "MeterValuesAlignedData", "Current.Import.L3");
		rig.advance(40);
		const told = rig.csms.all("MeterValues").map(({ meterValue }) => meterValue[0].sampledValue[0].measurand);
		expect(told).toEqual([REGISTER, "Voltage", "Current.Import", "Voltage"].slice(0, told.length));
		expect(told.length).toBeGreaterThanOrEqual(3);
	});

	test("ClockAlignedDataInterval 0 stops, another one begins at its next multiple", () => {
		const rig = new Rig({ defaults: { MeterValueSampleInterval: "0", ClockAlignedDataInterval: "60" } });
		rig.advance(61);
		configure(rig, "ClockAlignedDataInterval", "0");
		rig.advance(300);
		expect(rig.csms.all("MeterValues")).toHaveLength(1);
		configure(rig, "ClockAlignedDataInterval", "900");
		rig.advance(1000);
		expect(rig.csms.last("MeterValues").meterValue[0].timestamp).toBe("2026-11-22T10:15:00.000Z");
	});

	test("an interval of decades neither samples at once nor counts in a hurry", () => {
		const rig = new Rig({ defaults: { MeterValueSampleInterval: "2147483647" } });
		rig.charge();
		rig.advance(100_000);
		expect(rig.csms.all("MeterValues")).toHaveLength(0);
		expect(rig.timers.running).toBeLessThan(6);
	});
});
