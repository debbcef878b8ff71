import { IANAZone } from "luxon";
import { Problem } from "./problem";

/** The time zone of this server, such as Asia/Taipei; UTC where the system names none. */
export function serverTimeZone(): string {
	const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
	return IANAZone.isValidZone(timeZone) ? timeZone : "UTC";
}

/** The time zone as it was given; throws a Problem for one that nobody knows. */
export function knownTimeZone(timeZone: string): string {
	if (IANAZone.isValidZone(timeZone)) return timeZone;
	throw new Problem(400, `There is no time zone "${timeZone}"; give one such as Asia/Taipei.`);
}
