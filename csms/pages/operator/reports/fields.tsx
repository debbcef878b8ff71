import { Input, SegmentedControl, Select } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ReportFormat, ReportKind } from "../../../api/schemas/reports";
import { LANGUAGES, type Language } from "../../shared/languages";

interface FieldProps<Value> {
	value?: Value;
	onChange?: (value: Value) => void;
}

const KINDS = {
	transactions: true,
	billing: true,
	"charge-points": true,
	connectors: true,
	users: true,
	groups: true,
	days: true,
	weeks: true,
	months: true,
	faults: true,
} satisfies Record<ReportKind, true>;

/** Which report. */
export function KindField({ value, onChange }: FieldProps<ReportKind>) {
	const { t } = useTranslation();
	return (
		<Select
			label={t("reports.kind")}
			data={(Object.keys(KINDS) as ReportKind[]).map((kind) => ({
				value: kind,
				label: t(`report.kind.${kind}`),
			}))}
			value={value}
			onChange={(kind) => kind !== null && onChange?.(kind as ReportKind)}
			allowDeselect={false}
			maxDropdownHeight={340}
		/>
	);
}

/** Names of file formats are the same in all languages. */
const FORMAT_NAMES: Record<ReportFormat, string> = { pdf: "PDF", xlsx: "Excel", csv: "CSV" };

/** What a format of reports is called, alike in all languages. */
export function formatName(format: ReportFormat): string {
	return FORMAT_NAMES[format];
}

/** The choice of the format. */
export function FormatField({ value, onChange }: FieldProps<ReportFormat>) {
	const { t } = useTranslation();
	const id = useId();
	return (
		<Input.Wrapper label={t("reports.format")} labelElement="div" labelProps={{ id }}>
			<SegmentedControl
				fullWidth
				aria-labelledby={id}
				value={value}
				onChange={(format) => onChange?.(format as ReportFormat)}
				data={(Object.keys(FORMAT_NAMES) as ReportFormat[]).map((format) => ({
					value: format,
					label: formatName(format),
				}))}
			/>
		</Input.Wrapper>
	);
}

/** The language of a report, each by its own name. */
export function LanguageField({ value, onChange }: FieldProps<Language>) {
	const { t } = useTranslation();
	return (
		<Select
			label={t("reports.language")}
			data={Object.entries(LANGUAGES).map(([language, label]) => ({ value: language, label }))}
			value={value}
			onChange={(language) => language !== null && onChange?.(language as Language)}
			allowDeselect={false}
		/>
	);
}
