import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { MeterValuesChartProps } from "./meter-values-chart";

const MeterValuesChart = lazy(async () => ({
	default: (await import("./meter-values-chart")).MeterValuesChart,
}));

/** The chart of meter values once its library is there, which is large and needed on few pages. */
export function LaterMeterValuesChart(props: MeterValuesChartProps) {
	return (
		<Suspense fallback={<Skeleton height={props.height} />}>
			<MeterValuesChart {...props} />
		</Suspense>
	);
}
