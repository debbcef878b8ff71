import { Badge, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useHistory } from "../../../api/charge-point-records";
import { ProblemAlert } from "../../../parts/problem";
import { Records } from "../../../parts/records";
import { useFormats } from "../../../shared/use-formats";
import { useWords } from "../../commands/parameter-words";

/** The security events that the charge point told. */
export function SecurityEventHistory({ identity }: { identity: string }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const words = useWords();
	const { records, older, error } = useHistory("security-events", identity);
	if (error) return <ProblemAlert error={error} />;
	if (!records) return <Skeleton height={400} />;
	return (
		<Records
			label={t("history.subject.security")}
			none={t("history.noSecurity")}
			records={records}
			older={older}
			keyOf={({ id }) => id}
			columns={[
				{ name: t("history.time"), cell: ({ timestamp }) => formats.dateTime(timestamp) },
				{
					name: t("history.event"),
					wrap: true,
					cell: ({ type, critical }) => (
						<Stack gap={2}>
							<Group gap="xs">
								<Text size="sm">{words(`securityEvent.${type}`) ?? type}</Text>
								{critical && (
									<Badge variant="light" color="red" tt="none">
										{t("history.critical")}
									</Badge>
								)}
							</Group>
							<Text size="xs" c="dimmed">
								{type}
							</Text>
						</Stack>
					),
				},
				{ name: t("history.details"), wrap: true, cell: ({ techInfo }) => techInfo ?? "–" },
			]}
		/>
	);
}
