import { Badge, Button, Group, Select, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { mdiPlus } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewAccount, Token } from "../../../api/schemas/accounts";
import { includes } from "../../../records/roles";
import { useAddToken, useDeleteToken, useTokens } from "../../api/accounts";
import { useSession } from "../../api/session";
import { CopiedText } from "../../parts/copied-text";
import { DayField } from "../../parts/day-field";
import { Confirmation, Dialog } from "../../parts/dialog";
import { DoneButton, FormEnd } from "../../parts/form-end";
import { startOfDay } from "../../parts/local-time";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { Records } from "../../parts/records";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";

const ROLES: readonly NewAccount["role"][] = ["administrator", "operator", "read-only"];

/** The own tokens, with which programs call the API. */
export function TokensPage() {
	const { t } = useTranslation();
	const formats = useFormats();
	const tokens = useTokens();
	const [adding, setAdding] = useState(false);
	const [deleted, setDeleted] = useState<Token | null>(null);
	return (
		<Stack gap="md">
			<Group justify="space-between">
				<PageTitle title={t("tokens.title")} />
				<Button leftSection={<Icon path={mdiPlus} />} onClick={() => setAdding(true)}>
					{t("tokens.add")}
				</Button>
			</Group>
			<Text size="sm" maw={640}>
				{t("tokens.words")}
			</Text>
			{tokens.error && <ProblemAlert error={tokens.error} />}
			{tokens.isPending && <Skeleton height={120} />}
			{tokens.data && (
				<Records
					label={t("tokens.title")}
					none={t("tokens.none")}
					columns={[
						{ name: t("tokens.name"), wrap: true, cell: ({ name }) => name, sort: ({ name }) => name },
						{ name: t("accounts.role"), cell: ({ role }) => t(`signIn.role.${role}`) },
						{
							name: t("accounts.createdAt"),
							cell: ({ createdAt }) => formats.dateTime(createdAt),
							sort: ({ createdAt }) => createdAt,
						},
						{ name: t("tokens.expiresAt"), cell: (token) => <Expiry token={token} /> },
						{
							name: t("tokens.lastUsedAt"),
							cell: ({ lastUsedAt }) =>
								lastUsedAt === null ? t("tokens.never") : formats.dateTime(lastUsedAt),
							sort: ({ lastUsedAt }) => lastUsedAt,
						},
						{
							name: t("page.actions"),
							cell: (token) => (
								<Button
									size="compact-sm"
									variant="default"
									aria-label={t("tokens.delete", { name: token.name })}
									onClick={() => setDeleted(token)}
								>
									{t("page.delete")}
								</Button>
							),
						},
					]}
					records={tokens.data}
					keyOf={({ id }) => id}
				/>
			)}
			<Dialog opened={adding} onClose={() => setAdding(false)} title={t("tokens.add")}>
				{adding && <AddForm onClose={() => setAdding(false)} />}
			</Dialog>
			<Deletion token={deleted} onClose={() => setDeleted(null)} />
		</Stack>
	);
}

function Expiry({ token: { expiresAt } }: { token: Token }) {
	const { t } = useTranslation();
	const formats = useFormats();
	if (expiresAt === null) return t("tokens.forever");
	return (
		<Group gap={6}>
			{formats.dateTime(expiresAt)}
			{Date.parse(expiresAt) <= Date.now() && (
				<Badge color="orange" variant="light" tt="none">
					{t("authorizationStatus.Expired")}
				</Badge>
			)}
		</Group>
	);
}

function Deletion({ token, onClose }: { token: Token | null; onClose: () => void }) {
	const { t } = useTranslation();
	const showProblem = useShowProblem();
	const remove = useDeleteToken();
	return (
		<Confirmation
			title={token && t("tokens.delete", { name: token.name })}
			words={t("tokens.deleteWords")}
			action={t("page.delete")}
			loading={remove.isPending}
			onConfirm={() => token && remove.mutate(token.id, { onError: showProblem, onSettled: onClose })}
			onClose={onClose}
		/>
	);
}

function AddForm({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation();
	const own = useSession().data?.role ?? "read-only";
	const add = useAddToken();
	const form = useForm({
		initialValues: { name: "", role: own as NewAccount["role"], lastDay: "" },
		validate: { name: (name) => (name.trim() === "" ? "missing" : null) },
	});
	if (add.data) {
		return (
			<Stack>
				<CopiedText label={t("tokens.token")} text={add.data.token} />
				<Text size="sm">{t("tokens.once")}</Text>
				<DoneButton onClose={onClose} />
			</Stack>
		);
	}
	const submit = form.onSubmit(({ name, role, lastDay }) =>
		add.mutate({
			name: name.trim(),
			role,
			expiresAt: lastDay === "" ? null : startOfDay(lastDay, 1),
		}),
	);
	return (
		<form noValidate onSubmit={submit}>
			<Stack>
				<TextInput
					label={t("tokens.name")}
					description={t("tokens.nameWords")}
					required
					maxLength={50}
					autoComplete="off"
					data-autofocus
					{...form.getInputProps("name")}
					error={form.errors.name && t("field.missing")}
				/>
				<Select
					label={t("accounts.role")}
					allowDeselect={false}
					data={ROLES.filter((role) => includes(own, role)).map((value) => ({
						value,
						label: t(`signIn.role.${value}`),
					}))}
					{...form.getInputProps("role")}
				/>
				<DayField
					label={t("tokens.lastDay")}
					description={t("tokens.lastDayWords")}
					value={form.values.lastDay}
					onChange={(day) => form.setFieldValue("lastDay", day)}
				/>
				<FormEnd sending={add} label={t("tokens.add")} />
			</Stack>
		</form>
	);
}
