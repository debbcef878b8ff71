import { Anchor, Badge, Group, Switch } from "@mantine/core";
import { mdiDeleteOutline, mdiPencilOutline } from "@mdi/js";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { IdTag } from "../../../api/schemas/drivers";
import type { Transaction } from "../../../api/schemas/transactions";
import { useDeleteIdTag, useSaveIdTag } from "../../api/id-tags";
import { useTransactions } from "../../api/transactions";
import { Confirmation } from "../../parts/dialog";
import { Id } from "../../parts/id";
import { useMay } from "../../parts/may";
import { useShowProblem } from "../../parts/problem";
import { type Column, Records } from "../../parts/records";
import { SmallButton } from "../../parts/small-button";
import { useFormats } from "../../shared/use-formats";

interface IdTagsTableProps {
	idTags: IdTag[];
	/** What is said when there are none. */
	none: string;
	older?: { load: () => void; loading: boolean } | null;
	onEdit: (idTag: IdTag) => void;
}

/** Ids with what they may and where they are used at this moment. */
export function IdTagsTable({ idTags, none, older, onEdit }: IdTagsTableProps) {
	const { t } = useTranslation();
	const formats = useFormats();
	const mayChange = useMay("operator");
	const [deleted, setDeleted] = useState<IdTag | null>(null);
	const used = useUses();
	const columns: Column<IdTag>[] = [
		{ name: t("idTag.idTag"), cell: ({ idTag }) => <Id id={idTag} />, sort: ({ idTag }) => idTag },
		{
			name: t("idTag.user"),
			wrap: true,
			cell: ({ user, userId }) =>
				userId === null ? (
					(user ?? "–")
				) : (
					<Anchor component={Link} to={`/operator/users/${userId}`} size="sm">
						{user ?? userId}
					</Anchor>
				),
			sort: ({ user }) => user,
		},
		{
			name: t("idTag.parentIdTag"),
			cell: ({ parentIdTag }) => (parentIdTag === null ? "–" : <Id id={parentIdTag} />),
			sort: ({ parentIdTag }) => parentIdTag,
		},
		{
			name: t("idTag.expiryDate"),
			cell: (idTag) => <Expiry idTag={idTag} />,
			sort: ({ expiryDate }) => expiryDate,
		},
		{
			name: t("idTag.maxActiveTransactions"),
			cell: ({ maxActiveTransactions: most }) => (most === null ? t("idTag.any") : formats.count(most)),
			sort: ({ maxActiveTransactions: most }) => most ?? Number.POSITIVE_INFINITY,
		},
		{
			name: t("idTag.uses"),
			cell: ({ idTag }) => <Uses transactions={used.get(idTag.toLowerCase()) ?? []} />,
			sort: ({ idTag }) => -(used.get(idTag.toLowerCase())?.length ?? 0),
		},
		{
			name: t("idTag.blocked"),
			cell: (idTag) => <BlockSwitch idTag={idTag} mayChange={mayChange} />,
			sort: ({ blocked }) => !blocked,
		},
	];
	if (mayChange) {
		columns.push({
			name: t("page.actions"),
			cell: (idTag) => (
				<Group gap={4} wrap="nowrap">
					<SmallButton
						icon={mdiPencilOutline}
						label={t("idTags.change", { idTag: idTag.idTag })}
						onClick={() => onEdit(idTag)}
					/>
					<SmallButton
						icon={mdiDeleteOutline}
						label={t("idTags.delete", { idTag: idTag.idTag })}
						onClick={() => setDeleted(idTag)}
					/>
				</Group>
			),
		});
	}
	return (
		<>
			<Records
				label={t("idTags.title")}
				none={none}
				columns={columns}
				records={idTags}
				keyOf={({ idTag }) => idTag}
				older={older}
			/>
			<Deletion idTag={deleted} onClose={() => setDeleted(null)} />
		</>
	);
}

/** The running transactions by id, in lower case. */
function useUses(): Map<string, Transaction[]> {
	const running = useTransactions({ active: true });
	return useMemo(() => {
		const uses = new Map<string, Transaction[]>();
		for (const transaction of running.data ?? []) {
			const key = transaction.idTag.toLowerCase();
			uses.set(key, [...(uses.get(key) ?? []), transaction]);
		}
		return uses;
	}, [running.data]);
}

function Uses({ transactions }: { transactions: Transaction[] }) {
	if (transactions.length === 0) return "–";
	return transactions.map(({ transactionId, identity, connectorId }) => (
		<Anchor
			key={transactionId}
			component={Link}
			to={`/operator/transactions/${transactionId}`}
			size="sm"
			display="block"
		>
			{`${identity} / ${connectorId}`}
		</Anchor>
	));
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

function BlockSwitch({ idTag: { idTag, blocked }, mayChange }: { idTag: IdTag; mayChange: boolean }) {
	const { t } = useTranslation();
	const showProblem = useShowProblem();
	const save = useSaveIdTag();
	if (!mayChange) return blocked ? t("idTag.isBlocked") : "–";
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

function Deletion({ idTag, onClose }: { idTag: IdTag | null; onClose: () => void }) {
	const { t } = useTranslation();
	const showProblem = useShowProblem();
	const remove = useDeleteIdTag();
	return (
		<Confirmation
			title={idTag && t("idTags.delete", { idTag: idTag.idTag })}
			words={t("idTags.deleteWords")}
			action={t("page.delete")}
			loading={remove.isPending}
			onConfirm={() => idTag && remove.mutate(idTag.idTag, { onSuccess: onClose, onError: showProblem })}
			onClose={onClose}
		/>
	);
}
