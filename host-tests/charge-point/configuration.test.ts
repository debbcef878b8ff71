import { expect, test } from "vitest";
import { Configuration } from "../../modules/charge-point/configuration";
import { KEYS } from "../../modules/charge-point/configuration-keys";
import { Records } from "../../modules/storage/records";
import { MemoryFlash } from "../storage/memory-flash";
import { Rig } from "./rig";
import { fitsResponse, SILENCE } from "./scripted-csms";

function settings(rig: Rig) {
	rig.advance(1);
	return {
		change: (key: string, value: string) => {
			const answer = rig.csms.call("ChangeConfiguration", { key, value }) as {
				status?: string;
				code?: string;
			};
			return answer.status ?? answer.code;
		},
		read: (key: string) => {
			const answer = rig.csms.call("GetConfiguration", { key: [key] });
			return (answer as { configurationKey: { value?: string }[] }).configurationKey[0]?.value;
		},
	};
}

test("R-CFG-04 names of JavaScript's own are no configuration keys", () => {
	const rig = new Rig({ defaults: { toString: "1", constructor: "2" } });
	const { change } = settings(rig);
	const names = ["toString", "constructor", "__proto__", "hasOwnProperty", "valueOf"];
	for (const name of names) expect(change(name, "1")).toBe("NotSupported");
	expect(rig.csms.call("GetConfiguration", { key: names })).toEqual({
		configurationKey: [],
		unknownKey: names,
	});
	expect(rig.logs.filter((line) => line.includes("no such key"))).toHaveLength(2);
});

test("R-CFG-03 more names than GetConfigurationMaxKeys: OccurenceConstraintViolation", () => {
	const rig = new Rig();
	rig.advance(1);
	const names = Array.from({ length: Number(KEYS.GetConfigurationMaxKeys.value) }, (_, i) => `Key${i}`);
	const most = rig.csms.call("GetConfiguration", { key: names });
	expect(most).toEqual({ configurationKey: [], unknownKey: names });
	expect(fitsResponse("GetConfiguration", most)).toBe(true);
	expect(rig.csms.call("GetConfiguration", { key: [...names, "One"] })).toEqual({
		code: "OccurenceConstraintViolation",
	});
});

test("R-CFG-01 an empty list of names is all keys", () => {
	const rig = new Rig();
	rig.advance(1);
	expect(rig.csms.call("GetConfiguration", { key: [] })).toEqual(rig.csms.call("GetConfiguration", {}));
});

test("R-CFG-07 lists: empty, blanks, commas, duplicates, case", () => {
	const rig = new Rig();
	const { change, read } = settings(rig);
	const key = "MeterValuesSampledData";
	for (const empty of ["", " ", "   "]) {
		expect(change(key, empty)).toBe("Accepted");
		expect(read(key)).toBe("");
	}
	for (const bad of [
		",",
		",,",
		"Voltage,",
		",Voltage",
		"Voltage,,Voltage",
		"voltage",
		"Voltage.L1",
		"Voltage.",
	])
		expect(change(key, bad)).toBe("Rejected");
	expect(change(key, " Voltage ,Voltage,  Current.Import.L1 ,Voltage")).toBe("Accepted");
	expect(read(key)).toBe("Voltage,Current.Import.L1");
});

