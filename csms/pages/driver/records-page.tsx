import { Badge, Button, Card, EmptyState, Group, NativeSelect, Skeleton, Stack, Text } from "@mantine/core";
import { mdiPrinterOutline } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import type { MonthTotal, OwnTransaction } from "../../api/schemas/me";
import { useMe, useMonth, useMonthTotals } from "../api/own";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";
import { Icon } from "../shared/icon";
import { useNow } from "../shared/now";
import { useFormats } from "../shared/use-formats";
import { Numbers } from "./numbers";
import layout from "./own-layout.module.css";
import classes from "./records.module.css";
import { useSessionWords } from "./session-words";

/** The driver's sessions, month by month with what they add up to. */
export function RecordsPage() {
	const { t, i18n } = useTranslation();
	const [parameters, setParameters] = useSearchParams();
	const totals = useMonthTotals();
	const me = useMe();
	const total = totals.data?.find(({ month }) => month === parameters.get("month")) ?? totals.data?.[0];
	const sessions = useMonth(total?.month);
	const monthName = (month: string) =>
		new Intl.DateTimeFormat(i18n.language, { year: "numeric", month: "long" }).format(
			new Date(`${month}-01T12:00`),
		);
	return (
		<Stack gap="lg">
			<PageTitle title={t("ownRecords.title")} />
			{me.data && <Text className={layout.onlyPrinted}>{me.data.name}</Text>}
			{totals.isPending && <Skeleton height={200} />}
			{totals.error && <ProblemAlert error={totals.error} />}
			{totals.data?.length === 0 && (
				<EmptyState py="xl" title={t("ownRecords.none")} description={t("ownRecords.noneWords")} />
			)}
			{totals.data && total && (
				<>
					<NativeSelect
						size="md"
						label={t("ownRecords.month")}
						value={total.month}
						data={totals.data.map(({ month }) => ({ value: month, label: monthName(month) }))}
						onChange={(event) => setParameters({ month: event.currentTarget.value }, { replace: true })}
					/>
					<MonthNumbers total={total} />
					{sessions.isPending && <Skeleton height={200} />}
					{sessions.error && <ProblemAlert error={sessions.error} />}
					{sessions.data && (
						<Card withBorder padding={0}>
							<ul className={classes.list} aria-label={t("ownRecords.list")}>
								{sessions.data.map((transaction) => (
									<li key={transaction.transactionId}>
										<SessionLine transaction={transaction} />
									</li>
								))}
							</ul>
						</Card>
					)}
					<Group className={layout.notPrinted}>
						<Button
							size="md"
							variant="default"
							leftSection={<Icon path={mdiPrinterOutline} />}
							onClick={() => window.print()}
						>
							{t("ownRecords.print")}
						</Button>
					</Group>
				</>
			)}
		</Stack>
	);
}

function MonthNumbers({ total }: { total: MonthTotal }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { energyWh, duration, cost, transactions } = total;
	return (
		<Card withBorder data-testid="month-total">
			<Numbers
				numbers={[
					[t("ownRecords.energy"), formats.energy(energyWh)],
					...(cost === null
						? []
						: [[t("ownRecords.cost"), formats.money(cost.amount, cost.currency)] as const]),
					[t("ownRecords.count"), formats.count(transactions)],
					[t("ownRecords.duration"), formats.duration(duration * 1000)],
				]}
			/>
		</Card>
	);
}

function SessionLine({ transaction }: { transaction: OwnTransaction }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const words = useSessionWords();
	const now = useNow();
	const cost = words.cost(transaction);
	return (
		<Link to={`/my/records/${transaction.transactionId}`} className={classes.record}>
			<Text fw={600}>{formats.dateTime(transaction.start)}</Text>
			<Text fw={600} className={classes.end}>
				{words.energy(transaction)}
			</Text>
			<Text size="sm" c="dimmed" truncate>
				{words.place(transaction)}
			</Text>
			<Text size="sm" c="dimmed" className={classes.end}>
				{words.duration(transaction, now)}
			</Text>
			<span>
				{transaction.active && (
					<Badge variant="light" color="blue" tt="none">
						{t("ownRecords.running")}
					</Badge>
				)}
			</span>
			{cost !== null && (
				<Text size="sm" className={classes.end}>
					{cost}
				</Text>
			)}
		</Link>
	);
}
