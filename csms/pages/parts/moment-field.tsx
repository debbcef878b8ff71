import { DatesProvider, DateTimePicker, type DateTimePickerProps } from "@mantine/dates";
import "@mantine/dates/styles.layer.css";
import "dayjs/locale/zh-tw";
import { useTranslation } from "react-i18next";
import { useFormats } from "../shared/use-formats";

interface MomentFieldProps extends Omit<DateTimePickerProps, "value" | "onChange"> {
	/** `2026-11-22 18:00:00` in the zone that the field is for, empty or undefined where none is given. */
	value?: string;
	onChange: (value: string) => void;
}

/** A date with time of day, written and chosen in the reader's language. */
export function MomentField({ value, onChange, ...props }: MomentFieldProps) {
	const { t, i18n } = useTranslation();
	const { dateFormat } = useFormats();
	const chinese = i18n.language.startsWith("zh");
	return (
		<DatesProvider settings={{ locale: chinese ? "zh-tw" : "en", firstDayOfWeek: chinese ? 0 : 1 }}>
			<DateTimePicker
				{...props}
				value={value || null}
				onChange={(chosen) => onChange(chosen ?? "")}
				monthLabelFormat={chinese ? "YYYY年M月" : "MMMM YYYY"}
				monthsListFormat={chinese ? "M月" : "MMM"}
				yearLabelFormat={chinese ? "YYYY年" : "YYYY"}
				valueFormat={`${dateFormat}${chinese ? " " : ", "}HH:mm`}
				placeholder={props.placeholder ?? t("moment.choose")}
				styles={{ placeholder: { color: "var(--mantine-color-dimmed)" } }}
				submitButtonProps={{ "aria-label": t("moment.take") }}
				clearButtonProps={{ "aria-label": t("page.clear") }}
				previousLabel={t("moment.previousMonth")}
				nextLabel={t("moment.nextMonth")}
			/>
		</DatesProvider>
	);
}
