import { Group, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StatusNotification } from "../../../../api/schemas/charge-point-records";
import { useHistory } from "../../../api/charge-point-records";
import { call, withQuery } from "../../../api/client";
import { keys } from "../../../api/keys";
import { ProblemAlert } from "../../../parts/problem";
import { Records } from "../../../parts/records";
import { isFaultCode } from "../../../shared/error-codes";
import { useNow } from "../../../shared/now";
import { StatusBadge } from "../../../shared/status-badge";
import { useFormats } from "../../../shared/use-formats";

const StatusTimeline = lazy(async () => ({ default: (await import("./status-timeline")).StatusTimeline }));

const HOUR = 3_600_000;
/** Hours that can be looked back. */
const PERIODS = { day: 24, week: 168, month: 720 } as const;
type Period = keyof typeof PERIODS;
/** Height of the chart for each connector, px. */
const ROW = 44;

/** Every status that the connectors told, as bars over time and as a table. */
export function StatusHistory({ identity }: { identity: string }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const now = useNow(60_000);
	const [period, setPeriod] = useState<Period>("day");
	const [connectorId, setConnectorId] = useState<number | undefined>(undefined);
	// To the hour, so that it is the same question for a while.
	const from = useMemo(() => Math.floor(Date.now() / HOUR) * HOUR - PERIODS[period] * HOUR, [period]);
	const { records, older, error } = useHistory("status-notifications", identity, {
		from: new Date(from).toISOString(),
		connectorId,
	});
	const before = useStatusBefore(identity, from);
	if (error) return <ProblemAlert error={error} />;
	if (!records) return <Skeleton height={400} />;
	const connectors = [...new Set([...records, ...(before.data ?? [])].map((one) => one.connectorId))].sort(
		(a, b) => a - b,
	);
	const shown = connectors.filter((one) => one > 0 && (connectorId === undefined || one === connectorId));
	return (
		<Stack gap="md">
			<Group>
				<Select
					label={t("history.period")}
					allowDeselect={false}
					w={180}
					data={(Object.keys(PERIODS) as Period[]).map((one) => ({
						value: one,
						label: t(`history.periods.${one}`),
					}))}
					value={period}
					onChange={(one) => setPeriod(one as Period)}
				/>
				<Select
					label={t("transaction.connector")}
					placeholder={t("history.allConnectors")}
					clearable
					w={180}
					data={connectors.map((one) => ({
						value: String(one),
						label: one === 0 ? t("field.wholeChargePoint") : t("connector.title", { id: one }),
					}))}
					value={connectorId === undefined ? null : String(connectorId)}
					onChange={(one) => setConnectorId(one === null ? undefined : Number(one))}
				/>
			</Group>
			{shown.length > 0 && (
				<Suspense fallback={<Skeleton height={shown.length * ROW + 60} />}>
					<StatusTimeline
						records={records}
						before={before.data ?? []}
						connectors={shown}
						from={older ? Math.max(from, Date.parse(records.at(-1)?.timestamp ?? "")) : from}
						to={now}
						height={shown.length * ROW + 60}
					/>
				</Suspense>
			)}
			<Records
				label={t("history.subject.status")}
				none={t("history.noStatus")}
				records={records}
				older={older}
				keyOf={({ id }) => id}
				columns={[
					{ name: t("history.time"), cell: ({ timestamp }) => formats.dateTime(timestamp) },
					{
						name: t("transaction.connector"),
						cell: ({ connectorId: id }) => (id === 0 ? t("field.wholeChargePoint") : id),
					},
					{
						name: t("history.status"),
						cell: ({ status }) => <StatusBadge status={status} miw="max-content" />,
					},
					{ name: t("history.fault"), wrap: true, cell: (one) => <Fault notification={one} /> },
				]}
			/>
		</Stack>
	);
}

/** What the connectors were at the beginning of the period. */
function useStatusBefore(identity: string, from: number) {
	const path = `/charge-points/${encodeURIComponent(identity)}/status-notifications`;
	return useQuery({
		queryKey: [...keys.history("status-notifications", identity), "before", from],
		queryFn: () =>
			call<StatusNotification[]>("GET", withQuery(path, { to: new Date(from).toISOString(), limit: 50 })),
	});
}

function Fault({ notification }: { notification: StatusNotification }) {
	const { t } = useTranslation();
	const { errorCode, info, vendorId, vendorErrorCode } = notification;
	const parts = [info, [vendorId, vendorErrorCode].filter(Boolean).join(" ")].filter(Boolean).join(" · ");
	if (errorCode === "NoError" && parts === "") return "–";
	return (
		<Stack gap={0}>
			{errorCode !== "NoError" && (
				<Text size="sm" c="var(--mantine-color-error)">
					{isFaultCode(errorCode) ? `${t(`errorCode.${errorCode}`)} (${errorCode})` : errorCode}
				</Text>
			)}
			{parts !== "" && (
				<Text size="xs" c="dimmed">
					{parts}
				</Text>
			)}
		</Stack>
	);
}
