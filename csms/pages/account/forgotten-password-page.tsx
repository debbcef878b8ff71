import { Alert, Anchor, Button, Card, Container, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { mdiAccountQuestionOutline, mdiEmailOutline } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { usePasswordHelp, useSendPasswordLink } from "../api/password";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";
import { Icon } from "../shared/icon";
import type { Language } from "../shared/languages";
import { EMAIL } from "./fields";

/** What somebody can do who has forgotten the password: have a link sent, or ask an operator for one. */
export function ForgottenPasswordPage() {
	const { t } = useTranslation();
	const help = usePasswordHelp();
	return (
		<Container size="xs" py={{ base: "md", sm: "xl" }}>
			<Stack gap="lg">
				<PageTitle title={t("forgotten.forgottenTitle")} />
				{help.isPending && <Skeleton height={220} />}
				{help.error && <ProblemAlert error={help.error} />}
				{help.data?.byMail === true && <LinkForm />}
				{help.data?.byMail === false && (
					<Alert
						color="blue"
						role="group"
						icon={<Icon path={mdiAccountQuestionOutline} size={28} />}
						title={t("forgotten.askTitle")}
					>
						<Text>{t("forgotten.askWords")}</Text>
					</Alert>
				)}
				<Anchor component={Link} to="/sign-in" py={6}>
					{t("forgotten.backToSignIn")}
				</Anchor>
			</Stack>
		</Container>
	);
}

function LinkForm() {
	const { t, i18n } = useTranslation();
	const send = useSendPasswordLink();
	const form = useForm({
		initialValues: { email: "" },
		validate: { email: (email) => (EMAIL.test(email.trim()) ? null : "emailInvalid") },
	});
	if (send.isSuccess) {
		return (
			<Alert
				color="teal"
				role="status"
				icon={<Icon path={mdiEmailOutline} size={28} />}
				title={t("forgotten.sent")}
			>
				<Text>{t("forgotten.sentWords", { email: send.variables.email })}</Text>
			</Alert>
		);
	}
	return (
		<Card withBorder padding="lg">
			<form
				noValidate
				onSubmit={form.onSubmit(({ email }) =>
					send.mutate({ email: email.trim(), language: i18n.language as Language }),
				)}
			>
				<Stack gap="md">
					<Text>{t("forgotten.mailWords")}</Text>
					<TextInput
						size="md"
						label={t("forgotten.email")}
						type="email"
						inputMode="email"
						autoComplete="email"
						maxLength={254}
						{...form.getInputProps("email")}
						error={form.errors.email && t("fieldProblem.emailInvalid")}
					/>
					{send.error && <ProblemAlert error={send.error} />}
					<Button type="submit" size="md" loading={send.isPending}>
						{t("forgotten.send")}
					</Button>
				</Stack>
			</form>
		</Card>
	);
}
