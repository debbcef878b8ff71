import { Skeleton, Stack } from "@mantine/core";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import type { Settings } from "../../../api/schemas/accounts";
import { useSettings } from "../../api/settings";
import { MayNotWords } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { CpoNameSection } from "./cpo-name-section";
import { RegistrationsSection } from "./registrations-section";

/** A subject of the settings: a {@link SettingsCard} of its own file. */
type SettingsSection = ComponentType<{ settings: Settings }>;

/** All subjects, from the first on the page to the last. */
const SECTIONS: Record<string, SettingsSection> = {
	registrations: RegistrationsSection,
	cpoName: CpoNameSection,
};

/** What is decided once for all. */
export function SettingsPage() {
	const { t } = useTranslation();
	const settings = useSettings();
	return (
		<Stack gap="md">
			<PageTitle title={t("settings.title")} />
			<MayNotWords role="administrator" />
			{settings.error && <ProblemAlert error={settings.error} />}
			{settings.isPending && <Skeleton height={90} />}
			{settings.data &&
				Object.entries(SECTIONS).map(([name, Section]) => <Section key={name} settings={settings.data} />)}
		</Stack>
	);
}
