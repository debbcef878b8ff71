import { Button, Group, Skeleton, Stack, Title } from "@mantine/core";
import { mdiPlus, mdiTrayArrowUp } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useCampaigns, useFirmware } from "../../api/firmware";
import { Dialog } from "../../parts/dialog";
import { May, MayNotWords } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { CampaignForm } from "./campaign-form";
import { Campaigns } from "./campaigns";
import { ImageForm } from "./image-form";
import { Images } from "./images";

/** Firmware images, and the campaigns that bring them to the charge points. */
export function FirmwarePage() {
	const { t } = useTranslation();
	const images = useFirmware();
	const campaigns = useCampaigns();
	const navigate = useNavigate();
	const [uploading, setUploading] = useState(false);
	/** The image that a new campaign begins with; null: none is begun. */
	const [starting, setStarting] = useState<{ imageId: number | undefined } | null>(null);
	const error = images.error ?? campaigns.error;
	return (
		<Stack gap="lg">
			<Group justify="space-between">
				<PageTitle title={t("firmware.title")} />
				<May role="operator">
					<Group gap="xs">
						<Button
							variant="default"
							leftSection={<Icon path={mdiTrayArrowUp} size={18} />}
							onClick={() => setUploading(true)}
						>
							{t("image.upload")}
						</Button>
						<Button
							disabled={images.data?.length === 0}
							leftSection={<Icon path={mdiPlus} size={18} />}
							onClick={() => setStarting({ imageId: images.data?.[0]?.id })}
						>
							{t("campaign.start")}
						</Button>
					</Group>
				</May>
			</Group>
			<MayNotWords role="operator" />
			{error && <ProblemAlert error={error} />}
			<Stack gap="xs" component="section" aria-labelledby="campaigns">
				<Title order={2} size="h4" id="campaigns">
					{t("firmware.campaigns")}
				</Title>
				{campaigns.isPending && <Skeleton height={120} />}
				{campaigns.data && <Campaigns campaigns={campaigns.data} />}
			</Stack>
			<Stack gap="xs" component="section" aria-labelledby="images">
				<Title order={2} size="h4" id="images">
					{t("firmware.images")}
				</Title>
				{images.isPending && <Skeleton height={120} />}
				{images.data && <Images images={images.data} onStart={({ id }) => setStarting({ imageId: id })} />}
			</Stack>
			<Dialog opened={uploading} title={t("image.upload")} onClose={() => setUploading(false)} size="lg">
				<ImageForm onDone={() => setUploading(false)} />
			</Dialog>
			<Dialog
				opened={starting !== null}
				title={t("campaign.start")}
				onClose={() => setStarting(null)}
				size="xl"
			>
				<CampaignForm
					imageId={starting?.imageId}
					onStarted={({ id }) => navigate(`/operator/firmware/campaigns/${id}`)}
				/>
			</Dialog>
		</Stack>
	);
}
