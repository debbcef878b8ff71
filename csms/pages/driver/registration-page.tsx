import {
	Alert,
	Anchor,
	Button,
	Card,
	Checkbox,
	Container,
	List,
	SimpleGrid,
	Stack,
	Text,
	TextInput,
	ThemeIcon,
	Title,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { mdiAccountCheckOutline, mdiCardAccountDetailsOutline, mdiEvPlugType2 } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useNavigate } from "react-router";
import type { RegistrationConflict } from "../../api/schemas/drivers";
import { EMAIL, type FieldProblem, PRINTABLE_ID } from "../account/fields";
import { PasswordField, SHORTEST_PASSWORD } from "../account/password-field";
import { ApiProblem } from "../api/client";
import { useRegister } from "../api/registrations";
import { useSession, useSignIn } from "../api/session";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";
import { Icon } from "../shared/icon";
import { lastStatusKey, rememberStatusKey } from "./own-registration";

interface Fields {
	name: string;
	email: string;
	idTag: string;
	password: string;
	consent: boolean;
}

/** A driver's first page: what to do, and the registration. */
export function RegistrationPage() {
	const { t } = useTranslation();
	const statusKey = lastStatusKey();
	const session = useSession();
	const [isRegistering, setRegistering] = useState(false);
	// Whoever is signed in by registering goes to the registration's own page.
	if (session.data?.role === "driver" && !isRegistering) return <Navigate to="/my" replace />;
	const steps = [
		{ icon: mdiAccountCheckOutline, title: t("steps.register"), words: t("steps.registerWords") },
		{ icon: mdiCardAccountDetailsOutline, title: t("steps.present"), words: t("steps.presentWords") },
		{ icon: mdiEvPlugType2, title: t("steps.plug"), words: t("steps.plugWords") },
	];
	return (
		<Container size="md" py={{ base: "md", sm: "xl" }}>
			<Stack gap="lg">
				<Stack gap={4}>
					<PageTitle title={t("registration.title")} />
					<Text c="dimmed">{t("registration.intro")}</Text>
					<Text>
						{t("registration.haveAccount")}{" "}
						<Anchor component={Link} to="/sign-in" py={6} underline="always">
							{t("registration.signIn")}
						</Anchor>
					</Text>
				</Stack>
				{statusKey !== null && (
					<Alert color="blue" title={t("registration.already")}>
						<Anchor component={Link} to={`/registrations/${encodeURIComponent(statusKey)}`}>
							{t("registration.seeState")}
						</Anchor>
					</Alert>
				)}
				<SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
					<Card withBorder padding="lg">
						<RegistrationForm signsIn={session.data === null} onRegistered={() => setRegistering(true)} />
					</Card>
					<Stack component="section" gap="md" aria-labelledby="steps">
						<Title order={2} size="h4" id="steps">
							{t("steps.title")}
						</Title>
						<List type="ordered" listStyleType="none" spacing="md" center={false}>
							{steps.map(({ icon, title, words }) => (
								<List.Item
									key={title}
									icon={
										<ThemeIcon variant="light" size={44} radius="xl">
											<Icon path={icon} size={24} />
										</ThemeIcon>
									}
								>
									<Text fw={600}>{title}</Text>
									<Text size="sm" c="dimmed">
										{words}
									</Text>
								</List.Item>
							))}
						</List>
						<Anchor component={Link} to="/operator" size="sm" mt="auto">
							{t("registration.forOperators")}
						</Anchor>
					</Stack>
				</SimpleGrid>
			</Stack>
		</Container>
	);
}

