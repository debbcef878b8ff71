import { Card, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import type { StoredProfile } from "../../../api/schemas/charging-profiles";
import { useProfilePlaces, useProfiles } from "../../api/charging";
import { MayNotWords } from "../../parts/may";
import { NotFoundPage } from "../../parts/other-pages";
import { PagePath } from "../../parts/page-path";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";
import { ChargePointLink } from "../charge-point/charge-point-link";
import { newProfileValues, profileValues } from "./profile-form";
import { ProfileForm } from "./profile-form-fields";
import { ProfilePreview } from "./profile-preview";
import { useProfileName } from "./profile-words";

/** One kept profile, or a new one: its form, and the curve that it makes. */
export function ProfilePage() {
	const { t } = useTranslation();
	const { chargingProfileId } = useParams();
	const profiles = useProfiles();
	const nameOf = useProfileName(profiles.data);
	if (profiles.error) return <ProblemAlert error={profiles.error} />;
	if (!profiles.data) return <Skeleton height={500} />;
	const existing = profiles.data.find((one) => String(one.chargingProfileId) === chargingProfileId);
	if (chargingProfileId !== undefined && !existing) return <NotFoundPage />;
	const title = existing ? nameOf(existing.chargingProfileId) : t("profiles.add");
	return (
		<Stack gap="md">
			<PagePath to="/operator/charging-profiles" parent={t("profiles.title")} here={title} />
			<PageTitle title={title} />
			<MayNotWords role="operator" />
			<Editor key={chargingProfileId ?? "new"} existing={existing ?? null} />
			{existing && <Places chargingProfileId={existing.chargingProfileId} />}
		</Stack>
	);
}

function Editor({ existing }: { existing: StoredProfile | null }) {
	const navigate = useNavigate();
	const [initial] = useState(() =>
		existing ? profileValues(existing, Date.now()) : newProfileValues(Date.now()),
	);
	const [values, setValues] = useState(initial);
	return (
		<SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
			<Card withBorder>
				<ProfileForm
					existing={existing?.chargingProfileId ?? null}
					initial={initial}
					onChange={setValues}
					onSaved={({ chargingProfileId }) =>
						navigate(`/operator/charging-profiles/${chargingProfileId}`, { replace: true })
					}
				/>
			</Card>
			<ProfilePreview values={values} />
		</SimpleGrid>
	);
}

/** Where the profile is installed, for all we know. */
function Places({ chargingProfileId }: { chargingProfileId: number }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const places = useProfilePlaces(chargingProfileId);
	if (!places.data) return places.error ? <ProblemAlert error={places.error} /> : null;
	return (
		<Stack gap="xs" component="section" aria-labelledby="places">
			<Title order={2} size="h4" id="places">
				{t("profile.places")}
			</Title>
			<Text size="sm" c="dimmed">
				{t("profile.placesWords")}
			</Text>
			<Records
				label={t("profile.places")}
				none={t("profile.noPlaces")}
				columns={[
					{
						name: t("assign.chargePoint"),
						sort: ({ identity }) => identity,
						cell: ({ identity }) => <ChargePointLink identity={identity} tab="charging" />,
					},
					{
						name: t("assign.place"),
						cell: ({ connectorId }) =>
							connectorId === 0 || connectorId === null
								? t("field.wholeChargePoint")
								: t("connector.title", { id: connectorId }),
					},
					{
						name: t("assign.sentAt"),
						sort: ({ sentAt }) => sentAt,
						cell: ({ sentAt }) => formats.dateTime(sentAt),
					},
				]}
				records={places.data}
				keyOf={({ id }) => id}
			/>
		</Stack>
	);
}
