import "@mantine/charts/styles.layer.css";
import { ChartLegend } from "@mantine/charts";
import { Paper, Text, useMantineTheme } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Bar, BarChart, Cell, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { StatusNotification } from "../../../../api/schemas/charge-point-records";
import { isFaultCode } from "../../../shared/error-codes";
import { STATUS_COLORS } from "../../../shared/theme";
import { useFormats } from "../../../shared/use-formats";
import { type StatusSpan, statusSpans } from "./status-spans";

/** More bars than these in a row cannot be told apart. */
const MOST_SPANS = 300;

interface StatusTimelineProps {
	/** The newest first. */
	records: StatusNotification[];
	before: StatusNotification[];
	connectors: number[];
	/** Milliseconds since 1970. */
	from: number;
	to: number;
	/** In px. */
	height: number;
}

interface Row {
	name: string;
	spans: StatusSpan[];
	[length: `s${number}`]: number;
}

/** A bar for each connector whose colours are its statuses over time. */
export function StatusTimeline({ records, before, connectors, from, to, height }: StatusTimelineProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const theme = useMantineTheme();
	const rows = useMemo(
		() =>
			connectors.map((connectorId): Row => {
				const spans = statusSpans(records, before, connectorId, from, to).slice(-MOST_SPANS);
				return Object.assign(
					{ name: t("connector.title", { id: connectorId }), spans },
					...spans.map((span, index) => ({ [`s${index}`]: span.to - span.from })),
				);
			}),
		[records, before, connectors, from, to, t],
	);
	const color = (status: StatusSpan["status"]) =>
		status === null ? "transparent" : theme.colors[STATUS_COLORS[status]][6];
	const most = Math.max(...rows.map(({ spans }) => spans.length));
	const statuses = [...new Set(rows.flatMap(({ spans }) => spans.map(({ status }) => status)))].filter(
		(status) => status !== null,
	);
	const ticks = ticksOf(from, to);
	const label = (time: number) =>
		to - from > 2 * 86_400_000 ? formats.dateTime(from + time) : formats.minute(from + time);
	return (
		<figure aria-label={t("history.timeline")} style={{ margin: 0 }}>
			<ResponsiveContainer width="100%" height={height}>
				<BarChart data={rows} layout="vertical" barCategoryGap={10} margin={{ left: 0, right: 24 }}>
					<XAxis
						type="number"
						domain={[0, to - from]}
						ticks={ticks}
						tickFormatter={label}
						minTickGap={50}
						tick={{ fontSize: 12, fill: "currentColor" }}
						stroke="var(--mantine-color-default-border)"
					/>
					<YAxis
						type="category"
						dataKey="name"
						width={100}
						tick={{ fontSize: 12, fill: "currentColor" }}
						stroke="var(--mantine-color-default-border)"
					/>
					<Tooltip
						cursor={false}
						shared={false}
						isAnimationActive={false}
						content={({ payload }) => {
							const [entry] = payload ?? [];
							const index = Number(String(entry?.dataKey ?? "").slice(1));
							const span = (entry?.payload as Row | undefined)?.spans[index];
							return span ? <SpanWords span={span} /> : null;
						}}
					/>
					{Array.from({ length: most }, (_, index) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: a bar's place is its name
						<Bar key={index} dataKey={`s${index}`} stackId="status" isAnimationActive={false}>
							{rows.map(({ name, spans }) => (
								<Cell key={name} fill={color(spans[index]?.status ?? null)} />
							))}
						</Bar>
					))}
				</BarChart>
			</ResponsiveContainer>
			<ChartLegend
				payload={statuses.map((status) => ({
					dataKey: status,
					color: color(status),
					name: status,
				}))}
				onHighlight={() => {}}
				legendPosition="bottom"
				series={statuses.map((status) => ({
					name: status,
					label: t(`status.${status}`),
					color: color(status),
				}))}
			/>
		</figure>
	);
}

/** Steps between the marks of the axis, hours. */
const STEPS = [1, 2, 3, 4, 6, 12, 24, 48, 120];
const HOUR = 3_600_000;

/** About six marks at full hours of the reader's zone, ms since `from`. */
function ticksOf(from: number, to: number): number[] {
	const hours = (to - from) / HOUR;
	const step = (STEPS.find((one) => hours / one <= 7) ?? hours / 6) * HOUR;
	const midnight = new Date(from).setHours(0, 0, 0, 0);
	const first = midnight + Math.ceil((from - midnight) / step) * step;
	return Array.from(
		{ length: Math.max(0, Math.floor((to - first) / step) + 1) },
		(_, i) => first + i * step - from,
	);
}

function SpanWords({ span: { status, errorCode, from, to } }: { span: StatusSpan }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const fault = isFaultCode(errorCode) ? t(`errorCode.${errorCode}`) : errorCode;
	return (
		<Paper withBorder shadow="sm" p="xs">
			<Text size="sm" fw={600}>
				{status === null ? t("history.unknownStatus") : t(`status.${status}`)}
				{errorCode === "NoError" ? "" : ` · ${fault}`}
			</Text>
			<Text size="xs">{t("history.span", { from: formats.dateTime(from), to: formats.dateTime(to) })}</Text>
			<Text size="xs" c="dimmed">
				{formats.duration(to - from)}
			</Text>
		</Paper>
	);
}
