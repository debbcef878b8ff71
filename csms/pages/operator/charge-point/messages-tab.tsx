import { ActionIcon, Menu, Stack, Text, Title, Tooltip } from "@mantine/core";
import { mdiDownload } from "@mdi/js";
import { useTranslation } from "react-i18next";
import type { FrameChoice } from "../../../frames/frames";
import { withQuery } from "../../api/client";
import { useFrames } from "../../api/live";
import { ProblemAlert } from "../../parts/problem";
import { FrameLog } from "../../shared/frame-log";
import { Icon } from "../../shared/icon";
import { useChargePoint } from "./charge-point-page";

/** The OCPP messages of the charge point. */
export function MessagesTab() {
	const { t } = useTranslation();
	const { identity } = useChargePoint();
	const { frames, clear, error } = useFrames(identity);
	return (
		<Stack gap="xs" component="section" aria-labelledby="frames">
			<Title order={2} size="h4" id="frames">
				{t("frames.title")}
			</Title>
			{error && <ProblemAlert error={error} />}
			<FrameLog
				frames={frames}
				onClear={clear}
				height="max(20rem, calc(100dvh - 24rem))"
				actions={(choice) => <Download identity={identity} choice={choice} />}
			/>
			<Text size="xs" c="dimmed">
				{t("messages.remembered")}
			</Text>
		</Stack>
	);
}

/** The remembered messages that fit the choice, as a file. */
function Download({ identity, choice }: { identity: string; choice: FrameChoice }) {
	const { t } = useTranslation();
	const label = t("messages.download");
	const path = `/api/v1/charge-points/${encodeURIComponent(identity)}/frames/download`;
	return (
		<Menu position="bottom-end">
			<Tooltip label={label}>
				<Menu.Target>
					<ActionIcon size="lg" variant="default" aria-label={label}>
						<Icon path={mdiDownload} />
					</ActionIcon>
				</Menu.Target>
			</Tooltip>
			<Menu.Dropdown>
				{(["jsonl", "csv"] as const).map((format) => (
					<Menu.Item
						key={format}
						component="a"
						href={withQuery(path, {
							format,
							show: choice.show,
							action: choice.action,
							text: choice.text.slice(0, 200),
						})}
						download
					>
						{t(`messages.format.${format}`)}
					</Menu.Item>
				))}
			</Menu.Dropdown>
		</Menu>
	);
}
