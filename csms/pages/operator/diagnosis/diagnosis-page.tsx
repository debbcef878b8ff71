import { Button, Card, DataList, Group, Stack, Text, Title } from "@mantine/core";
import { mdiAccountWrenchOutline } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { Diagnosis } from "../../../api/schemas/diagnoses";
import { diagnosisInWords } from "../../../texts/diagnosis-words";
import { useAcknowledge, useDiagnosis } from "../../api/diagnoses";
import { May } from "../../parts/may";
import { PagePath } from "../../parts/page-path";
import { PageTitle } from "../../parts/page-title";
import { useShowProblem } from "../../parts/problem";
import { Unread } from "../../parts/unread";
import { Icon } from "../../shared/icon";
import { useNow } from "../../shared/now";
import { useFormats } from "../../shared/use-formats";
import { Place } from "./diagnosis-card";
import { EvidenceList } from "./evidence-list";
import { SeverityBadge } from "./severity-badge";

/** One diagnosis: what, since when, the likely cause, what to do, and the records that show it. */
export function DiagnosisPage() {
	const { t } = useTranslation();
	const formats = useFormats();
	const id = Number(useParams().id);
	const diagnosis = useDiagnosis(id);
	if (diagnosis.error || !diagnosis.data) return <Unread error={diagnosis.error} height={400} />;
	const { data } = diagnosis;
	const { title, seen, cause, advice } = diagnosisInWords(t, formats, data);
	return (
		<Stack gap="md">
			<PagePath to="/operator/diagnoses" parent={t("diagnoses.title")} here={data.identity} />
			<Stack gap={4}>
				<Group gap="sm">
					<PageTitle title={title} />
					<SeverityBadge severity={data.severity} />
				</Group>
				<Place diagnosis={data} namesChargePoint />
			</Stack>
			<Card withBorder>
				<Stack gap="md">
					<Times diagnosis={data} />
					{(
						[
							["seen", seen],
							["cause", cause],
							["advice", advice],
						] as const
					).map(([name, words]) => (
						<Stack key={name} gap={2}>
							<Title order={2} size="h5">
								{t(`diagnoses.${name}`)}
							</Title>
							<Text>{words}</Text>
						</Stack>
					))}
					<Care diagnosis={data} />
				</Stack>
			</Card>
			<EvidenceList diagnosis={data} />
		</Stack>
	);
}

function Times({ diagnosis }: { diagnosis: Diagnosis }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const now = useNow();
	const { since, until, last, count } = diagnosis;
	const duration = formats.roughly(Date.parse(until ?? "") - Date.parse(since));
	const facts = [
		[
			t("diagnoses.since"),
			until === null
				? `${formats.dateTime(since)} · ${t("diagnoses.sinceFor", { duration: formats.roughly(now - Date.parse(since)) })}`
				: formats.dateTime(since),
		],
		...(until === null
			? []
			: [
					[t("diagnoses.until"), formats.dateTime(until)],
					[t("diagnoses.lasted"), duration],
				]),
		[t("diagnoses.last"), formats.dateTime(last)],
		[t("diagnoses.count"), t("diagnoses.times", { count })],
	];
	return (
		<DataList size="sm" gap="xs" labelWidth="9.5rem">
			{facts.map(([name, value]) => (
				<DataList.Item key={name}>
					<DataList.ItemLabel>{name}</DataList.ItemLabel>
					<DataList.ItemValue>{value}</DataList.ItemValue>
				</DataList.Item>
			))}
		</DataList>
	);
}

/** Who takes care of it, or the button by which somebody does. */
function Care({ diagnosis }: { diagnosis: Diagnosis }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const showProblem = useShowProblem();
	const acknowledge = useAcknowledge();
	const { id, until, acknowledgedAt, acknowledgedBy } = diagnosis;
	if (acknowledgedAt !== null) {
		return (
			<Text size="sm" c="dimmed">
				{t("diagnoses.acknowledged", { account: acknowledgedBy, moment: formats.dateTime(acknowledgedAt) })}
			</Text>
		);
	}
	if (until !== null) return null;
	return (
		<May role="operator">
			<Group>
				<Button
					variant="default"
					leftSection={<Icon path={mdiAccountWrenchOutline} size={18} />}
					loading={acknowledge.isPending}
					onClick={() => acknowledge.mutate(id, { onError: showProblem })}
				>
					{t("diagnoses.acknowledge")}
				</Button>
			</Group>
		</May>
	);
}
