import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Figures, Statistics, StatisticsGroup } from "../../../api/schemas/statistics";
import { type Column, Records } from "../../parts/records";
import { useIntervalNames } from "./interval-names";
import type { GROUPINGS } from "./period";
import { FIGURES, type FigureName, numberOf, transactionsAddress, useFigureWords } from "./words";

/** The figures of each interval; those without anything are left out. */
export function IntervalTable({ statistics, only }: { statistics: Statistics; only?: StatisticsGroup }) {
	const { t } = useTranslation();
	const { long } = useIntervalNames(statistics);
	const columns = useFigureColumns<Statistics["intervals"][number]>(statistics, ({ from, to }) =>
		transactionsAddress(from, to, only),
	);
	return (
		<Records
			label={t("statistics.table")}
			none={t("statistics.none")}
			columns={[{ name: t("statistics.intervalColumn"), cell: long, sort: ({ from }) => from }, ...columns]}
			records={statistics.intervals.filter(({ total }) => total.duration > 0 || total.sessions > 0)}
			keyOf={({ label }) => label}
		/>
	);
}

interface GroupTableProps {
	statistics: Statistics;
	by: (typeof GROUPINGS)[number];
	/** The same in words within a sentence. */
	grouping: string;
	onShow: (key: string) => void;
}

/** The figures of each group. */
export function GroupTable({ statistics, by, grouping, onShow }: GroupTableProps) {
	const { t } = useTranslation();
	const { nameOf } = useFigureWords(statistics.currency);
	const { from, to } = statistics;
	const columns = useFigureColumns<StatisticsGroup>(statistics, (group) =>
		// Of what belongs to nobody there is no list.
		statistics.by === "connector" || statistics.by === "charge-point" || group.userId || group.parentIdTag
			? transactionsAddress(from, to, group)
			: undefined,
	);
	return (
		<Records
			label={t("statistics.tableBy", { grouping })}
			none={t("statistics.none")}
			columns={[
				{
					name: t(`statistics.groupings.${by}`),
					cell: (group) => (
						<Anchor
							component="button"
							type="button"
							size="sm"
							aria-label={t("statistics.show", { name: nameOf(group) })}
							onClick={() => onShow(group.key)}
						>
							{nameOf(group)}
						</Anchor>
					),
					sort: nameOf,
				},
				...columns,
			]}
			records={statistics.groups}
			keyOf={({ key }) => key}
		/>
	);
}

/** The number of sessions leads to them. */
function useFigureColumns<Item extends { total: Figures }>(
	{ currency, by }: Statistics,
	address: (item: Item) => string | undefined,
): Column<Item>[] {
	const { t } = useTranslation();
	const { words } = useFigureWords(currency);
	const ofPeople = by === "user" || by === "group";
	const left: readonly FigureName[] = ofPeople
		? ["occupancy", "charging", "availability", "timeBetweenFaults"]
		: [];
	return FIGURES.filter((name) => !left.includes(name)).map((name) => ({
		name: t(`statistics.figures.${name}`),
		sort: ({ total }) => numberOf(name, total),
		cell: (item) => {
			const text = words(name, item.total);
			const to = name === "sessions" && item.total.sessions > 0 ? address(item) : undefined;
			return to ? (
				<Anchor component={Link} to={to} size="sm">
					{text}
				</Anchor>
			) : (
				text
			);
		},
	}));
}
