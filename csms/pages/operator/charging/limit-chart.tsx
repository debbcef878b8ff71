import "@mantine/charts/styles.layer.css";
import { CompositeChart, type CompositeChartSeries } from "@mantine/charts";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../shared/use-formats";
import { inUnit, type LimitStep, stepOf } from "./limits";

/** A value at a moment, in the unit that is shown. */
interface Sample {
	time: number;
	value: number;
}

interface LimitChartProps {
	steps: readonly LimitStep[];
	/** What was measured. */
	measured?: readonly Sample[];
	/** What the charge point itself says that it will allow. */
	told?: readonly LimitStep[];
	unit: "A" | "W";
	from: number;
	to: number;
	/** Marked in the chart; nothing without it. */
	now?: number;
	/** In px. */
	height: number;
	/** What the chart is about, for a screen reader. */
	label: string;
}

interface Row {
	time: number;
	limit: number | null;
	told: number | null;
	measured?: number;
}

/** Limits as steps over time, and what was measured below them. */
export function LimitChart(props: LimitChartProps) {
	const { steps, measured = [], told = [], unit, from, to, now, height, label } = props;
	const { t } = useTranslation();
	const formats = useFormats();
	const rows = useMemo(
		() => rowsOf(steps, told, measured, unit, { from, to }),
		[steps, told, measured, unit, from, to],
	);
	const isLong = to - from > 36 * 3_600_000;
	const tick = (time: number) => (isLong ? formats.dateTime(time) : formats.minute(time));
	const ticks = useMemo(() => ticksOf(from, to), [from, to]);
	const series: CompositeChartSeries[] = [
		{ name: "limit", label: t("limits.limit"), color: "red.7", type: "line" },
	];
	if (told.length > 0) {
		series.push({
			name: "told",
			label: t("limits.told"),
			color: "grape.6",
			type: "line",
			strokeDasharray: "6 4",
		});
	}
	if (measured.length > 0) {
		series.push({ name: "measured", label: t("limits.measured"), color: "blue.6", type: "area" });
	}
	return (
		<div role="img" aria-label={label}>
			<CompositeChart
				h={height}
				data={rows}
				dataKey="time"
				curveType="linear"
				withDots={false}
				withLegend={series.length > 1}
				series={series}
				connectNulls={false}
				unit={unit === "A" ? " A" : " kW"}
				yAxisProps={{
					domain: [0, (most: number) => Math.max(1, Math.ceil(most * 1.1))],
					width: 64,
					tickFormatter: formats.short,
				}}
				xAxisProps={{
					type: "number",
					scale: "time",
					domain: [from, to],
					ticks,
					interval: "equidistantPreserveStart",
					tickFormatter: tick,
					minTickGap: 40,
				}}
				areaProps={{ connectNulls: true, isAnimationActive: false }}
				lineProps={{ isAnimationActive: false }}
				referenceLines={now === undefined ? [] : [{ x: now, label: t("limits.now"), color: "gray.6" }]}
				valueFormatter={(value) => formats.short(Math.round(value * 100) / 100)}
				tooltipProps={{ labelFormatter: (time) => (typeof time === "number" ? formats.dateTime(time) : "") }}
				composedChartProps={{ accessibilityLayer: false }}
			/>
		</div>
	);
}

/** A row for both ends of every step and for every sample, each with the limit of its moment. */
function rowsOf(
	steps: readonly LimitStep[],
	told: readonly LimitStep[],
	measured: readonly Sample[],
	unit: "A" | "W",
	{ from, to }: { from: number; to: number },
): Row[] {
	const value = (of: readonly LimitStep[], time: number) => {
		const step = stepOf(of, time);
		return step ? inUnit(step, unit) : null;
	};
	// Just before a step's end its value still holds: that makes the corner.
	const edges = [...steps, ...told].flatMap((step) => [step.from, step.to - 1]);
	const samples = new Map(measured.map((sample) => [sample.time, sample.value]));
	const times = [...new Set([...edges, ...samples.keys()])].filter((time) => time >= from && time <= to);
	return times
		.sort((a, b) => a - b)
		.map((time) => ({
			time,
			limit: value(steps, time),
			told: value(told, time),
			measured: samples.get(time),
		}));
}

const HOUR = 3_600_000;
const MOST_TICKS = 9;

/** Full hours, or parts of them, of the reader's day. */
function ticksOf(from: number, to: number): number[] {
	const step = [0.25, 0.5, 1, 2, 3, 6, 12, 24].find((hours) => (to - from) / (hours * HOUR) <= MOST_TICKS);
	const length = (step ?? 24) * HOUR;
	const zone = new Date(from).getTimezoneOffset() * 60_000;
	const first = Math.ceil((from - zone) / length) * length + zone;
	return Array.from(
		{ length: Math.max(0, Math.floor((to - first) / length) + 1) },
		(_, at) => first + at * length,
	);
}
