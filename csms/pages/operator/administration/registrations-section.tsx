import { Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Settings } from "../../../api/schemas/accounts";
import { useChangeSettings } from "../../api/settings";
import { useMay } from "../../parts/may";
import { useShowProblem } from "../../parts/problem";
import { SettingsCard } from "./settings-card";

/** Whether drivers who register have to wait. */
export function RegistrationsSection({ settings }: { settings: Settings }) {
	const { t } = useTranslation();
	const change = useChangeSettings();
	const showProblem = useShowProblem();
	const mayChange = useMay("administrator");
	const asked = change.isPending ? change.variables.acceptRegistrations : undefined;
	return (
		<SettingsCard title={t("registrations.title")}>
			<Switch
				label={t("settings.acceptRegistrations")}
				description={t("settings.acceptRegistrationsWords")}
				checked={asked ?? settings.acceptRegistrations}
				disabled={!mayChange || change.isPending}
				onChange={(event) =>
					change.mutate({ acceptRegistrations: event.currentTarget.checked }, { onError: showProblem })
				}
			/>
		</SettingsCard>
	);
}
