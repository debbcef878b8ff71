import { Badge, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ProfileAssignment } from "../../../api/schemas/charging-profiles";
import { useClearProfiles, useProfiles } from "../../api/charging";
import { ConfirmedButton } from "../../parts/confirmed-button";
import { useMay } from "../../parts/may";
import { MomentBy } from "../../parts/moment-by";
import { type Column, Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";
import { ProfileWords, useLimitSpan, useProfileName } from "./profile-words";

interface AssignmentsProps {
	identity: string;
	connected: boolean;
	installed: ProfileAssignment[];
	former: ProfileAssignment[];
}

/** The profiles in a charge point, and those that are not, or no longer, there. */
export function Assignments({ identity, connected, installed, former }: AssignmentsProps) {
	const { t } = useTranslation();
	const clear = useClearProfiles(identity);
	const mayClear = useMay("operator");
	const columns = useColumns();
	const actions: Column<ProfileAssignment> = {
		name: t("page.actions"),
		cell: ({ chargingProfile: { chargingProfileId: id } }) => (
			<ConfirmedButton
				label={t("assignments.clear")}
				ariaLabel={t("assignments.clearOf", { id })}
				disabled={!connected}
				title={t("assignments.clearOf", { id })}
				words={t("assignments.clearWords", { identity })}
				action={t("assignments.clear")}
				onConfirm={() => clear.mutateAsync({ id })}
			/>
		),
	};
	const state: Column<ProfileAssignment> = {
		name: t("assignments.became"),
		wrap: true,
		cell: (assignment) => <Became assignment={assignment} />,
	};
	return (
		<>
			<Stack gap="xs" component="section" aria-labelledby="installed">
				<Title order={2} size="h4" id="installed">
					{t("assignments.installed")}
				</Title>
				<Records
					label={t("assignments.installed")}
					none={t("assignments.noneInstalled")}
					columns={mayClear ? [...columns, actions] : columns}
					records={installed}
					keyOf={({ id }) => id}
				/>
			</Stack>
			{former.length > 0 && (
				<Stack gap="xs" component="section" aria-labelledby="former">
					<Title order={2} size="h4" id="former">
						{t("assignments.former")}
					</Title>
					<Records
						label={t("assignments.former")}
						none=""
						columns={[...columns, state]}
						records={former}
						keyOf={({ id }) => id}
					/>
				</Stack>
			)}
		</>
	);
}

function useColumns(): Column<ProfileAssignment>[] {
	const { t } = useTranslation();
	const nameOf = useProfileName(useProfiles().data);
	const limitSpan = useLimitSpan();
	return [
		{
			name: t("assign.profile"),
			wrap: true,
			cell: ({ chargingProfile: { chargingProfileId } }) => nameOf(chargingProfileId),
		},
		{
			name: t("profile.purpose"),
			wrap: true,
			cell: ({ chargingProfile }) => <ProfileWords profile={chargingProfile} />,
		},
		{
			name: t("assign.place"),
			wrap: true,
			cell: ({ connectorId, transactionId }) => (
				<>
					{connectorId === null
						? "–"
						: connectorId === 0
							? t("field.wholeChargePoint")
							: t("connector.title", { id: connectorId })}
					{transactionId !== null && ` · ${t("session.transaction", { id: transactionId })}`}
				</>
			),
		},
		{ name: t("profile.limits"), cell: ({ chargingProfile }) => limitSpan(chargingProfile) },
		{ name: t("profile.stackLevel"), cell: ({ chargingProfile: { stackLevel } }) => stackLevel },
		{
			name: t("assign.sentAt"),
			sort: ({ sentAt }) => sentAt,
			cell: ({ sentAt, account }) => <MomentBy moment={sentAt} account={account} />,
		},
	];
}

const COLORS: Record<ProfileAssignment["status"], string> = {
	Waiting: "gray",
	Accepted: "gray",
	Rejected: "red",
	NotSupported: "red",
	Failed: "red",
};

/** Why a profile is not, or no longer, in the charge point. */
function Became({ assignment }: { assignment: ProfileAssignment }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { status, endedBy, endedAt, identity } = assignment;
	if (status === "Accepted") {
		if (endedBy === null || endedAt === null) return t("assignments.waitsForSession");
		return t(`assignments.ended.${endedBy}`, { moment: formats.dateTime(endedAt) });
	}
	return (
		<Stack gap={2}>
			<Badge variant="light" color={COLORS[status]} tt="none">
				{t(`assignmentState.${status}`)}
			</Badge>
			<Text size="xs" c="dimmed">
				{t(`profileAnswer.${status}`, { identity })}
			</Text>
		</Stack>
	);
}
