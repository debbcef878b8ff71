import { expect, test } from "vitest";
import type { ConfigurationKey, GetConfigurationResponse } from "../../modules/ocpp/types";
import { Rig } from "../charge-point/rig";
import { fitsResponse } from "../charge-point/scripted-csms";

/** The keys that each profile requires, and whether they are read-only; null where either is allowed. */
const REQUIRED: Readonly<Record<string, Readonly<Record<string, boolean | null>>>> = {
	Core: {
		AuthorizeRemoteTxRequests: null,
		ClockAlignedDataInterval: false,
		ConnectionTimeOut: false,
		ConnectorPhaseRotation: false,
		GetConfigurationMaxKeys: true,
		HeartbeatInterval: false,
		LocalAuthorizeOffline: false,
		LocalPreAuthorize: false,
		MeterValuesAlignedData: false,
		MeterValuesSampledData: false,
		MeterValueSampleInterval: false,
		NumberOfConnectors: true,
		ResetRetries: false,
		StopTransactionOnEVSideDisconnect: null,
		StopTransactionOnInvalidId: false,
		StopTxnAlignedData: false,
		StopTxnSampledData: false,
		SupportedFeatureProfiles: true,
		TransactionMessageAttempts: false,
		TransactionMessageRetryInterval: false,
		UnlockConnectorOnEVSideDisconnect: null,
	},
	FirmwareManagement: {},
	LocalAuthListManagement: {
		LocalAuthListEnabled: false,
		LocalAuthListMaxLength: true,
		SendLocalListMaxLength: true,
	},
	Reservation: {},
	SmartCharging: {
		ChargeProfileMaxStackLevel: true,
		ChargingScheduleAllowedChargingRateUnit: true,
		ChargingScheduleMaxPeriods: true,
		MaxChargingProfilesInstalled: true,
	},
	RemoteTrigger: {},
};

test("TC_019 R-CFG-01 R-CFG-03 all keys that the supported profiles require, and a part of them", () => {
	const rig = new Rig({ defaults: { AuthorizationKey: "00112233445566778899aabbccddeeff" } });
	rig.advance(1);
	const get = (key?: string[]) => {
		const answer = rig.csms.call("GetConfiguration", key ? { key } : {}) as GetConfigurationResponse;
		expect(fitsResponse("GetConfiguration", answer)).toBe(true);
		return answer;
	};
	const all = new Map<string, ConfigurationKey>();
	for (const told of get().configurationKey!) all.set(told.key, told);
	expect(get([]).configurationKey).toHaveLength(all.size);
	const profiles = all.get("SupportedFeatureProfiles")!.value!.split(",");
	expect(profiles).toContain("Core");
	for (const profile of profiles) {
		for (const [key, readonly] of Object.entries(REQUIRED[profile])) {
			expect(all.get(key)?.value, key).toBeDefined();
			if (readonly !== null) expect(all.get(key)!.readonly, key).toBe(readonly);
		}
	}
	expect(JSON.stringify([...all.values()])).not.toMatch(/00112233/);
	expect(Number(all.get("GetConfigurationMaxKeys")!.value)).toBeGreaterThanOrEqual(all.size);
	const some = Object.keys(REQUIRED.Core).slice(0, 5);
	expect(get(some).configurationKey!.map(({ key }) => key)).toEqual(some);
	expect(get(["AuthorizationKey"]).configurationKey![0].value).toBeUndefined();
});

test("TC_021 R-CFG-04 a changed MeterValueSampleInterval is read back", () => {
	const rig = new Rig();
	rig.advance(1);
	const key = "MeterValueSampleInterval";
	expect(rig.csms.call("ChangeConfiguration", { key, value: "42" })).toEqual({ status: "Accepted" });
	expect(rig.csms.call("GetConfiguration", { key: [key] })).toEqual({
		configurationKey: [{ key, readonly: false, value: "42" }],
	});
});

test("TC_054 R-TRG-01 R-TRG-02 each message can be triggered, and comes after the answer", () => {
	const rig = new Rig({ connectors: 2 });
	rig.charge("ALICE", 2);
	const trigger = (requestedMessage: "MeterValues" | "Heartbeat" | "StatusNotification") => {
		rig.csms.clear();
		const answer = rig.csms.call("TriggerMessage", { requestedMessage, connectorId: 2 });
		expect(answer, requestedMessage).toEqual({ status: "Accepted" });
		rig.advance(1);
		expect(rig.csms.all(requestedMessage), requestedMessage).toHaveLength(1);
		return rig.csms.last(requestedMessage);
	};
	const { connectorId, meterValue } = trigger("MeterValues");
	expect(connectorId).toBe(2);
	expect(meterValue[0].sampledValue[0].context).toBe("Trigger");
	trigger("Heartbeat");
	expect(trigger("StatusNotification")).toMatchObject({ connectorId: 2, status: "Charging" });
});
