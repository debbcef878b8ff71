import "@mantine/charts/styles.layer.css";
import { AreaChart } from "@mantine/charts";
import { Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MeterValue } from "../../api/schemas/transactions";
import { useFormats } from "../shared/use-formats";
import { powers } from "./power";

/** About as many points as the eye can tell apart. */
const MOST_POINTS = 400;

/** Keeps some of many points, at even distances, and the last one. */
function evenly(_: unknown, index: number, { length }: readonly unknown[]): boolean {
	return index % Math.ceil(length / MOST_POINTS) === 0 || index === length - 1;
}

interface MeterValuesChartProps {
	meterValues: MeterValue[];
	/** The energy register at the start, Wh. */
	meterStart: number;
	/** In px. */
	height: number;
}

/** Power and energy of a transaction over time. */
export function MeterValuesChart({ meterValues, meterStart, height }: MeterValuesChartProps) {
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
			yAxisProps={{ domain: [0, "auto"], width: 60, tickFormatter: formats.short }}
			rightYAxisProps={{ domain: [0, "auto"], width: 60, tickFormatter: formats.short }}
			xAxisProps={{
				type: "number",
				scale: "time",
				domain: ["dataMin", "dataMax"],
				tickFormatter: (time: number) => formats.time(time),
				minTickGap: 40,
			}}
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
