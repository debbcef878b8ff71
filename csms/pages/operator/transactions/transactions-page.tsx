import { Anchor, Group, SegmentedControl, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useChargePoints } from "../../api/charge-points";
import type { TransactionFilter } from "../../api/transaction-filter";
import { DayField } from "../../parts/day-field";
import { startOfDay } from "../../parts/local-time";
import { PageTitle } from "../../parts/page-title";
import { chargePointChoices } from "../charge-point/charge-point-link";
import { TransactionsTable } from "./transactions-table";

const STATES = ["all", "active", "ended", "open"] as const;
type State = (typeof STATES)[number];

const OF_STATE: Record<State, TransactionFilter> = {
	all: {},
	active: { active: true },
	ended: { active: false },
	open: { open: true },
};

/** All transactions, chosen by state, place, id and time. */
export function TransactionsPage() {
	const { t } = useTranslation();
	const [state, setState] = useState<State>("all");
	const [identity, setIdentity] = useState<string | null>(null);
	const [idTagText, setIdTag] = useState("");
	const [idTag] = useDebouncedValue(idTagText.trim(), 300);
	const [from, setFrom] = useState("");
	const [to, setTo] = useState("");
	const filter = useMemo<TransactionFilter>(
		() => ({
			...OF_STATE[state],
			identity: identity ?? undefined,
			idTag: idTag === "" ? undefined : idTag,
			from: from === "" ? undefined : startOfDay(from),
			to: to === "" ? undefined : startOfDay(to, 1),
		}),
		[identity, idTag, from, to, state],
	);
	const chargePoints = useChargePoints();
	return (
		<Stack gap="md">
			<Group justify="space-between">
				<PageTitle title={t("transactions.title")} />
				<Anchor component={Link} to="/operator/transactions/odd-stops" size="sm">
					{t("oddStops.title")}
				</Anchor>
			</Group>
			<SegmentedControl
				size="xs"
				w="fit-content"
				maw="100%"
				aria-label={t("transactions.state")}
				value={state}
				onChange={(value) => setState(value as State)}
				data={STATES.map((value) => ({ value, label: t(`transactions.${value}`) }))}
			/>
			<SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" maw={760}>
				<Select
					label={t("transactions.chargePoint")}
					placeholder={t("transactions.all")}
					searchable
					clearable
					clearButtonProps={{ "aria-label": t("page.clear") }}
					limit={100}
					data={chargePointChoices(chargePoints.data ?? [])}
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
				<DayField label={t("transactions.from")} value={from} onChange={setFrom} />
				<DayField label={t("transactions.to")} value={to} onChange={setTo} />
			</SimpleGrid>
			{/* Another choice begins on its first page. */}
			<TransactionsTable key={JSON.stringify(filter)} filter={filter} />
		</Stack>
	);
}
