import dayjs, { type Dayjs } from "dayjs";
import isoWeek from "dayjs/plugin/isoWeek";

dayjs.extend(isoWeek);

/** Periods that are asked for again and again. */
export const PRESETS = [
	"today",
	"yesterday",
	"thisWeek",
	"lastWeek",
	"thisMonth",
	"lastMonth",
	"thisYear",
	"lastYear",
] as const;
export type Preset = (typeof PRESETS)[number];

export interface Days {
	/** First and last day, such as 2026-01-31. */
	from: string;
	to: string;
}

/** The day that it is in a time zone. */
export function todayIn(timeZone: string, now = new Date()): string {
	// The Swedish way of writing is that of ISO 8601.
	return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(now);
}

/** The days of a preset; what is not over yet goes up to today. Weeks begin on Mondays. */
export function daysOf(preset: Preset, today: string): Days {
	const day = dayjs(today);
	switch (preset) {
		case "today":
			return days(day, day);
		case "yesterday":
			return days(day.subtract(1, "day"), day.subtract(1, "day"));
		case "thisWeek":
			return days(day.startOf("isoWeek"), day);
		case "lastWeek":
			return whole(day.subtract(1, "week"), "isoWeek");
		case "thisMonth":
			return days(day.startOf("month"), day);
		case "lastMonth":
			return whole(day.subtract(1, "month"), "month");
		case "thisYear":
			return days(day.startOf("year"), day);
		case "lastYear":
			return whole(day.subtract(1, "year"), "year");
	}
}

function whole(day: Dayjs, unit: "isoWeek" | "month" | "year"): Days {
	return days(day.startOf(unit), day.endOf(unit));
}

function days(from: Dayjs, to: Dayjs): Days {
	return { from: from.format("YYYY-MM-DD"), to: to.format("YYYY-MM-DD") };
}
