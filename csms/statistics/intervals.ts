import { DateTime } from "luxon";
import type { Interval } from "../api/schemas/statistics";
import type { Moment } from "../database/tables/columns";
import { Problem } from "../problem";

/** Days of a period at most. */
const MOST_DAYS = 11 * 366;

/** A stretch of whole days in the site's time zone. */
export interface Span {
	readonly label: string;
	readonly from: Moment;
	/** No longer. */
	readonly to: Moment;
}

/** The period as one span; throws a Problem for days that are none or in the wrong order. */
export function periodOf(from: string, to: string, timeZone: string): Span {
	const first = dayOf(from, timeZone);
	const last = dayOf(to, timeZone);
	if (last < first) throw new Problem(400, "The query is wrong: the last day is before the first.");
	if (last.diff(first, "days").days > MOST_DAYS) {
		throw new Problem(422, "The period is too long; ask for eleven years at most.");
	}
	return { label: `${from}/${to}`, from: first.toMillis(), to: nextDay(last).toMillis() };
}

/** What a period is divided into; its first and last weeks and months may be parts of such. */
export function divide(period: Span, interval: Interval, timeZone: string): Span[] {
	if (interval === "none") return [period];
	const spans: Span[] = [];
	let start = DateTime.fromMillis(period.from, { zone: timeZone });
	while (start.toMillis() < period.to) {
		// Days can begin later than at midnight, and have 23 or 25 hours.
		const next = start
			.startOf(interval)
			.plus({ [interval]: 1 })
			.startOf("day");
		spans.push({
			label: labelOf(start, interval),
			from: start.toMillis(),
			to: Math.min(next.toMillis(), period.to),
		});
		start = next;
	}
	return spans;
}

/** The day of a moment, such as 2026-01-31. */
export function dayAt(moment: Moment, timeZone: string): string {
	return DateTime.fromMillis(moment, { zone: timeZone }).toISODate()!;
}

/** A day from its beginning to the next day's. */
export function daySpan(day: string, timeZone: string): Span {
	const start = DateTime.fromISO(day, { zone: timeZone }).startOf("day");
	return { label: day, from: start.toMillis(), to: nextDay(start).toMillis() };
}

function dayOf(text: string, timeZone: string): DateTime {
	const day = DateTime.fromISO(text, { zone: timeZone }).startOf("day");
	if (day.isValid) return day;
	throw new Problem(400, `The query is wrong: "${text}" is no day such as 2026-01-31.`);
}

function nextDay(day: DateTime): DateTime {
	return day.plus({ days: 1 }).startOf("day");
}

function labelOf(day: DateTime, interval: Exclude<Interval, "none">): string {
	if (interval === "day") return day.toISODate()!;
	return day.toFormat(interval === "week" ? "kkkk-'W'WW" : "yyyy-MM");
}
