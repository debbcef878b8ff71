import {
	Anchor,
	Badge,
	SegmentedControl,
	Select,
	SimpleGrid,
	Skeleton,
	Stack,
	Text,
	TextInput,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useChargePoints } from "../../api/charge-points";
import type { TransactionFilter } from "../../api/transaction-filter";
import { useTransactions } from "../../api/transactions";
import { Id } from "../../parts/id";
import { startOfDay } from "../../parts/local-time";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { useEndWords } from "../../parts/reason";
import { Records } from "../../parts/records";
import { useNow } from "../../shared/now";
import { useFormats } from "../../shared/use-formats";

/** All transactions, the running ones first. */
export function TransactionsPage() {
	const { t } = useTranslation();
	const [state, setState] = useState<"all" | "active" | "ended">("all");
	const [identity, setIdentity] = useState<string | null>(null);
	const [idTagText, setIdTag] = useState("");
	const [idTag] = useDebouncedValue(idTagText.trim(), 300);
	const [from, setFrom] = useState("");
	const [to, setTo] = useState("");
	const filter = useMemo<TransactionFilter>(
		() => ({
			identity: identity ?? undefined,
			idTag: idTag === "" ? undefined : idTag,
			from: from === "" ? undefined : startOfDay(from),
			to: to === "" ? undefined : startOfDay(to, 1),
			active: state === "all" ? undefined : state === "active",
		}),
		[identity, idTag, from, to, state],
	);
	const transactions = useTransactions(filter);
	const chargePoints = useChargePoints();
	const now = useNow();
	const formats = useFormats();
	const endWords = useEndWords();
	const sorted = useMemo(
		() => transactions.data?.toSorted((a, b) => Number(b.active) - Number(a.active)),
		[transactions.data],
	);
	return (
		<Stack gap="md">
			<PageTitle title={t("transactions.title")} />
			<SegmentedControl
				w="fit-content"
				aria-label={t("transactions.state")}
				value={state}
				onChange={(value) => setState(value as typeof state)}
				data={[
					{ value: "all", label: t("transactions.all") },
					{ value: "active", label: t("transactions.active") },
					{ value: "ended", label: t("transactions.ended") },
				]}
			/>
			<SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" maw={760}>
				<Select
					label={t("transactions.chargePoint")}
					placeholder={t("transactions.all")}
					clearable
					clearButtonProps={{ "aria-label": t("page.clear") }}
					data={chargePoints.data?.map((chargePoint) => chargePoint.identity) ?? []}
					value={identity}
					onChange={setIdentity}
				/>
				<TextInput
					label={t("idTag.idTag")}
					maxLength={20}
					autoComplete="off"
					value={idTagText}
					onChange={(event) => setIdTag(event.currentTarget.value)}
				/>
				<TextInput
					label={t("transactions.from")}
					type="date"
					value={from}
					onChange={(event) => setFrom(event.currentTarget.value)}
				/>
				<TextInput
					label={t("transactions.to")}
					type="date"
					value={to}
					onChange={(event) => setTo(event.currentTarget.value)}
				/>
			</SimpleGrid>
			{transactions.error && <ProblemAlert error={transactions.error} />}
			{transactions.isPending && <Skeleton height={300} />}
			{sorted && (
				<Records
					label={t("transactions.title")}
					none={t("transactions.none")}
					columns={[
						{
							name: t("transaction.id"),
							cell: ({ transactionId }) => (
								<Anchor component={Link} to={`/operator/transactions/${transactionId}`} size="sm">
									{transactionId}
								</Anchor>
							),
						},
						{ name: t("transaction.chargePoint"), cell: ({ identity }) => identity },
						{ name: t("transaction.connector"), cell: ({ connectorId }) => connectorId },
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
						},
						{ name: t("transaction.start"), cell: ({ start }) => formats.dateTime(start) },
						{
							name: t("transaction.stop"),
							cell: ({ stop, active }) =>
								active ? <RunningBadge /> : stop === null ? "–" : formats.dateTime(stop),
						},
						{
							name: t("transaction.energy"),
							cell: ({ energyWh }) => (energyWh === null ? "–" : formats.energy(energyWh)),
						},
						{
							name: t("transaction.duration"),
							cell: ({ start, stop, openSince }) => {
								const ended = stop ?? openSince;
								return formats.duration((ended === null ? now : Date.parse(ended)) - Date.parse(start));
							},
						},
						{
							name: t("transaction.reason"),
							wrap: true,
							cell: endWords,
						},
					]}
					records={sorted}
					keyOf={({ transactionId }) => transactionId}
				/>
			)}
		</Stack>
	);
}

function RunningBadge() {
	const { t } = useTranslation();
	return (
		<Badge variant="light" color="blue" tt="none">
			{t("transaction.running")}
		</Badge>
	);
}
