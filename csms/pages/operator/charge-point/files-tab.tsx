import { Button, Group, Stack, Text } from "@mantine/core";
import { mdiFileDownloadOutline, mdiUpdate } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../../parts/dialog";
import { May, MayNotWords } from "../../parts/may";
import { Icon } from "../../shared/icon";
import { Transfers } from "../files/transfers";
import { UpdateForm } from "../files/update-form";
import { UploadForm } from "../files/upload-form";
import { useChargePoint } from "./charge-point-page";

/** Firmware updates, diagnostics and logs of the charge point. */
export function FilesTab() {
	const { t } = useTranslation();
	const chargePoint = useChargePoint();
	const { identity, connected } = chargePoint;
	const [open, setOpen] = useState<"update" | "upload" | null>(null);
	return (
		<Stack gap="md">
			<MayNotWords role="operator" />
			<May role="operator">
				<Group gap="xs">
					<Button
						size="xs"
						disabled={!connected}
						leftSection={<Icon path={mdiFileDownloadOutline} size={18} />}
						onClick={() => setOpen("upload")}
					>
						{t("upload.ask")}
					</Button>
					<Button
						size="xs"
						variant="default"
						disabled={!connected}
						leftSection={<Icon path={mdiUpdate} size={18} />}
						onClick={() => setOpen("update")}
					>
						{t("update.ask")}
					</Button>
					{!connected && (
						<Text size="sm" c="dimmed">
							{t("assignments.needsConnection")}
						</Text>
					)}
				</Group>
			</May>
			<Transfers identity={identity} />
			<Dialog opened={open === "upload"} title={t("upload.ask")} onClose={() => setOpen(null)}>
				<UploadForm identity={identity} />
			</Dialog>
			<Dialog opened={open === "update"} title={t("update.ask")} onClose={() => setOpen(null)}>
				<UpdateForm chargePoint={chargePoint} />
			</Dialog>
		</Stack>
	);
}
