import "@mantine/dates/styles.layer.css";
import "dayjs/locale/zh-tw";
import { DateInput } from "@mantine/dates";
import { useTranslation } from "react-i18next";

const FORMAT = "YYYY-MM-DD";

interface DayFieldProps {
	label: string;
	description?: string;
	/** Such as 2026-01-31; empty for none. */
	value: string;
	onChange: (day: string) => void;
	error?: string | false;
}

/** A day, typed as 2026-01-31 or chosen from a calendar. */
export function DayField({ label, description, value, onChange, error }: DayFieldProps) {
	const { t, i18n } = useTranslation();
	const chinese = i18n.language === "zh-TW";
	return (
		<DateInput
			label={label}
			description={description}
			// As it is typed, the same in every language.
			placeholder={FORMAT}
			valueFormat={FORMAT}
			locale={i18n.language.toLowerCase()}
			firstDayOfWeek={chinese ? 0 : 1}
			monthLabelFormat={chinese ? "YYYY年M月" : "MMMM YYYY"}
			monthsListFormat={chinese ? "M月" : "MMM"}
			yearLabelFormat={chinese ? "YYYY年" : "YYYY"}
			value={value === "" ? null : value}
			onChange={(day) => onChange(day ?? "")}
			clearable
			clearButtonProps={{ "aria-label": t("page.clear") }}
			error={error}
		/>
	);
}
