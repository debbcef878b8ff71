/** The error codes of StatusNotification (OCPP 1.6, 7.6) that tell of a fault. */
export const ERROR_CODES = [
	"ConnectorLockFailure",
	"EVCommunicationError",
	"GroundFailure",
	"HighTemperature",
	"InternalError",
	"LocalListConflict",
	"OtherError",
	"OverCurrentFailure",
	"OverVoltage",
	"PowerMeterFailure",
	"PowerSwitchFailure",
	"ReaderFailure",
	"ResetFailure",
	"UnderVoltage",
	"WeakSignal",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Whether a text from a charge point is one of the standard's codes, for which there are words. */
export function isErrorCode(text: string): text is ErrorCode {
	return (ERROR_CODES as readonly string[]).includes(text);
}