test("R-CFG-07 no list is longer than its MaxLength key says, and the longest allowed one is taken", () => {
	const rig = new Rig();
	const { change, read } = settings(rig);
	const phases = ["L1", "L2", "L3"].flatMap((phase) => [`Voltage.${phase}-N`, `Current.Import.${phase}`]);
	const all = [
		...["Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "Voltage"],
		...["Current.Offered", ...phases],
	];
	for (const key of ["MeterValuesSampledData", "MeterValuesAlignedData"]) {
		const most = Number(read(`${key}MaxLength`));
		expect(change(key, all.slice(0, most).join(","))).toBe("Accepted");
		if (most < all.length) expect(change(key, all.join(","))).toBe("Rejected");
	}
});

test("R-CFG-04 R-MV-10 a measurand that no meter here shows is Rejected, and the old list holds", () => {
	const rig = new Rig();
	const { change, read } = settings(rig);
	const lists = [
		"MeterValuesSampledData",
		"MeterValuesAlignedData",
		"StopTxnSampledData",
		"StopTxnAlignedData",
	];
	for (const key of lists) {
		expect(change(key, "Voltage,Current.Import.L2")).toBe("Accepted");
		const absent = [
			"SoC",
			"Temperature",
			"Energy.Active.Export.Register",
			"RPM",
			"Voltage.L1",
			"Frequency.L1",
		];
		for (const item of [...absent, "voltage", "Volt", "Current.Import.L4", "Power.Active.Import.L1"])
			expect(change(key, item), item).toBe("Rejected");
		expect(change(key, "Voltage,SoC")).toBe("Rejected");
		expect(read(key)).toBe("Voltage,Current.Import.L2");
		expect(change(key, "")).toBe("Accepted");
	}
});

test("R-CFG-07 ConnectorPhaseRotation: each connector once, as many as there are", () => {
	const rig = new Rig({ connectors: 2 });
	const { change, read } = settings(rig);
	const key = "ConnectorPhaseRotation";
	expect(read(key)).toBe("0.Unknown,1.Unknown,2.Unknown");
	expect(read(`${key}MaxLength`)).toBe("3");
	expect(change(key, "2.TSR,0.NotApplicable")).toBe("Accepted");
	for (const bad of ["1.RST,1.RTS", "01.RST", "3.RST", "1.rst", "-1.RST", "RST", "1.RST.2"])
		expect(change(key, bad)).toBe("Rejected");
	expect(read(key)).toBe("2.TSR,0.NotApplicable");
});

test("R-CFG-09 values of 500 characters are judged, longer ones are a CALLERROR", () => {
	const rig = new Rig();
	const { change, read } = settings(rig);
	const key = "MeterValuesSampledData";
	expect(change(key, `Voltage${" ".repeat(493)}`)).toBe("Accepted");
	expect(read(key)).toBe("Voltage");
	expect(change(key, "V".repeat(500))).toBe("Rejected");
	expect(change(key, `${"Voltage,".repeat(62)}Volt`)).toBe("Rejected");
	expect(change(key, `Voltage${" ".repeat(494)}`)).toBe("PropertyConstraintViolation");
	expect(change("K".repeat(51), "1")).toBe("PropertyConstraintViolation");
	expect(change("K".repeat(50), "1")).toBe("NotSupported");
});

test("R-CFG-06 numbers: signs, zeros, limits", () => {
	const rig = new Rig();
	const { change, read } = settings(rig);
	for (const [value, kept] of [
		...[
			["-0", "0"],
			["+0", "0"],
			["0000000060", "60"],
			["2147483647", "2147483647"],
		],
	]) {
		expect(change("MeterValueSampleInterval", value)).toBe("Accepted");
		expect(read("MeterValueSampleInterval")).toBe(kept);
	}
	for (const bad of ["2147483648", "00000000060", " 60", "60 ", "0x10", "1e3", "٣", "true", "+", "--1"])
		expect(change("MeterValueSampleInterval", bad)).toBe("Rejected");
	expect(change("ClockAlignedDataInterval", "86401")).toBe("Rejected");
});

test("R-CFG-10 ConnectionTimeOut counts from the next Preparing on", () => {
	const rig = new Rig();
	const { change } = settings(rig);
	rig.connector.plug(true);
	rig.advance(1);
	expect(change("ConnectionTimeOut", "10")).toBe("Accepted");
	rig.advance(50);
	expect(rig.state().status).toBe("Preparing");
	rig.advance(10);
	expect(rig.state().status).toBe("Finishing");
	rig.connector.plug(false);
	rig.connector.plug(true);
	rig.advance(11);
	expect(rig.state().status).toBe("Finishing");
});

test("R-CFG-11 a tethered cable has nothing to unlock: the key is false and read-only, whatever the factory says", () => {
	const rig = new Rig({ cable: "fixed", defaults: { UnlockConnectorOnEVSideDisconnect: "true" } });
	const { change } = settings(rig);
	expect(change("UnlockConnectorOnEVSideDisconnect", "true")).toBe("Rejected");
	expect(rig.csms.call("GetConfiguration", { key: ["UnlockConnectorOnEVSideDisconnect"] })).toEqual({
		configurationKey: [{ key: "UnlockConnectorOnEVSideDisconnect", readonly: true, value: "false" }],
	});
});

test("R-TRG-03 R-HB-06 triggered before the first answer of the CSMS: nothing is dated 1970", () => {
	const rig = new Rig({ offline: true, defaults: { MessageTimeout: "10" } });
	rig.csms.answer("BootNotification", SILENCE);
	rig.setOnline(true);
	rig.advance(1);
	expect(rig.csms.call("TriggerMessage", { requestedMessage: "MeterValues", connectorId: 1 })).toEqual({
		status: "Rejected",
	});
	expect(rig.csms.call("TriggerMessage", { requestedMessage: "StatusNotification", connectorId: 1 })).toEqual(
		{ status: "Accepted" },
	);
	rig.advance(11);
	expect(rig.csms.all("StatusNotification")).toEqual([
		{ connectorId: 1, status: "Available", errorCode: "NoError" },
	]);
});

test("R-TRG-02 R-ST-11 a triggered status of connector 0 is the true one, also before acceptance", () => {
	const rig = new Rig();
	rig.advance(1);
	rig.csms.call("ChangeAvailability", { connectorId: 0, type: "Inoperative" });
	rig.csms.answer("BootNotification", () => ({
		status: "Pending",
		currentTime: rig.csms.time,
		interval: 90,
	}));
	rig.csms.call("Reset", { type: "Hard" });
	rig.advance(2);
	rig.csms.clear();
	rig.csms.call("TriggerMessage", { requestedMessage: "StatusNotification" });
	rig.advance(1);
	expect(rig.csms.all("StatusNotification").map(({ status }) => status)).toEqual([
		"Unavailable",
		"Unavailable",
	]);
});

test("R-MV-03 R-MV-14 a sample is never empty: without what was asked for it is the energy register", () => {
	const rig = new Rig({ connectors: 2, defaults: { MeterValuesSampledData: "Voltage" } });
	rig.charge();
	rig.csms.call("TriggerMessage", { requestedMessage: "MeterValues", connectorId: 0 });
	rig.advance(1);
	const [sampled] = rig.csms.last("MeterValues").meterValue[0].sampledValue;
	expect(sampled).toMatchObject({ measurand: "Energy.Active.Import.Register", context: "Trigger" });
	rig.connector.read = () => ({ importWh: 5 });
	rig.advance(60);
	expect(rig.csms.last("MeterValues").meterValue[0].sampledValue).toMatchObject([{ value: "5", unit: "Wh" }]);
});

test("R-CFG-05 a stored value that does not fit the hardware any more is left out", () => {
	const stored = new Records(new MemoryFlash(8), 0, 8);
	stored.set("key.ConnectorPhaseRotation", "0.RST,2.RTS");
	stored.set("key.MeterValueSampleInterval", "17");
	const logs: string[] = [];
	const configuration = new Configuration(
		stored,
		{},
		{
			fixed: { NumberOfConnectors: "1" },
			defaults: { ConnectorPhaseRotation: "0.Unknown" },
			measurands: [],
		},
		{ log: (text) => logs.push(text), mayChange: () => true, keyChanged: () => {} },
	);
	expect(configuration.text("ConnectorPhaseRotation")).toBe("0.Unknown");
	expect(configuration.text("MeterValueSampleInterval")).toBe("17");
	expect(logs).toHaveLength(1);
});

test("R-CFG-05 a change that cannot be stored is not Accepted, and the old value holds", () => {
	const rig = new Rig();
	const { change, read } = settings(rig);
	rig.flash.write = () => {
		throw new RangeError("The storage is full");
	};
	expect(change("MeterValueSampleInterval", "33")).toBe("InternalError");
	expect(read("MeterValueSampleInterval")).toBe("60");
});

test("R-BOOT-03 an interval beyond the key's range is the nearest that it can have", () => {
	for (const [interval, kept] of [
		[-5, "0"],
		[1e12, "2147483647"],
	] as const) {
		const rig = new Rig({ offline: true });
		rig.csms.answer("BootNotification", () => ({ status: "Accepted", currentTime: rig.csms.time, interval }));
		rig.setOnline(true);
		expect(settings(rig).read("HeartbeatInterval")).toBe(kept);
		rig.advance(100);
		expect(rig.csms.all("Heartbeat")).toHaveLength(0);
	}
});

test("R-SEC-04 a broken frame with a key in it is not logged", () => {
	const rig = new Rig();
	rig.advance(1);
	rig.csms.sendText('[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"4F43415F4F435454"');
	rig.advance(1);
	expect(rig.logs.join()).toContain("not JSON");
	expect(rig.logs.join()).not.toContain("4F43");
});

test("R-SEC-04 R-CON-07 a new key while charging: a new connection, no BootNotification, the session goes on", () => {
	const rig = new Rig({ defaults: { SecurityProfile: "1", AuthorizationKey: "00".repeat(16) } });
	rig.csms.answer("StartTransaction", SILENCE);
	rig.charge();
	rig.csms.call("ChangeConfiguration", { key: "AuthorizationKey", value: "FF".repeat(20) });
	rig.csms.answerAsUsual("StartTransaction");
	rig.advance(2);
	expect(rig.targets.map((target) => target.password?.length)).toEqual([16, 20]);
	expect(rig.csms.all("BootNotification")).toHaveLength(1);
	expect(rig.csms.all("StartTransaction")).toHaveLength(2);
	expect(rig.state()).toMatchObject({ status: "Charging", transactionId: 1001 });
});
