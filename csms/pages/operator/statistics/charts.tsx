import "@mantine/charts/styles.layer.css";
import { BarChart } from "@mantine/charts";
import { Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Statistics, StatisticsGroup } from "../../../api/schemas/statistics";
import { useIntervalNames } from "./interval-names";
import { type FigureName, numberOf, useFigureWords } from "./words";

/** Groups in a chart: more bars are no longer compared. */
const MOST_GROUPS = 12;
/** Height of the chart over time, and of one bar by group, px. */
const [HEIGHT, BAR] = [260, 34];

interface ChartProps {
	statistics: Statistics;
	figure: FigureName;
}

/** A figure over time. */
export function IntervalChart({ statistics, figure }: ChartProps) {
	const { t } = useTranslation();
	const { words, tick, unit } = useFigureWords(statistics.currency);
	const { short, long } = useIntervalNames(statistics);
	const data = statistics.intervals.map((interval) => ({
		name: short(interval),
		long: long(interval),
		words: words(figure, interval.total),
		value: numberOf(figure, interval.total) ?? 0,
	}));
	return (
		<Stack gap={4} component="figure" m={0}>
			<Title component="figcaption" order={2} size="h5">
				{t("statistics.chart", { figure: t(`statistics.figures.${figure}`) })}
				<Text span size="sm" c="dimmed" fw={400}>
					{` (${unit(figure)})`}
				</Text>
			</Title>
			<BarChart
				h={HEIGHT}
				data={data}
				dataKey="name"
				series={[{ name: "value", label: t(`statistics.figures.${figure}`), color: "blue.6" }]}
				yAxisProps={{ width: 60, tickFormatter: (value: number) => tick(figure, value) }}
				xAxisProps={{ minTickGap: 16 }}
				maxBarWidth={48}
				tooltipProps={{ content: ({ payload }) => <BarWords bar={payload?.[0]?.payload} /> }}
				barChartProps={{ accessibilityLayer: true }}
			/>
		</Stack>
	);
}

interface GroupChartProps extends ChartProps {
	groups: readonly StatisticsGroup[];
	grouping: string;
}

/** A figure by group, the greatest first. */
export function GroupChart({ statistics, groups, figure, grouping }: GroupChartProps) {
	const { t } = useTranslation();
	const { words, tick, unit, nameOf } = useFigureWords(statistics.currency);
	const data = groups
		.map((group) => ({
			name: nameOf(group),
			long: nameOf(group),
			words: words(figure, group.total),
			value: numberOf(figure, group.total),
		}))
		.filter(({ value }) => value !== null)
		.toSorted((a, b) => b.value! - a.value!);
	const shown = data.slice(0, MOST_GROUPS);
	if (shown.length === 0) return null;
	return (
		<Stack gap={4} component="figure" m={0}>
			<Title component="figcaption" order={2} size="h5">
				{t("statistics.chartBy", { figure: t(`statistics.figures.${figure}`), grouping })}
				<Text span size="sm" c="dimmed" fw={400}>
					{` (${unit(figure)})`}
				</Text>
			</Title>
			<BarChart
				h={shown.length * BAR + 50}
				data={shown}
				dataKey="name"
				orientation="vertical"
				series={[{ name: "value", label: t(`statistics.figures.${figure}`), color: "teal.6" }]}
				xAxisProps={{ tickFormatter: (value: number) => tick(figure, value) }}
				yAxisProps={{ width: 110 }}
				maxBarWidth={24}
				tooltipProps={{ content: ({ payload }) => <BarWords bar={payload?.[0]?.payload} /> }}
				barChartProps={{ accessibilityLayer: true }}
			/>
			{data.length > shown.length && (
				<Text size="xs" c="dimmed">
					{t("statistics.others", { count: data.length - shown.length })}
				</Text>
			)}
		</Stack>
	);
}

function BarWords({ bar }: { bar: { long: string; words: string } | undefined }) {
	if (!bar) return null;
	return (
		<Stack gap={0} p="xs" bd="1px solid default-border" bg="body" style={{ borderRadius: 8 }}>
			<Text size="sm">{bar.long}</Text>
			<Text size="sm" fw={600}>
				{bar.words}
			</Text>
		</Stack>
	);
}
