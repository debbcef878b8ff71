/** Between ISO 8601 in UTC and the value of an `<input type="datetime-local">` or `type="date"`. */

/** The reader's local time to the minute: `2026-11-22T18:00`. */
export function localMinute(moment: string): string {
	const date = new Date(moment);
	return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The moment of a local date with time. */
export function momentOfLocal(local: string): string {
	return new Date(local).toISOString();
}

/** The moment at which a local day begins; `days` later, where given. */
export function startOfDay(day: string, days = 0): string {
	const [year, month, date] = day.split("-").map(Number);
	return new Date(year, month - 1, date + days).toISOString();
}
