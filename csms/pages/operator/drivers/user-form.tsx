import { Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { User } from "../../../api/schemas/users";
import { useSaveUser } from "../../api/users";
import { FormEnd } from "../../parts/form-end";
import { LANGUAGES } from "../../shared/languages";

interface UserFormProps {
	/** Null: a new one. */
	existing: User | null;
	onSaved: (user: User) => void;
}

/** Enters or changes a driver. */
export function UserForm({ existing, onSaved }: UserFormProps) {
	const { t } = useTranslation();
	const save = useSaveUser();
	const form = useForm({
		initialValues: {
			name: existing?.name ?? "",
			email: existing?.email ?? "",
			language: existing?.language ?? null,
		},
		validate: {
			name: (name) => (name.trim() === "" ? "missing" : null),
			email: (email) => (/^\S+@\S+\.\S+$/.test(email.trim()) ? null : "invalid"),
		},
	});
	const submit = form.onSubmit(({ name, email, language }) =>
		save.mutate(
			{
				userId: existing?.userId ?? null,
				fields: { name: name.trim(), email: email.trim(), language },
			},
			{ onSuccess: onSaved },
		),
	);
	return (
		<form noValidate onSubmit={submit}>
			<Stack>
				<TextInput
					label={t("registrations.name")}
					required
					maxLength={100}
					autoComplete="off"
					data-autofocus
					{...form.getInputProps("name")}
					error={form.errors.name && t("field.missing")}
				/>
				<TextInput
					label={t("registrations.email")}
					required
					type="email"
					maxLength={254}
					autoComplete="off"
					{...form.getInputProps("email")}
					error={form.errors.email && t("fieldProblem.emailInvalid")}
				/>
				<Select
					label={t("users.language")}
					description={t("users.languageWords")}
					placeholder={t("users.noLanguage")}
					clearable
					clearButtonProps={{ "aria-label": t("page.clear") }}
					data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
					{...form.getInputProps("language")}
				/>
				<FormEnd sending={save} />
			</Stack>
		</form>
	);
}
