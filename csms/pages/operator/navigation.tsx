import { Badge, NavLink } from "@mantine/core";
import {
	mdiAccountCheckOutline,
	mdiCardAccountDetailsOutline,
	mdiCogOutline,
	mdiLightningBoltOutline,
	mdiShieldKeyOutline,
	mdiViewDashboardOutline,
} from "@mdi/js";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { useRegistrations } from "../api/registrations";
import { Icon } from "../shared/icon";

/** The links to the operator's pages. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
	const { t } = useTranslation();
	const { pathname } = useLocation();
	const registrations = useRegistrations();
	const waiting = registrations.data?.filter(({ status }) => status === "Pending").length ?? 0;
	const links = [
		{ to: "/operator", icon: mdiViewDashboardOutline, label: t("overview.title") },
		{
			to: "/operator/registrations",
			icon: mdiAccountCheckOutline,
			label: t("registrations.title"),
			count: waiting,
		},
		{ to: "/operator/id-tags", icon: mdiCardAccountDetailsOutline, label: t("idTags.title") },
		{ to: "/operator/transactions", icon: mdiLightningBoltOutline, label: t("transactions.title") },
		{ to: "/operator/authorizations", icon: mdiShieldKeyOutline, label: t("authorizations.title") },
		{ to: "/operator/settings", icon: mdiCogOutline, label: t("settings.title") },
	];
	return links.map(({ to, icon, label, count = 0 }) => (
		<NavLink
			key={to}
			component={Link}
			to={to}
			onClick={onNavigate}
			label={label}
			leftSection={<Icon path={icon} />}
			active={to === "/operator" ? isOverview(pathname) : pathname.startsWith(to)}
			rightSection={
				count > 0 && (
					<Badge color="red" circle={count < 10} aria-label={t("navigation.waiting", { count })}>
						{count}
					</Badge>
				)
			}
		/>
	));
}

/** One charge point's page belongs to the overview. */
function isOverview(pathname: string): boolean {
	return /^\/operator\/?$/.test(pathname) || pathname.startsWith("/operator/charge-points/");
}
