import { describe, expect, test } from "vitest";
import { ACTIONS, dangerOf, isForSeveral } from "../../csms/pages/operator/commands/commands";
import { type FindingKey, findingsOf, type Known } from "../../csms/pages/operator/commands/findings";
import { faultsOf } from "../../csms/pages/operator/commands/form-checks";
import {
	type Field,
	type FormValue,
	type FormValues,
	fieldsOf,
	initialValues,
	payloadOf,
	toLocal,
	valuesOf,
} from "../../csms/pages/operator/commands/form-fields";
import { keyFault } from "../../csms/pages/operator/commands/key-checks";
import { knownKey, knownName } from "../../csms/pages/operator/commands/known-keys";
import { batches } from "../../csms/pages/operator/commands/read-configuration";
import { chargePointSchemas } from "../../modules/ocpp/charge-point-schemas.generated";
import type { CsmsAction } from "../../modules/ocpp/types";
import { validate } from "../../modules/ocpp/validate";
import { newConnector } from "./samples";

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const LATER = Date.parse("2040-01-01T00:00:00Z");

/** Something right in a field and in all that is below it. */
function filled(field: Field): FormValue {
	switch (field.kind) {
		case "object":
			return filledForm(field.fields);
		case "list":
			return [filled(field.item)];
		case "choice":
			return field.choices[0];
		case "integer":
			return String(Math.max(field.hint.min ?? 1, field.name === "startPeriod" ? 0 : 1));
		case "decimal":
			return "16.5";
		case "boolean":
			return "true";
		case "dateTime":
			return toLocal(LATER);
		case "uri":
			return "https://example.com/a";
		case "text":
			return { pem: PEM, base64: "AAAA", hex: "0aff" }[field.hint.format ?? "hex"] ?? "text";
	}
}

function filledForm(fields: readonly Field[]): FormValues {
	return Object.fromEntries(fields.map((field) => [field.name, filled(field)]));
}

/** The names of all values within a payload. */
function names(value: unknown, path = ""): string[] {
	if (Array.isArray(value)) return value.flatMap((item) => names(item, path));
	if (typeof value !== "object" || value === null) return [path];
	return Object.entries(value).flatMap(([name, member]) => names(member, `${path}.${name}`));
}

/** The names of all values that a schema knows. */
function schemaNames(schema: unknown, path = ""): string[] {
	if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return [path];
	if ("items" in schema) return schemaNames(schema.items, path);
	const { required, optional } = schema as { required: object; optional?: object };
	return Object.entries({ ...required, ...optional }).flatMap(([name, member]) =>
		schemaNames(member, `${path}.${name}`),
	);
}

test("every command that the API takes has a form", () => {
	expect(ACTIONS.toSorted()).toEqual(Object.keys(chargePointSchemas.requests).toSorted());
});

describe.each(ACTIONS)("%s", (action) => {
	const fields = fieldsOf(action);
	const schema = chargePointSchemas.requests[action];

	test("every property of its schema is a field, and a filled form is right by the schema", () => {
		const payload = payloadOf(fields, filledForm(fields));
		expect(names(payload).filter(Boolean).toSorted()).toEqual(schemaNames(schema).filter(Boolean).toSorted());
		expect(validate(schema, payload)).toBeUndefined();
	});

	test("what the form demands is what the schema demands", () => {
		const empty = Object.fromEntries(
			fields.map((field): [string, FormValue] => {
				if (field.kind === "object") return [field.name, field.required ? initialValues(field.fields) : null];
				return [field.name, field.kind === "list" ? [] : ""];
			}),
		);
		const faults = Object.keys(faultsOf(action, fields, empty)).map((path) => path.split(".")[0]);
		const demanded = Object.keys(schema.required).filter(
			(name) => !(action === "ChangeConfiguration" && name === "value"),
		);
		for (const name of demanded) expect(faults).toContain(name);
		for (const name of new Set(faults)) expect(demanded).toContain(name);
	});

	test("what was sent fills the form again", () => {
		const payload = payloadOf(fields, filledForm(fields));
		expect(payloadOf(fields, valuesOf(fields, payload))).toEqual(payload);
	});
});

