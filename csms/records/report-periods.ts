import { Cron } from "croner";
import { DateTime } from "luxon";
import type { Rhythm } from "../api/schemas/reports";
import type { Moment } from "../database/tables/columns";
import { Problem } from "../problem";

/** Days that a report may cover: ten years. */
const MOST_DAYS = 3660;

/** Whole days of a time zone. */
export interface Period {
	/** First and last day, such as 2026-01-31. */
	readonly first: string;
	readonly last: string;
	readonly from: Moment;
	/** The end, which no longer belongs to it. */
	readonly to: Moment;
}

/** Throws a Problem (400) for days that are none, in the wrong order or too far apart. */
export function periodOf(first: string, last: string, timeZone: string): Period {
	const [from, day] = [first, last].map((text) => {
		const moment = DateTime.fromISO(text, { zone: timeZone }).startOf("day");
		if (moment.isValid && /^\d{4}-\d\d-\d\d$/.test(text)) return moment;
		throw new Problem(400, `"${text}" is no day such as 2026-01-31.`);
	});
	// A day that begins after midnight, because the clocks change, ends at the next midnight all the same.
	const to = day.plus({ days: 1 }).startOf("day");
	if (day < from) throw new Problem(400, `The period ends before it begins: ${first} to ${last}.`);
	if (to.diff(from, "days").days > MOST_DAYS) throw new Problem(400, "A report covers ten years at most.");
	return { first, last, from: from.toMillis(), to: to.toMillis() };
}

const UNITS = { daily: "day", weekly: "week", monthly: "month" } as const;

/** The last whole day, week or month before a moment, in the site's time zone. */
export function periodBefore(moment: Moment, rhythm: Rhythm, timeZone: string): Period {
	const unit = UNITS[rhythm];
	const end = DateTime.fromMillis(moment, { zone: timeZone }).startOf(unit);
	const start = end.minus({ [unit]: 1 }).startOf(unit);
	return {
		first: start.toISODate()!,
		last: end.minus({ days: 1 }).toISODate()!,
		from: start.toMillis(),
		to: end.toMillis(),
	};
}

/** The day of the rhythm, as cron writes it: each day, Mondays, the first of the month. */
const DAYS: Record<Rhythm, string> = { daily: "* * *", weekly: "* * 1", monthly: "1 * *" };

/**
 * When a report is due next after a moment: at `time` (HH:mm) of the site's clocks. A time that a change of the
 * clocks leaves out is due at their change, one that comes twice the first time.
 */
export function nextDue(rhythm: Rhythm, time: string, timeZone: string, after: Moment): Moment {
	const [hour, minute] = time.split(":").map(Number);
	const next = new Cron(`0 ${minute} ${hour} ${DAYS[rhythm]}`, { timezone: timeZone, paused: true }).nextRun(
		new Date(after),
	);
	if (!next) throw new Error(`There is no ${time} after ${after}`);
	return next.getTime();
}
