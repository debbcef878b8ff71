import { Anchor, Badge, Skeleton, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Transaction } from "../../../api/schemas/transactions";
import type { TransactionFilter } from "../../api/transaction-filter";
import { useTransactionPages } from "../../api/transactions";
import { Elapsed } from "../../parts/elapsed";
import { Id } from "../../parts/id";
import { ProblemAlert } from "../../parts/problem";
import { useEndWords } from "../../parts/reason";
import { type Column, Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";
import { ChargePointLink } from "../charge-point/charge-point-link";

/** The transactions that a filter chooses, page by page, live: the running ones first, then the newest. */
export function TransactionsTable({ filter }: { filter: TransactionFilter }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const endWords = useEndWords();
	const transactions = useTransactionPages(filter);
	const { hasNextPage, fetchNextPage, isFetchingNextPage } = transactions;
	if (transactions.error) return <ProblemAlert error={transactions.error} />;
	if (!transactions.data) return <Skeleton height={300} />;
	const records = transactions.data.pages.flat().toSorted((a, b) => Number(b.active) - Number(a.active));
	const columns: Column<Transaction>[] = [
		{
			name: t("transaction.id"),
			cell: ({ transactionId }) => (
				<Anchor component={Link} to={`/operator/transactions/${transactionId}`} size="sm">
					{transactionId}
				</Anchor>
			),
			sort: ({ transactionId }) => transactionId,
		},
		{
			name: t("transaction.chargePoint"),
			cell: ({ identity }) => <ChargePointLink identity={identity} />,
			sort: ({ identity }) => identity,
		},
		{
			name: t("transaction.connector"),
			cell: ({ connectorId }) => connectorId,
			sort: ({ connectorId }) => connectorId,
		},
		{
			name: t("idTag.idTag"),
			cell: ({ idTag, user }) => (
				<>
					<Id id={idTag} />
					<Text size="xs" c="dimmed">
						{user}
					</Text>
				</>
			),
			sort: ({ idTag }) => idTag,
		},
		{
			name: t("transaction.start"),
			cell: ({ start }) => formats.dateTime(start),
			sort: ({ start }) => start,
		},
		{
			name: t("transaction.stop"),
			cell: ({ stop, active }) => (active ? <RunningBadge /> : stop === null ? "–" : formats.dateTime(stop)),
			sort: ({ stop }) => stop,
		},
		{
			name: t("transaction.energy"),
			cell: ({ energyWh }) => (energyWh === null ? "–" : formats.energy(energyWh)),
			sort: ({ energyWh }) => energyWh,
		},
		{
			name: t("transaction.duration"),
			cell: ({ start, stop, openSince }) => {
				const ended = stop ?? openSince;
				if (ended === null) return <Elapsed since={start} />;
				return formats.duration(Date.parse(ended) - Date.parse(start));
			},
			sort: ({ start, stop, openSince }) => {
				const ended = stop ?? openSince;
				return (ended === null ? Date.now() : Date.parse(ended)) - Date.parse(start);
			},
		},
		{ name: t("transaction.reason"), wrap: true, cell: endWords, sort: endWords },
	];
	if (records.some(({ cost }) => cost !== null)) {
		columns.splice(7, 0, {
			name: t("transaction.cost"),
			cell: ({ cost }) => (cost === null ? "–" : formats.money(cost.amount, cost.currency)),
			sort: ({ cost }) => cost && Number(cost.amount),
		});
	}
	return (
		<Records
			label={t("transactions.title")}
			none={t("transactions.none")}
			columns={columns}
			records={records}
			keyOf={({ transactionId }) => transactionId}
			older={hasNextPage ? { load: () => void fetchNextPage(), loading: isFetchingNextPage } : null}
		/>
	);
}

/** That a transaction goes on. */
export function RunningBadge() {
	const { t } = useTranslation();
	return (
		<Badge variant="light" color="blue" tt="none">
			{t("transaction.running")}
		</Badge>
	);
}
