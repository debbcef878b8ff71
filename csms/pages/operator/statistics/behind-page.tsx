import { Anchor, Skeleton, Stack } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import type { TransactionFilter } from "../../api/transaction-filter";
import { useTransactions } from "../../api/transactions";
import { Id } from "../../parts/id";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { useNow } from "../../shared/now";
import { useFormats } from "../../shared/use-formats";
import { ChargePointLink } from "../charge-point/charge-point-link";

/** The transactions that a figure was added up from: those that started in its interval. */
export function BehindPage() {
	const { t } = useTranslation();
	const [search] = useSearchParams();
	const filter = useMemo<TransactionFilter>(() => {
		const text = (name: string) => search.get(name) ?? undefined;
		const number = (name: string) => (search.has(name) ? Number(search.get(name)) : undefined);
		return {
			from: text("from"),
			to: text("to"),
			identity: text("identity"),
			connectorId: number("connectorId"),
			userId: number("userId"),
			parentIdTag: text("parentIdTag"),
		};
	}, [search]);
	const transactions = useTransactions(filter);
	const formats = useFormats();
	const now = useNow();
	return (
		<Stack gap="md">
			<PageTitle
				title={
					filter.from && filter.to
						? t("statistics.behind", { from: formats.dateTime(filter.from), to: formats.dateTime(filter.to) })
						: t("transactions.title")
				}
			/>
			{transactions.error && <ProblemAlert error={transactions.error} />}
			{transactions.isPending && <Skeleton height={300} />}
			{transactions.data && (
				<Records
					label={t("transactions.title")}
					none={t("transactions.none")}
					columns={[
						{
							name: t("transaction.id"),
							sort: ({ transactionId }) => transactionId,
							cell: ({ transactionId }) => (
								<Anchor component={Link} to={`/operator/transactions/${transactionId}`} size="sm">
									{transactionId}
								</Anchor>
							),
						},
						{
							name: t("transaction.chargePoint"),
							sort: ({ identity }) => identity,
							cell: ({ identity }) => <ChargePointLink identity={identity} />,
						},
						{
							name: t("transaction.connector"),
							sort: ({ connectorId }) => connectorId,
							cell: ({ connectorId }) => connectorId,
						},
						{
							name: t("idTag.idTag"),
							sort: ({ idTag }) => idTag,
							cell: ({ idTag }) => <Id id={idTag} />,
						},
						{
							name: t("statistics.groupings.user"),
							sort: ({ user }) => user,
							cell: ({ user }) => user ?? "–",
						},
						{
							name: t("transaction.start"),
							sort: ({ start }) => start,
							cell: ({ start }) => formats.dateTime(start),
						},
						{
							name: t("transaction.duration"),
							sort: ({ start, stop, openSince }) => lengthOf(start, stop ?? openSince, now),
							cell: ({ start, stop, openSince }) => formats.duration(lengthOf(start, stop ?? openSince, now)),
						},
						{
							name: t("transaction.energy"),
							sort: ({ energyWh }) => energyWh,
							cell: ({ energyWh }) => (energyWh === null ? "–" : formats.energy(energyWh)),
						},
						{
							name: t("cost.title"),
							sort: ({ cost }) => (cost === null ? null : Number(cost.amount)),
							cell: ({ cost }) => (cost === null ? "–" : formats.money(cost.amount, cost.currency)),
						},
					]}
					records={transactions.data}
					keyOf={({ transactionId }) => transactionId}
				/>
			)}
		</Stack>
	);
}

function lengthOf(start: string, end: string | null, now: number): number {
	return (end === null ? now : Date.parse(end)) - Date.parse(start);
}
