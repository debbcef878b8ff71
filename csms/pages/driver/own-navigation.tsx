import { mdiAccountCircleOutline, mdiCardAccountDetailsOutline, mdiEvStation, mdiHistory } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { Icon } from "../shared/icon";
import classes from "./own-layout.module.css";

/** The driver's pages; at the bottom of a phone, at the top of a wide screen. */
export function OwnNavigation({ place }: { place: "top" | "bottom" }) {
	const { t } = useTranslation();
	const pages = [
		{ to: "/my", icon: mdiEvStation, label: t("ownNavigation.home") },
		{ to: "/my/cards", icon: mdiCardAccountDetailsOutline, label: t("ownNavigation.cards") },
		{ to: "/my/records", icon: mdiHistory, label: t("ownNavigation.records") },
		{ to: "/my/account", icon: mdiAccountCircleOutline, label: t("ownNavigation.account") },
	];
	return (
		<nav className={`${classes.navigation} ${classes[place]}`} aria-label={t("ownNavigation.title")}>
			{pages.map(({ to, icon, label }) => (
				<NavLink key={to} to={to} end={to === "/my"} className={classes.link}>
					<Icon path={icon} size={place === "bottom" ? 24 : 20} />
					{label}
				</NavLink>
			))}
		</nav>
	);
}
