import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { PasswordField, SHORTEST_PASSWORD } from "../account/password-field";
import { ApiProblem } from "../api/client";
import { useChangeMe } from "../api/own";
import { ProblemAlert } from "../parts/problem";

/** A new password in place of the present one. */
export function AccountPassword({ account }: { account: string }) {
	const { t } = useTranslation();
	const change = useChangeMe();
	const form = useForm({
		initialValues: { oldPassword: "", password: "" },
		validate: {
			oldPassword: (password) => (password === "" ? t("fieldProblem.passwordMissing") : null),
			password: (password) => (password.length < SHORTEST_PASSWORD ? t("fieldProblem.passwordShort") : null),
		},
	});
	const isWrong = change.error instanceof ApiProblem && change.error.status === 403;
	const submit = (values: typeof form.values) =>
		change.mutate(values, {
			onSuccess: () => form.reset(),
			onError: (error) => {
				if (error instanceof ApiProblem && error.status === 403) {
					form.setFieldError("oldPassword", t("fieldProblem.passwordWrong"));
				}
			},
		});
	return (
		<Card withBorder padding="lg" component="section" aria-labelledby="password">
			<form noValidate onSubmit={form.onSubmit(submit)}>
				<Stack gap="md">
					<Title order={2} size="h4" id="password">
						{t("driverAccount.password")}
					</Title>
					<Text size="sm">{t("driverAccount.passwordWords")}</Text>
					{/* For password managers. */}
					<input type="hidden" autoComplete="username" value={account} readOnly />
					<PasswordField
						label={t("driverAccount.oldPassword")}
						autoComplete="current-password"
						{...form.getInputProps("oldPassword")}
					/>
					<PasswordField
						label={t("driverAccount.newPassword")}
						description={t("forgotten.newWords")}
						autoComplete="new-password"
						{...form.getInputProps("password")}
					/>
					{change.error && !isWrong && <ProblemAlert error={change.error} />}
					<Group>
						<Button type="submit" size="md" loading={change.isPending}>
							{t("driverAccount.changePassword")}
						</Button>
						<Text role="status">{change.isSuccess && t("driverAccount.passwordChanged")}</Text>
					</Group>
				</Stack>
			</form>
		</Card>
	);
}
