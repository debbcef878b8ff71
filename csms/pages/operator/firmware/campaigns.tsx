import { Anchor, Badge, Progress, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { FirmwareCampaign } from "../../../api/schemas/firmware-campaigns";
import { MomentBy } from "../../parts/moment-by";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";

/** Colours of what has become of a campaign's charge points. */
export const MEMBER_COLORS = { Succeeded: "teal", UnderWay: "blue", Waiting: "gray", Failed: "red" } as const;
const STATES = Object.keys(MEMBER_COLORS) as (keyof typeof MEMBER_COLORS)[];
const COLORS = { Running: "blue", Stopped: "orange", Done: "teal" } as const;

/** All campaigns with how far they are. */
export function Campaigns({ campaigns }: { campaigns: FirmwareCampaign[] }) {
	const { t } = useTranslation();
	return (
		<Records
			label={t("firmware.campaigns")}
			none={t("firmware.noCampaigns")}
			columns={[
				{
					name: t("campaign.image"),
					wrap: true,
					cell: ({ id, firmware: { name, version } }) => (
						<Anchor component={Link} size="sm" to={`/operator/firmware/campaigns/${id}`}>
							{t("image.named", { name, version })}
						</Anchor>
					),
				},
				{
					name: t("campaign.createdAt"),
					sort: ({ createdAt }) => createdAt,
					cell: ({ createdAt, account }) => <MomentBy moment={createdAt} account={account} />,
				},
				{
					name: t("campaign.stateName"),
					sort: ({ state }) => state,
					cell: (campaign) => <CampaignState campaign={campaign} />,
				},
				{
					name: t("campaign.progress"),
					wrap: true,
					cell: (campaign) => <CampaignProgress campaign={campaign} />,
				},
			]}
			records={campaigns}
			keyOf={({ id }) => id}
		/>
	);
}

/** The state of a campaign as a badge. */
export function CampaignState({ campaign: { state, counts } }: { campaign: FirmwareCampaign }) {
	const { t } = useTranslation();
	const color = state === "Done" && counts.Failed > 0 ? "orange" : COLORS[state];
	return (
		<Badge variant="light" color={color} tt="none">
			{t(`campaignState.${state}`)}
		</Badge>
	);
}

/** How many charge points have got how far, as a bar and in words. */
export function CampaignProgress({ campaign: { counts } }: { campaign: FirmwareCampaign }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const all = STATES.reduce((sum, state) => sum + counts[state], 0);
	const shown = STATES.filter((state) => counts[state] > 0);
	return (
		<Stack gap={4} miw={110}>
			<Progress.Root size="lg" aria-hidden>
				{shown.map((state) => (
					<Progress.Section
						key={state}
						value={(100 * counts[state]) / all}
						color={MEMBER_COLORS[state]}
						withAria={false}
					/>
				))}
			</Progress.Root>
			<Text size="xs" c="dimmed">
				{shown
					.map((state) =>
						t("campaign.count", { count: formats.count(counts[state]), state: t(`memberState.${state}`) }),
					)
					.join(" · ")}
			</Text>
		</Stack>
	);
}
