import { Stack, Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useNavigate } from "react-router";
import { useMay } from "../../parts/may";
import { PageTitle } from "../../parts/page-title";

/** The tabs by the last part of their address. */
const TABS = ["alarms", "sent", "mail-server", "webhooks"] as const;
const ADMINISTRATORS: readonly string[] = ["mail-server", "webhooks"];
const NAMES = { alarms: "alarms", "mail-server": "mailServer", webhooks: "webhooks", sent: "sent" } as const;

/** Who is told, by what, and what became of it. */
export function AlarmsLayout() {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const { pathname } = useLocation();
	const isAdministrator = useMay("administrator");
	const [, , , last] = pathname.split("/");
	const tab = last || "alarms";
	return (
		<Stack gap="md">
			<PageTitle title={t("alarms.title")} />
			<Tabs
				value={tab}
				onChange={(value) => navigate(value === "alarms" ? "/operator/alarms" : `/operator/alarms/${value}`)}
			>
				<Tabs.List>
					{TABS.filter((name) => isAdministrator || !ADMINISTRATORS.includes(name)).map((name) => (
						<Tabs.Tab key={name} value={name}>
							{t(`alarms.tab.${NAMES[name]}`)}
						</Tabs.Tab>
					))}
				</Tabs.List>
				<Tabs.Panel value={tab} pt="md">
					<Outlet />
				</Tabs.Panel>
			</Tabs>
		</Stack>
	);
}
