import { Badge, Button, Card, Group, Progress, Stack, Text } from "@mantine/core";
import { mdiPlay, mdiRefresh } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { CampaignMember, FirmwareCampaignWithMembers } from "../../../api/schemas/firmware-campaigns";
import { useCampaign, useSteerCampaign } from "../../api/firmware";
import { ConfirmedButton } from "../../parts/confirmed-button";
import { May, MayNotWords, useMay } from "../../parts/may";
import { PagePath } from "../../parts/page-path";
import { PageTitle } from "../../parts/page-title";
import { useShowProblem } from "../../parts/problem";
import { type Column, Records } from "../../parts/records";
import { Unread } from "../../parts/unread";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { ChargePointLink } from "../charge-point/charge-point-link";
import { CampaignProgress, CampaignState, MEMBER_COLORS } from "./campaigns";

/** One campaign, and how each of its charge points is getting on. */
export function CampaignPage() {
	const { t } = useTranslation();
	const { campaignId } = useParams();
	const campaign = useCampaign(Number(campaignId));
	if (campaign.error || !campaign.data) return <Unread error={campaign.error} height={400} />;
	const { firmware } = campaign.data;
	const title = t("campaign.titled", { name: firmware.name, version: firmware.version });
	return (
		<Stack gap="md">
			<PagePath to="/operator/firmware" parent={t("firmware.title")} here={title} />
			<Group justify="space-between">
				<PageTitle title={title} />
				<CampaignState campaign={campaign.data} />
			</Group>
			<Summary campaign={campaign.data} />
			<Members campaign={campaign.data} />
		</Stack>
	);
}

function Summary({ campaign }: { campaign: FirmwareCampaignWithMembers }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const steer = useSteerCampaign(campaign.id);
	const showProblem = useShowProblem();
	const { state, counts, createdAt, account, retrieveDate, installDate, signed, atOnce } = campaign;
	const facts = [
		t("campaign.startedBy", { moment: formats.dateTime(createdAt), account }),
		t(signed ? "campaign.isSigned" : "campaign.isUnsigned"),
		t("campaign.atOnceOf", { count: atOnce }),
		retrieveDate !== null && t("campaign.retrieveAt", { moment: formats.dateTime(retrieveDate) }),
		installDate !== null && t("campaign.installAt", { moment: formats.dateTime(installDate) }),
	].filter((fact) => fact !== false);
	return (
		<Card withBorder>
			<Stack gap="sm">
				<CampaignProgress campaign={campaign} />
				<Text size="sm" c="dimmed">
					{facts.join(" · ")}
				</Text>
				<MayNotWords role="operator" />
				{(state !== "Done" || counts.Failed > 0) && (
					<May role="operator">
						<Group gap="xs">
							{state === "Running" && (
								<ConfirmedButton
									label={t("campaign.stop")}
									title={t("campaign.stop")}
									words={t("campaign.stopWords")}
									action={t("campaign.stop")}
									onConfirm={() => steer.mutateAsync({ step: "stop" })}
								/>
							)}
							{state === "Stopped" && (
								<Button
									size="xs"
									leftSection={<Icon path={mdiPlay} size={18} />}
									loading={steer.isPending}
									onClick={() => steer.mutate({ step: "resume" }, { onError: showProblem })}
								>
									{t("campaign.resume")}
								</Button>
							)}
							{counts.Failed > 0 && (
								<Button
									size="xs"
									variant="default"
									leftSection={<Icon path={mdiRefresh} size={18} />}
									loading={steer.isPending}
									onClick={() => steer.mutate({ step: "retry" }, { onError: showProblem })}
								>
									{t("campaign.retryAll", { count: counts.Failed })}
								</Button>
							)}
						</Group>
					</May>
				)}
			</Stack>
		</Card>
	);
}

function Members({ campaign }: { campaign: FirmwareCampaignWithMembers }) {
	const { t } = useTranslation();
	const steer = useSteerCampaign(campaign.id);
	const showProblem = useShowProblem();
	const mayRetry = useMay("operator");
	const columns: Column<CampaignMember>[] = [
		{
			name: t("assign.chargePoint"),
			sort: ({ identity }) => identity,
			cell: ({ identity }) => <ChargePointLink identity={identity} tab="files" />,
		},
		{
			name: t("campaign.stateName"),
			wrap: true,
			sort: ({ state }) => state,
			cell: (member) => <MemberState member={member} />,
		},
		{
			name: t("campaign.fetched"),
			wrap: true,
			sort: ({ update }) => update?.bytesServed ?? 0,
			cell: ({ update }) => <Fetched update={update} size={campaign.firmware.size} />,
		},
		{
			name: t("campaign.versions"),
			wrap: true,
			cell: ({ update }) =>
				update
					? t("campaign.fromTo", {
							before: update.firmwareVersionBefore ?? "?",
							after: update.firmwareVersionAfter ?? "…",
						})
					: "–",
		},
	];
	if (mayRetry && campaign.counts.Failed > 0) {
		columns.push({
			name: t("page.actions"),
			cell: ({ identity, state }) =>
				state === "Failed" && (
					<Button
						size="xs"
						variant="default"
						aria-label={t("campaign.retryOf", { identity })}
						onClick={() => steer.mutate({ step: "retry", identities: [identity] }, { onError: showProblem })}
					>
						{t("campaign.retry")}
					</Button>
				),
		});
	}
	return (
		<Records
			label={t("campaign.members")}
			none=""
			columns={columns}
			records={campaign.chargePoints}
			keyOf={({ identity }) => identity}
		/>
	);
}

/** What has become of a charge point's update, with what it has told itself. */
function MemberState({ member: { state, problem, update } }: { member: CampaignMember }) {
	const { t, i18n } = useTranslation();
	const formats = useFormats();
	const status = update?.status ?? null;
	const key = `firmwareStatus.${status}`;
	const refused = update?.state === "Refused" ? update.answer : null;
	return (
		<Stack gap={2}>
			<Badge variant="light" color={MEMBER_COLORS[state]} tt="none">
				{t(`memberState.${state}`)}
			</Badge>
			{status !== null && (
				<Text size="xs" c="dimmed">
					{i18n.exists(key) ? t(key as "firmwareStatus.Installed") : status}
				</Text>
			)}
			{update && state === "Failed" && update.state !== "Failed" && (
				<Text size="xs" c="dimmed">
					{t(`transfers.state.${update.state}`)}
				</Text>
			)}
			{update?.noNewsSince && (
				<Text size="xs" c="dimmed">
					{t("transfers.noNewsSince", { moment: formats.dateTime(update.noNewsSince) })}
				</Text>
			)}
			{[refused, problem].map(
				(words) =>
					words !== null && (
						<Text key={words} size="xs" c="dimmed" lang="en">
							{words}
						</Text>
					),
			)}
		</Stack>
	);
}

function Fetched({ update, size }: { update: CampaignMember["update"]; size: number }) {
	const { t } = useTranslation();
	const formats = useFormats();
	if (!update) return "–";
	const percent = Math.floor((100 * update.bytesServed) / Math.max(1, size));
	return (
		<Stack gap={2} miw={100}>
			<Progress value={percent} aria-label={t("transfers.fetched")} />
			<Text size="xs" c="dimmed">
				{t("campaign.bytes", { done: formats.bytes(update.bytesServed), all: formats.bytes(size) })}
			</Text>
		</Stack>
	);
}
