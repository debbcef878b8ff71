import dayjs from "dayjs";
import type { StatisticsQuery } from "../../../api/schemas/statistics";

/** The first and the last day of a period, such as 2026-01-31; both belong to it. */
export interface Period {
	from: string;
	to: string;
}

export const PRESETS = [
	"today",
	"yesterday",
	"last7Days",
	"last30Days",
	"thisMonth",
	"lastMonth",
	"last6Months",
	"thisYear",
] as const;
export type Preset = (typeof PRESETS)[number];

export type PeriodInterval = "day" | "week" | "month";

const text = (day: dayjs.Dayjs) => day.format("YYYY-MM-DD");

/** The day that it is now in a time zone. */
export function todayIn(timeZone: string, now = new Date()): string {
	// The Swedish way of writing is that of ISO 8601.
	return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(now);
}

/** The days that a preset means on a day. */
export function periodOfPreset(preset: Preset, today: string): Period {
	const day = dayjs(today);
	switch (preset) {
		case "today":
			return { from: today, to: today };
		case "yesterday":
			return { from: text(day.subtract(1, "day")), to: text(day.subtract(1, "day")) };
		case "last7Days":
			return { from: text(day.subtract(6, "day")), to: today };
		case "last30Days":
			return { from: text(day.subtract(29, "day")), to: today };
		case "thisMonth":
			return { from: text(day.startOf("month")), to: text(day.endOf("month")) };
		case "lastMonth": {
			const month = day.subtract(1, "month");
			return { from: text(month.startOf("month")), to: text(month.endOf("month")) };
		}
		case "last6Months":
			return { from: text(day.subtract(5, "month").startOf("month")), to: text(day.endOf("month")) };
		case "thisYear":
			return { from: text(day.startOf("year")), to: text(day.endOf("year")) };
	}
}

/** The preset that a period is, if it is one. */
export function presetOf(period: Period, today: string): Preset | undefined {
	return PRESETS.find((preset) => {
		const { from, to } = periodOfPreset(preset, today);
		return from === period.from && to === period.to;
	});
}

/**
 * The period before: as many whole months before whole months, otherwise as many days. Of a period that is not over,
 * only as many days as have begun are compared: half a month with a whole one says nothing.
 */
export function periodBefore(period: Period, today: string): Period {
	const before = wholePeriodBefore(period);
	if (period.from > today || period.to <= today) return before;
	const to = text(dayjs(before.from).add(dayjs(today).diff(dayjs(period.from), "day"), "day"));
	return { from: before.from, to: to < before.to ? to : before.to };
}

function wholePeriodBefore({ from, to }: Period): Period {
	const [first, last] = [dayjs(from), dayjs(to)];
	if (first.date() === 1 && last.isSame(last.endOf("month"), "day")) {
		const months = last.diff(first, "month") + 1;
		return { from: text(first.subtract(months, "month")), to: text(first.subtract(1, "day")) };
	}
	const days = last.diff(first, "day") + 1;
	return { from: text(first.subtract(days, "day")), to: text(first.subtract(1, "day")) };
}

/** The intervals that make a chart of a period readable; the first one is the usual choice. */
export function intervalsFor({ from, to }: Period): PeriodInterval[] {
	const days = dayjs(to).diff(dayjs(from), "day") + 1;
	if (days <= 31) return ["day", "week"];
	if (days <= 100) return ["day", "week", "month"];
	if (days <= 370) return ["week", "day", "month"];
	return ["month", "week"];
}

/** As the address of the page has it. */
export function readPeriod(search: URLSearchParams, today: string): Period {
	const [from, to] = [search.get("from"), search.get("to")];
	const isDay = (day: string | null): day is string => day !== null && /^\d{4}-\d\d-\d\d$/.test(day);
	return isDay(from) && isDay(to) && from <= to ? { from, to } : periodOfPreset("last30Days", today);
}

export type By = Exclude<StatisticsQuery["by"], undefined>;
export const GROUPINGS = ["charge-point", "connector", "user", "group"] as const satisfies readonly By[];