describe("what a form finds wrong", () => {
	const fault = (action: CsmsAction, path: string, value: FormValue) => {
		const fields = fieldsOf(action);
		const values = filledForm(fields);
		const parts = path.split(".");
		let holder = values as { [name: string]: FormValue };
		for (const part of parts.slice(0, -1)) holder = holder[part] as { [name: string]: FormValue };
		holder[parts[parts.length - 1]] = value;
		return faultsOf(action, fields, values)[path]?.key;
	};

	test.each<[CsmsAction, string, FormValue, string | undefined]>([
		["RemoteStartTransaction", "idTag", " ", "missing"],
		["RemoteStartTransaction", "idTag", "x".repeat(21), "tooLong"],
		["RemoteStartTransaction", "idTag", "卡號", "badCharacters"],
		["RemoteStartTransaction", "connectorId", "0", "tooSmall"],
		["RemoteStartTransaction", "connectorId", "", undefined],
		["ChangeAvailability", "connectorId", "0", undefined],
		["UnlockConnector", "connectorId", "1.5", "notWhole"],
		["UnlockConnector", "connectorId", "one", "notNumber"],
		["RemoteStopTransaction", "transactionId", "99999999999", "tooLarge"],
		["UpdateFirmware", "location", "no address", "notAddress"],
		["UpdateFirmware", "retrieveDate", "soon", "notDate"],
		["ReserveNow", "expiryDate", "2020-01-01 00:00:00", "past"],
		["GetDiagnostics", "stopTime", "2020-01-01 00:00:00", "notAfter"],
		["InstallCertificate", "certificate", "none", "notPem"],
		["SignedUpdateFirmware", "firmware.signature", "%%%", "notBase64"],
		["DeleteCertificate", "certificateHashData.serialNumber", "xyz", "notHex"],
		[
			"SetChargingProfile",
			"csChargingProfiles.chargingSchedule.chargingSchedulePeriod.0.limit",
			"6.25",
			"oneDecimal",
		],
		[
			"SetChargingProfile",
			"csChargingProfiles.chargingSchedule.chargingSchedulePeriod.0.startPeriod",
			"5",
			"firstPeriod",
		],
		["SetChargingProfile", "csChargingProfiles.chargingSchedule.chargingSchedulePeriod", [], "noPeriod"],
		["SetChargingProfile", "csChargingProfiles.chargingSchedule.startSchedule", "", "needsStart"],
		["SetChargingProfile", "connectorId", "1", "onlyWholeChargePoint"],
		["ChangeConfiguration", "value", "", undefined],
	])("%s %s %j: %s", (action, path, value, key) => {
		expect(fault(action, path, value)).toBe(key);
	});

	test("periods go forward, a recurring profile says how, one for a session needs a connector", () => {
		const fields = fieldsOf("SetChargingProfile");
		const values = filledForm(fields);
		const profile = values.csChargingProfiles as FormValues;
		const schedule = profile.chargingSchedule as FormValues;
		const [period] = schedule.chargingSchedulePeriod as FormValue[];
		schedule.chargingSchedulePeriod = [period, period];
		Object.assign(profile, {
			chargingProfileKind: "Recurring",
			recurrencyKind: "",
			chargingProfilePurpose: "TxProfile",
		});
		values.connectorId = "0";
		const faults = faultsOf("SetChargingProfile", fields, values);
		expect(
			Object.values(faults)
				.map(({ key }) => key)
				.toSorted(),
		).toEqual(["needsRecurrency", "onlyOneConnector", "periodOrder"]);
	});

	test("a remote start takes a profile for a session that has no number", () => {
		const fields = fieldsOf("RemoteStartTransaction");
		const faults = faultsOf("RemoteStartTransaction", fields, filledForm(fields));
		expect(faults["chargingProfile.chargingProfilePurpose"].key).toBe("onlyTxProfile");
		expect(faults["chargingProfile.transactionId"].key).toBe("noTransaction");
	});

	test("a local list has each id once, and a full one the authorization of each", () => {
		const fields = fieldsOf("SendLocalList");
		const localAuthorizationList = [
			{ idTag: "A", idTagInfo: null },
			{ idTag: "a", idTagInfo: null },
		];
		const faults = faultsOf("SendLocalList", fields, {
			listVersion: "1",
			updateType: "Full",
			localAuthorizationList,
		});
		expect(faults).toEqual({
			"localAuthorizationList.0.idTag": { key: "needsInfo" },
			"localAuthorizationList.1.idTag": { key: "twice" },
		});
	});

	test("no more keys are asked for at once than the charge point takes", () => {
		const fields = fieldsOf("GetConfiguration");
		expect(
			faultsOf("GetConfiguration", fields, { key: ["A", "B"] }, { GetConfigurationMaxKeys: "1" }),
		).toEqual({
			key: { key: "tooMany", values: { max: 1 } },
		});
		expect(faultsOf("GetConfiguration", fields, { key: ["A"] }, { GetConfigurationMaxKeys: "1" })).toEqual(
			{},
		);
		expect(batches([1, 2, 3], 2)).toEqual([[1, 2], [3]]);
	});
});

