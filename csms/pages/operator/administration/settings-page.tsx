import { Card, Skeleton, Stack, Switch, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/session";
import { useChangeSettings, useSettings } from "../../api/settings";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert, useShowProblem } from "../../parts/problem";
import { SiteSettings } from "./site-settings";

/** What operators decide once for all. */
export function SettingsPage() {
	const { t } = useTranslation();
	const settings = useSettings();
	const change = useChangeSettings();
	const administrator = useSession().data?.role === "administrator";
	const showProblem = useShowProblem();
	return (
		<Stack gap="md">
			<PageTitle title={t("settings.title")} />
			{settings.error && <ProblemAlert error={settings.error} />}
			{settings.isPending && <Skeleton height={90} />}
			{settings.data && (
				<Card withBorder maw={640}>
					<Switch
						label={t("settings.acceptRegistrations")}
						description={t("settings.acceptRegistrationsWords")}
						checked={(change.isPending ? change.variables : settings.data).acceptRegistrations}
						disabled={!administrator || change.isPending}
						onChange={(event) =>
							change.mutate({ acceptRegistrations: event.currentTarget.checked }, { onError: showProblem })
						}
					/>
					{!administrator && (
						<Text size="sm" c="dimmed" mt="sm">
							{t("settings.administrators")}
						</Text>
					)}
				</Card>
			)}
			{settings.data && <SiteSettings settings={settings.data} />}
		</Stack>
	);
}
