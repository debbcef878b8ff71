import { Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSettings } from "../../api/settings";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { DownloadForm } from "./download-form";
import { Runs } from "./runs";
import { Schedules } from "./schedules";

/** Reports to download, the schedules by which they are made, and what these have made. */
export function ReportsPage() {
	const { t } = useTranslation();
	const settings = useSettings();
	return (
		<Stack gap="xl">
			<PageTitle title={t("reports.title")} />
			{settings.error && <ProblemAlert error={settings.error} />}
			{settings.isPending && <Skeleton height={260} />}
			{settings.data && <DownloadForm timeZone={settings.data.timeZone} />}
			<Schedules />
			<Runs />
		</Stack>
	);
}
