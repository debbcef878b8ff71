import { Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFrames } from "../../api/live";
import { FrameLog } from "../../shared/frame-log";
import { useChargePoint } from "./charge-point-page";

/** The OCPP messages of the charge point. */
export function MessagesTab() {
	const { t } = useTranslation();
	const { identity } = useChargePoint();
	const { frames, clear } = useFrames(identity);
	return (
		<Stack gap="xs" component="section" aria-labelledby="frames">
			<Title order={2} size="h4" id="frames">
				{t("frames.title")}
			</Title>
			<FrameLog frames={frames} onClear={clear} height="32rem" />
			<Text size="xs" c="dimmed">
				{t("chargePoint.framesSince")}
			</Text>
		</Stack>
	);
}
