/** What can be wrong with a field of the registration. */
export type FieldProblem =
	| "nameMissing"
	| "emailMissing"
	| "emailInvalid"
	| "idTagInvalid"
	| "idTagTaken"
	| "passwordShort"
	| "consentMissing";

/** An idTag: at most 20 printable ASCII characters; empty where none is known. */
export const PRINTABLE_ID = /^[\x20-\x7e]{0,20}$/;

/** Something before and after the at sign with a dot, without blanks: the CSMS checks the rest. */
export const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
