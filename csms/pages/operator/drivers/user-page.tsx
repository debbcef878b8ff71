import { Card, DataList, Group, Stack, Title } from "@mantine/core";
import { mdiDeleteOutline, mdiLinkVariant, mdiLockReset, mdiPencilOutline, mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import type { IdTag } from "../../../api/schemas/drivers";
import type { User } from "../../../api/schemas/users";
import { useDeleteUser, useSaveUser, useUser } from "../../api/users";
import { ActionButton } from "../../parts/action-button";
import { Dialog } from "../../parts/dialog";
import { May } from "../../parts/may";
import { PagePath } from "../../parts/page-path";
import { PageTitle } from "../../parts/page-title";
import { PasswordForm } from "../../parts/password-form";
import { Removal } from "../../parts/removal";
import { Unread } from "../../parts/unread";
import { useFormats } from "../../shared/use-formats";
import { TransactionsTable } from "../transactions/transactions-table";
import { IdTagForm } from "./id-tag-form";
import { IdTagsTable } from "./id-tags-table";
import { PasswordLink } from "./password-link";
import { UserForm } from "./user-form";

/** One driver: ids, sessions, account. */
export function UserPage() {
	const { t } = useTranslation();
	const userId = Number(useParams().userId);
	const user = useUser(userId);
	if (user.error || !user.data) return <Unread error={user.error} height={400} />;
	return (
		<Stack gap="md">
			<PagePath to="/operator/users" parent={t("users.title")} here={user.data.name} />
			<Group justify="space-between">
				<PageTitle title={user.data.name} />
				<May role="operator">
					<Actions user={user.data} />
				</May>
			</Group>
			<Facts user={user.data} />
			<IdTags user={user.data} />
			<Stack component="section" gap="sm" aria-labelledby="transactions">
				<Title order={2} size="h4" id="transactions">
					{t("transactions.title")}
				</Title>
				<TransactionsTable filter={{ userId }} />
			</Stack>
		</Stack>
	);
}

function Facts({ user }: { user: User }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { email, account, createdAt, transactions, energyWh, lastStart } = user;
	const facts: [string, string][] = [
		[t("registrations.email"), email],
		[t("users.signsIn"), t(account === null ? "users.noAccount" : "users.hasAccount")],
		[t("users.createdAt"), formats.dateTime(createdAt)],
		[t("users.transactions"), formats.count(transactions)],
		[t("transaction.energy"), formats.energy(energyWh)],
		[t("users.lastStart"), lastStart === null ? "–" : formats.dateTime(lastStart)],
	];
	return (
		<Card withBorder>
			<DataList size="sm" gap="xs" labelWidth="9rem">
				{facts.map(([name, value]) => (
					<DataList.Item key={name}>
						<DataList.ItemLabel>{name}</DataList.ItemLabel>
						<DataList.ItemValue style={{ overflowWrap: "anywhere" }}>{value}</DataList.ItemValue>
					</DataList.Item>
				))}
			</DataList>
		</Card>
	);
}

function IdTags({ user: { userId, idTags } }: { user: User }) {
	const { t } = useTranslation();
	const [edited, setEdited] = useState<IdTag | "new" | null>(null);
	const close = () => setEdited(null);
	return (
		<Stack component="section" gap="sm" aria-labelledby="id-tags">
			<Group justify="space-between">
				<Title order={2} size="h4" id="id-tags">
					{t("users.idTags")}
				</Title>
				<May role="operator">
					<ActionButton icon={mdiPlus} label={t("idTags.add")} onClick={() => setEdited("new")} />
				</May>
			</Group>
			<IdTagsTable idTags={idTags} none={t("users.noIdTags")} onEdit={setEdited} />
			<Dialog
				opened={edited !== null}
				onClose={close}
				title={
					edited === "new" || edited === null ? t("idTags.add") : t("idTags.change", { idTag: edited.idTag })
				}
			>
				{edited !== null && (
					<IdTagForm
						existing={edited === "new" ? null : edited}
						suggested=""
						userId={userId}
						onSaved={close}
					/>
				)}
			</Dialog>
		</Stack>
	);
}

function Actions({ user }: { user: User }) {
	const { t } = useTranslation();
	const [open, setOpen] = useState<"change" | "link" | "password" | "delete" | null>(null);
	const save = useSaveUser();
	const remove = useDeleteUser();
	const { userId, name, account } = user;
	const close = () => setOpen(null);
	return (
		<Group gap="xs">
			<ActionButton icon={mdiPencilOutline} label={t("users.change")} onClick={() => setOpen("change")} />
			{account !== null && (
				<ActionButton icon={mdiLinkVariant} label={t("users.link")} onClick={() => setOpen("link")} />
			)}
			<ActionButton
				icon={mdiLockReset}
				label={t(account === null ? "users.giveAccount" : "password.set")}
				onClick={() => setOpen("password")}
			/>
			<ActionButton icon={mdiDeleteOutline} label={t("page.delete")} onClick={() => setOpen("delete")} />
			<Dialog opened={open === "change"} onClose={close} title={t("users.changeOf", { name })}>
				{open === "change" && <UserForm existing={user} onSaved={close} />}
			</Dialog>
			<Dialog opened={open === "link"} onClose={close} title={t("users.linkOf", { name })}>
				{open === "link" && <PasswordLink user={user} onClose={close} />}
			</Dialog>
			<Dialog opened={open === "password"} onClose={close} title={t("password.of", { name })}>
				{open === "password" && (
					<PasswordForm
						words={t(account === null ? "users.giveAccountWords" : "users.passwordWords")}
						error={save.error}
						loading={save.isPending}
						onSave={(password) => save.mutateAsync({ userId, fields: { password } })}
						onClose={close}
					/>
				)}
			</Dialog>
			<Removal
				title={open === "delete" ? t("users.deleteOf", { name }) : null}
				words={t("users.deleteWords")}
				action={t("page.delete")}
				removal={remove}
				id={userId}
				next="/operator/users"
				onClose={close}
			/>
		</Group>
	);
}
