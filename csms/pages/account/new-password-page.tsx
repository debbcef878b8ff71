import { Alert, Anchor, Button, Card, Container, Skeleton, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { PasswordLink } from "../../api/schemas/password-links";
import { ApiProblem } from "../api/client";
import { useNewPassword, usePasswordLink } from "../api/password";
import { useSignIn } from "../api/session";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";
import { PasswordField, SHORTEST_PASSWORD } from "./password-field";

/** A driver chooses a new password with a link that works once, and is signed in with it. */
export function NewPasswordPage() {
	const { t } = useTranslation();
	const { linkKey = "" } = useParams();
	const link = usePasswordLink(linkKey);
	const isOver = link.error instanceof ApiProblem && [400, 404].includes(link.error.status);
	return (
		<Container size="xs" py={{ base: "md", sm: "xl" }}>
			<Stack gap="lg">
				<PageTitle title={t("forgotten.newTitle")} />
				{link.isPending && <Skeleton height={220} />}
				{isOver && <Ended />}
				{link.error && !isOver && <ProblemAlert error={link.error} />}
				{link.data && <PasswordForm linkKey={linkKey} link={link.data} />}
			</Stack>
		</Container>
	);
}

function Ended() {
	const { t } = useTranslation();
	return (
		<Alert color="orange" title={t("forgotten.ended")}>
			<Stack gap="xs">
				<Text>{t("forgotten.endedWords")}</Text>
				<Anchor component={Link} to="/forgotten-password" py={6} c="inherit" underline="always">
					{t("forgotten.askAgain")}
				</Anchor>
			</Stack>
		</Alert>
	);
}

function PasswordForm({ linkKey, link: { account } }: { linkKey: string; link: PasswordLink }) {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const choose = useNewPassword(linkKey);
	const signIn = useSignIn();
	const form = useForm({
		initialValues: { password: "" },
		validate: { password: (password) => (password.length < SHORTEST_PASSWORD ? "passwordShort" : null) },
	});
	const isOver = choose.error instanceof ApiProblem && choose.error.status === 404;
	const goOn = () => void navigate("/sign-in", { replace: true, state: { account } });
	const submit = ({ password }: { password: string }) =>
		choose.mutate(password, {
			// The sign-in leads on, also when this one was refused: too many tries before.
			onSuccess: () => signIn.mutate({ account, password }, { onSettled: goOn }),
		});
	if (isOver) return <Ended />;
	return (
		<Card withBorder padding="lg">
			<form noValidate onSubmit={form.onSubmit(submit)}>
				<Stack gap="md">
					<Text>{t("forgotten.newFor", { account })}</Text>
					{/* For password managers. */}
					<input type="hidden" autoComplete="username" value={account} readOnly />
					<PasswordField
						label={t("forgotten.new")}
						description={t("forgotten.newWords")}
						autoComplete="new-password"
						{...form.getInputProps("password")}
						error={form.errors.password && t("fieldProblem.passwordShort")}
					/>
					{choose.error && <ProblemAlert error={choose.error} />}
					<Button type="submit" size="md" loading={choose.isPending || signIn.isPending}>
						{t("forgotten.save")}
					</Button>
				</Stack>
			</form>
		</Card>
	);
}
