import type { ConfigurationKey } from "../../../api/schemas/charge-point-records";
import type { ChargePoint, Connector } from "../../../api/schemas/charge-points";
import type { IdTag } from "../../../api/schemas/drivers";
import type { Transaction } from "../../../api/schemas/transactions";
import type { Action } from "./commands";
import { itemsOf } from "./key-checks";
import { knownName } from "./known-keys";

/** What the CSMS knows of a charge point that can explain an answer. */
export interface Known {
	chargePoint: Pick<ChargePoint, "connectors" | "registration"> | undefined;
	running: readonly Pick<Transaction, "transactionId" | "connectorId">[];
	configuration: readonly Pick<ConfigurationKey, "key" | "value" | "readonly">[];
	idTags: readonly Pick<IdTag, "idTag" | "blocked" | "expiryDate">[];
}

/** A likely reason of an answer, as a text's name below `finding`, and its variables. */
export interface Finding {
	key: FindingKey;
	values?: Record<string, string | number>;
	/** Of a connector, for which there are words. */
	status?: Connector["status"];
}

export type FindingKey =
	| "connectorUnknown"
	| "connectorStatus"
	| "connectorRuns"
	| "noFreeConnector"
	| "idTagUnknown"
	| "idTagBlocked"
	| "idTagExpired"
	| "transactionUnknown"
	| "transactionRuns"
	| "profileMissing"
	| "localListOff"
	| "localListTooLong"
	| "cacheOff"
	| "readOnly"
	| "keyUnknown"
	| "connectorZero"
	| "stackLevel"
	| "rateUnit"
	| "periods"
	| "noTransaction";

/** The feature profile of OCPP that a charge point needs for a command. */
const PROFILES: Partial<Record<Action, string>> = {
	SendLocalList: "LocalAuthListManagement",
	GetLocalListVersion: "LocalAuthListManagement",
	ReserveNow: "Reservation",
	CancelReservation: "Reservation",
	SetChargingProfile: "SmartCharging",
	ClearChargingProfile: "SmartCharging",
	GetCompositeSchedule: "SmartCharging",
	TriggerMessage: "RemoteTrigger",
	UpdateFirmware: "FirmwareManagement",
	GetDiagnostics: "FirmwareManagement",
};
const GOOD = ["Accepted", "Unlocked", "AcceptedCanceled"];
const FREE: readonly Connector["status"][] = ["Available", "Preparing", "Finishing"];

/** Why a charge point may have answered as it did, by what is known here; empty where that does not tell. */
export function findingsOf(
	action: Action,
	payload: Record<string, unknown>,
	/** The answer's status, or the code of an error. */
	status: string,
	known: Known,
	now = Date.now(),
): Finding[] {
	if (GOOD.includes(status)) return [];
	const findings: Finding[] = [];
	const values = new Map(known.configuration.map(({ key, value }) => [key.toLowerCase(), value]));
	const setting = (key: string) => values.get(key.toLowerCase()) ?? undefined;

	const profiles = setting("SupportedFeatureProfiles");
	const needed = PROFILES[action];
	if (needed && profiles !== undefined && !itemsOf(profiles).includes(needed)) {
		findings.push({ key: "profileMissing", values: { profile: needed } });
	}
	findings.push(...connectorFindings(action, payload, status, known));
	switch (action) {
		case "RemoteStartTransaction":
			findings.push(...idTagFindings(String(payload.idTag), known, now));
			break;
		case "RemoteStopTransaction": {
			const found = known.running.find(({ transactionId }) => transactionId === payload.transactionId);
			if (found) findings.push({ key: "transactionRuns", values: { connectorId: found.connectorId } });
			else findings.push({ key: "transactionUnknown" });
			break;
		}
		case "SendLocalList": {
			if (setting("LocalAuthListEnabled")?.toLowerCase() === "false") findings.push({ key: "localListOff" });
			const most = Number(setting("SendLocalListMaxLength") ?? setting("LocalAuthListMaxLength"));
			const { length } = (payload.localAuthorizationList as unknown[] | undefined) ?? [];
			if (length > most) findings.push({ key: "localListTooLong", values: { max: most } });
			break;
		}
		case "ClearCache":
			if (setting("AuthorizationCacheEnabled")?.toLowerCase() !== "true") findings.push({ key: "cacheOff" });
			break;
		case "ChangeConfiguration":
			findings.push(...keyFindings(String(payload.key), status, known));
			break;
		case "ReserveNow":
			if (payload.connectorId === 0 && setting("ReserveConnectorZeroSupported")?.toLowerCase() !== "true") {
				findings.push({ key: "connectorZero" });
			}
			break;
		case "SetChargingProfile":
			findings.push(...profileFindings(payload, setting, known));
	}
	return findings;
}

