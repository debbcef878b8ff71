import {
	Alert,
	Anchor,
	Button,
	Card,
	Checkbox,
	Container,
	Group,
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
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { ApiProblem } from "../api/client";
import { useRegister } from "../api/registrations";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";
import { Icon } from "../shared/icon";
import { type FieldProblem, PRINTABLE_ID } from "./fields";
import { lastStatusKey, rememberStatusKey } from "./own-registration";

interface Fields {
	name: string;
	email: string;
	idTag: string;
	consent: boolean;
}

/** Something before and after the at sign with a dot, without blanks: the CSMS checks the rest. */
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** A driver's first page: what to do, and the registration. */
export function RegistrationPage() {
	const { t } = useTranslation();
	const statusKey = lastStatusKey();
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
						<RegistrationForm />
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

function RegistrationForm() {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const register = useRegister();
	const form = useForm<Fields>({
		initialValues: { name: "", email: "", idTag: "", consent: false },
		validate: {
			name: (name) => problem(name.trim() === "" && "nameMissing"),
			email: (email) =>
				problem((email.trim() === "" && "emailMissing") || (!EMAIL.test(email.trim()) && "emailInvalid")),
			idTag: (idTag) => problem(!PRINTABLE_ID.test(idTag.trim()) && "idTagInvalid"),
			consent: (consent) => problem(!consent && "consentMissing"),
		},
	});
	const words = (field: keyof Fields) => {
		const error = form.errors[field] as FieldProblem | undefined;
		return error && t(`fieldProblem.${error}`);
	};
	const submit = async ({ name, email, idTag }: Fields) => {
		try {
			const receipt = await register.mutateAsync({
				name: name.trim(),
				email: email.trim(),
				consent: true,
				...(idTag.trim() === "" ? {} : { idTag: idTag.trim() }),
			});
			rememberStatusKey(receipt.statusKey);
			await navigate(`/registrations/${encodeURIComponent(receipt.statusKey)}`);
		} catch (error) {
			if (!(error instanceof ApiProblem)) throw error;
			// Anything else is told below the form.
			if (error.status === 409) form.setFieldError("idTag", "idTagTaken");
		}
	};
	const failed =
		register.error instanceof ApiProblem && register.error.status !== 409 ? register.error : null;
	return (
		<form noValidate onSubmit={form.onSubmit((fields) => void submit(fields), focusFirstError)}>
			<Stack gap="md">
				<TextInput
					label={t("registration.name")}
					autoComplete="name"
					maxLength={100}
					required
					{...form.getInputProps("name")}
					error={words("name")}
				/>
				<TextInput
					label={t("registration.email")}
					type="email"
					inputMode="email"
					autoComplete="email"
					maxLength={254}
					required
					{...form.getInputProps("email")}
					error={words("email")}
				/>
				<TextInput
					label={t("registration.idTag")}
					description={t("registration.idTagWords")}
					autoComplete="off"
					autoCapitalize="none"
					spellCheck={false}
					maxLength={20}
					{...form.getInputProps("idTag")}
					error={words("idTag")}
				/>
				<Checkbox
					label={t("registration.consent")}
					required
					{...form.getInputProps("consent", { type: "checkbox" })}
					error={words("consent")}
				/>
				{failed && <ProblemAlert error={failed} />}
				<Group>
					<Button type="submit" size="md" fullWidth loading={register.isPending}>
						{t("registration.submit")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
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
