import { Button, Group, SegmentedControl, Skeleton, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { mdiMagnify, mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { IdTag, UnknownIdTag } from "../../../api/schemas/drivers";
import { useIdTagPages, useUnknownIdTags } from "../../api/id-tags";
import { Dialog } from "../../parts/dialog";
import { Id } from "../../parts/id";
import { May } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { IdTagForm } from "./id-tag-form";
import { IdTagsTable } from "./id-tags-table";

/** The ids that may charge, and those that nobody knows. `?add=ID` opens a new one. */
export function IdTagsPage() {
	const { t } = useTranslation();
	const [parameters, setParameters] = useSearchParams();
	const added = parameters.get("add");
	const [edited, setEdited] = useState<IdTag | "new" | null>(added === null ? null : "new");
	const [suggested, setSuggested] = useState(added ?? "");
	const [shown, setShown] = useState<"known" | "unknown">("known");
	const unknown = useUnknownIdTags();
	const closeForm = () => {
		setEdited(null);
		setSuggested("");
		setParameters({}, { replace: true });
	};
	const add = (idTag: string) => {
		setSuggested(idTag);
		setEdited("new");
	};
	return (
		<Stack gap="md">
			<Group justify="space-between">
				<PageTitle title={t("idTags.title")} />
				<May role="operator">
					<Button leftSection={<Icon path={mdiPlus} />} onClick={() => add("")}>
						{t("idTags.add")}
					</Button>
				</May>
			</Group>
			<SegmentedControl
				w="fit-content"
				maw="100%"
				aria-label={t("idTags.which")}
				value={shown}
				onChange={(value) => setShown(value as typeof shown)}
				data={[
					{ value: "known", label: t("idTags.known") },
					{ value: "unknown", label: t("idTags.unknown", { count: unknown.data?.length ?? 0 }) },
				]}
			/>
			{shown === "known" ? <Known onEdit={setEdited} /> : <Unknown onAdd={add} />}
			<Dialog
				opened={edited !== null}
				onClose={closeForm}
				title={
					edited === "new" || edited === null ? t("idTags.add") : t("idTags.change", { idTag: edited.idTag })
				}
			>
				{edited !== null && (
					<IdTagForm existing={edited === "new" ? null : edited} suggested={suggested} onSaved={closeForm} />
				)}
			</Dialog>
		</Stack>
	);
}

function Known({ onEdit }: { onEdit: (idTag: IdTag) => void }) {
	const { t } = useTranslation();
	const [search, setSearch] = useState("");
	const [wanted] = useDebouncedValue(search.trim(), 200);
	const idTags = useIdTagPages(wanted);
	const { hasNextPage, fetchNextPage, isFetchingNextPage } = idTags;
	return (
		<>
			<TextInput
				type="search"
				maw={360}
				aria-label={t("idTags.search")}
				placeholder={t("idTags.search")}
				leftSection={<Icon path={mdiMagnify} size={18} />}
				maxLength={100}
				value={search}
				onChange={(event) => setSearch(event.currentTarget.value)}
			/>
			{idTags.error && <ProblemAlert error={idTags.error} />}
			{idTags.isPending && <Skeleton height={200} />}
			{idTags.data && (
				<IdTagsTable
					idTags={idTags.data.pages.flat()}
					none={wanted === "" ? t("idTags.none") : t("idTags.noMatch")}
					older={hasNextPage ? { load: () => void fetchNextPage(), loading: isFetchingNextPage } : null}
					onEdit={onEdit}
				/>
			)}
		</>
	);
}

function Unknown({ onAdd }: { onAdd: (idTag: string) => void }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const unknown = useUnknownIdTags();
	if (unknown.error) return <ProblemAlert error={unknown.error} />;
	if (!unknown.data) return <Skeleton height={200} />;
	return (
		<Records<UnknownIdTag>
			label={t("idTags.unknownTitle")}
			none={t("idTags.noUnknown")}
			columns={[
				{ name: t("idTag.idTag"), cell: ({ idTag }) => <Id id={idTag} />, sort: ({ idTag }) => idTag },
				{
					name: t("idTags.attempts"),
					cell: ({ attempts }) => formats.count(attempts),
					sort: ({ attempts }) => attempts,
				},
				{
					name: t("idTags.lastAt"),
					cell: ({ lastAt }) => formats.dateTime(lastAt),
					sort: ({ lastAt }) => lastAt,
				},
				{
					name: t("transaction.chargePoint"),
					cell: ({ identity, connectorId }) =>
						connectorId === null ? identity : t("transaction.connectorOf", { identity, connectorId }),
					sort: ({ identity }) => identity,
				},
				{
					name: t("page.actions"),
					cell: ({ idTag }) => (
						<May role="operator">
							<Button size="compact-sm" variant="default" onClick={() => onAdd(idTag)}>
								{t("idTags.addOf", { idTag })}
							</Button>
						</May>
					),
				},
			]}
			records={unknown.data}
			keyOf={({ idTag }) => idTag}
		/>
	);
}
