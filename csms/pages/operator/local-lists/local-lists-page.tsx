import { Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLocalLists } from "../../api/local-lists";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { useFormats } from "../../shared/use-formats";
import { ChargePointLink } from "../charge-point/charge-point-link";
import { conditionOf } from "./list-condition";
import { ListState } from "./list-state";

/** How the local lists of all charge points stand. */
export function LocalListsPage() {
	const { t } = useTranslation();
	const formats = useFormats();
	const lists = useLocalLists();
	const all = lists.data ?? [];
	const count = (...conditions: string[]) =>
		formats.count(all.filter((list) => conditions.includes(conditionOf(list))).length);
	return (
		<Stack gap="md">
			<PageTitle title={t("localLists.title")} />
			<Text size="sm" c="dimmed" maw={720}>
				{t("localLists.words")}
			</Text>
			{lists.error && <ProblemAlert error={lists.error} />}
			{lists.isPending && <Skeleton height={200} />}
			{lists.data && (
				<>
					<Group gap="sm" grow preventGrowOverflow={false}>
						<Figure name={t("listState.inStep")} value={count("inStep")} />
						<Figure name={t("listState.updating")} value={count("updating")} />
						<Figure name={t("listState.problem")} value={count("problem", "disabled")} />
						<Figure name={t("listState.off")} value={count("off", "notSupported")} />
					</Group>
					<Records
						label={t("localLists.title")}
						none={t("overview.none")}
						columns={[
							{
								name: t("assign.chargePoint"),
								sort: ({ identity }) => identity,
								cell: ({ identity }) => <ChargePointLink identity={identity} tab="local-list" />,
							},
							{
								name: t("localList.stateName"),
								wrap: true,
								sort: (list) => conditionOf(list),
								cell: (list) => <ListState list={list} />,
							},
							{
								name: t("localList.ids"),
								sort: ({ entryCount }) => entryCount,
								cell: ({ entryCount }) => formats.count(entryCount),
							},
							{
								name: t("localList.version"),
								sort: ({ listVersion }) => listVersion,
								cell: ({ listVersion }) => listVersion,
							},
							{
								name: t("localList.acceptedAt"),
								sort: ({ acceptedAt }) => acceptedAt,
								cell: ({ acceptedAt }) => (acceptedAt === null ? "–" : formats.dateTime(acceptedAt)),
							},
						]}
						records={all}
						keyOf={({ identity }) => identity}
					/>
				</>
			)}
		</Stack>
	);
}

function Figure({ name, value }: { name: string; value: string }) {
	return (
		<Paper withBorder p="sm" miw={130}>
			<Text size="xs" c="dimmed">
				{name}
			</Text>
			<Text fw={650} fz="xl">
				{value}
			</Text>
		</Paper>
	);
}