/** `signsIn`: nobody is signed in here, so the driver is as soon as there is an account. */
function RegistrationForm({ signsIn, onRegistered }: { signsIn: boolean; onRegistered: () => void }) {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const register = useRegister();
	const signIn = useSignIn();
	const form = useForm<Fields>({
		initialValues: { name: "", email: "", idTag: "", password: "", consent: false },
		validate: {
			name: (name) => problem(name.trim() === "" && "nameMissing"),
			email: (email) =>
				problem((email.trim() === "" && "emailMissing") || (!EMAIL.test(email.trim()) && "emailInvalid")),
			idTag: (idTag) => problem(!PRINTABLE_ID.test(idTag.trim()) && "idTagInvalid"),
			password: (password) => problem(password.length < SHORTEST_PASSWORD && "passwordShort"),
			consent: (consent) => problem(!consent && "consentMissing"),
		},
	});
	const words = (field: keyof Fields) => {
		const error = form.errors[field] as FieldProblem | undefined;
		return error && t(`fieldProblem.${error}`);
	};
	const submit = async ({ name, email, idTag, password }: Fields) => {
		try {
			const receipt = await register.mutateAsync({
				name: name.trim(),
				email: email.trim(),
				password,
				consent: true,
				...(idTag.trim() === "" ? {} : { idTag: idTag.trim() }),
			});
			rememberStatusKey(receipt.statusKey);
			onRegistered();
			// Whoever could not be signed in does it later.
			if (signsIn) await signIn.mutateAsync({ account: email.trim(), password }).catch(() => {});
			await navigate(`/registrations/${encodeURIComponent(receipt.statusKey)}`);
		} catch (error) {
			if (!(error instanceof ApiProblem)) throw error;
			// Anything else is told below the form.
			if (takenField(error) === "idTag") form.setFieldError("idTag", "idTagTaken");
		}
	};
	const taken = takenField(register.error);
	const isKnown = taken === "email" && register.variables?.email === form.values.email.trim();
	return (
		<form noValidate onSubmit={form.onSubmit((fields) => void submit(fields), focusFirstError)}>
			<Stack gap="md">
				<TextInput
					size="md"
					label={t("registration.name")}
					autoComplete="name"
					maxLength={100}
					required
					{...form.getInputProps("name")}
					error={words("name")}
				/>
				<TextInput
					size="md"
					label={t("registration.email")}
					type="email"
					inputMode="email"
					autoComplete="email"
					maxLength={254}
					required
					{...form.getInputProps("email")}
					error={words("email")}
				/>
				{isKnown && (
					<Alert color="blue" title={t("registration.knownEmail")} role="alert">
						<Anchor component={Link} to="/sign-in" state={{ account: form.values.email.trim() }} py={6}>
							{t("registration.signInInstead")}
						</Anchor>
					</Alert>
				)}
				<TextInput
					size="md"
					label={t("registration.idTag")}
					description={t("registration.idTagWords")}
					autoComplete="off"
					autoCapitalize="none"
					spellCheck={false}
					maxLength={20}
					{...form.getInputProps("idTag")}
					error={words("idTag")}
				/>
				<PasswordField
					label={t("registration.password")}
					description={t("registration.passwordWords")}
					autoComplete="new-password"
					required
					{...form.getInputProps("password")}
					error={words("password")}
				/>
				<Checkbox
					size="md"
					label={t("registration.consent")}
					required
					{...form.getInputProps("consent", { type: "checkbox" })}
					error={words("consent")}
				/>
				{register.error && taken === null && <ProblemAlert error={register.error} />}
				<Button type="submit" size="lg" fullWidth loading={register.isPending || signIn.isPending}>
					{t("registration.submit")}
				</Button>
			</Stack>
		</form>
	);
}

/** What of the registration is somebody's already; null for any other error. */
function takenField(error: unknown): RegistrationConflict["field"] | null {
	if (!(error instanceof ApiProblem) || error.status !== 409) return null;
	return (error.body as RegistrationConflict | null)?.field ?? null;
}

function problem(found: FieldProblem | false): FieldProblem | null {
	return found || null;
}

function focusFirstError(
	_errors: unknown,
	_fields: unknown,
	event?: { currentTarget: EventTarget | null } | null,
) {
	const form = event?.currentTarget;
	if (!(form instanceof HTMLFormElement)) return;
	// The fields are marked only once the page has drawn the errors.
	requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
