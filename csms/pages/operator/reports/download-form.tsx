import { Button, Card, Group, Select, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { mdiDownload } from "@mdi/js";
import { useTranslation } from "react-i18next";
import type { ReportFormat, ReportKind } from "../../../api/schemas/reports";
import { useDownloadReport } from "../../api/reports";
import { DayField } from "../../parts/day-field";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import type { Language } from "../../shared/languages";
import { FormatField, KindField, LanguageField } from "./fields";
import { daysOf, PRESETS, type Preset, todayIn } from "./periods";

interface Values {
	kind: ReportKind;
	format: ReportFormat;
	language: Language;
	/** Empty: the days were chosen by hand. */
	preset: Preset | "";
	from: string;
	to: string;
}

/** Chooses a report, its days and its format, and downloads it. */
export function DownloadForm({ timeZone }: { timeZone: string }) {
	const { t, i18n } = useTranslation();
	const download = useDownloadReport();
	const today = todayIn(timeZone);
	const form = useForm<Values>({
		initialValues: {
			kind: "transactions",
			format: "pdf",
			language: i18n.language as Language,
			preset: "lastMonth",
			...daysOf("lastMonth", today),
		},
		validate: {
			from: (from) => (from === "" ? t("reports.dayMissing") : null),
			to: (to, { from }) => {
				if (to === "") return t("reports.dayMissing");
				return to < from ? t("reports.endsBefore") : null;
			},
		},
	});
	const choosePreset = (chosen: string | null) => {
		const preset = (chosen ?? "") as Values["preset"];
		form.setValues(preset === "" ? { preset } : { preset, ...daysOf(preset, today) });
	};
	const chooseDay = (field: "from" | "to") => (day: string) => form.setValues({ [field]: day, preset: "" });
	const submit = form.onSubmit(({ preset: _, ...order }) => download.mutate(order));
	const { kind, preset, from, to } = form.values;
	return (
		<Card withBorder component="section" aria-labelledby="download">
			<form noValidate onSubmit={submit}>
				<Stack gap="md">
					<Title order={2} size="h4" id="download">
						{t("reports.download")}
					</Title>
					<SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} verticalSpacing="sm">
						<KindField {...form.getInputProps("kind")} />
						<Select
							label={t("reports.period")}
							data={[
								...PRESETS.map((value) => ({ value, label: t(`reports.preset.${value}`) })),
								{ value: "", label: t("reports.preset.own") },
							]}
							value={preset}
							onChange={choosePreset}
							allowDeselect={false}
						/>
						<DayField
							label={t("reports.from")}
							value={from}
							onChange={chooseDay("from")}
							error={form.errors.from as string | undefined}
						/>
						<DayField
							label={t("reports.to")}
							value={to}
							onChange={chooseDay("to")}
							error={form.errors.to as string | undefined}
						/>
					</SimpleGrid>
					<Text size="sm" c="dimmed">
						{t(`report.kindWords.${kind}`)} {t("reports.timeZone", { timeZone })}
					</Text>
					<Group align="flex-end">
						<FormatField {...form.getInputProps("format")} />
						<LanguageField {...form.getInputProps("language")} />
						<Button
							type="submit"
							loading={download.isPending}
							leftSection={<Icon path={mdiDownload} size={18} />}
						>
							{t("reports.downloadButton")}
						</Button>
					</Group>
					{download.error && <ProblemAlert error={download.error} />}
				</Stack>
			</form>
		</Card>
	);
}
