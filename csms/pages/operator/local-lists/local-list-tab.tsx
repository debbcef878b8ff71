import {
	Alert,
	Button,
	Card,
	DataList,
	Group,
	MultiSelect,
	Radio,
	SimpleGrid,
	Skeleton,
	Stack,
	Switch,
	Text,
	Title,
} from "@mantine/core";
import { mdiRefresh } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LocalList } from "../../../api/schemas/local-lists";
import { useIdTags } from "../../api/id-tags";
import { useChangeLocalList, useLocalList, useUpdateLocalList } from "../../api/local-lists";
import { AskedProblem } from "../../parts/asked-problem";
import { Id } from "../../parts/id";
import { May, MayNotWords, useMay } from "../../parts/may";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { useChargePoint } from "../charge-point/charge-point-page";
import { conditionOf } from "./list-condition";
import { ListState } from "./list-state";

/** The Local Authorization List of one charge point. */
export function LocalListTab() {
	const { t } = useTranslation();
	const { identity } = useChargePoint();
	const list = useLocalList(identity);
	if (list.error) return <ProblemAlert error={list.error} />;
	if (!list.data) return <Skeleton height={300} />;
	return (
		<Stack gap="md">
			<Text size="sm" c="dimmed" maw={720}>
				{t("localLists.words")}
			</Text>
			<MayNotWords role="operator" />
			<SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
				<Standing list={list.data} />
				<Following list={list.data} />
			</SimpleGrid>
			<Entries list={list.data} />
		</Stack>
	);
}

/** How the list stands, and updating it at once. */
function Standing({ list }: { list: LocalList }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { connected } = useChargePoint();
	const update = useUpdateLocalList(list.identity);
	const none = t("localList.noVersion");
	const facts: [string, string][] = [
		[t("localList.versionThere"), list.listVersion === 0 ? none : String(list.listVersion)],
		[t("localList.versionSent"), list.lastVersion === 0 ? none : String(list.lastVersion)],
		[t("localList.acceptedAt"), list.acceptedAt === null ? "–" : formats.dateTime(list.acceptedAt)],
		[t("localList.support"), t(`listSupport.${list.support}`)],
		[
			t("localList.room"),
			list.localAuthListMaxLength === null
				? t("localList.notTold")
				: t("localList.roomOf", {
						count: list.localAuthListMaxLength,
						some: formats.count(list.entries.length),
						all: formats.count(list.localAuthListMaxLength),
					}),
		],
	];
	return (
		<Card withBorder>
			<Stack gap="sm">
				<ListState list={list} />
				<DataList size="sm" gap="xs" labelWidth="12.5rem">
					{facts.map(([name, value]) => (
						<DataList.Item key={name}>
							<DataList.ItemLabel>{name}</DataList.ItemLabel>
							<DataList.ItemValue>{value}</DataList.ItemValue>
						</DataList.Item>
					))}
				</DataList>
				{update.data && <Updated list={update.data} />}
				{update.error && <AskedProblem error={update.error} />}
				<May role="operator">
					<Group gap="xs">
						<Button
							size="xs"
							disabled={!connected}
							loading={update.isPending && update.variables === false}
							leftSection={<Icon path={mdiRefresh} size={18} />}
							onClick={() => update.mutate(false)}
						>
							{t("localList.update")}
						</Button>
						<Button
							size="xs"
							variant="default"
							disabled={!connected}
							loading={update.isPending && update.variables === true}
							onClick={() => update.mutate(true)}
						>
							{t("localList.updateFull")}
						</Button>
					</Group>
					{!connected && (
						<Text size="xs" c="dimmed">
							{t("localList.away")}
						</Text>
					)}
				</May>
			</Stack>
		</Card>
	);
}

function Updated({ list: { problem, listVersion } }: { list: LocalList }) {
	const { t } = useTranslation();
	if (problem === null) {
		return (
			<Alert color="teal" role="status">
				{t("localList.updated", { version: listVersion })}
			</Alert>
		);
	}
	return (
		<Alert color="orange" role="alert" title={t("localList.notUpdated")}>
			<Text size="sm" lang="en">
				{problem}
			</Text>
		</Alert>
	);
}

