import { Button, Group, Select } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Settings } from "../../../api/schemas/accounts";
import { useChangeSettings } from "../../api/settings";
import { useMay } from "../../parts/may";
import { useShowProblem } from "../../parts/problem";
import { SettingsCard } from "./settings-card";

/** In which time zone the site's days begin, and in which currency it charges. */
export function SiteSection({ settings }: { settings: Settings }) {
	const { t, i18n } = useTranslation();
	const change = useChangeSettings();
	const showProblem = useShowProblem();
	const may = useMay("administrator");
	const [timeZone, setTimeZone] = useState(settings.timeZone);
	const [currency, setCurrency] = useState(settings.currency);
	const timeZones = useMemo(
		() => [...new Set([settings.timeZone, "UTC", ...Intl.supportedValuesOf("timeZone")])],
		[settings.timeZone],
	);
	const currencies = useMemo(() => {
		const names = new Intl.DisplayNames(i18n.language, { type: "currency" });
		return Intl.supportedValuesOf("currency").map((value) => ({
			value,
			label: `${value} (${names.of(value) ?? value})`,
		}));
	}, [i18n.language]);
	const changed = timeZone !== settings.timeZone || currency !== settings.currency;
	return (
		<SettingsCard title={t("siteSettings.title")}>
			<Select
				label={t("siteSettings.timeZone")}
				description={t("siteSettings.timeZoneWords")}
				searchable
				allowDeselect={false}
				limit={100}
				disabled={!may}
				data={timeZones}
				value={timeZone}
				onChange={(value) => setTimeZone(value ?? settings.timeZone)}
			/>
			<Select
				label={t("siteSettings.currency")}
				description={t("siteSettings.currencyWords")}
				searchable
				allowDeselect={false}
				limit={100}
				disabled={!may}
				data={currencies}
				value={currency}
				onChange={(value) => setCurrency(value ?? settings.currency)}
			/>
			{may && (
				<Group>
					<Button
						disabled={!changed}
						loading={change.isPending}
						onClick={() => change.mutate({ timeZone, currency }, { onError: showProblem })}
					>
						{t("page.save")}
					</Button>
				</Group>
			)}
		</SettingsCard>
	);
}
