import { Anchor, Badge, Group, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Authorization } from "../../../api/schemas/drivers";
import { useAuthorizations } from "../../api/id-tags";
import { Id } from "../../parts/id";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";
import { ChargePointLink } from "../charge-point/charge-point-link";

/** What charge points asked about ids lately, and what they were told; the refused ones stand out. */
export function AuthorizationsPage() {
	const { t } = useTranslation();
	const [shown, setShown] = useState<"all" | "refused">("all");
	const authorizations = useAuthorizations();
	const formats = useFormats();
	const records = (authorizations.data ?? []).filter(
		({ status }) => shown === "all" || status !== "Accepted",
	);
	return (
		<Stack gap="md">
			<PageTitle title={t("authorizations.title")} />
			<SegmentedControl
				w="fit-content"
				value={shown}
				onChange={(value) => setShown(value as typeof shown)}
				data={[
					{ value: "all", label: t("authorizations.all") },
					{ value: "refused", label: t("authorizations.refused") },
				]}
			/>
			{authorizations.error && <ProblemAlert error={authorizations.error} />}
			{authorizations.isPending && <Skeleton height={300} />}
			{authorizations.data && (
				<Records
					label={t("authorizations.title")}
					none={t("authorizations.none")}
					columns={[
						{ name: t("authorizations.time"), cell: ({ timestamp }) => formats.dateTime(timestamp) },
						{
							name: t("transaction.chargePoint"),
							cell: ({ identity }) => <ChargePointLink identity={identity} />,
						},
						{ name: t("transaction.connector"), cell: ({ connectorId }) => connectorId ?? "–" },
						{ name: t("idTag.idTag"), cell: ({ idTag }) => <Id id={idTag} /> },
						{ name: t("authorizations.action"), cell: ({ action }) => t(`authorizationAction.${action}`) },
						{
							name: t("authorizations.status"),
							wrap: true,
							cell: (authorization) => <Status authorization={authorization} />,
						},
					]}
					records={records}
					keyOf={({ id }) => id}
				/>
			)}
		</Stack>
	);
}

/** What the charge point was told, and why an id was refused. */
function Status({ authorization: { idTag, status } }: { authorization: Authorization }) {
	const { t } = useTranslation();
	const refused = status !== "Accepted";
	return (
		<Group gap="xs">
			<Badge variant="light" color={refused ? "red" : "teal"} tt="none">
				{t(`authorizationStatus.${status}`)}
			</Badge>
			{refused && (
				<Text size="xs" c="dimmed">
					{t(`authorizationWords.${status}`)}
				</Text>
			)}
			{status === "Invalid" && (
				<Anchor component={Link} to={`/operator/id-tags?add=${encodeURIComponent(idTag)}`} size="sm">
					{t("authorizations.addId")}
				</Anchor>
			)}
		</Group>
	);
}
