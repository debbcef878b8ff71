import {
	ActionIcon,
	Badge,
	Button,
	Group,
	Modal,
	Skeleton,
	Stack,
	Switch,
	Text,
	TextInput,
	Tooltip,
} from "@mantine/core";
import { mdiDeleteOutline, mdiMagnify, mdiPencilOutline, mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { IdTag } from "../../../api/schemas/drivers";
import { useDeleteIdTag, useIdTags, useSaveIdTag } from "../../api/id-tags";
import { Id } from "../../parts/id";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { IdTagForm } from "./id-tag-form";

/** The ids that may charge: adding, changing, blocking and deleting them. `?add=ID` opens a new one. */
export function IdTagsPage() {
	const { t } = useTranslation();
	const [parameters, setParameters] = useSearchParams();
	const added = parameters.get("add");
	const [edited, setEdited] = useState<IdTag | "new" | null>(added === null ? null : "new");
	const [deleted, setDeleted] = useState<IdTag | null>(null);
	const [search, setSearch] = useState("");
	const idTags = useIdTags();
	const formats = useFormats();
	const wanted = search.trim().toLowerCase();
	const found = (idTags.data ?? []).filter(({ idTag, user, parentIdTag }) =>
		[idTag, user, parentIdTag].some((text) => text?.toLowerCase().includes(wanted)),
	);
	const closeForm = () => {
		setEdited(null);
		setParameters({}, { replace: true });
	};
	return (
		<Stack gap="md">
			<PageTitle title={t("idTags.title")} />
			<Group>
				<TextInput
					flex={1}
					maw={360}
					aria-label={t("idTags.search")}
					placeholder={t("idTags.search")}
					leftSection={<Icon path={mdiMagnify} size={18} />}
					value={search}
					onChange={(event) => setSearch(event.currentTarget.value)}
				/>
				<Button leftSection={<Icon path={mdiPlus} />} onClick={() => setEdited("new")}>
					{t("idTags.add")}
				</Button>
			</Group>
			{idTags.error && <ProblemAlert error={idTags.error} />}
			{idTags.isPending && <Skeleton height={200} />}
			{idTags.data && (
				<Records
					label={t("idTags.title")}
					none={wanted === "" ? t("idTags.none") : t("idTags.noMatch")}
					columns={[
						{ name: t("idTag.idTag"), cell: ({ idTag }) => <Id id={idTag} /> },
						{ name: t("idTag.user"), wrap: true, cell: ({ user }) => user ?? "–" },
						{
							name: t("idTag.parentIdTag"),
							cell: ({ parentIdTag }) => (parentIdTag === null ? "–" : <Id id={parentIdTag} />),
						},
						{ name: t("idTag.expiryDate"), cell: (idTag) => <Expiry idTag={idTag} /> },
						{
							name: t("idTag.maxActiveTransactions"),
							cell: ({ maxActiveTransactions: most }) =>
								most === null ? t("idTag.any") : formats.count(most),
						},
						{ name: t("idTag.blocked"), cell: (idTag) => <BlockSwitch idTag={idTag} /> },
						{
							name: t("page.actions"),
							cell: (idTag) => (
								<Group gap={4} wrap="nowrap">
									<SmallButton
										icon={mdiPencilOutline}
										label={t("idTags.change", { idTag: idTag.idTag })}
										onClick={() => setEdited(idTag)}
									/>
									<SmallButton
										icon={mdiDeleteOutline}
										label={t("idTags.delete", { idTag: idTag.idTag })}
										onClick={() => setDeleted(idTag)}
									/>
								</Group>
							),
						},
					]}
					records={found}
					keyOf={({ idTag }) => idTag}
				/>
			)}
			<Modal
				opened={edited !== null}
				onClose={closeForm}
				title={
					edited === "new" || edited === null ? t("idTags.add") : t("idTags.change", { idTag: edited.idTag })
				}
				closeButtonProps={{ "aria-label": t("page.close") }}
				transitionProps={{ duration: 120 }}
			>
				{edited !== null && (
					<IdTagForm
						existing={edited === "new" ? null : edited}
						suggested={added ?? ""}
						onSaved={closeForm}
					/>
				)}
			</Modal>
			<DeleteModal idTag={deleted} onClose={() => setDeleted(null)} />
		</Stack>
	);
}

function Expiry({ idTag: { expiryDate } }: { idTag: IdTag }) {
	const { t } = useTranslation();
	const formats = useFormats();
	if (expiryDate === null) return t("idTag.never");
	return (
		<Group gap={6}>
			{formats.dateTime(expiryDate)}
			{Date.parse(expiryDate) <= Date.now() && (
				<Badge color="orange" variant="light" tt="none">
					{t("authorizationStatus.Expired")}
				</Badge>
			)}
		</Group>
	);
}

function BlockSwitch({ idTag: { idTag, blocked } }: { idTag: IdTag }) {
	const { t } = useTranslation();
	const showProblem = useShowProblem();
	const save = useSaveIdTag();
	return (
		<Switch
			color="red"
			checked={save.isPending ? save.variables.fields.blocked : blocked}
			disabled={save.isPending}
			aria-label={t("idTag.blockedOf", { idTag })}
			onChange={(event) =>
				save.mutate(
					{ existing: idTag, fields: { blocked: event.currentTarget.checked } },
					{ onError: showProblem },
				)
			}
		/>
	);
}

function SmallButton({ icon, label, onClick }: { icon: string; label: string; onClick: () => void }) {
	return (
		<Tooltip label={label}>
			<ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
				<Icon path={icon} />
			</ActionIcon>
		</Tooltip>
	);
}

function DeleteModal({ idTag, onClose }: { idTag: IdTag | null; onClose: () => void }) {
	const { t } = useTranslation();
	const showProblem = useShowProblem();
	const remove = useDeleteIdTag();
	return (
		<Modal
			opened={idTag !== null}
			onClose={onClose}
			title={idTag && t("idTags.delete", { idTag: idTag.idTag })}
			closeButtonProps={{ "aria-label": t("page.close") }}
			transitionProps={{ duration: 120 }}
		>
			<Stack>
				<Text size="sm">{t("idTags.deleteWords")}</Text>
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{t("page.cancel")}
					</Button>
					<Button
						color="red"
						loading={remove.isPending}
						onClick={() => idTag && remove.mutate(idTag.idTag, { onSuccess: onClose, onError: showProblem })}
					>
						{t("page.delete")}
					</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
