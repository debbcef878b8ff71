import { Badge, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Violation } from "../../../api/schemas/charge-point-records";
import { sentenceInWords } from "../../../texts/sentences";
import { useViolations } from "../../api/charge-points";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";

/** Where a charge point broke the rules. */
export function Violations({ identity }: { identity: string }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const violations = useViolations(identity);
	if (violations.error) return <ProblemAlert error={violations.error} />;
	if (!violations.data) return <Skeleton height={200} />;
	return (
		<Stack gap="xs" component="section" aria-labelledby="violations">
			<Title order={2} size="h4" id="violations">
				{t("violations.title")}
			</Title>
			<Text size="sm" c="dimmed">
				{t("violations.words")}
			</Text>
			<Records
				label={t("violations.title")}
				none={t("violations.none")}
				columns={[
					{ name: t("violations.last"), cell: ({ last }) => formats.dateTime(last) },
					{ name: t("violations.count"), cell: ({ count }) => count },
					{ name: t("violations.action"), cell: ({ action }) => action ?? "–" },
					{ name: t("violations.what"), wrap: true, cell: (violation) => <What violation={violation} /> },
					{ name: t("violations.outcomeName"), cell: ({ outcome }) => t(`violations.outcome.${outcome}`) },
				]}
				records={violations.data}
				keyOf={({ id }) => id}
			/>
		</Stack>
	);
}

function What({ violation: { rule, what, excerpt } }: { violation: Violation }) {
	const { t } = useTranslation();
	return (
		<Stack gap={2}>
			<Group gap="xs">
				<Badge variant="light" color="orange" tt="none">
					{t(`violations.rule.${rule}`)}
				</Badge>
				<Text size="sm">{sentenceInWords(t, what)}</Text>
			</Group>
			{excerpt !== null && (
				<Text size="xs" c="dimmed" ff="monospace" lineClamp={4} style={{ overflowWrap: "anywhere" }}>
					{excerpt}
				</Text>
			)}
		</Stack>
	);
}
