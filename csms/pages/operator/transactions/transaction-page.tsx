import { Anchor, Button, Card, DataList, Group, SimpleGrid, Skeleton, Stack, Title } from "@mantine/core";
import { mdiReceiptTextOutline } from "@mdi/js";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { MeterValue, Transaction } from "../../../api/schemas/transactions";
import { useChargePointName } from "../../api/charge-points";
import { useMeterValues, useTransaction } from "../../api/transactions";
import { Elapsed } from "../../parts/elapsed";
import { LaterMeterValuesChart } from "../../parts/later-meter-values-chart";
import { May } from "../../parts/may";
import { PagePath } from "../../parts/page-path";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { useEndWords } from "../../parts/reason";
import { Unread } from "../../parts/unread";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { chargePointAddress } from "../charge-point/charge-point-link";
import { CommandButton } from "../commands/command-buttons";
import { CloseButton, OpenTransaction } from "./close-form";
import { CostCard } from "./cost";
import { MeterValuesTable } from "./meter-values-table";
import { RunningBadge } from "./transactions-table";

const CHART_HEIGHT = 280;

/** One transaction with its meter values, live while it runs. */
export function TransactionPage() {
	const { t } = useTranslation();
	const transactionId = Number(useParams().transactionId);
	const transaction = useTransaction(transactionId);
	const meterValues = useMeterValues(transactionId);
	if (transaction.error || !transaction.data) return <Unread error={transaction.error} height={400} />;
	const lastWh = meterValues.data?.findLast(({ energyWh }) => energyWh !== null)?.energyWh ?? null;
	return (
		<Stack gap="md">
			<PagePath to="/operator/transactions" parent={t("transactions.title")} here={String(transactionId)} />
			<Group justify="space-between">
				<Group>
					<PageTitle title={t("session.transaction", { id: transactionId })} />
					{transaction.data.active && <RunningBadge />}
				</Group>
				<Group gap="xs">
					{transaction.data.stop !== null && <ReceiptLink transactionId={transactionId} />}
					{transaction.data.active && (
						<May role="operator">
							<CommandButton
								action="RemoteStopTransaction"
								target={{ identity: transaction.data.identity, transactionId }}
							/>
							<CloseButton transaction={transaction.data} lastWh={lastWh} />
						</May>
					)}
				</Group>
			</Group>
			<OpenTransaction transaction={transaction.data} lastWh={lastWh} />
			<Facts transaction={transaction.data} />
			{transaction.data.cost && <CostCard cost={transaction.data.cost} />}
			{meterValues.error && <ProblemAlert error={meterValues.error} />}
			{meterValues.isPending && <Skeleton height={CHART_HEIGHT} />}
			{meterValues.data && <MeterValues transaction={transaction.data} meterValues={meterValues.data} />}
		</Stack>
	);
}

/** The receipt as PDF, in the language of the page. */
function ReceiptLink({ transactionId }: { transactionId: number }) {
	const { t, i18n } = useTranslation();
	return (
		<Button
			component="a"
			variant="default"
			leftSection={<Icon path={mdiReceiptTextOutline} size={18} />}
			href={`/api/v1/transactions/${transactionId}/receipt?language=${i18n.language}`}
			target="_blank"
			rel="noreferrer"
		>
			{t("transaction.receipt")}
		</Button>
	);
}

function MeterValues({ transaction, meterValues }: { transaction: Transaction; meterValues: MeterValue[] }) {
	const { t } = useTranslation();
	return (
		<>
			<Card withBorder component="section" aria-labelledby="chart">
				<Title order={2} size="h4" id="chart" mb="sm">
					{t("meterValues.chart")}
				</Title>
				<LaterMeterValuesChart
					meterValues={meterValues}
					meterStart={transaction.meterStart}
					height={CHART_HEIGHT}
				/>
			</Card>
			<Stack component="section" gap="sm" aria-labelledby="values">
				<Title order={2} size="h4" id="values">
					{t("meterValues.title")}
				</Title>
				<MeterValuesTable meterValues={meterValues} />
			</Stack>
		</>
	);
}

function Facts({ transaction }: { transaction: Transaction }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const endWords = useEndWords();
	const { identity, connectorId, idTag, user, userId, idTagStatus, start, stop, stopIdTag } = transaction;
	const { closedBy, closedAt } = transaction;
	const name = useChargePointName(identity);
	const ended = stop ?? transaction.openSince;
	const columns: [string, ReactNode][][] = [
		[
			[t("transaction.energy"), transaction.energyWh === null ? "–" : formats.energy(transaction.energyWh)],
			[
				t("transaction.duration"),
				ended === null ? (
					<Elapsed key="duration" since={start} />
				) : (
					formats.duration(Date.parse(ended) - Date.parse(start))
				),
			],
			[t("transaction.meterStart"), formats.energy(transaction.meterStart)],
			[
				t("transaction.meterStop"),
				transaction.meterStop === null ? "–" : formats.energy(transaction.meterStop),
			],
		],
		[
			[t("transaction.start"), formats.dateTime(start)],
			[t("transaction.stop"), stop === null ? "–" : formats.dateTime(stop)],
			[t("transaction.reason"), endWords(transaction)],
			[t("transaction.stopIdTag"), stopIdTag ?? "–"],
			...(closedBy === null || closedAt === null
				? []
				: [
						[
							t("transaction.closed"),
							t("transaction.closedBy", { account: closedBy, at: formats.dateTime(closedAt) }),
						] as [string, ReactNode],
					]),
		],
		[
			[t("idTag.idTag"), idTag],
			[
				t("idTag.user"),
				userId === null ? (
					(user ?? "–")
				) : (
					<Anchor key="user" component={Link} to={`/operator/users/${userId}`} size="sm">
						{user ?? userId}
					</Anchor>
				),
			],
			[t("transaction.idTagStatus"), t(`authorizationStatus.${idTagStatus}`)],
			[
				t("transaction.connector"),
				<Anchor key="connector" component={Link} to={chargePointAddress(identity)} size="sm">
					{t("transaction.connectorOf", { identity: name ?? identity, connectorId })}
				</Anchor>,
			],
		],
	];
	return (
		<Card withBorder>
			<SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="xl" verticalSpacing="sm">
				{columns.map((facts) => (
					<DataList key={String(facts[0][0])} size="sm" gap="xs" labelWidth="8.5rem">
						{facts.map(([name, value]) => (
							<DataList.Item key={name}>
								<DataList.ItemLabel>{name}</DataList.ItemLabel>
								<DataList.ItemValue>{value}</DataList.ItemValue>
							</DataList.Item>
						))}
					</DataList>
				))}
			</SimpleGrid>
		</Card>
	);
}
