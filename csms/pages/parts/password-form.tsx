import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { mdiDiceMultipleOutline } from "@mdi/js";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../shared/icon";
import { CopiedText } from "./copied-text";
import { DoneButton } from "./form-end";
import { newPassword } from "./new-secret";
import { ProblemAlert } from "./problem";

interface PasswordFormProps {
	/** What follows from a new password. */
	words: string;
	error: unknown;
	loading: boolean;
	/** Resolves when it is stored; rejects when it is not. */
	onSave: (password: string) => Promise<unknown>;
	onClose: () => void;
}

/** A new password for somebody else, shown once more so that it can be handed over. */
export function PasswordForm({ words, error, loading, onSave, onClose }: PasswordFormProps) {
	const { t } = useTranslation();
	const [saved, setSaved] = useState<string | null>(null);
	const form = useForm({
		initialValues: { password: newPassword() },
		validate: { password: (password) => (password.length < 8 ? "short" : null) },
	});
	if (saved !== null) {
		return (
			<Stack>
				<CopiedText label={t("password.new")} text={saved} />
				<Text size="sm">{t("password.once")}</Text>
				<DoneButton onClose={onClose} />
			</Stack>
		);
	}
	const submit = form.onSubmit(({ password }) => {
		onSave(password).then(
			() => setSaved(password),
			() => undefined,
		);
	});
	return (
		<form noValidate onSubmit={submit}>
			<Stack>
				<Text size="sm">{words}</Text>
				<TextInput
					label={t("password.new")}
					description={t("password.rule")}
					maxLength={200}
					autoComplete="off"
					spellCheck={false}
					data-autofocus
					{...form.getInputProps("password")}
					error={form.errors.password && t("password.short")}
				/>
				<Button
					w="fit-content"
					size="compact-sm"
					variant="default"
					leftSection={<Icon path={mdiDiceMultipleOutline} size={16} />}
					onClick={() => form.setFieldValue("password", newPassword())}
				>
					{t("password.another")}
				</Button>
				{error !== null && <ProblemAlert error={error} />}
				<Group justify="flex-end">
					<Button type="submit" loading={loading}>
						{t("password.set")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
