import { Badge, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OpenSession } from "../../api/schemas/accounts";
import { useEndSession, useOwnSessions } from "../api/own";
import { ProblemAlert, useShowProblem } from "../parts/problem";
import { useFormats } from "../shared/use-formats";

/** Where the account is signed in; a device that was lost is signed out from here. */
export function AccountDevices() {
	const { t } = useTranslation();
	const sessions = useOwnSessions();
	return (
		<Card withBorder padding="lg" component="section" aria-labelledby="devices">
			<Stack gap="md">
				<Title order={2} size="h4" id="devices">
					{t("driverAccount.devices")}
				</Title>
				{sessions.isPending && <Skeleton height={60} />}
				{sessions.error && <ProblemAlert error={sessions.error} />}
				{sessions.data?.map((session) => (
					<Device key={session.id} session={session} />
				))}
			</Stack>
		</Card>
	);
}

function Device({ session: { id, createdAt, address, userAgent, current } }: { session: OpenSession }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const end = useEndSession();
	const showProblem = useShowProblem();
	return (
		<Group justify="space-between" wrap="nowrap" gap="sm">
			<Stack gap={2} miw={0}>
				<Text size="sm" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
					{userAgent === "" ? "–" : userAgent}
				</Text>
				<Text size="sm" c="dimmed">
					{t("driverAccount.signedInSince", { time: formats.dateTime(createdAt), address })}
				</Text>
			</Stack>
			{current ? (
				<Badge variant="light" tt="none" flex="none">
					{t("driverAccount.thisDevice")}
				</Badge>
			) : (
				<Button
					variant="default"
					flex="none"
					loading={end.isPending}
					onClick={() => end.mutate(id, { onError: showProblem })}
				>
					{t("driverAccount.signOutDevice")}
				</Button>
			)}
		</Group>
	);
}
