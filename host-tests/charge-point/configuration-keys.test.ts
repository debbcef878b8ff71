import { describe, expect, test } from "vitest";
import type { GetConfigurationResponse } from "../../modules/ocpp/types";
import { Rig } from "./rig";

const BOOLEAN = [
	["true", "FALSE", "True"],
	["1", "yes", "", " true"],
] as const;
const NO_NUMBERS = ["", "1.5", "10s", "ten", " 7", "0x10", "2147483648", "-1"];
const SECONDS = [["1", "+86400", "007"], NO_NUMBERS] as const;
const FROM_ZERO = [["0", ...SECONDS[0]], NO_NUMBERS] as const;
const MEASURANDS = [
	["Energy.Active.Import.Register", "Power.Active.Import, Voltage.L1-N"],
	["Energy", "energy.active.import.register", "Voltage.L1-N.L2", "Voltage;Power.Active.Import"],
] as const;

/** Keys of the Core profile, and our own, that can be changed: the default, values that are taken, values that are not. */
const CHANGEABLE: readonly [key: string, value: string, good: readonly string[], bad: readonly string[]][] = [
	["AllowOfflineTxForUnknownId", "false", ...BOOLEAN],
	["AuthorizeRemoteTxRequests", "false", ...BOOLEAN],
	["ClockAlignedDataInterval", "0", ["0", "1", "900", "86400"], [...NO_NUMBERS, "86401"]],
	["ConnectionTimeOut", "60", ...SECONDS],
	[
		"ConnectorPhaseRotation",
		"0.Unknown,1.Unknown,2.Unknown",
		["1.RST", "0.NotApplicable,2.TSR"],
		["3.RST", "1.rst", "1", "x.RST"],
	],
	["DisplayLanguage", "en", ["zh-TW", "en"], ["", "zh", "ZH-TW", "de", "en,zh-TW"]],
	["HeartbeatInterval", "300", ...FROM_ZERO],
	["LocalAuthorizeOffline", "true", ...BOOLEAN],
	["LocalPreAuthorize", "false", ...BOOLEAN],
	["MessageTimeout", "30", ["1", "120"], [...NO_NUMBERS, "0"]],
	["MeterValuesAlignedData", "Energy.Active.Import.Register", ...MEASURANDS],
	["MeterValuesSampledData", "Energy.Active.Import.Register", ...MEASURANDS],
	["MeterValueSampleInterval", "60", ...FROM_ZERO],
	["MinimumStatusDuration", "0", ...FROM_ZERO],
	["ResetRetries", "1", ["0", "3"], NO_NUMBERS],
	["StopTransactionOnEVSideDisconnect", "true", ...BOOLEAN],
	["StopTransactionOnInvalidId", "true", ...BOOLEAN],
	["TransactionMessageAttempts", "3", ["0", "1", "10"], NO_NUMBERS],
	["TransactionMessageRetryInterval", "60", ["0", "1", "600"], NO_NUMBERS],
	["UnlockConnectorOnEVSideDisconnect", "true", ...BOOLEAN],
	["WebSocketPingInterval", "60", ["0", "1", "300"], NO_NUMBERS],
];

/** Keys that nobody can change, and what they say with two connectors. */
const READ_ONLY: readonly [key: string, value: RegExp][] = [
	["ConnectorPhaseRotationMaxLength", /^3$/],
	["GetConfigurationMaxKeys", /^\d+$/],
	["MeterValuesAlignedDataMaxLength", /^[1-9]\d*$/],
	["MeterValuesSampledDataMaxLength", /^[1-9]\d*$/],
	["NumberOfConnectors", /^2$/],
	["StopTxnAlignedDataMaxLength", /^\d+$/],
	["StopTxnSampledDataMaxLength", /^\d+$/],
	["SupportedFeatureProfiles", /^Core,/],
];

function get(rig: Rig, key: string) {
	const { configurationKey } = rig.csms.call("GetConfiguration", { key: [key] }) as GetConfigurationResponse;
	return configurationKey![0];
}

function change(rig: Rig, key: string, value: string): unknown {
	return (rig.csms.call("ChangeConfiguration", { key, value }) as { status: string }).status;
}

describe("R-CFG-04 R-CFG-05 R-CFG-06 R-CFG-07 keys that can be changed", () => {
	test.each(CHANGEABLE)("%s", (key, value, good, bad) => {
		const rig = new Rig({ connectors: 2 });
		rig.advance(1);
		expect(get(rig, key)).toEqual({ key, readonly: false, value });
		let told = value;
		for (const wanted of good) {
			expect(change(rig, key.toUpperCase(), wanted), wanted).toBe("Accepted");
			told = get(rig, key).value!;
			for (const refused of bad) expect(change(rig, key, refused), refused).toBe("Rejected");
			expect(get(rig, key).value).toBe(told);
			if (BOOLEAN[0].some((one) => one === wanted)) expect(told).toBe(wanted.toLowerCase());
			else if (/^[+\d]+$/.test(wanted)) expect(told).toBe(String(Number(wanted)));
			else expect(told).toBe(wanted.replaceAll(" ", ""));
		}
		rig.powerOff();
		rig.setOnline(false);
		rig.boot();
		// BootNotification.conf would set HeartbeatInterval (R-BOOT-03).
		rig.csms.answer("BootNotification", { status: "Pending", currentTime: rig.csms.time, interval: 100 });
		rig.setOnline(true);
		rig.advance(1);
		expect(get(rig, key).value).toBe(told);
	});
});

describe("R-CFG-04 keys that nobody can change", () => {
	test.each(READ_ONLY)("%s", (key, value) => {
		const rig = new Rig({ connectors: 2 });
		rig.advance(1);
		const told = get(rig, key);
		expect(told.readonly).toBe(true);
		expect(told.value).toMatch(value);
		for (const wanted of [told.value!, "1", "Core"]) expect(change(rig, key, wanted)).toBe("Rejected");
		expect(get(rig, key)).toEqual(told);
	});
});

test("R-CFG-07 the factory may allow shorter lists; longer ones, its own too, are not taken", () => {
	const rig = new Rig({
		defaults: {
			MeterValuesAlignedData: "Voltage,Current.Import",
			MeterValuesAlignedDataMaxLength: "1",
			MeterValuesSampledDataMaxLength: "2",
			ConnectorPhaseRotationMaxLength: "1",
		},
	});
	rig.advance(1);
	expect(get(rig, "MeterValuesSampledDataMaxLength")).toMatchObject({ readonly: true, value: "2" });
	expect(get(rig, "MeterValuesAlignedData").value).toBe("Energy.Active.Import.Register");
	expect(change(rig, "MeterValuesSampledData", "Voltage,Current.Import,Frequency")).toBe("Rejected");
	expect(change(rig, "MeterValuesSampledData", "Voltage,Current.Import,Voltage")).toBe("Accepted");
	expect(get(rig, "MeterValuesSampledData").value).toBe("Voltage,Current.Import");
	expect(change(rig, "ConnectorPhaseRotation", "0.RST,1.RST")).toBe("Rejected");
	expect(change(rig, "ConnectorPhaseRotation", "1.RST")).toBe("Accepted");
});

test("R-CFG-01 R-CFG-04 R-SEC-04 AuthorizationKey is taken, never told", () => {
	const rig = new Rig();
	rig.advance(1);
	const key = "AuthorizationKey";
	expect(get(rig, key)).toEqual({ key, readonly: false });
	expect(change(rig, key, "0123456789abcdefABCDEF0123456789")).toBe("Accepted");
	expect(get(rig, key)).toEqual({ key, readonly: false });
});
