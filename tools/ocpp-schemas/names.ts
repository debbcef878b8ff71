/**
 * What the JSON schemas leave unsaid: the names of the types inside the messages, and which side
 * calls which action.
 */

/**
 * A name for every enumeration and every inner object, with one place where it occurs
 * (`<action>.<req|conf>.<field>`, `[]` for the items of a list). All places of the same content
 * share the type, so one is enough.
 */
export const typeNames: Readonly<Record<string, string>> = {
	// Core, firmware management, local list, remote trigger, reservation, smart charging
	AuthorizationData: "SendLocalList.req.localAuthorizationList[]",
	AuthorizationStatus: "Authorize.conf.idTagInfo.status",
	AvailabilityStatus: "ChangeAvailability.conf.status",
	AvailabilityType: "ChangeAvailability.req.type",
	ChargingProfile: "SetChargingProfile.req.csChargingProfiles",
	ChargingProfileKind: "SetChargingProfile.req.csChargingProfiles.chargingProfileKind",
	ChargingProfilePurpose: "SetChargingProfile.req.csChargingProfiles.chargingProfilePurpose",
	ChargingProfileStatus: "SetChargingProfile.conf.status",
	ChargingRateUnit: "GetCompositeSchedule.req.chargingRateUnit",
	ChargingSchedule: "GetCompositeSchedule.conf.chargingSchedule",
	ChargingSchedulePeriod: "GetCompositeSchedule.conf.chargingSchedule.chargingSchedulePeriod[]",
	ClearChargingProfileStatus: "ClearChargingProfile.conf.status",
	ConfigurationKey: "GetConfiguration.conf.configurationKey[]",
	ConfigurationStatus: "ChangeConfiguration.conf.status",
	ConnectorStatus: "StatusNotification.req.status",
	DataTransferStatus: "DataTransfer.conf.status",
	DiagnosticsStatus: "DiagnosticsStatusNotification.req.status",
	ErrorCode: "StatusNotification.req.errorCode",
	FirmwareStatus: "FirmwareStatusNotification.req.status",
	GenericStatus: "RemoteStartTransaction.conf.status",
	IdTagInfo: "Authorize.conf.idTagInfo",
	Location: "MeterValues.req.meterValue[].sampledValue[].location",
	Measurand: "MeterValues.req.meterValue[].sampledValue[].measurand",
	MessageTrigger: "TriggerMessage.req.requestedMessage",
	MeterValue: "MeterValues.req.meterValue[]",
	Phase: "MeterValues.req.meterValue[].sampledValue[].phase",
	ReadingContext: "MeterValues.req.meterValue[].sampledValue[].context",
	RecurrencyKind: "SetChargingProfile.req.csChargingProfiles.recurrencyKind",
	RegistrationStatus: "BootNotification.conf.status",
	ReservationStatus: "ReserveNow.conf.status",
	ResetType: "Reset.req.type",
	SampledValue: "MeterValues.req.meterValue[].sampledValue[]",
	StopReason: "StopTransaction.req.reason",
	TriggerMessageStatus: "TriggerMessage.conf.status",
	UnitOfMeasure: "MeterValues.req.meterValue[].sampledValue[].unit",
	UnlockStatus: "UnlockConnector.conf.status",
	UpdateStatus: "SendLocalList.conf.status",
	UpdateType: "SendLocalList.req.updateType",
	ValueFormat: "MeterValues.req.meterValue[].sampledValue[].format",
	// Security whitepaper
	CertificateHashData: "DeleteCertificate.req.certificateHashData",
	CertificateUse: "InstallCertificate.req.certificateType",
	DeleteCertificateStatus: "DeleteCertificate.conf.status",
	ExtendedMessageTrigger: "ExtendedTriggerMessage.req.requestedMessage",
	Firmware: "SignedUpdateFirmware.req.firmware",
	GetInstalledCertificateStatus: "GetInstalledCertificateIds.conf.status",
	HashAlgorithm: "DeleteCertificate.req.certificateHashData.hashAlgorithm",
	InstallCertificateStatus: "InstallCertificate.conf.status",
	LogParameters: "GetLog.req.log",
	LogStatus: "GetLog.conf.status",
	LogType: "GetLog.req.logType",
	SignedFirmwareStatus: "SignedFirmwareStatusNotification.req.status",
	SignedUpdateFirmwareStatus: "SignedUpdateFirmware.conf.status",
	UploadLogStatus: "LogStatusNotification.req.status",
};

/** The actions that the charge point calls; the CSMS calls all others. DataTransfer goes both ways. */
export const chargePointActions: readonly string[] = [
	"Authorize",
	"BootNotification",
	"DataTransfer",
	"DiagnosticsStatusNotification",
	"FirmwareStatusNotification",
	"Heartbeat",
	"LogStatusNotification",
	"MeterValues",
	"SecurityEventNotification",
	"SignCertificate",
	"SignedFirmwareStatusNotification",
	"StartTransaction",
	"StatusNotification",
	"StopTransaction",
];

export const actionsOfBoth: readonly string[] = ["DataTransfer"];
