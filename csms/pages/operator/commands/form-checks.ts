import type { Action } from "./commands";
import { type Field, type FormValue, type FormValues, momentOf, payloadOf, toNumber } from "./form-fields";
import { keyFault } from "./key-checks";
import type { KnownKeyName } from "./known-keys";

/** What is wrong with a value, as a text's name below `fault`, and its variables. */
export interface Fault {
	key: FaultKey;
	values?: Record<string, string | number>;
}

type FaultKey =
	| "missing"
	| "tooLong"
	| "notWhole"
	| "notNumber"
	| "oneDecimal"
	| "tooSmall"
	| "tooLarge"
	| "notAddress"
	| "notPem"
	| "notBase64"
	| "notHex"
	| "notDate"
	| "past"
	| "notAfter"
	| "noPeriod"
	| "firstPeriod"
	| "periodOrder"
	| "onlyWholeChargePoint"
	| "onlyOneConnector"
	| "needsStart"
	| "needsRecurrency"
	| "onlyTxProfile"
	| "noTransaction"
	| "twice"
	| "needsInfo"
	| "badKey"
	| "notBoolean"
	| "badList"
	| "tooMany"
	| "badCharacters";

/** By the path of the field: `chargingSchedule.chargingSchedulePeriod.0.limit`. */
export type Faults = Record<string, Fault>;

/** Values of configuration keys that limit what can be sent, as far as they are known. */
export type Settings = Partial<Record<KnownKeyName, string>>;

/** The greatest number that charge points are sure to know. */
const GREATEST = 0x7fffffff;

/** What is wrong with what a form holds: nothing wrong can be sent that the CSMS would refuse by the schema. */
export function faultsOf(
	action: Action,
	fields: readonly Field[],
	values: FormValues,
	settings: Settings = {},
	now = Date.now(),
): Faults {
	const faults: Faults = {};
	checkFields(fields, values, "", faults, now);
	const payload = payloadOf(fields, values);
	for (const [path, fault] of Object.entries(rulesOf(action, payload, settings))) faults[path] ??= fault;
	return faults;
}

function checkFields(
	fields: readonly Field[],
	values: FormValues,
	path: string,
	faults: Faults,
	now: number,
): void {
	for (const field of fields) checkField(field, values[field.name], path + field.name, faults, now);
}

function checkField(field: Field, value: FormValue, path: string, faults: Faults, now: number): void {
	if (field.kind === "object") {
		if (value !== null) checkFields(field.fields, value as FormValues, `${path}.`, faults, now);
		return;
	}
	if (field.kind === "list") {
		const items = value as FormValue[];
		for (const [index, item] of items.entries()) {
			checkField(field.item, item, `${path}.${index}`, faults, now);
		}
		return;
	}
	const fault = valueFault(field, String(value), now);
	if (fault) faults[path] = fault;
}

function valueFault(
	field: Exclude<Field, { kind: "object" | "list" }>,
	value: string,
	now: number,
): Fault | undefined {
	const { hint, kind, required } = field;
	const text = value.trim();
	if (text === "") return required && !hint.mayBeEmpty ? { key: "missing" } : undefined;
	if (kind === "choice") return;
	if (kind === "integer" || kind === "decimal") return numberFault(kind, text, hint);
	if (kind === "dateTime") {
		const moment = momentOf(text);
		if (!moment) return { key: "notDate" };
		return hint.future && moment.getTime() <= now ? { key: "past" } : undefined;
	}
	if (kind === "uri" && !/^[a-z][a-z0-9+.-]*:\S+$/i.test(text)) return { key: "notAddress" };
	if (field.maxLength > 0 && [...value].length > field.maxLength) {
		return { key: "tooLong", values: { max: field.maxLength } };
	}
	if (hint.source === "idTag" && !/^[\x20-\x7e]*$/.test(text)) return { key: "badCharacters" };
	if (hint.format === "pem" && !/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(text)) {
		return { key: "notPem" };
	}
	if (hint.format === "base64" && !/^[A-Za-z0-9+/=\s]+$/.test(text)) return { key: "notBase64" };
	if (hint.format === "hex" && !/^[0-9a-f]+$/i.test(text)) return { key: "notHex" };
}

function numberFault(
	kind: "integer" | "decimal",
	text: string,
	{ min = -GREATEST - 1, max = GREATEST }: { min?: number; max?: number },
): Fault | undefined {
	const number = toNumber(text);
	if (number === undefined) return { key: "notNumber" };
	if (kind === "integer" && !Number.isInteger(number)) return { key: "notWhole" };
	if (Math.abs(Math.round(number * 10) - number * 10) >= 1e-6) return { key: "oneDecimal" };
	if (number < min) return { key: "tooSmall", values: { min } };
	if (number > max) return { key: "tooLarge", values: { max } };
}

