import { Button, Group, Skeleton, Stack, Switch, Title } from "@mantine/core";
import { mdiDeleteOutline, mdiPencilOutline, mdiPlayOutline, mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReportSchedule } from "../../../api/schemas/reports";
import {
	useDeleteReportSchedule,
	useReportSchedules,
	useRunReportSchedule,
	useSaveReportSchedule,
} from "../../api/reports";
import { Confirmation, Dialog } from "../../parts/dialog";
import { May, MayNotWords, useMay } from "../../parts/may";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { type Column, Records } from "../../parts/records";
import { SmallButton } from "../../parts/small-button";
import { Icon } from "../../shared/icon";
import { LANGUAGES } from "../../shared/languages";
import { useFormats } from "../../shared/use-formats";
import { formatName } from "./fields";
import { ScheduleForm } from "./schedule-form";

/** The reports that are made again and again. */
export function Schedules({ timeZone }: { timeZone: string | undefined }) {
	const { t } = useTranslation();
	const schedules = useReportSchedules();
	// The time of a schedule is the site's, too.
	const formats = useFormats(timeZone);
	const mayChange = useMay("operator");
	const showProblem = useShowProblem();
	const remove = useDeleteReportSchedule();
	const [edited, setEdited] = useState<ReportSchedule | "new" | null>(null);
	const [deleted, setDeleted] = useState<ReportSchedule | null>(null);
	const close = () => setEdited(null);
	const columns: Column<ReportSchedule>[] = [
		{ name: t("reports.kind"), wrap: true, cell: ({ kind }) => t(`report.kind.${kind}`) },
		{ name: t("reports.when"), wrap: true, cell: ({ rhythm, time }) => t(`reports.at.${rhythm}`, { time }) },
		{
			name: t("reports.format"),
			cell: ({ format, language }) => `${formatName(format)}, ${LANGUAGES[language]}`,
		},
		{
			name: t("reports.recipients"),
			wrap: true,
			cell: ({ recipients }) => (recipients.length === 0 ? t("reports.noRecipients") : recipients.join(", ")),
		},
		{
			name: t("reports.next"),
			cell: ({ nextAt }) => (nextAt === null ? t("reports.paused") : formats.dateTime(nextAt)),
		},
	];
	if (mayChange) {
		columns.push(
			{ name: t("reports.active"), cell: (schedule) => <ActiveSwitch schedule={schedule} /> },
			{
				name: t("page.actions"),
				cell: (schedule) => (
					<Actions
						schedule={schedule}
						onEdit={() => setEdited(schedule)}
						onDelete={() => setDeleted(schedule)}
					/>
				),
			},
		);
	}
	return (
		<Stack component="section" gap="sm" aria-labelledby="schedules">
			<Group justify="space-between">
				<Title order={2} size="h4" id="schedules">
					{t("reports.schedules")}
				</Title>
				<May role="operator">
					<Button leftSection={<Icon path={mdiPlus} />} onClick={() => setEdited("new")}>
						{t("reports.add")}
					</Button>
				</May>
			</Group>
			<MayNotWords role="operator" />
			{schedules.error && <ProblemAlert error={schedules.error} />}
			{schedules.isPending && <Skeleton height={120} />}
			{schedules.data && (
				<Records
					label={t("reports.schedules")}
					none={t("reports.none")}
					columns={columns}
					records={schedules.data}
					keyOf={({ id }) => id}
				/>
			)}
			<Dialog
				opened={edited !== null}
				onClose={close}
				title={edited === "new" ? t("reports.add") : t("reports.change")}
			>
				{edited !== null && <ScheduleForm existing={edited === "new" ? null : edited} onSaved={close} />}
			</Dialog>
			<Confirmation
				title={deleted && t("reports.deleteQuestion", { kind: t(`report.kind.${deleted.kind}`) })}
				words={t("reports.deleteWords")}
				action={t("page.delete")}
				loading={remove.isPending}
				onConfirm={() =>
					deleted && remove.mutate(deleted.id, { onSuccess: () => setDeleted(null), onError: showProblem })
				}
				onClose={() => setDeleted(null)}
			/>
		</Stack>
	);
}

function ActiveSwitch({ schedule: { id, kind, paused } }: { schedule: ReportSchedule }) {
	const { t } = useTranslation();
	const save = useSaveReportSchedule();
	const showProblem = useShowProblem();
	return (
		<Switch
			checked={!(save.isPending ? save.variables.fields.paused : paused)}
			disabled={save.isPending}
			aria-label={t("reports.activeOf", { kind: t(`report.kind.${kind}`) })}
			onChange={(event) =>
				save.mutate({ id, fields: { paused: !event.currentTarget.checked } }, { onError: showProblem })
			}
		/>
	);
}

interface ActionsProps {
	schedule: ReportSchedule;
	onEdit: () => void;
	onDelete: () => void;
}

function Actions({ schedule: { id, kind }, onEdit, onDelete }: ActionsProps) {
	const { t } = useTranslation();
	const showProblem = useShowProblem();
	const run = useRunReportSchedule();
	const name = t(`report.kind.${kind}`);
	return (
		<Group gap={4} wrap="nowrap">
			<SmallButton
				icon={mdiPlayOutline}
				label={t("reports.runOf", { kind: name })}
				onClick={() => run.mutate(id, { onError: showProblem })}
			/>
			<SmallButton icon={mdiPencilOutline} label={t("reports.changeOf", { kind: name })} onClick={onEdit} />
			<SmallButton icon={mdiDeleteOutline} label={t("reports.deleteOf", { kind: name })} onClick={onDelete} />
		</Group>
	);
}
