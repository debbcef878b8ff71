import { Anchor, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Diagnosis, Evidence } from "../../../api/schemas/diagnoses";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";
import { pageOf } from "./evidence-page";
import { useFactWords } from "./fact-words";

/** The records that show a diagnosis, each in words and with the way to where it stands. */
export function EvidenceList({ diagnosis }: { diagnosis: Diagnosis }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { evidence, identity } = diagnosis;
	return (
		<Stack gap="xs" component="section" aria-labelledby="evidence">
			<Title order={2} size="h4" id="evidence">
				{t("diagnoses.evidence")}
			</Title>
			<Text size="sm" c="dimmed">
				{t("diagnoses.evidenceWords")}
			</Text>
			<Records
				label={t("diagnoses.evidence")}
				none={t("diagnoses.noEvidence")}
				columns={[
					{ name: t("evidence.at"), sort: ({ at }) => at, cell: ({ at }) => formats.dateTime(at) },
					{
						name: t("evidence.record"),
						cell: (record) => <RecordName record={record} identity={identity} />,
					},
					{ name: t("evidence.says"), wrap: true, cell: (record) => <FactsInWords record={record} /> },
				]}
				records={evidence}
				keyOf={({ what, id, at }) => `${what} ${id} ${at}`}
			/>
		</Stack>
	);
}

function RecordName({ record, identity }: { record: Evidence; identity: string }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const name = t(`evidence.what.${record.what}`);
	const page = pageOf(record, identity);
	if (page === null) return name;
	return (
		<Anchor
			component={Link}
			to={page}
			underline="always"
			inherit
			aria-label={t("evidence.openOf", { record: name, moment: formats.dateTime(record.at) })}
		>
			{name}
		</Anchor>
	);
}

function FactsInWords({ record }: { record: Evidence }) {
	const { t } = useTranslation();
	const words = useFactWords();
	const facts = Object.entries(record.facts).flatMap(([name, value]) => {
		const told = words(record.what, name, value);
		return told === null ? [] : [{ name, ...told }];
	});
	if (facts.length === 0) {
		return (
			<Text size="sm" c="dimmed">
				{t("evidence.none")}
			</Text>
		);
	}
	return (
		<Stack gap={2}>
			{facts.map(({ name, label, value }) => (
				<Text key={name} size="sm" style={{ overflowWrap: "anywhere" }}>
					<Text span inherit c="dimmed">
						{label}
					</Text>{" "}
					{value}
				</Text>
			))}
		</Stack>
	);
}
