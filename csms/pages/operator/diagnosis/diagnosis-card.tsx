import { Anchor, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Diagnosis } from "../../../api/schemas/diagnoses";
import { diagnosisInWords } from "../../../texts/diagnosis-words";
import { useChargePointName } from "../../api/charge-points";
import { useNow } from "../../shared/now";
import { useFormats } from "../../shared/use-formats";
import { chargePointAddress } from "../charge-point/charge-point-link";
import { SEVERITY_COLORS, SeverityBadge } from "./severity-badge";

interface DiagnosisCardProps {
	diagnosis: Diagnosis;
	/** Whether it says of which charge point it is. */
	namesChargePoint: boolean;
}

/** Something that is wrong now: what, where and since when, and what to do; its page has the evidence. */
export function DiagnosisCard({ diagnosis, namesChargePoint }: DiagnosisCardProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const now = useNow();
	const { id, severity, since, count, acknowledgedAt, acknowledgedBy } = diagnosis;
	const { title, seen, advice } = diagnosisInWords(t, formats, diagnosis);
	return (
		<Card
			withBorder
			component="article"
			aria-labelledby={`diagnosis-${id}`}
			style={{ borderInlineStart: `4px solid var(--mantine-color-${SEVERITY_COLORS[severity]}-6)` }}
		>
			<Stack gap="xs">
				<Group justify="space-between" gap="xs" align="flex-start">
					<Stack gap={2} miw={0} flex="1 1 16rem">
						<Title order={3} size="h5" id={`diagnosis-${id}`}>
							<Anchor component={Link} to={`/operator/diagnoses/${id}`} inherit>
								{title}
							</Anchor>
						</Title>
						<Place diagnosis={diagnosis} namesChargePoint={namesChargePoint} />
					</Stack>
					<Group gap="xs">
						<SeverityBadge severity={severity} />
						<Text size="sm" c="dimmed" title={formats.dateTime(since)}>
							{t("diagnoses.sinceFor", { duration: formats.roughly(now - Date.parse(since)) })}
							{count > 1 && ` · ${t("diagnoses.times", { count })}`}
						</Text>
					</Group>
				</Group>
				<Text size="sm">{seen}</Text>
				<Text size="sm">
					<b>{t("diagnoses.advice")}</b>
					<br />
					{advice}
				</Text>
				<Group justify="space-between" gap="xs">
					<Anchor component={Link} to={`/operator/diagnoses/${id}`} size="sm" underline="always">
						{t("diagnoses.details")}
					</Anchor>
					{acknowledgedAt !== null && (
						<Text size="sm" c="dimmed">
							{t("diagnoses.acknowledged", {
								account: acknowledgedBy,
								moment: formats.dateTime(acknowledgedAt),
							})}
						</Text>
					)}
				</Group>
			</Stack>
		</Card>
	);
}

/** The charge point, with a link, and the connector. */
export function Place({ diagnosis, namesChargePoint }: DiagnosisCardProps) {
	const { t } = useTranslation();
	const { identity, connectorId, kind } = diagnosis;
	const name = useChargePointName(identity);
	const connector =
		connectorId === null || connectorId === 0
			? t("diagnoses.whole")
			: t("diagnoses.connector", { id: connectorId });
	if (!namesChargePoint) {
		return (
			<Text size="sm" c="dimmed">
				{connector}
			</Text>
		);
	}
	return (
		<Text size="sm" c="dimmed">
			{kind === "unknown-charge-point" ? (
				identity
			) : (
				<Anchor component={Link} underline="always" inherit to={chargePointAddress(identity)}>
					{name ?? identity}
				</Anchor>
			)}
			{name && ` · ${identity}`}
			{connectorId !== null && ` · ${connector}`}
		</Text>
	);
}
