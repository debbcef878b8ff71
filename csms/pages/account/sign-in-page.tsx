import { Button, Card, Container, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation } from "react-router";
import { ApiProblem } from "../api/client";
import { useSession, useSignIn } from "../api/session";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";

/** An operator signs in, and goes on to the page that was asked for. */
export function SignInPage() {
	const { t } = useTranslation();
	const { state } = useLocation() as { state: { from?: string } | null };
	const session = useSession();
	const signIn = useSignIn();
	const form = useForm({
		initialValues: { account: "", password: "" },
		validate: {
			account: (account) => (account.trim() === "" ? "missing" : null),
			password: (password) => (password === "" ? "missing" : null),
		},
	});
	if (session.data) return <Navigate to={state?.from ?? "/operator"} replace />;
	const wrong = signIn.error instanceof ApiProblem && signIn.error.status === 401;
	const missing = (field: "account" | "password") => form.errors[field] && t("field.missing");
	return (
		<Container size="xs" py={{ base: "md", sm: "xl" }}>
			<Stack gap="lg">
				<PageTitle title={t("signIn.title")} />
				<Card withBorder padding="lg">
					<form
						noValidate
						onSubmit={form.onSubmit((credentials) => signIn.mutate(credentials))}
						aria-label={t("signIn.title")}
					>
						<Stack gap="md">
							<TextInput
								label={t("signIn.account")}
								autoComplete="username"
								autoCapitalize="none"
								spellCheck={false}
								maxLength={254}
								{...form.getInputProps("account")}
								error={missing("account")}
							/>
							<PasswordInput
								label={t("signIn.password")}
								autoComplete="current-password"
								maxLength={200}
								visibilityToggleButtonProps={{ "aria-label": t("signIn.showPassword") }}
								{...form.getInputProps("password")}
								error={missing("password") || (wrong && t("signIn.wrong"))}
							/>
							{signIn.error && !wrong && <ProblemAlert error={signIn.error} />}
							<Button type="submit" loading={signIn.isPending}>
								{t("signIn.submit")}
							</Button>
						</Stack>
					</form>
				</Card>
			</Stack>
		</Container>
	);
}
