import { Button, Group, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { Settings } from "../../../api/schemas/accounts";
import { useChangeSettings } from "../../api/settings";
import { useMay } from "../../parts/may";
import { ProblemAlert } from "../../parts/problem";
import { SettingsCard } from "./settings-card";

/** The organization in the certificates of charge points. */
export function CpoNameSection({ settings }: { settings: Settings }) {
	const { t } = useTranslation();
	const change = useChangeSettings();
	const mayChange = useMay("administrator");
	const form = useForm({ initialValues: { cpoName: settings.cpoName ?? "" } });
	const submit = form.onSubmit(({ cpoName }) =>
		change.mutate({ cpoName: cpoName.trim() || null }, { onSuccess: () => form.resetDirty() }),
	);
	return (
		<SettingsCard title={t("settings.cpoNameTitle")}>
			<form noValidate onSubmit={submit}>
				<TextInput
					label={t("settings.cpoName")}
					description={t("settings.cpoNameWords")}
					maxLength={64}
					autoComplete="organization"
					disabled={!mayChange}
					{...form.getInputProps("cpoName")}
				/>
				{change.error && <ProblemAlert error={change.error} />}
				{mayChange && (
					<Group justify="flex-end" mt="sm">
						<Button type="submit" loading={change.isPending} disabled={!form.isDirty()}>
							{t("page.save")}
						</Button>
					</Group>
				)}
			</form>
		</SettingsCard>
	);
}
