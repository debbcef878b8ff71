import { measurands } from "../../../../modules/ocpp/csms-enums.generated";

/** The configuration keys of OCPP 1.6 (section 9) and of the security whitepaper. */

export interface KnownKey {
	kind: "boolean" | "integer" | "list" | "text";
	group: KeyGroup;
	/** Of an integer. */
	min?: number;
	max?: number;
	unit?: "seconds" | "percent" | "wattHours" | "times";
	/** What a list may hold. */
	choices?: readonly string[];
	/** The key with the number of values that a list may have. */
	maxKey?: string;
	/** Only told by the charge point. */
	readonly?: true;
	/** Never shown. */
	secret?: true;
}

export const KEY_GROUPS = [
	"metering",
	"transactions",
	"authorization",
	"connection",
	"device",
	"smartCharging",
	"security",
] as const;
type KeyGroup = (typeof KEY_GROUPS)[number];

const flag = (group: KeyGroup): KnownKey => ({ kind: "boolean", group });
const number = (group: KeyGroup, unit?: KnownKey["unit"], max?: number): KnownKey => ({
	kind: "integer",
	group,
	min: 0,
	max,
	unit,
});
const told = (group: KeyGroup, kind: KnownKey["kind"] = "integer"): KnownKey => ({
	kind,
	group,
	readonly: true,
});
const sampled = (maxKey: string): KnownKey => ({
	kind: "list",
	group: "metering",
	choices: measurands,
	maxKey,
});

export const KNOWN_KEYS = {
	ClockAlignedDataInterval: number("metering", "seconds", 86_400),
	MeterValueSampleInterval: number("metering", "seconds"),
	MeterValuesAlignedData: sampled("MeterValuesAlignedDataMaxLength"),
	MeterValuesAlignedDataMaxLength: told("metering"),
	MeterValuesSampledData: sampled("MeterValuesSampledDataMaxLength"),
	MeterValuesSampledDataMaxLength: told("metering"),
	StopTxnAlignedData: sampled("StopTxnAlignedDataMaxLength"),
	StopTxnAlignedDataMaxLength: told("metering"),
	StopTxnSampledData: sampled("StopTxnSampledDataMaxLength"),
	StopTxnSampledDataMaxLength: told("metering"),
	ConnectionTimeOut: number("transactions", "seconds"),
	StopTransactionOnEVSideDisconnect: flag("transactions"),
	StopTransactionOnInvalidId: flag("transactions"),
	MaxEnergyOnInvalidId: number("transactions", "wattHours"),
	UnlockConnectorOnEVSideDisconnect: flag("transactions"),
	TransactionMessageAttempts: number("transactions", "times"),
	TransactionMessageRetryInterval: number("transactions", "seconds"),
	AllowOfflineTxForUnknownId: flag("authorization"),
	AuthorizationCacheEnabled: flag("authorization"),
	AuthorizeRemoteTxRequests: flag("authorization"),
	LocalAuthorizeOffline: flag("authorization"),
	LocalPreAuthorize: flag("authorization"),
	LocalAuthListEnabled: flag("authorization"),
	LocalAuthListMaxLength: told("authorization"),
	SendLocalListMaxLength: told("authorization"),
	ReserveConnectorZeroSupported: told("authorization", "boolean"),
	HeartbeatInterval: number("connection", "seconds"),
	WebSocketPingInterval: number("connection", "seconds"),
	MinimumStatusDuration: number("connection", "seconds"),
	GetConfigurationMaxKeys: told("connection"),
	SupportedFeatureProfiles: told("device", "list"),
	SupportedFeatureProfilesMaxLength: told("device"),
	SupportedFileTransferProtocols: told("device", "list"),
	NumberOfConnectors: told("device"),
	ConnectorPhaseRotation: { kind: "list", group: "device", maxKey: "ConnectorPhaseRotationMaxLength" },
	ConnectorPhaseRotationMaxLength: told("device"),
	ResetRetries: number("device", "times"),
	BlinkRepeat: number("device", "times"),
	LightIntensity: number("device", "percent", 100),
	ChargeProfileMaxStackLevel: told("smartCharging"),
	ChargingScheduleAllowedChargingRateUnit: told("smartCharging", "list"),
	ChargingScheduleMaxPeriods: told("smartCharging"),
	ConnectorSwitch3to1PhaseSupported: told("smartCharging", "boolean"),
	MaxChargingProfilesInstalled: told("smartCharging"),
	SecurityProfile: { kind: "integer", group: "security", min: 0, max: 3 },
	AuthorizationKey: { kind: "text", group: "security", secret: true },
	CpoName: { kind: "text", group: "security" },
	AdditionalRootCertificateCheck: told("security", "boolean"),
	CertificateSignedMaxChainSize: told("security"),
	CertificateStoreMaxLength: told("security"),
} as const satisfies Record<string, KnownKey>;

export type KnownKeyName = keyof typeof KNOWN_KEYS;

const NAMES = new Map(Object.keys(KNOWN_KEYS).map((name) => [name.toLowerCase(), name as KnownKeyName]));

/** The key of OCPP that is meant, in any case; undefined for a vendor's own. */
export function knownName(key: string): KnownKeyName | undefined {
	return NAMES.get(key.toLowerCase());
}

/** What is known of a key; undefined for a vendor's own. */
export function knownKey(key: string): KnownKey | undefined {
	const name = knownName(key);
	return name && KNOWN_KEYS[name];
}
