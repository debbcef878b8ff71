import "@mantine/dates/styles.layer.css";
import { Group, NativeSelect, SegmentedControl } from "@mantine/core";
import { DatePickerInput, DatesProvider } from "@mantine/dates";
import "dayjs/locale/zh-tw";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../shared/use-formats";
import {
	GROUPINGS,
	intervalsFor,
	type Period,
	type PeriodInterval,
	PRESETS,
	periodOfPreset,
	presetOf,
} from "./period";

interface PeriodChooserProps {
	period: Period;
	interval: PeriodInterval;
	by: string;
	/** The day that it is in the site's time zone. */
	today: string;
	onPeriod: (period: Period) => void;
	onInterval: (interval: PeriodInterval) => void;
	onBy: (by: string) => void;
}

/** What is added up, how it is divided, and by what it is compared. */
export function PeriodChooser(props: PeriodChooserProps) {
	const { period, interval, by, today, onPeriod, onInterval, onBy } = props;
	const { t, i18n } = useTranslation();
	const { dateFormat } = useFormats();
	// While a range is chosen it has a beginning alone.
	const [chosen, setChosen] = useState<[string | null, string | null] | null>(null);
	const preset = presetOf(period, today);
	return (
		<Group align="flex-end" gap="sm">
			<NativeSelect
				label={t("statistics.period")}
				value={preset ?? ""}
				onChange={(event) => {
					const name = PRESETS.find((name) => name === event.currentTarget.value);
					if (name) onPeriod(periodOfPreset(name, today));
				}}
				data={[
					...(preset ? [] : [{ value: "", label: t("statistics.preset.own") }]),
					...PRESETS.map((value) => ({ value, label: t(`statistics.preset.${value}`) })),
				]}
			/>
			<DatesProvider
				settings={{
					locale: i18n.language === "zh-TW" ? "zh-tw" : "en",
					firstDayOfWeek: 1,
					consistentWeeks: true,
				}}
			>
				<DatePickerInput
					type="range"
					label={t("statistics.days")}
					allowSingleDateInRange
					valueFormat={dateFormat}
					value={chosen ?? [period.from, period.to]}
					onChange={(value) => {
						const [from, to] = value;
						setChosen(from && to ? null : value);
						if (from && to) onPeriod({ from, to });
					}}
					onDropdownClose={() => setChosen(null)}
					dropdownType="popover"
					ariaLabels={{
						previousMonth: t("calendar.previousMonth"),
						nextMonth: t("calendar.nextMonth"),
						previousYear: t("calendar.previousYear"),
						nextYear: t("calendar.nextYear"),
						previousDecade: t("calendar.previousDecade"),
						nextDecade: t("calendar.nextDecade"),
						monthLevelControl: t("calendar.otherMonth"),
						yearLevelControl: t("calendar.otherYear"),
					}}
				/>
			</DatesProvider>
			<NativeSelect
				label={t("statistics.by")}
				value={by}
				onChange={(event) => onBy(event.currentTarget.value)}
				data={[
					{ value: "none", label: t("statistics.byNothing") },
					...GROUPINGS.map((value) => ({ value, label: t(`statistics.groupings.${value}`) })),
				]}
			/>
			<SegmentedControl
				aria-label={t("statistics.interval")}
				value={interval}
				onChange={(value) => onInterval(value as PeriodInterval)}
				data={intervalsFor(period)
					.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
					.map((value) => ({ value, label: t(`statistics.intervals.${value}`) }))}
			/>
		</Group>
	);
}

const ORDER: readonly PeriodInterval[] = ["day", "week", "month"];
