import { Group, NumberInput, Select, SimpleGrid, Stack, TagsInput } from "@mantine/core";
import { TimeInput } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { NewReportSchedule, ReportSchedule, Rhythm } from "../../../api/schemas/reports";
import { useSaveReportSchedule } from "../../api/reports";
import { FormEnd } from "../../parts/form-end";
import type { Language } from "../../shared/languages";
import { FormatField, KindField, LanguageField } from "./fields";

const RHYTHMS: Rhythm[] = ["daily", "weekly", "monthly"];
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** A little more than a year: last year's report is there when this year's comes. */
const KEPT_DAYS = 400;

type Values = Required<Omit<NewReportSchedule, "keptDays" | "paused">> & { keptDays: number | "" };

/** Enters or changes a report that is made again and again. */
export function ScheduleForm({
	existing,
	onSaved,
}: {
	existing: ReportSchedule | null;
	onSaved: () => void;
}) {
	const { t, i18n } = useTranslation();
	const save = useSaveReportSchedule();
	const form = useForm<Values>({
		initialValues: {
			kind: existing?.kind ?? "transactions",
			rhythm: existing?.rhythm ?? "monthly",
			time: existing?.time ?? "06:00",
			format: existing?.format ?? "pdf",
			language: existing?.language ?? (i18n.language as Language),
			recipients: existing?.recipients ?? [],
			keptDays: existing?.keptDays ?? KEPT_DAYS,
		},
		validate: {
			time: (time) => (/^\d\d:\d\d$/.test(time) ? null : t("reports.timeMissing")),
			recipients: (recipients) =>
				recipients.every((address) => EMAIL.test(address)) ? null : t("fieldProblem.emailInvalid"),
			keptDays: (days) => (days === "" ? t("reports.daysMissing") : null),
		},
	});
	const submit = form.onSubmit((values) => {
		const fields = { ...values, keptDays: Number(values.keptDays) };
		save.mutate({ id: existing?.id ?? null, fields } as Parameters<typeof save.mutate>[0], {
			onSuccess: onSaved,
		});
	});
	return (
		<form noValidate onSubmit={submit}>
			<Stack gap="md">
				<KindField {...form.getInputProps("kind")} />
				<Group grow align="flex-start">
					<Select
						label={t("reports.rhythm")}
						data={RHYTHMS.map((value) => ({ value, label: t(`reports.rhythmOf.${value}`) }))}
						allowDeselect={false}
						{...form.getInputProps("rhythm")}
					/>
					<TimeInput label={t("reports.time")} {...form.getInputProps("time")} />
				</Group>
				<SimpleGrid cols={{ base: 1, xs: 2 }}>
					<FormatField {...form.getInputProps("format")} />
					<LanguageField {...form.getInputProps("language")} />
				</SimpleGrid>
				<TagsInput
					label={t("reports.recipients")}
					description={t("reports.recipientsWords")}
					placeholder={form.values.recipients.length === 0 ? t("reports.recipientsExample") : ""}
					type="email"
					maxTags={20}
					acceptValueOnBlur
					splitChars={[",", ";", " "]}
					{...form.getInputProps("recipients")}
				/>
				<NumberInput
					label={t("reports.keptDays")}
					min={1}
					max={3650}
					allowDecimal={false}
					allowNegative={false}
					clampBehavior="strict"
					{...form.getInputProps("keptDays")}
				/>
				<FormEnd sending={save} />
			</Stack>
		</form>
	);
}
