import { Button, Card, Group, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useChangePassword } from "../../api/accounts";
import { ApiProblem } from "../../api/client";
import { useSession } from "../../api/session";
import { useNotice } from "../../parts/notice";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { SessionsTable } from "./sessions-table";

/** The own account: password and open sessions. */
export function OwnAccountPage() {
	const { t } = useTranslation();
	const session = useSession().data;
	return (
		<Stack gap="lg">
			<PageTitle title={t("ownAccount.title")} />
			{session && (
				<Text>
					{t("signIn.signedInAs", { account: session.account, role: t(`signIn.role.${session.role}`) })}
				</Text>
			)}
			<Card withBorder maw={480}>
				<Title order={2} size="h4" mb="sm">
					{t("ownAccount.password")}
				</Title>
				<PasswordChange />
			</Card>
			<Stack component="section" gap="sm" aria-labelledby="sessions">
				<Title order={2} size="h4" id="sessions">
					{t("sessions.title")}
				</Title>
				<Text size="sm">{t("sessions.words")}</Text>
				<SessionsTable account={null} />
			</Stack>
		</Stack>
	);
}

function PasswordChange() {
	const { t } = useTranslation();
	const notice = useNotice();
	const change = useChangePassword();
	const form = useForm({
		initialValues: { oldPassword: "", password: "", again: "" },
		validate: {
			oldPassword: (password) => (password === "" ? "missing" : null),
			password: (password) => (password.length < 8 ? "short" : null),
			again: (again, { password }) => (again === password ? null : "other"),
		},
	});
	const wrong = change.error instanceof ApiProblem && change.error.status === 403;
	const submit = form.onSubmit(({ oldPassword, password }) =>
		change.mutate(
			{ oldPassword, password },
			{
				onSuccess: () => {
					form.reset();
					notice({ message: t("ownAccount.changed") });
				},
			},
		),
	);
	const visibility = { visibilityToggleButtonProps: { "aria-label": t("signIn.showPassword") } };
	return (
		<form noValidate onSubmit={submit}>
			<Stack>
				<PasswordInput
					label={t("ownAccount.oldPassword")}
					autoComplete="current-password"
					maxLength={200}
					{...visibility}
					{...form.getInputProps("oldPassword")}
					error={(form.errors.oldPassword && t("field.missing")) || (wrong && t("ownAccount.wrong"))}
				/>
				<PasswordInput
					label={t("password.new")}
					description={t("password.rule")}
					autoComplete="new-password"
					maxLength={200}
					{...visibility}
					{...form.getInputProps("password")}
					error={form.errors.password && t("password.short")}
				/>
				<PasswordInput
					label={t("ownAccount.again")}
					autoComplete="new-password"
					maxLength={200}
					{...visibility}
					{...form.getInputProps("again")}
					error={form.errors.again && t("ownAccount.other")}
				/>
				{change.error && !wrong && <ProblemAlert error={change.error} />}
				<Text size="sm" c="dimmed">
					{t("ownAccount.words")}
				</Text>
				<Group justify="flex-end">
					<Button type="submit" loading={change.isPending}>
						{t("ownAccount.change")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
