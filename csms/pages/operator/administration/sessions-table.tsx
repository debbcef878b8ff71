import { Badge, Button, Group, Skeleton, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useEndSession, useSessions } from "../../api/accounts";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";

/** The open sessions of an account, for administrators; null: the own ones. */
export function SessionsTable({ account }: { account: string | null }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const showProblem = useShowProblem();
	const sessions = useSessions(account);
	const end = useEndSession(account);
	if (sessions.error) return <ProblemAlert error={sessions.error} />;
	if (!sessions.data) return <Skeleton height={100} />;
	return (
		<Records
			label={t("sessions.title")}
			none={t("sessions.none")}
			columns={[
				{
					name: t("sessions.createdAt"),
					cell: ({ createdAt }) => formats.dateTime(createdAt),
					sort: ({ createdAt }) => createdAt,
				},
				{ name: t("sessions.expiresAt"), cell: ({ expiresAt }) => formats.dateTime(expiresAt) },
				{
					name: t("sessions.from"),
					wrap: true,
					cell: ({ address, userAgent }) => (
						<>
							{address}
							<Text size="xs" c="dimmed">
								{userAgent}
							</Text>
						</>
					),
				},
				{
					name: t("page.actions"),
					cell: ({ id, current }) =>
						current ? (
							<Badge variant="light" tt="none" miw="max-content">
								{t("sessions.current")}
							</Badge>
						) : (
							<Group>
								<Button
									size="compact-sm"
									variant="default"
									loading={end.isPending && end.variables === id}
									onClick={() => end.mutate(id, { onError: showProblem })}
								>
									{t("sessions.end")}
								</Button>
							</Group>
						),
				},
			]}
			records={sessions.data}
			keyOf={({ id }) => id}
		/>
	);
}