/** Words for these make no difference to what a connector does. */
const WITHOUT_STATUS: readonly Action[] = [
	"TriggerMessage",
	"ExtendedTriggerMessage",
	"GetCompositeSchedule",
];

function connectorFindings(
	action: Action,
	payload: Record<string, unknown>,
	status: string,
	{ chargePoint, running }: Known,
): Finding[] {
	const connectors = chargePoint?.connectors.filter(({ connectorId }) => connectorId > 0) ?? [];
	const { connectorId } = payload;
	if (typeof connectorId !== "number" || connectorId === 0) {
		const needsFree = action === "RemoteStartTransaction" || action === "ReserveNow";
		const isFree = connectors.some((connector) => FREE.includes(connector.status));
		if (needsFree && connectors.length > 0 && !isFree) return [{ key: "noFreeConnector" }];
		if (status !== "Scheduled") return [];
		return running.map((one) => ({ key: "connectorRuns", values: { connectorId: one.connectorId } }));
	}
	const connector = connectors.find((one) => one.connectorId === connectorId);
	if (!connector) return connectors.length > 0 ? [{ key: "connectorUnknown", values: { connectorId } }] : [];
	if (running.some((one) => one.connectorId === connectorId) && !WITHOUT_STATUS.includes(action)) {
		return [{ key: "connectorRuns", values: { connectorId } }];
	}
	if (WITHOUT_STATUS.includes(action) || connector.status === "Available") return [];
	return [{ key: "connectorStatus", values: { connectorId }, status: connector.status }];
}

function idTagFindings(idTag: string, { idTags }: Known, now: number): Finding[] {
	const found = idTags.find((one) => one.idTag.toLowerCase() === idTag.toLowerCase());
	if (!found) return [{ key: "idTagUnknown", values: { idTag } }];
	if (found.blocked) return [{ key: "idTagBlocked", values: { idTag } }];
	if (found.expiryDate !== null && Date.parse(found.expiryDate) <= now) {
		return [{ key: "idTagExpired", values: { idTag } }];
	}
	return [];
}

function keyFindings(key: string, status: string, { configuration }: Known): Finding[] {
	const found = configuration.find((one) => one.key.toLowerCase() === key.toLowerCase());
	if (found?.readonly) return [{ key: "readOnly", values: { key: found.key } }];
	// Secrets are not told by every charge point.
	const isSecret = knownName(key) === "AuthorizationKey";
	if (status === "NotSupported" && configuration.length > 0 && !found && !isSecret) {
		return [{ key: "keyUnknown", values: { key } }];
	}
	return [];
}

function profileFindings(
	payload: Record<string, unknown>,
	setting: (key: string) => string | undefined,
	{ running }: Known,
): Finding[] {
	const findings: Finding[] = [];
	const profile = payload.csChargingProfiles as {
		stackLevel: number;
		chargingProfilePurpose: string;
		chargingSchedule: { chargingRateUnit: string; chargingSchedulePeriod: unknown[] };
	};
	const { chargingRateUnit, chargingSchedulePeriod } = profile.chargingSchedule;
	const level = Number(setting("ChargeProfileMaxStackLevel"));
	if (profile.stackLevel > level) findings.push({ key: "stackLevel", values: { max: level } });
	const units = setting("ChargingScheduleAllowedChargingRateUnit");
	const unit = chargingRateUnit === "A" ? /current|^a$/i : /power|^w$/i;
	if (units !== undefined && !itemsOf(units).some((one) => unit.test(one))) {
		findings.push({ key: "rateUnit", values: { units } });
	}
	const periods = Number(setting("ChargingScheduleMaxPeriods"));
	if (chargingSchedulePeriod.length > periods) findings.push({ key: "periods", values: { max: periods } });
	const runs = running.some(({ connectorId }) => connectorId === payload.connectorId);
	if (profile.chargingProfilePurpose === "TxProfile" && !runs) findings.push({ key: "noTransaction" });
	return findings;
}
