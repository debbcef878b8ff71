import "@mantine/charts/styles.layer.css";
import { AreaChart, LineChart } from "@mantine/charts";
import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MeterValue } from "../../api/schemas/transactions";
import type { Formats } from "../shared/formats";
import { useFormats } from "../shared/use-formats";
import { powers } from "./power";

/** About as many points as the eye can tell apart. */
const MOST_POINTS = 400;

/** Keeps some of many points, at even distances, and the last one. */
function evenly(_: unknown, index: number, { length }: readonly unknown[]): boolean {
	return index % Math.ceil(length / MOST_POINTS) === 0 || index === length - 1;
}

export interface MeterValuesChartProps {
	meterValues: MeterValue[];
	/** The energy register at the start, Wh. */
	meterStart: number;
	/** In px. */
	height: number;
}

/** The phases of a current, and its colours; a value without a phase is the whole. */
const PHASE_COLORS: Record<string, string> = {
	L1: "orange.7",
	L2: "grape.6",
	L3: "cyan.7",
	N: "gray.6",
	"": "orange.7",
};

/** A transaction over time: power and energy, or the currents where a charge point tells of them. */
export function MeterValuesChart({ meterValues, meterStart, height }: MeterValuesChartProps) {
	const { t } = useTranslation();
	const [shown, setShown] = useState<"power" | "current">("power");
	const currents = useMemo(() => currentsOf(meterValues), [meterValues]);
	return (
		<Stack gap="sm">
			{currents.phases.length > 0 && (
				<SegmentedControl
					w="fit-content"
					size="xs"
					aria-label={t("meterValues.chart")}
					value={shown}
					onChange={(value) => setShown(value as typeof shown)}
					data={[
						{ value: "power", label: t("meterValues.powerAndEnergy") },
						{ value: "current", label: t("meterValues.current") },
					]}
				/>
			)}
			{shown === "power" || currents.phases.length === 0 ? (
				<PowerChart meterValues={meterValues} meterStart={meterStart} height={height} />
			) : (
				<CurrentChart {...currents} height={height} />
			)}
		</Stack>
	);
}

interface Currents {
	/** Those that occur; empty for a value without one. */
	phases: string[];
	/** Time in ms since 1970, and A by phase. */
	points: Record<string, number>[];
}

function currentsOf(meterValues: MeterValue[]): Currents {
	const phases = new Set<string>();
	const points = meterValues.flatMap(({ timestamp, sampledValue }) => {
		const point: Record<string, number> = { time: Date.parse(timestamp) };
		for (const { measurand, phase = "", value } of sampledValue) {
			if (measurand !== "Current.Import" || !Number.isFinite(Number(value)) || value.trim() === "") continue;
			point[phase] = Number(value);
			phases.add(phase);
		}
		return Object.keys(point).length > 1 ? [point] : [];
	});
	return { phases: [...phases].sort(), points: points.filter(evenly) };
}

const timeAxis = (formats: Formats) => ({
	type: "number" as const,
	scale: "time" as const,
	domain: ["dataMin", "dataMax"],
	tickFormatter: (time: number) => formats.time(time),
	minTickGap: 40,
});

const valueAxis = (formats: Formats) => ({
	domain: [0, "auto"] as [number, "auto"],
	width: 60,
	tickFormatter: formats.short,
});

function CurrentChart({ phases, points, height }: Currents & { height: number }) {
	const { t } = useTranslation();
	const formats = useFormats();
	return (
		<LineChart
			h={height}
			data={points}
			dataKey="time"
			curveType="linear"
			withDots={points.length < 40}
			connectNulls
			withLegend
			yAxisLabel={t("meterValues.current")}
			yAxisProps={valueAxis(formats)}
			xAxisProps={timeAxis(formats)}
			series={phases.map((phase) => ({
				name: phase,
				label: phase === "" ? t("meterValues.current") : phase,
				color: PHASE_COLORS[phase] ?? "gray.6",
			}))}
			valueFormatter={(value) => formats.current(value)}
			tooltipProps={{ labelFormatter: (time) => (typeof time === "number" ? formats.time(time) : "") }}
		/>
	);
}

/** Power and energy of a transaction over time. */
function PowerChart({ meterValues, meterStart, height }: MeterValuesChartProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const points = useMemo(() => {
		const power = powers(meterValues);
		return meterValues
			.map(({ timestamp, energyWh }, index) => ({
				time: Date.parse(timestamp),
				power: power[index] === null ? null : power[index] / 1000,
				energy: energyWh === null ? null : (energyWh - meterStart) / 1000,
			}))
			.filter(({ power, energy }) => power !== null || energy !== null)
			.filter(evenly);
	}, [meterValues, meterStart]);
	if (points.length < 2) {
		return (
			<Text size="sm" c="dimmed" h={height}>
				{t("meterValues.tooFew")}
			</Text>
		);
	}
	return (
		<AreaChart
			h={height}
			data={points}
			dataKey="time"
			curveType="linear"
			withDots={points.length < 40}
			connectNulls
			withLegend
			withRightYAxis
			yAxisLabel={t("meterValues.power")}
			rightYAxisLabel={t("meterValues.energy")}
			yAxisProps={valueAxis(formats)}
			rightYAxisProps={valueAxis(formats)}
			xAxisProps={timeAxis(formats)}
			series={[
				{ name: "power", label: t("meterValues.power"), color: "blue.6" },
				{ name: "energy", label: t("meterValues.energy"), color: "teal.6", yAxisId: "right" },
			]}
			valueFormatter={(value) => value.toFixed(3)}
			tooltipProps={{ labelFormatter: (time) => (typeof time === "number" ? formats.time(time) : "") }}
			areaChartProps={{ accessibilityLayer: true }}
		/>
	);
}
