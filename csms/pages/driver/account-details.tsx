import { Button, Card, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { Me } from "../../api/schemas/me";
import { EMAIL } from "../account/fields";
import { PasswordField } from "../account/password-field";
import { ApiProblem } from "../api/client";
import { useChangeMe } from "../api/own";
import { ProblemAlert } from "../parts/problem";

/** Name and e-mail address; a new address is the account's name, so it needs the password. */
export function AccountDetails({ me }: { me: Me }) {
	const { t } = useTranslation();
	const change = useChangeMe();
	const form = useForm({
		initialValues: { name: me.name ?? "", email: me.email ?? "", oldPassword: "" },
		validate: {
			name: (name) => (name.trim() === "" ? t("fieldProblem.nameMissing") : null),
			email: (email) => (EMAIL.test(email.trim()) ? null : t("fieldProblem.emailInvalid")),
			oldPassword: (password, { email }) =>
				email.trim() !== me.email && password === "" ? t("fieldProblem.passwordMissing") : null,
		},
	});
	const hasNewEmail = form.values.email.trim() !== me.email;
	const status = change.error instanceof ApiProblem ? change.error.status : null;
	const submit = ({ name, email, oldPassword }: typeof form.values) =>
		change.mutate(
			{
				name: name.trim(),
				...(email.trim() === me.email ? {} : { email: email.trim(), oldPassword }),
			},
			{
				onSuccess: () => {
					form.setFieldValue("oldPassword", "");
					form.resetDirty();
				},
				onError: (error) => {
					if (!(error instanceof ApiProblem)) return;
					if (error.status === 403) form.setFieldError("oldPassword", t("fieldProblem.passwordWrong"));
					if (error.status === 409) form.setFieldError("email", t("driverAccount.emailTaken"));
				},
			},
		);
	return (
		<Card withBorder padding="lg" component="section" aria-labelledby="details">
			<form noValidate onSubmit={form.onSubmit(submit)}>
				<Stack gap="md">
					<Title order={2} size="h4" id="details">
						{t("driverAccount.details")}
					</Title>
					<TextInput
						size="md"
						label={t("driverAccount.name")}
						autoComplete="name"
						maxLength={100}
						{...form.getInputProps("name")}
					/>
					<TextInput
						size="md"
						label={t("driverAccount.email")}
						type="email"
						inputMode="email"
						autoComplete="email"
						maxLength={254}
						{...form.getInputProps("email")}
					/>
					{hasNewEmail && (
						<PasswordField
							label={t("driverAccount.emailPassword")}
							autoComplete="current-password"
							{...form.getInputProps("oldPassword")}
						/>
					)}
					{change.error && status !== 403 && status !== 409 && <ProblemAlert error={change.error} />}
					<Group>
						<Button type="submit" size="md" loading={change.isPending} disabled={!form.isDirty()}>
							{t("page.save")}
						</Button>
						<Text role="status">{change.isSuccess && !form.isDirty() && t("driverAccount.saved")}</Text>
					</Group>
				</Stack>
			</form>
		</Card>
	);
}
