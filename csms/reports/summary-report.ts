import type { Figures, Grouping, Interval, Statistics, StatisticsGroup } from "../api/schemas/statistics";
import { readStatistics } from "../statistics/statistics";
import type { Cell, Column, Row, Table } from "./report";
import type { ReportData } from "./report-data";
import { Sums } from "./sums";
import { sumLabel } from "./transactions-report";

/** What the rows of a summary are. */
export type SummaryKind = "charge-points" | "connectors" | "users" | "groups" | "days" | "weeks" | "months";

interface Summary {
	readonly by?: Grouping;
	readonly interval?: Interval;
	/** Headings of the columns that name a row. */
	names(data: ReportData): Column[];
	/** What stands in them. */
	cells(group: StatisticsGroup, data: ReportData): Cell[];
}

const SUMMARIES: Record<SummaryKind, Summary> = {
	"charge-points": {
		by: "charge-point",
		names: ({ t }) => [{ title: t("report.column.chargePoint"), type: "text", width: 20 }],
		cells: ({ identity }) => [identity],
	},
	connectors: {
		by: "connector",
		names: ({ t }) => [
			{ title: t("report.column.chargePoint"), type: "text", width: 20 },
			{ title: t("report.column.connector"), type: "count" },
		],
		cells: ({ identity, connectorId }) => [identity, connectorId],
	},
	users: {
		by: "user",
		names: ({ t }) => [{ title: t("report.column.user"), type: "text", width: 24 }],
		cells: ({ user }, { t }) => [user ?? t("report.noUser")],
	},
	groups: {
		by: "group",
		names: ({ t }) => [{ title: t("report.column.group"), type: "text", width: 24 }],
		cells: ({ parentIdTag }, { t }) => [parentIdTag ?? t("report.noGroup")],
	},
	days: ofTime("day"),
	weeks: ofTime("week"),
	months: ofTime("month"),
};

function ofTime(interval: "day" | "week" | "month"): Summary {
	return {
		interval,
		names: ({ t }) => [{ title: t(`report.column.${interval}`), type: "text", width: 14 }],
		cells: () => [],
	};
}

/** Whether a kind of report is a summary. */
export function isSummary(kind: string): kind is SummaryKind {
	return kind in SUMMARIES;
}

/** What a period adds up to by charge point, driver, day and so on, with a sum. */
export async function summaryTables(
	kind: SummaryKind,
	data: ReportData,
): Promise<{ tables: Table[]; statistics: Statistics }> {
	const { context, period, t } = data;
	const { by = "none", interval = "none", names, cells } = SUMMARIES[kind];
	const statistics = await readStatistics(context, { from: period.first, to: period.last, by, interval });
	const { currency } = statistics;
	const namesOfRow = names(data);
	// Drivers and groups occupy and break nothing: connectors do.
	const ofConnectors = by !== "user" && by !== "group";
	const figures: (Column & { of(figures: Figures): Cell; isAdded?: true })[] = [
		{ title: t("report.column.sessions"), type: "count", of: ({ sessions }) => sessions, isAdded: true },
		{
			title: t("report.column.energy"),
			type: "energy",
			of: ({ startedEnergyWh }) => Math.round(startedEnergyWh),
			isAdded: true,
		},
		{
			title: t("report.column.duration"),
			type: "duration",
			of: ({ startedDuration }) => Math.round(startedDuration),
			isAdded: true,
		},
		{
			title: t("report.column.peak"),
			type: "power",
			of: ({ peakPowerW }) => (peakPowerW === null ? null : Math.round(peakPowerW)),
		},
		{
			title: t("report.column.costIn", { currency }),
			type: "money",
			of: ({ cost }) => cost,
			isAdded: true,
		},
	];
	if (ofConnectors) {
		figures.splice(
			3,
			0,
			{ title: t("report.column.occupancy"), type: "share", of: ({ occupancy }) => occupancy },
			{ title: t("report.column.availability"), type: "share", of: ({ availability }) => availability },
			{ title: t("report.column.faults"), type: "count", of: ({ faults }) => faults },
		);
	}
	const columns: Column[] = [...namesOfRow, ...figures.map(({ title, type }) => ({ title, type }))];
	const added = figures.flatMap(({ isAdded }, index) => (isAdded ? [namesOfRow.length + index] : []));
	const sums = new Sums(columns, added);
	const found: [Cell[], Figures][] =
		by === "none"
			? statistics.intervals.map(({ label, total }) => [[label], total])
			: statistics.groups.map((group) => [cells(group, data), group.total]);
	const rows: Row[] = found.map(([name, total]) => {
		const row = [...name, ...figures.map(({ of }) => of(total))];
		sums.add(row, currency);
		return { cells: row };
	});
	const [sum] = sums.rows(currency, (other) => sumLabel(data, other), null);
	// What cannot be added up is that of the whole period.
	const whole = figures.map(({ of }) => of(statistics.total));
	const cellsOfSum = sum.cells.map((cell, index) => cell ?? whole[index - namesOfRow.length] ?? null);
	rows.push({ cells: cellsOfSum, isSum: true });
	return { tables: [{ title: t(`report.kind.${kind}`), columns, rows: [rows] }], statistics };
}