type Payload = Record<string, unknown>;

/** What OCPP demands beyond the single values. */
function rulesOf(action: Action, payload: Payload, settings: Settings): Faults {
	switch (action) {
		case "ChangeConfiguration": {
			const fault = keyFault(String(payload.key ?? ""), String(payload.value ?? ""));
			return fault ? { value: fault } : {};
		}
		case "GetConfiguration": {
			const most = Number(settings.GetConfigurationMaxKeys);
			const { length } = (payload.key as string[] | undefined) ?? [];
			return length > most ? { key: { key: "tooMany", values: { max: most } } } : {};
		}
		case "GetDiagnostics":
			return orderFault(payload, "", "startTime", "stopTime");
		case "GetLog":
			return orderFault(payload.log as Payload, "log.", "oldestTimestamp", "latestTimestamp");
		case "SignedUpdateFirmware":
			return orderFault(payload.firmware as Payload, "firmware.", "retrieveDateTime", "installDateTime");
		case "SetChargingProfile":
			return profileFaults(payload.csChargingProfiles as Payload, "csChargingProfiles.", payload.connectorId);
		case "RemoteStartTransaction":
			return payload.chargingProfile ? startProfileFaults(payload.chargingProfile as Payload) : {};
		case "SendLocalList":
			return listFaults(payload);
		default:
			return {};
	}
}

function orderFault(payload: Payload, path: string, from: string, to: string): Faults {
	const [start, end] = [payload[from], payload[to]];
	if (typeof start !== "string" || typeof end !== "string") return {};
	return Date.parse(end) < Date.parse(start) ? { [path + to]: { key: "notAfter" } } : {};
}

function startProfileFaults(profile: Payload): Faults {
	return {
		...profileFaults(profile, "chargingProfile.", undefined),
		...(profile.chargingProfilePurpose === "TxProfile"
			? {}
			: { "chargingProfile.chargingProfilePurpose": { key: "onlyTxProfile" } }),
		...(profile.transactionId === undefined
			? {}
			: { "chargingProfile.transactionId": { key: "noTransaction" } }),
	};
}

function profileFaults(profile: Payload, path: string, connectorId: unknown): Faults {
	const faults: Faults = orderFault(profile, path, "validFrom", "validTo");
	const { chargingProfilePurpose: purpose, chargingProfileKind: kind } = profile;
	if (purpose === "ChargePointMaxProfile" && typeof connectorId === "number" && connectorId !== 0) {
		faults.connectorId = { key: "onlyWholeChargePoint" };
	}
	if (purpose === "TxProfile" && connectorId === 0) faults.connectorId = { key: "onlyOneConnector" };
	if (kind === "Recurring" && profile.recurrencyKind === undefined) {
		faults[`${path}recurrencyKind`] = { key: "needsRecurrency" };
	}
	const { startSchedule, chargingSchedulePeriod } = profile.chargingSchedule as Payload;
	if (kind !== "Relative" && startSchedule === undefined) {
		faults[`${path}chargingSchedule.startSchedule`] = { key: "needsStart" };
	}
	const periods = `${path}chargingSchedule.chargingSchedulePeriod`;
	const starts = (chargingSchedulePeriod as Payload[]).map(({ startPeriod }) => startPeriod as number);
	if (starts.length === 0) faults[periods] = { key: "noPeriod" };
	starts.forEach((start, index) => {
		if (index === 0 && typeof start === "number" && start !== 0) {
			faults[`${periods}.0.startPeriod`] = { key: "firstPeriod" };
		}
		if (index > 0 && start <= starts[index - 1])
			faults[`${periods}.${index}.startPeriod`] = { key: "periodOrder" };
	});
	return faults;
}

function listFaults({ updateType, localAuthorizationList = [] }: Payload): Faults {
	const faults: Faults = {};
	const known = new Set<string>();
	(localAuthorizationList as Payload[]).forEach(({ idTag, idTagInfo }, index) => {
		const key = String(idTag).toLowerCase();
		if (known.has(key)) faults[`localAuthorizationList.${index}.idTag`] = { key: "twice" };
		known.add(key);
		if (updateType === "Full" && !idTagInfo) {
			faults[`localAuthorizationList.${index}.idTag`] ??= { key: "needsInfo" };
		}
	});
	return faults;
}
