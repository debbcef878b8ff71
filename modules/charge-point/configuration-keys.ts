import { frozen } from "../frozen";

/** One configuration key; defaults that the hardware decides are given at the start. */
export interface KeyDefinition {
	readonly type: "boolean" | "integer" | "text" | "measurands" | "phaseRotation" | "hexKey" | "language";
	/** R read-only, RW, W write-only: never told by GetConfiguration (R-SEC-04). */
	readonly access: "R" | "RW" | "W";
	/** Absent: the key is unset until somebody sets it. */
	readonly value?: string;
	readonly min?: number;
	/** The largest number. */
	readonly max?: number;
}

const flag = (value: string): KeyDefinition => ({ type: "boolean", access: "RW", value });
const integer = (value: string, min = 0, max = 2147483647): KeyDefinition => ({
	type: "integer",
	access: "RW",
	value,
	min,
	max,
});
const readOnly = (value: string): KeyDefinition => ({ type: "integer", access: "R", value });
const measurands = (value: string): KeyDefinition => ({ type: "measurands", access: "RW", value });
/** How many items a list of measurands can have: the hardware tells. */
const measurandCount = readOnly("1");

/** Every configuration key of this charge point, in the order in which GetConfiguration lists them. */
export const KEYS = frozen({
	AdditionalRootCertificateCheck: { type: "boolean", access: "R", value: "false" },
	AllowOfflineTxForUnknownId: flag("false"),
	AuthorizationCacheEnabled: flag("true"),
	AuthorizationKey: { type: "hexKey", access: "W" },
	AuthorizeRemoteTxRequests: flag("false"),
	ChargeProfileMaxStackLevel: { type: "integer", access: "R", value: "8", max: 1000 },
	ChargingScheduleAllowedChargingRateUnit: { type: "text", access: "R", value: "Current,Power" },
	ChargingScheduleMaxPeriods: { type: "integer", access: "R", value: "24", min: 1, max: 100 },
	// A chain and its key are one record.
	CertificateSignedMaxChainSize: readOnly("7500"),
	CertificateStoreMaxLength: readOnly("8"),
	ClockAlignedDataInterval: integer("0", 0, 86400),
	ConnectionTimeOut: integer("60"),
	ConnectorPhaseRotation: { type: "phaseRotation", access: "RW" },
	ConnectorPhaseRotationMaxLength: readOnly("1"),
	ConnectorSwitch3to1PhaseSupported: { type: "boolean", access: "R", value: "false" },
	CpoName: { type: "text", access: "RW" },
	DisplayLanguage: { type: "language", access: "RW", value: "en" },
	GetConfigurationMaxKeys: readOnly("100"),
	HeartbeatInterval: integer("300"),
	LocalAuthListEnabled: flag("true"),
	LocalAuthListMaxLength: readOnly("500"),
	LocalAuthorizeOffline: flag("true"),
	LocalPreAuthorize: flag("false"),
	MaxChargingProfilesInstalled: { type: "integer", access: "R", value: "16", min: 1, max: 40 },
	MaxEnergyOnInvalidId: integer("0"),
	MessageTimeout: integer("30", 1, 3600),
	MeterValuesAlignedData: measurands("Energy.Active.Import.Register"),
	MeterValuesAlignedDataMaxLength: measurandCount,
	MeterValuesSampledData: measurands("Energy.Active.Import.Register"),
	MeterValuesSampledDataMaxLength: measurandCount,
	MeterValueSampleInterval: integer("60"),
	MinimumStatusDuration: integer("0"),
	NumberOfConnectors: readOnly("1"),
	ReserveConnectorZeroSupported: { type: "boolean", access: "R", value: "true" },
	ResetRetries: integer("1", 0, 100),
	SendLocalListMaxLength: readOnly("50"),
	StopTransactionMaxMeterValues: { type: "integer", access: "R", value: "20", min: 2, max: 50 },
	SecurityProfile: integer("0", 0, 3),
	StopTransactionOnEVSideDisconnect: flag("true"),
	StopTransactionOnInvalidId: flag("true"),
	StopTxnAlignedData: measurands(""),
	StopTxnAlignedDataMaxLength: measurandCount,
	StopTxnSampledData: measurands(""),
	StopTxnSampledDataMaxLength: measurandCount,
	SupportedFeatureProfiles: {
		type: "text",
		access: "R",
		value: "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger",
	},
	SupportedFileTransferProtocols: { type: "text", access: "R", value: "HTTP,HTTPS" },
	TransactionMessageAttempts: integer("3", 0, 1000),
	TransactionMessageRetryInterval: integer("60", 0, 86400),
	UnlockConnectorOnEVSideDisconnect: flag("true"),
	WebSocketPingInterval: integer("60", 0, 86400),
} as const satisfies Record<string, KeyDefinition>);

export type KeyName = keyof typeof KEYS;
