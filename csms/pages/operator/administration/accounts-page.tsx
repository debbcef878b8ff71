import { Badge, Button, Group, Radio, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { mdiDeleteOutline, mdiLaptopAccount, mdiLockReset, mdiPlus, mdiShieldAccountOutline } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountRecord, NewAccount } from "../../../api/schemas/accounts";
import { useAccounts, useAddAccount, useChangeAccount, useDeleteAccount } from "../../api/accounts";
import { ApiProblem } from "../../api/client";
import { useSession } from "../../api/session";
import { CopiedText } from "../../parts/copied-text";
import { Confirmation, Dialog } from "../../parts/dialog";
import { DoneButton, FormEnd } from "../../parts/form-end";
import { MayNotWords, useMay } from "../../parts/may";
import { newPassword } from "../../parts/new-secret";
import { PageTitle } from "../../parts/page-title";
import { PasswordForm } from "../../parts/password-form";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { Records } from "../../parts/records";
import { SmallButton } from "../../parts/small-button";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { SessionsTable } from "./sessions-table";

type StaffRole = NewAccount["role"];
const ROLES: readonly StaffRole[] = ["administrator", "operator", "read-only"];

interface Opened {
	what: "role" | "password" | "sessions" | "delete";
	account: string;
	role: StaffRole;
}

/** The accounts of the people who run the CSMS. */
export function AccountsPage() {
	const mayRead = useMay("administrator");
	const { t } = useTranslation();
	const [adding, setAdding] = useState(false);
	return (
		<Stack gap="md">
			<Group justify="space-between">
				<PageTitle title={t("accounts.title")} />
				{mayRead && (
					<Button leftSection={<Icon path={mdiPlus} />} onClick={() => setAdding(true)}>
						{t("accounts.add")}
					</Button>
				)}
			</Group>
			{mayRead ? <Accounts /> : <MayNotWords role="administrator" />}
			<Dialog opened={adding} onClose={() => setAdding(false)} title={t("accounts.add")}>
				{adding && <AddForm onClose={() => setAdding(false)} />}
			</Dialog>
		</Stack>
	);
}

function Accounts() {
	const { t } = useTranslation();
	const formats = useFormats();
	const accounts = useAccounts();
	const own = useSession().data?.account;
	const [opened, setOpened] = useState<Opened | null>(null);
	const open = (what: Opened["what"], { account, role }: AccountRecord) =>
		setOpened({ what, account, role: role as StaffRole });
	if (accounts.error) return <ProblemAlert error={accounts.error} />;
	if (!accounts.data) return <Skeleton height={200} />;
	return (
		<>
			<Records
				label={t("accounts.title")}
				none={t("accounts.none")}
				columns={[
					{
						name: t("signIn.account"),
						cell: ({ account }) => (
							<Group gap={6}>
								{account}
								{account === own && (
									<Badge variant="light" tt="none">
										{t("accounts.own")}
									</Badge>
								)}
							</Group>
						),
						sort: ({ account }) => account,
					},
					{
						name: t("accounts.role"),
						cell: ({ role }) => t(`signIn.role.${role}`),
						sort: ({ role }) => role,
					},
					{
						name: t("accounts.createdAt"),
						cell: ({ createdAt }) => formats.dateTime(createdAt),
						sort: ({ createdAt }) => createdAt,
					},
					{
						name: t("page.actions"),
						cell: (record) => {
							const { account } = record;
							return (
								<Group gap={4} wrap="nowrap">
									<SmallButton
										icon={mdiShieldAccountOutline}
										label={t("accounts.changeRole", { account })}
										onClick={() => open("role", record)}
									/>
									<SmallButton
										icon={mdiLockReset}
										label={t("password.of", { name: account })}
										onClick={() => open("password", record)}
									/>
									<SmallButton
										icon={mdiLaptopAccount}
										label={t("sessions.of", { account })}
										onClick={() => open("sessions", record)}
									/>
									<SmallButton
										icon={mdiDeleteOutline}
										label={t("accounts.delete", { account })}
										onClick={() => open("delete", record)}
									/>
								</Group>
							);
						},
					},
				]}
				records={accounts.data}
				keyOf={({ account }) => account}
			/>
			{opened && <OpenedDialog {...opened} onClose={() => setOpened(null)} />}
		</>
	);
}

