import { Anchor, Button, Card, Container, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useLocation } from "react-router";
import type { Role } from "../../api/schemas/accounts";
import { ApiProblem } from "../api/client";
import { useSession, useSignIn } from "../api/session";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";
import { PasswordField } from "./password-field";

/** What led here. */
interface SignInState {
	/** The page that was asked for. */
	from?: string;
	/** Who wants to sign in. */
	account?: string;
}

/** Everybody signs in here, and goes on to the page that was asked for, or to the first of the own pages. */
export function SignInPage() {
	const { t } = useTranslation();
	const state = (useLocation().state ?? {}) as SignInState;
	const session = useSession();
	const signIn = useSignIn();
	const form = useForm({
		initialValues: { account: state.account ?? "", password: "" },
		validate: {
			account: (account) => (account.trim() === "" ? "missing" : null),
			password: (password) => (password === "" ? "missing" : null),
		},
	});
	if (session.data) return <Navigate to={pageOf(session.data.role, state.from)} replace />;
	const wrong = signIn.error instanceof ApiProblem && signIn.error.status === 401;
	const missing = (field: "account" | "password") => form.errors[field] && t(`fieldProblem.${field}Missing`);
	return (
		<Container size="xs" py={{ base: "md", sm: "xl" }}>
			<Stack gap="lg">
				<PageTitle title={t("signIn.title")} />
				<Card withBorder padding="lg">
					<form
						noValidate
						onSubmit={form.onSubmit(({ account, password }) =>
							signIn.mutate({ account: account.trim(), password }),
						)}
						aria-label={t("signIn.title")}
					>
						<Stack gap="md">
							<TextInput
								size="md"
								label={t("signIn.account")}
								autoComplete="username"
								autoCapitalize="none"
								spellCheck={false}
								maxLength={254}
								{...form.getInputProps("account")}
								error={missing("account")}
							/>
							<PasswordField
								label={t("signIn.password")}
								autoComplete="current-password"
								{...form.getInputProps("password")}
								error={missing("password") || (wrong && t("signIn.wrong"))}
							/>
							{signIn.error && !wrong && <ProblemAlert error={signIn.error} />}
							<Button type="submit" size="md" loading={signIn.isPending}>
								{t("signIn.submit")}
							</Button>
							<Anchor component={Link} to="/forgotten-password" py={6}>
								{t("signIn.forgotten")}
							</Anchor>
						</Stack>
					</form>
				</Card>
				<Text>
					{t("signIn.new")}{" "}
					<Anchor component={Link} to="/" py={6}>
						{t("signIn.register")}
					</Anchor>
				</Text>
			</Stack>
		</Container>
	);
}

/** The page that was asked for, if it is for that role. */
function pageOf(role: Role, from: string | undefined): string {
	const own = role === "driver" ? "/my" : "/operator";
	return from === own || from?.startsWith(`${own}/`) || from?.startsWith(`${own}?`) ? from : own;
}
