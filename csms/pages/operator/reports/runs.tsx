import { Anchor, Badge, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ReportRun } from "../../../api/schemas/reports";
import { useReportRuns } from "../../api/reports";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";
import { formatName } from "./fields";

const COLORS = { running: "blue", made: "teal", failed: "red" } as const;

/** What the schedules have made, with the files. */
export function Runs() {
	const { t } = useTranslation();
	const formats = useFormats();
	const runs = useReportRuns();
	return (
		<Stack component="section" gap="sm" aria-labelledby="runs">
			<Title order={2} size="h4" id="runs">
				{t("reports.runs")}
			</Title>
			{runs.error && <ProblemAlert error={runs.error} />}
			{runs.isPending && <Skeleton height={120} />}
			{runs.data && (
				<Records
					label={t("reports.runs")}
					none={t("reports.noRuns")}
					columns={[
						{ name: t("reports.made"), cell: ({ begunAt }) => formats.dateTime(begunAt) },
						{ name: t("reports.kind"), wrap: true, cell: ({ kind }) => t(`report.kind.${kind}`) },
						{
							name: t("reports.period"),
							cell: ({ from, to }) => (from === to ? from : t("reports.days", { from, to })),
						},
						{ name: t("reports.result"), wrap: true, cell: (run) => <Result run={run} /> },
						{ name: t("reports.file"), cell: (run) => <File run={run} /> },
						{
							name: t("reports.keptUntil"),
							cell: ({ keptUntil }) => (keptUntil === null ? "–" : formats.dateTime(keptUntil)),
						},
					]}
					records={runs.data}
					keyOf={({ id }) => id}
				/>
			)}
		</Stack>
	);
}

function Result({ run: { state, problem, recipients } }: { run: ReportRun }) {
	const { t } = useTranslation();
	const isSent = state === "made" && problem === null && recipients.length > 0;
	return (
		<Stack gap={2} align="flex-start">
			<Badge
				variant="light"
				color={state === "made" && problem !== null ? "orange" : COLORS[state]}
				tt="none"
			>
				{t(`reports.state.${state}`)}
			</Badge>
			{problem !== null && <Text size="xs">{t(`reports.problem.${problem}`)}</Text>}
			{isSent && (
				<Text size="xs" c="dimmed">
					{t("reports.sentTo", { recipients: recipients.join(", ") })}
				</Text>
			)}
		</Stack>
	);
}

function File({ run: { id, format, fileName, size } }: { run: ReportRun }) {
	const formats = useFormats();
	if (fileName === null || size === null) return "–";
	return (
		<Anchor href={`/api/v1/report-runs/${id}/file`} download={fileName} size="sm">
			{formatName(format)} ({formats.count(Math.max(1, Math.round(size / 1000)))} kB)
		</Anchor>
	);
}