function OpenedDialog({ what, account, role, onClose }: Opened & { onClose: () => void }) {
	const { t } = useTranslation();
	const showProblem = useShowProblem();
	const change = useChangeAccount();
	const remove = useDeleteAccount();
	switch (what) {
		case "role":
			return (
				<Dialog opened onClose={onClose} title={t("accounts.changeRole", { account })}>
					<RoleForm account={account} role={role} onClose={onClose} />
				</Dialog>
			);
		case "password":
			return (
				<Dialog opened onClose={onClose} title={t("password.of", { name: account })}>
					<PasswordForm
						words={t("accounts.passwordWords")}
						error={change.error}
						loading={change.isPending}
						onSave={(password) => change.mutateAsync({ account, change: { password } })}
						onClose={onClose}
					/>
				</Dialog>
			);
		case "sessions":
			return (
				<Dialog opened onClose={onClose} title={t("sessions.of", { account })} size="xl">
					<SessionsTable account={account} />
				</Dialog>
			);
		case "delete":
			return (
				<Confirmation
					title={t("accounts.delete", { account })}
					words={t("accounts.deleteWords")}
					action={t("page.delete")}
					loading={remove.isPending}
					onConfirm={() => remove.mutate(account, { onError: showProblem, onSettled: onClose })}
					onClose={onClose}
				/>
			);
	}
}

function RoleField({ value, onChange }: { value: StaffRole; onChange: (role: StaffRole) => void }) {
	const { t } = useTranslation();
	return (
		<Radio.Group label={t("accounts.role")} value={value} onChange={(role) => onChange(role as StaffRole)}>
			<Stack gap="xs" mt={4}>
				{ROLES.map((role) => (
					<Radio
						key={role}
						value={role}
						label={t(`signIn.role.${role}`)}
						description={t(`accounts.roleWords.${role}`)}
					/>
				))}
			</Stack>
		</Radio.Group>
	);
}

function RoleForm({ account, role, onClose }: { account: string; role: StaffRole; onClose: () => void }) {
	const change = useChangeAccount();
	const form = useForm({ initialValues: { role } });
	return (
		<form
			noValidate
			onSubmit={form.onSubmit((values) => change.mutate({ account, change: values }, { onSuccess: onClose }))}
		>
			<Stack>
				<RoleField value={form.values.role} onChange={(role) => form.setFieldValue("role", role)} />
				<FormEnd sending={change} />
			</Stack>
		</form>
	);
}

function AddForm({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation();
	const add = useAddAccount();
	const form = useForm({
		initialValues: { account: "", role: "operator" as StaffRole, password: newPassword() },
		validate: {
			account: (account) => (/^[A-Za-z0-9_.@-]{1,50}$/.test(account.trim()) ? null : "invalid"),
			password: (password) => (password.length < 8 ? "short" : null),
		},
	});
	if (add.isSuccess) {
		return (
			<Stack>
				<CopiedText label={t("signIn.account")} text={add.variables.account} />
				<CopiedText label={t("signIn.password")} text={add.variables.password} />
				<Text size="sm">{t("password.once")}</Text>
				<DoneButton onClose={onClose} />
			</Stack>
		);
	}
	const taken = add.error instanceof ApiProblem && add.error.status === 409;
	return (
		<form
			noValidate
			onSubmit={form.onSubmit(({ account, ...others }) => add.mutate({ account: account.trim(), ...others }))}
		>
			<Stack>
				<TextInput
					label={t("signIn.account")}
					description={t("accounts.nameWords")}
					required
					maxLength={50}
					autoComplete="off"
					autoCapitalize="none"
					spellCheck={false}
					data-autofocus
					{...form.getInputProps("account")}
					error={(form.errors.account && t("accounts.nameInvalid")) || (taken && t("accounts.taken"))}
				/>
				<RoleField value={form.values.role} onChange={(role) => form.setFieldValue("role", role)} />
				<TextInput
					label={t("signIn.password")}
					description={t("password.rule")}
					required
					maxLength={200}
					autoComplete="off"
					spellCheck={false}
					{...form.getInputProps("password")}
					error={form.errors.password && t("password.short")}
				/>
				{add.error && !taken && <ProblemAlert error={add.error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={add.isPending}>
						{t("accounts.add")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
