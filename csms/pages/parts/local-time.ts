import dayjs from "dayjs";

/** Between moments and what the fields for a date, with or without time, hold. */

/** A moment to the minute, in the reader's zone: `2026-11-22 18:05:00`. */
export function localMinute(moment: string | number): string {
	return dayjs(moment).startOf("minute").format("YYYY-MM-DD HH:mm:ss");
}

/** The moment of a local date with time, ISO 8601 in UTC. */
export function momentOfLocal(local: string): string {
	return dayjs(local).toISOString();
}

/** The moment at which a local day begins; `days` later, where given. */
export function startOfDay(day: string, days = 0): string {
	return dayjs(day).add(days, "day").toISOString();
}
