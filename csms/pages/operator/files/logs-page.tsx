import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAllUploads } from "../../api/transfers";
import { Dialog } from "../../parts/dialog";
import { May, MayNotWords } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { TransferTable } from "./transfers";
import { UploadForm } from "./upload-form";

/** Diagnostics and logs of all charge points. */
export function LogsPage() {
	const { t } = useTranslation();
	const uploads = useAllUploads();
	const [asking, setAsking] = useState(false);
	return (
		<Stack gap="md">
			<Group justify="space-between">
				<PageTitle title={t("logs.title")} />
				<May role="operator">
					<Button leftSection={<Icon path={mdiPlus} size={18} />} onClick={() => setAsking(true)}>
						{t("upload.ask")}
					</Button>
				</May>
			</Group>
			<Text size="sm" c="dimmed" maw={720}>
				{t("logs.words")}
			</Text>
			<MayNotWords role="operator" />
			{uploads.error && <ProblemAlert error={uploads.error} />}
			{uploads.isPending && <Skeleton height={200} />}
			{uploads.data && (
				<TransferTable
					label={t("logs.title")}
					none={t("logs.none")}
					transfers={uploads.data}
					withChargePoint
				/>
			)}
			<Dialog opened={asking} title={t("upload.ask")} onClose={() => setAsking(false)} size="lg">
				<UploadForm />
			</Dialog>
		</Stack>
	);
}
