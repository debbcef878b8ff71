import { Button, Card, DataList, Group, Skeleton, Stack, Title } from "@mantine/core";
import { mdiFileDocumentOutline, mdiPrinterOutline } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { OwnTransaction } from "../../api/schemas/me";
import { withQuery } from "../api/client";
import { useMe, useOwnIdTags, useOwnMeterValues, useOwnTransaction } from "../api/own";
import { LaterMeterValuesChart } from "../parts/later-meter-values-chart";
import { PagePath } from "../parts/page-path";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";
import { useReasonWords } from "../parts/reason";
import { Unread } from "../parts/unread";
import { Icon } from "../shared/icon";
import { useNow } from "../shared/now";
import { useFormats } from "../shared/use-formats";
import { cardName } from "./card";
import { Numbers } from "./numbers";
import layout from "./own-layout.module.css";
import { useSessionWords } from "./session-words";

const CHART_HEIGHT = 260;

/** One of the driver's sessions, to look at and to print, live while it runs. */
export function RecordPage() {
	const { t } = useTranslation();
	const transactionId = Number(useParams().transactionId);
	const transaction = useOwnTransaction(transactionId);
	if (transaction.error || !transaction.data) return <Unread error={transaction.error} height={480} />;
	return (
		<Stack gap="lg">
			<PagePath
				className={layout.notPrinted}
				to={`/my/records?month=${monthOf(transaction.data)}`}
				py={6}
				parent={t("ownRecord.breadcrumb")}
				here={t("ownRecord.number", { id: transactionId })}
			/>
			<PageTitle title={t("ownRecord.title")} />
			<Summary transaction={transaction.data} />
			<Curve transaction={transaction.data} />
			<Facts transaction={transaction.data} />
			<Actions transaction={transaction.data} />
		</Stack>
	);
}

function Summary({ transaction }: { transaction: OwnTransaction }) {
	const { t } = useTranslation();
	const words = useSessionWords();
	const now = useNow();
	const cost = words.cost(transaction);
	return (
		<Card withBorder>
			<Numbers
				numbers={[
					[t("ownRecord.energy"), words.energy(transaction)],
					[t("ownRecord.duration"), words.duration(transaction, now)],
					...(cost === null ? [] : [[t("ownRecord.cost"), cost] as const]),
				]}
			/>
		</Card>
	);
}

function Curve({ transaction: { transactionId, meterStart } }: { transaction: OwnTransaction }) {
	const { t } = useTranslation();
	const meterValues = useOwnMeterValues(transactionId);
	return (
		<Card withBorder component="section" aria-labelledby="curve" padding="sm">
			<Title order={2} size="h4" id="curve" mb="sm">
				{t("ownRecord.curve")}
			</Title>
			{meterValues.error && <ProblemAlert error={meterValues.error} />}
			{meterValues.isPending && <Skeleton height={CHART_HEIGHT} />}
			{meterValues.data && (
				<LaterMeterValuesChart meterValues={meterValues.data} meterStart={meterStart} height={CHART_HEIGHT} />
			)}
		</Card>
	);
}

function Facts({ transaction }: { transaction: OwnTransaction }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const words = useSessionWords();
	const endWords = useOwnEndWords();
	const me = useMe();
	const cards = useOwnIdTags();
	const { start, stop, openSince, idTag, meterStart, meterStop, cost } = transaction;
	const end = stop ?? openSince;
	const card = cards.data?.find((each) => each.idTag.toLowerCase() === idTag.toLowerCase());
	const facts: (readonly [string, string])[] = [
		[t("ownRecord.place"), words.place(transaction)],
		[t("ownRecord.start"), formats.dateTime(start)],
		[t("ownRecord.stop"), end === null ? "–" : formats.dateTime(end)],
		[t("ownRecord.reason"), endWords(transaction)],
		[t("ownRecord.meterStart"), formats.energy(meterStart)],
		[t("ownRecord.meterStop"), meterStop === null ? "–" : formats.energy(meterStop)],
		[t("ownRecord.card"), card ? cardName(card) : idTag],
		...(me.data?.name == null ? [] : [[t("ownRecord.driver"), me.data.name] as const]),
		...(cost?.lines ?? []).map(
			({ kind, amount }) => [t(`ownRecord.costKind.${kind}`), formats.money(amount, cost!.currency)] as const,
		),
	];
	return (
		<Card withBorder>
			<DataList gap="xs" labelWidth="8.5rem">
				{facts.map(([name, value]) => (
					<DataList.Item key={name}>
						<DataList.ItemLabel>{name}</DataList.ItemLabel>
						<DataList.ItemValue>{value}</DataList.ItemValue>
					</DataList.Item>
				))}
			</DataList>
		</Card>
	);
}

function Actions({ transaction: { transactionId, active } }: { transaction: OwnTransaction }) {
	const { t, i18n } = useTranslation();
	const receipt = `/api/v1${withQuery(`/me/transactions/${transactionId}/receipt`, { language: i18n.language })}`;
	return (
		<Group className={layout.notPrinted}>
			{!active && (
				<Button component="a" href={receipt} size="md" leftSection={<Icon path={mdiFileDocumentOutline} />}>
					{t("ownRecord.receipt")}
				</Button>
			)}
			<Button
				size="md"
				variant="default"
				leftSection={<Icon path={mdiPrinterOutline} />}
				onClick={() => window.print()}
			>
				{t("ownRecord.print")}
			</Button>
		</Group>
	);
}

/** Why a session ended or must have ended, in words; a dash while it runs. */
function useOwnEndWords(): (transaction: OwnTransaction) => string {
	const { t } = useTranslation();
	const reasonWords = useReasonWords();
	return ({ reason, openReason, closedAt }) => {
		if (reason !== null) return reasonWords(reason);
		if (openReason !== null) return t(`openReason.${openReason}`);
		return closedAt === null ? "–" : t("ownRecord.closed");
	};
}

/** The month of the reader's time zone in which it started. */
function monthOf({ start }: OwnTransaction): string {
	const date = new Date(start);
	return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}`;
}
