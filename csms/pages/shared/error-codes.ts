import { errorCodes } from "../../../modules/ocpp/csms-enums.generated";
import type { ErrorCode } from "../../../modules/ocpp/types";

/** A code of StatusNotification that tells of a fault. */
export type FaultCode = Exclude<ErrorCode, "NoError">;

/** All of them. */
export const FAULT_CODES = errorCodes.filter((code): code is FaultCode => code !== "NoError");

/** Whether a text from a charge point is one of the standard's codes, for which there are words. */
export function isFaultCode(text: string): text is FaultCode {
	return (FAULT_CODES as readonly string[]).includes(text);
}
