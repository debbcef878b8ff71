import { parseDateTime } from "../modules/ocpp/date-time";
import type { Moment } from "./database/tables/columns";
import { Problem } from "./problem";

/** ISO 8601 in UTC with milliseconds. */
export function timestamp(moment: Moment): string {
	return new Date(moment).toISOString();
}

/** As {@link timestamp}; null stays null. */
export function timestampOrNull(moment: Moment | null): string | null {
	return moment === null ? null : timestamp(moment);
}

/** A date from a REST call; throws a Problem when it is none. */
export function momentOf(text: string): Moment {
	const moment = parseDateTime(text);
	if (moment === undefined) {
		throw new Problem(400, `"${text}" is no date and time with an offset, such as 2026-01-31T08:00:00Z.`);
	}
	return moment;
}

/** As {@link momentOf}; null stays null. */
export function momentOrNull(text: string | null): Moment | null {
	return text === null ? null : momentOf(text);
}

/** From a moment on and before another, as queries give them; what is left out stays open. */
export function period(
	from: string | undefined,
	to: string | undefined,
): { from: Moment | undefined; to: Moment | undefined } {
	return {
		from: from === undefined ? undefined : momentOf(from),
		to: to === undefined ? undefined : momentOf(to),
	};
}
