import { Badge, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Connection } from "../../../../api/schemas/charge-point-records";
import { useHistory } from "../../../api/charge-point-records";
import { ProblemAlert } from "../../../parts/problem";
import { Records } from "../../../parts/records";
import { useNow } from "../../../shared/now";
import { useFormats } from "../../../shared/use-formats";
import { useWords } from "../../commands/parameter-words";

/** The connections, how long they lasted, why they ended and how fast they were. */
export function ConnectionHistory({ identity }: { identity: string }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const now = useNow(10_000);
	const { records, older, error } = useHistory("connections", identity);
	if (error) return <ProblemAlert error={error} />;
	if (!records) return <Skeleton height={400} />;
	return (
		<Records
			label={t("history.subject.connections")}
			none={t("history.noConnections")}
			records={records}
			older={older}
			keyOf={({ id }) => id}
			columns={[
				{ name: t("history.connectedAt"), cell: ({ connectedAt }) => formats.dateTime(connectedAt) },
				{
					name: t("history.lasted"),
					cell: ({ connectedAt, disconnectedAt }) =>
						formats.duration((disconnectedAt ? Date.parse(disconnectedAt) : now) - Date.parse(connectedAt)),
				},
				{ name: t("history.end"), wrap: true, cell: (connection) => <End connection={connection} /> },
				{ name: t("history.ping"), cell: ({ ping }) => <Ping ping={ping} /> },
				{ name: t("history.clock"), cell: ({ clockDifference: { last } }) => <Clock ms={last} /> },
				{ name: t("history.address"), wrap: true, cell: (connection) => <Address connection={connection} /> },
			]}
		/>
	);
}

function End({
	connection: { disconnectedAt, closeCode, closeReason, replaced },
}: {
	connection: Connection;
}) {
	const { t } = useTranslation();
	const words = useWords();
	if (disconnectedAt === null) {
		return (
			<Badge variant="light" color="teal" tt="none">
				{t("history.open")}
			</Badge>
		);
	}
	const code = replaced ? t("history.replaced") : words(`closeCode.${closeCode}`);
	return (
		<Stack gap={0}>
			<Text size="sm">
				{code ?? t("closeCode.other")}
				{closeCode !== null && ` (${closeCode})`}
			</Text>
			{closeReason && (
				<Text size="xs" c="dimmed" lang="en">
					{closeReason}
				</Text>
			)}
		</Stack>
	);
}

function Ping({ ping: { pongs, min, average, max } }: Pick<Connection, "ping">) {
	const { t } = useTranslation();
	const formats = useFormats();
	if (pongs === 0 || average === null) return "–";
	return (
		<Stack gap={0}>
			<Text size="sm">{t("history.milliseconds", { ms: formats.count(average) })}</Text>
			<Text size="xs" c="dimmed">
				{t("history.pingRange", { min: formats.count(min ?? 0), max: formats.count(max ?? 0) })}
			</Text>
		</Stack>
	);
}

function Clock({ ms }: { ms: number | null }) {
	const { t } = useTranslation();
	const formats = useFormats();
	if (ms === null) return "–";
	const difference = formats.duration(Math.abs(ms));
	if (Math.abs(ms) < 2000) return t("history.clockRight");
	return ms < 0 ? t("history.clockAhead", { difference }) : t("history.clockBehind", { difference });
}

function Address({ connection: { address, tls, securityProfile } }: { connection: Connection }) {
	const { t } = useTranslation();
	return (
		<Stack gap={0}>
			<Text size="sm">{address}</Text>
			<Text size="xs" c="dimmed">
				{t("history.profile", { profile: securityProfile })} · {tls ?? t("history.noTls")}
			</Text>
		</Stack>
	);
}