/** Whether the list follows the registered ids, and which of them. */
function Following({ list }: { list: LocalList }) {
	const { t } = useTranslation();
	const idTags = useIdTags();
	const change = useChangeLocalList(list.identity);
	const showProblem = useShowProblem();
	const disabled = !useMay("operator");
	const [chosen, setChosen] = useState<string[] | null>(list.idTags);
	const isChanged = JSON.stringify(chosen) !== JSON.stringify(list.idTags);
	return (
		<Card withBorder>
			<Stack gap="md">
				<Switch
					label={t("localList.follows")}
					description={t("localList.followsWords")}
					checked={change.isPending ? (change.variables.follows ?? list.follows) : list.follows}
					disabled={disabled || change.isPending || conditionOf(list) === "notSupported"}
					onChange={(event) =>
						change.mutate({ follows: event.currentTarget.checked }, { onError: showProblem })
					}
				/>
				<Radio.Group
					label={t("localList.which")}
					value={chosen === null ? "all" : "chosen"}
					onChange={(value) => setChosen(value === "all" ? null : (list.idTags ?? []))}
				>
					<Stack gap="xs" mt="xs">
						<Radio value="all" disabled={disabled} label={t("localList.all")} />
						<Radio value="chosen" disabled={disabled} label={t("localList.chosen")} />
					</Stack>
				</Radio.Group>
				{chosen !== null && (
					<MultiSelect
						label={t("localList.chosenIds")}
						searchable
						clearable
						limit={50}
						disabled={disabled}
						nothingFoundMessage={t("assign.noMatch")}
						data={idTags.data?.map(({ idTag }) => idTag)}
						value={chosen}
						onChange={setChosen}
						clearButtonProps={{ "aria-label": t("page.clear") }}
					/>
				)}
				{isChanged && (
					<Group justify="flex-end">
						<Button
							size="xs"
							loading={change.isPending}
							onClick={() => change.mutate({ idTags: chosen }, { onError: showProblem })}
						>
							{t("page.save")}
						</Button>
					</Group>
				)}
			</Stack>
		</Card>
	);
}

/** The ids that are in the charge point. */
function Entries({ list }: { list: LocalList }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const users = new Map(useIdTags().data?.map(({ idTag, user }) => [idTag, user]));
	return (
		<Stack gap="xs" component="section" aria-labelledby="entries">
			<Title order={2} size="h4" id="entries">
				{t("localList.entries")}
			</Title>
			<Records
				label={t("localList.entries")}
				none={t("localList.noEntries")}
				columns={[
					{ name: t("idTag.idTag"), sort: ({ idTag }) => idTag, cell: ({ idTag }) => <Id id={idTag} /> },
					{
						name: t("idTag.user"),
						wrap: true,
						sort: ({ idTag }) => users.get(idTag),
						cell: ({ idTag }) => users.get(idTag) ?? "–",
					},
					{
						name: t("localList.status"),
						sort: ({ idTagInfo }) => idTagInfo.status,
						cell: ({ idTagInfo }) => t(`authorizationStatus.${idTagInfo.status}`),
					},
					{
						name: t("idTag.expiryDate"),
						sort: ({ idTagInfo }) => idTagInfo.expiryDate,
						cell: ({ idTagInfo: { expiryDate } }) =>
							expiryDate === undefined ? t("idTag.never") : formats.dateTime(expiryDate),
					},
					{
						name: t("idTag.parentIdTag"),
						sort: ({ idTagInfo }) => idTagInfo.parentIdTag,
						cell: ({ idTagInfo: { parentIdTag } }) =>
							parentIdTag === undefined ? "–" : <Id id={parentIdTag} />,
					},
				]}
				records={list.entries}
				keyOf={({ idTag }) => idTag}
			/>
		</Stack>
	);
}