test("moments are asked for in the reader's zone and sent in UTC", () => {
	const local = toLocal(LATER);
	const payload = payloadOf(fieldsOf("ReserveNow"), {
		...filledForm(fieldsOf("ReserveNow")),
		expiryDate: local,
	});
	expect(payload.expiryDate).toBe("2040-01-01T00:00:00.000Z");
});

test("a masked secret is asked for again", () => {
	const values = valuesOf(fieldsOf("ChangeConfiguration"), { key: "AuthorizationKey", value: "***" });
	expect(values).toEqual({ key: "AuthorizationKey", value: "" });
});

test("what is lost or cut off is asked for first", () => {
	expect(dangerOf("Reset", { type: "Hard" })).toBe("hardReset");
	expect(dangerOf("ClearCache", {})).toBe("clearCache");
	expect(dangerOf("ClearChargingProfile", {})).toBe("clearProfiles");
	expect(dangerOf("ClearChargingProfile", { id: 1 })).toBeUndefined();
	expect(dangerOf("ChangeConfiguration", { key: "authorizationKey" })).toBe("credentials");
	expect(dangerOf("ChangeConfiguration", { key: "HeartbeatInterval" })).toBeUndefined();
	expect(isForSeveral("Reset")).toBe(true);
	expect(isForSeveral("RemoteStopTransaction")).toBe(false);
});

describe("configuration keys", () => {
	test.each<[string, string, string | undefined]>([
		["HeartbeatInterval", "300", undefined],
		["heartbeatinterval", "10s", "notWhole"],
		["HeartbeatInterval", "", "notWhole"],
		["HeartbeatInterval", "-1", "tooSmall"],
		["LightIntensity", "101", "tooLarge"],
		["SecurityProfile", "4", "tooLarge"],
		["LocalPreAuthorize", "TRUE", undefined],
		["LocalPreAuthorize", "yes", "notBoolean"],
		["MeterValuesSampledData", "Energy.Active.Import.Register, Voltage.L1-N", undefined],
		["MeterValuesSampledData", "Energy", "badList"],
		["MeterValuesSampledData", "Voltage,SoC,RPM", "tooMany"],
		["AuthorizationKey", "short", "badKey"],
		["AuthorizationKey", "0123456789abcdef0123456789abcdef", undefined],
		["VendorKey", "anything", undefined],
		["VendorKey", "x".repeat(501), "tooLong"],
	])("%s = %s: %s", (key, value, fault) => {
		expect(keyFault(key, value, 2)?.key).toBe(fault);
	});

	test("compare without regard to case", () => {
		expect(knownName("CLOCKALIGNEDDATAINTERVAL")).toBe("ClockAlignedDataInterval");
		expect(knownKey("Vendor")).toBeUndefined();
	});
});

