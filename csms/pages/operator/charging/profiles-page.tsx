import { Anchor, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { StoredProfile } from "../../../api/schemas/charging-profiles";
import { useDeleteProfile, useProfiles } from "../../api/charging";
import { ConfirmedButton } from "../../parts/confirmed-button";
import { Dialog } from "../../parts/dialog";
import { May, MayNotWords, useMay } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { type Column, Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { AssignForm } from "./assign-form";
import { ProfileWords, useLimitSpan } from "./profile-words";

/** The charging profiles that are kept for use. */
export function ProfilesPage() {
	const { t } = useTranslation();
	const profiles = useProfiles();
	const remove = useDeleteProfile();
	const limitSpan = useLimitSpan();
	const mayChange = useMay("operator");
	const [giving, setGiving] = useState<StoredProfile | null>(null);
	const columns: Column<StoredProfile>[] = [
		{
			name: t("profile.description"),
			wrap: true,
			sort: ({ description, chargingProfileId }) => description ?? String(chargingProfileId),
			cell: ({ chargingProfileId, description }) => (
				<Anchor component={Link} size="sm" to={`/operator/charging-profiles/${chargingProfileId}`}>
					{description
						? t("profile.named", { id: chargingProfileId, description })
						: t("profile.numbered", { id: chargingProfileId })}
				</Anchor>
			),
		},
		{
			name: t("profile.purpose"),
			wrap: true,
			sort: ({ chargingProfilePurpose }) => chargingProfilePurpose,
			cell: (profile) => <ProfileWords profile={profile} />,
		},
		{ name: t("profile.limits"), cell: limitSpan },
		{
			name: t("profile.stackLevel"),
			sort: ({ stackLevel }) => stackLevel,
			cell: ({ stackLevel }) => stackLevel,
		},
	];
	if (mayChange) {
		columns.push({
			name: t("page.actions"),
			cell: (profile) => (
				<Group gap="xs">
					<Button
						variant="default"
						size="xs"
						aria-label={t("profiles.giveOf", { id: profile.chargingProfileId })}
						onClick={() => setGiving(profile)}
					>
						{t("profiles.give")}
					</Button>
					<ConfirmedButton
						label={t("page.delete")}
						ariaLabel={t("profiles.delete", { id: profile.chargingProfileId })}
						title={t("profiles.delete", { id: profile.chargingProfileId })}
						words={t("profiles.deleteWords")}
						action={t("page.delete")}
						onConfirm={() => remove.mutateAsync(profile.chargingProfileId)}
					/>
				</Group>
			),
		});
	}
	return (
		<Stack gap="md">
			<Group justify="space-between">
				<PageTitle title={t("profiles.title")} />
				<May role="operator">
					<Button
						component={Link}
						to="/operator/charging-profiles/new"
						leftSection={<Icon path={mdiPlus} size={18} />}
					>
						{t("profiles.add")}
					</Button>
				</May>
			</Group>
			<Text size="sm" c="dimmed" maw={720}>
				{t("profiles.words")}
			</Text>
			<MayNotWords role="operator" />
			{profiles.error && <ProblemAlert error={profiles.error} />}
			{profiles.isPending && <Skeleton height={200} />}
			{profiles.data && (
				<Records
					label={t("profiles.title")}
					none={t("profiles.none")}
					columns={columns}
					records={profiles.data}
					keyOf={({ chargingProfileId }) => chargingProfileId}
				/>
			)}
			<Dialog opened={giving !== null} title={t("profiles.giveTitle")} onClose={() => setGiving(null)}>
				{giving && <AssignForm profileId={giving.chargingProfileId} />}
			</Dialog>
		</Stack>
	);
}
