/**
 * The texts that OCPP calls CiString (idTags, configuration keys, vendor ids …) are printable ASCII
 * and compare without regard to case (R-FRM-22).
 */

/** Whether two CiStrings mean the same. */
export function sameCiString(a: string, b: string): boolean {
	return a.length === b.length && (a === b || a.toLowerCase() === b.toLowerCase());
}
