import { Alert, Button, Group, Loader, LoadingOverlay, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { Settings } from "../../../api/schemas/accounts";
import { useSettings } from "../../api/settings";
import { useStatistics } from "../../api/statistics";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { GroupChart, IntervalChart } from "./charts";
import { FigureTiles } from "./figure-tiles";
import { GroupTable, IntervalTable } from "./figures-tables";
import {
	type By,
	GROUPINGS,
	intervalsFor,
	type PeriodInterval,
	periodBefore,
	readPeriod,
	todayIn,
} from "./period";
import { PeriodChooser } from "./period-chooser";
import { FIGURES, useFigureWords } from "./words";

/** What was charged in a period, how the charge points were used, and how well they worked. */
export function StatisticsPage() {
	const { t } = useTranslation();
	const settings = useSettings();
	return (
		<Stack gap="md">
			<PageTitle title={t("statistics.title")} />
			{settings.error && <ProblemAlert error={settings.error} />}
			{settings.isPending && <Skeleton height={500} />}
			{settings.data && <PeriodStatistics settings={settings.data} />}
		</Stack>
	);
}

function PeriodStatistics({ settings: { timeZone } }: { settings: Settings }) {
	const { t, i18n } = useTranslation();
	const [search, setSearch] = useSearchParams();
	// On a phone the table is longer than anybody scrolls by accident.
	const [tableOpen, setTableOpen] = useState(() => window.matchMedia("(min-width: 48em)").matches);
	const today = todayIn(timeZone);
	const period = readPeriod(search, today);
	const intervals = intervalsFor(period);
	const interval = intervals.find((each) => each === search.get("interval")) ?? intervals[0];
	const by: By = GROUPINGS.find((each) => each === search.get("by")) ?? "none";
	const only = by === "none" ? undefined : (search.get("only") ?? undefined);
	const figure = FIGURES.find((each) => each === search.get("figure")) ?? "energy";

	const own = only === undefined ? {} : { by, only };
	const overTime = useStatistics({ ...period, ...own, interval });
	const before = useStatistics({ ...periodBefore(period, today), ...own });
	const byGroup = useStatistics({ ...period, by });

	const change = (changes: Record<string, string | null>) =>
		setSearch(
			(now) => {
				for (const [name, value] of Object.entries(changes)) {
					if (value === null) now.delete(name);
					else now.set(name, value);
				}
				return now;
			},
			{ replace: true, preventScrollReset: true },
		);
	const { nameOf } = useFigureWords(overTime.data?.currency ?? "TWD");
	const error = overTime.error ?? byGroup.error;
	const statistics = overTime.data;
	const alone = only === undefined ? undefined : statistics?.groups.find(({ key }) => key === only);
	const grouping = by === "none" ? "" : t(`statistics.groupings.${by}`).toLocaleLowerCase(i18n.language);
	return (
		<>
			<PeriodChooser
				{...{ period, interval, by, today }}
				onPeriod={({ from, to }) => change({ from, to, interval: null })}
				onInterval={(value: PeriodInterval) => change({ interval: value })}
				onBy={(value) => change({ by: value === "none" ? null : value, only: null })}
			/>
			{only !== undefined && (
				<Group gap="sm">
					<Text fw={600}>{t("statistics.only", { name: alone ? nameOf(alone) : only })}</Text>
					<Button variant="default" size="xs" onClick={() => change({ only: null })}>
						{t("statistics.all")}
					</Button>
				</Group>
			)}
			{error && <ProblemAlert error={error} />}
			{!statistics && !error && <AddingUp />}
			{statistics && !error && (
				<Stack gap="lg" pos="relative">
					<LoadingOverlay visible={overTime.isPlaceholderData} overlayProps={{ backgroundOpacity: 0.4 }} />
					{statistics.pending && <Alert color="yellow">{t("statistics.pending")}</Alert>}
					<FigureTiles
						statistics={statistics}
						before={before.isPlaceholderData ? undefined : before.data?.total}
						chosen={figure}
						onChoose={(name) => change({ figure: name })}
					/>
					<IntervalChart statistics={statistics} figure={figure} />
					{by !== "none" && only === undefined && byGroup.data?.by === by && (
						<>
							<GroupChart {...{ figure, grouping }} statistics={byGroup.data} groups={byGroup.data.groups} />
							<GroupTable
								{...{ by, grouping }}
								statistics={byGroup.data}
								onShow={(key) => change({ only: key })}
							/>
						</>
					)}
					<Stack gap="sm">
						<Button
							variant="default"
							size="xs"
							w="fit-content"
							aria-expanded={tableOpen}
							onClick={() => setTableOpen(!tableOpen)}
						>
							{t(tableOpen ? "statistics.hideTable" : "statistics.showTable")}
						</Button>
						{tableOpen && <IntervalTable statistics={statistics} only={alone} />}
					</Stack>
					<Text size="sm" c="dimmed">
						{t("statistics.zone", { timeZone: statistics.timeZone })}
					</Text>
				</Stack>
			)}
		</>
	);
}

/** Says why there is nothing yet: of many records the first answer takes some seconds. */
function AddingUp() {
	const { t } = useTranslation();
	return (
		<Stack mih={500} align="center" pt="xl" gap="sm" role="status">
			<Loader aria-hidden />
			<Text>{t("statistics.adding")}</Text>
			<Text size="sm" c="dimmed" ta="center">
				{t("statistics.addingLong")}
			</Text>
		</Stack>
	);
}
