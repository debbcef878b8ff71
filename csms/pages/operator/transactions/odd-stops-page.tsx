import { Anchor, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { OddStop } from "../../../api/schemas/transactions";
import { useOddStops } from "../../api/transactions";
import { PagePath } from "../../parts/page-path";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { type Column, Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";
import { ChargePointLink } from "../charge-point/charge-point-link";

/** The sentences of the CSMS by their keys; others are shown as they came. */
const WHY = {
	"This charge point has no such transaction.": "oddStops.why.unknown",
	"The transaction had been closed by hand, and this corrects it.": "oddStops.why.corrected",
	"The transaction had been stopped before.": "oddStops.why.repeated",
	"The stop is before the start.": "oddStops.why.beforeStart",
	"The stop is in the future.": "oddStops.why.future",
	"The meter has run backwards.": "oddStops.why.backwards",
	"The id neither started the transaction nor shares a parent with the one that did.": "oddStops.why.otherId",
} as const;

/** Stops of transactions that did not fit what was known; none of them is lost. */
export function OddStopsPage() {
	const { t } = useTranslation();
	const formats = useFormats();
	const stops = useOddStops();
	const { hasNextPage, fetchNextPage, isFetchingNextPage } = stops;
	const words = (why: string) => (why in WHY ? t(WHY[why as keyof typeof WHY]) : why);
	const columns: Column<OddStop>[] = [
		{
			name: t("oddStops.receivedAt"),
			cell: ({ receivedAt }) => formats.dateTime(receivedAt),
			sort: ({ receivedAt }) => receivedAt,
		},
		{
			name: t("transaction.chargePoint"),
			cell: ({ identity }) => <ChargePointLink identity={identity} />,
			sort: ({ identity }) => identity,
		},
		{
			name: t("transaction.id"),
			cell: ({ transactionId }) => (
				<Anchor component={Link} to={`/operator/transactions/${transactionId}`} size="sm">
					{transactionId}
				</Anchor>
			),
			sort: ({ transactionId }) => transactionId,
		},
		{ name: t("oddStops.whyName"), wrap: true, cell: ({ why }) => words(why), sort: ({ why }) => words(why) },
		{
			name: t("transaction.meterStop"),
			cell: ({ payload: { meterStop } }) => (typeof meterStop === "number" ? formats.energy(meterStop) : "–"),
		},
	];
	return (
		<Stack gap="md">
			<PagePath to="/operator/transactions" parent={t("transactions.title")} here={t("oddStops.title")} />
			<PageTitle title={t("oddStops.title")} />
			<Text size="sm">{t("oddStops.words")}</Text>
			{stops.error && <ProblemAlert error={stops.error} />}
			{stops.isPending && <Skeleton height={200} />}
			{stops.data && (
				<Records
					label={t("oddStops.title")}
					none={t("oddStops.none")}
					columns={columns}
					records={stops.data.pages.flat()}
					keyOf={({ id }) => id}
					older={hasNextPage ? { load: () => void fetchNextPage(), loading: isFetchingNextPage } : null}
				/>
			)}
		</Stack>
	);
}
