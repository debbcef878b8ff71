import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Statistics, StatisticsInterval } from "../../../api/schemas/statistics";

/** Names of days, weeks and months in the site's time zone, short for an axis and long for a table. */
export function useIntervalNames({ interval, timeZone }: Pick<Statistics, "interval" | "timeZone">) {
	const { t, i18n } = useTranslation();
	return useMemo(() => {
		const format = (options: Intl.DateTimeFormatOptions) =>
			new Intl.DateTimeFormat(i18n.language, { timeZone, ...options });
		const day = format({ month: i18n.language === "zh-TW" ? "numeric" : "short", day: "numeric" });
		const longDay = format({ dateStyle: "medium" });
		const weekday = format({ weekday: "short" });
		const month = format({ year: "numeric", month: i18n.language === "zh-TW" ? "numeric" : "short" });
		const short = ({ from }: StatisticsInterval) =>
			(interval === "month" ? month : day).format(new Date(from));
		const long = ({ from, to, label }: StatisticsInterval) => {
			if (interval === "month") return month.format(new Date(from));
			const first = longDay.format(new Date(from));
			if (interval === "day") return `${first} (${weekday.format(new Date(from))})`;
			const last = longDay.format(new Date(Date.parse(to) - 1));
			return t("statistics.weekName", { week: Number(label.slice(-2)), from: first, to: last });
		};
		return { short, long };
	}, [t, i18n.language, timeZone, interval]);
}
