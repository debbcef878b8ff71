import { useMemo } from "react";
import { useTranslation } from "react-i18next";

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY = 24 * 3600_000;

/** Names of the weekdays, 1 is Monday. */
export function useWeekdays() {
	const { i18n } = useTranslation();
	return useMemo(() => {
		const format = new Intl.DateTimeFormat(i18n.language, { weekday: "short", timeZone: "UTC" });
		const name = (weekday: number) => format.format(MONDAY + (weekday - 1) * DAY);
		const names = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ value: String(weekday), label: name(weekday) }));
		/** Days that follow one another as a range. */
		const list = (weekdays: readonly number[]): string => {
			const sorted = weekdays.toSorted((a, b) => a - b);
			const last = sorted[sorted.length - 1];
			if (sorted.length > 2 && last - sorted[0] === sorted.length - 1)
				return `${name(sorted[0])}–${name(last)}`;
			return sorted.map(name).join(i18n.language === "zh-TW" ? "、" : ", ");
		};
		return { names, list };
	}, [i18n.language]);
}