describe("what is known explains an answer", () => {
	const known: Known = {
		chargePoint: {
			registration: "Accepted",
			connectors: [newConnector(1, "Charging"), newConnector(2, "Faulted"), newConnector(3, "Available")],
		},
		running: [{ transactionId: 7, connectorId: 1 }],
		configuration: [
			{ key: "SupportedFeatureProfiles", value: "Core, SmartCharging", readonly: true },
			{ key: "LocalAuthListEnabled", value: "false", readonly: false },
			{ key: "SendLocalListMaxLength", value: "1", readonly: true },
			{ key: "ChargeProfileMaxStackLevel", value: "3", readonly: true },
			{ key: "ChargingScheduleAllowedChargingRateUnit", value: "Current", readonly: true },
			{ key: "ChargingScheduleMaxPeriods", value: "1", readonly: true },
		],
		idTags: [
			{ idTag: "GOOD", blocked: false, expiryDate: null },
			{ idTag: "LOST", blocked: true, expiryDate: null },
			{ idTag: "OLD", blocked: false, expiryDate: "2020-01-01T00:00:00Z" },
		],
	};
	const profile = {
		stackLevel: 4,
		chargingProfilePurpose: "TxProfile",
		chargingSchedule: { chargingRateUnit: "W", chargingSchedulePeriod: [{}, {}] },
	};

	test.each<[CsmsAction, Record<string, unknown>, string, FindingKey[]]>([
		["RemoteStartTransaction", { idTag: "good", connectorId: 1 }, "Rejected", ["connectorRuns"]],
		["RemoteStartTransaction", { idTag: "GOOD", connectorId: 2 }, "Rejected", ["connectorStatus"]],
		["RemoteStartTransaction", { idTag: "GOOD", connectorId: 9 }, "Rejected", ["connectorUnknown"]],
		["RemoteStartTransaction", { idTag: "GOOD", connectorId: 3 }, "Rejected", []],
		["RemoteStartTransaction", { idTag: "LOST", connectorId: 3 }, "Rejected", ["idTagBlocked"]],
		["RemoteStartTransaction", { idTag: "OLD", connectorId: 3 }, "Rejected", ["idTagExpired"]],
		["RemoteStartTransaction", { idTag: "NEW", connectorId: 3 }, "Rejected", ["idTagUnknown"]],
		["RemoteStartTransaction", { idTag: "NEW" }, "Accepted", []],
		["RemoteStopTransaction", { transactionId: 7 }, "Rejected", ["transactionRuns"]],
		["RemoteStopTransaction", { transactionId: 8 }, "Rejected", ["transactionUnknown"]],
		["ChangeAvailability", { connectorId: 0, type: "Inoperative" }, "Scheduled", ["connectorRuns"]],
		["ReserveNow", { connectorId: 0 }, "Rejected", ["profileMissing", "connectorZero"]],
		[
			"SendLocalList",
			{ localAuthorizationList: [{}, {}] },
			"Failed",
			["profileMissing", "localListOff", "localListTooLong"],
		],
		["ClearCache", {}, "Rejected", ["cacheOff"]],
		["ChangeConfiguration", { key: "supportedfeatureprofiles" }, "Rejected", ["readOnly"]],
		["ChangeConfiguration", { key: "Missing" }, "NotSupported", ["keyUnknown"]],
		["TriggerMessage", { requestedMessage: "Heartbeat" }, "NotImplemented", ["profileMissing"]],
		[
			"SetChargingProfile",
			{ connectorId: 3, csChargingProfiles: profile },
			"Rejected",
			["stackLevel", "rateUnit", "periods", "noTransaction"],
		],
	])("%s %j %s", (action, payload, status, keys) => {
		expect(findingsOf(action, payload, status, known).map(({ key }) => key)).toEqual(keys);
	});

	test("all connectors in use", () => {
		const chargePoint = { registration: "Accepted" as const, connectors: [newConnector(1, "Charging")] };
		expect(
			findingsOf("RemoteStartTransaction", { idTag: "GOOD" }, "Rejected", { ...known, chargePoint }),
		).toEqual([{ key: "noFreeConnector" }]);
	});
});
