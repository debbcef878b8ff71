import { frozen } from "../frozen";

/** The error codes of a CALLERROR, spelled as on the wire: two oddly, on purpose (R-FRM-10). */
export type CallErrorCode =
	| "NotImplemented"
	| "NotSupported"
	| "InternalError"
	| "ProtocolError"
	| "SecurityError"
	| "FormationViolation"
	| "PropertyConstraintViolation"
	| "OccurenceConstraintViolation"
	| "TypeConstraintViolation"
	| "GenericError";

/** What peers send, besides the codes themselves in the correct spelling (R-FRM-11). */
const received: Readonly<Record<string, CallErrorCode>> = frozen({
	NotImplemented: "NotImplemented",
	NotSupported: "NotSupported",
	InternalError: "InternalError",
	ProtocolError: "ProtocolError",
	SecurityError: "SecurityError",
	FormationViolation: "FormationViolation",
	FormatViolation: "FormationViolation",
	PropertyConstraintViolation: "PropertyConstraintViolation",
	OccurenceConstraintViolation: "OccurenceConstraintViolation",
	OccurrenceConstraintViolation: "OccurenceConstraintViolation",
	TypeConstraintViolation: "TypeConstraintViolation",
	GenericError: "GenericError",
});

/** The code that a peer's CALLERROR means: GenericError for whatever is no code of OCPP 1.6. */
export function readErrorCode(code: unknown): CallErrorCode {
	return typeof code === "string" && Object.hasOwn(received, code) ? received[code] : "GenericError";
}
