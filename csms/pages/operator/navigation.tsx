import { Badge, NavLink, Stack, Text } from "@mantine/core";
import {
	mdiAccountCheckOutline,
	mdiAccountGroupOutline,
	mdiAccountKeyOutline,
	mdiBellOutline,
	mdiCalendarClock,
	mdiCardAccountDetailsOutline,
	mdiCashMultiple,
	mdiCertificateOutline,
	mdiChartBar,
	mdiChartTimelineVariant,
	mdiChip,
	mdiClipboardTextClockOutline,
	mdiCogOutline,
	mdiFileChartOutline,
	mdiFileDownloadOutline,
	mdiFormatListChecks,
	mdiInformationOutline,
	mdiKeyOutline,
	mdiLightningBoltOutline,
	mdiShieldKeyOutline,
	mdiStethoscope,
	mdiViewDashboardOutline,
} from "@mdi/js";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import type { Role } from "../../api/schemas/accounts";
import { includes } from "../../records/roles";
import { useDiagnoses } from "../api/diagnoses";
import { useRegistrations } from "../api/registrations";
import { useSession } from "../api/session";
import { Icon } from "../shared/icon";
import classes from "./navigation.module.css";

interface Section {
	/** Its heading is `navigation.section.NAME`; the first one has none. */
	section: "overview" | "health" | "charging" | "records" | "drivers" | "administration";
	links: readonly PageLink[];
}

interface PageLink {
	/** Below `/operator/`. */
	to: string;
	icon: string;
	/** Key of the page's name. */
	text: string;
	/** Who may see it; everybody on the operator's pages without it. */
	role?: Role;
	/** Stands at the end of the line when there is something to do: a {@link Count}. */
	Count?: ComponentType;
}

/** The pages by section, a line for each; a section without pages is not shown. */
const SECTIONS = [
	{
		section: "overview",
		links: [{ to: "", icon: mdiViewDashboardOutline, text: "overview.title" }],
	},
	{
		section: "health",
		links: [
			{ to: "diagnoses", icon: mdiStethoscope, text: "diagnoses.title", Count: OpenFaults },
			{ to: "alarms", icon: mdiBellOutline, text: "alarms.title" },
		],
	},
	{
		section: "charging",
		links: [
			{ to: "charging-profiles", icon: mdiChartTimelineVariant, text: "profiles.title" },
			{ to: "reservations", icon: mdiCalendarClock, text: "reservations.title" },
			{ to: "local-lists", icon: mdiFormatListChecks, text: "localLists.title" },
			{ to: "firmware", icon: mdiChip, text: "firmware.title" },
			{ to: "logs", icon: mdiFileDownloadOutline, text: "logs.title" },
			{ to: "certificates", icon: mdiCertificateOutline, text: "certificates.title" },
		],
	},
	{
		section: "records",
		links: [
			{ to: "statistics", icon: mdiChartBar, text: "statistics.title" },
			{ to: "transactions", icon: mdiLightningBoltOutline, text: "transactions.title" },
			{ to: "authorizations", icon: mdiShieldKeyOutline, text: "authorizations.title" },
			{ to: "reports", icon: mdiFileChartOutline, text: "reports.title" },
		],
	},
	{
		section: "drivers",
		links: [
			{
				to: "registrations",
				icon: mdiAccountCheckOutline,
				text: "registrations.title",
				Count: WaitingRegistrations,
			},
			{ to: "users", icon: mdiAccountGroupOutline, text: "users.title" },
			{ to: "id-tags", icon: mdiCardAccountDetailsOutline, text: "idTags.title" },
		],
	},
	{
		section: "administration",
		links: [
			{ to: "accounts", icon: mdiAccountKeyOutline, text: "accounts.title", role: "administrator" },
			{ to: "audit", icon: mdiClipboardTextClockOutline, text: "audit.title", role: "administrator" },
			{ to: "tokens", icon: mdiKeyOutline, text: "tokens.title" },
			{ to: "tariffs", icon: mdiCashMultiple, text: "tariff.title" },
			{ to: "settings", icon: mdiCogOutline, text: "settings.title" },
			{ to: "system", icon: mdiInformationOutline, text: "system.title" },
		],
	},
] as const satisfies readonly Section[];

type PageName = (typeof SECTIONS)[number]["links"][number]["text"];

/** The links to the operator's pages. */
export function Navigation({ onNavigate }: { onNavigate: () => void }) {
	const { t } = useTranslation();
	const { pathname } = useLocation();
	const role = useSession().data?.role ?? "read-only";
	return (
		<Stack gap={6}>
			{SECTIONS.map(({ section, links }) => {
				const seen = (links as readonly PageLink[]).filter((link) =>
					includes(role, link.role ?? "read-only"),
				);
				if (seen.length === 0) return null;
				return (
					<fieldset key={section} className={classes.section}>
						{section !== "overview" && (
							<Text component="legend" size="xs" fw={600} lh={1.4} c="dimmed" px="sm">
								{t(`navigation.section.${section}`)}
							</Text>
						)}
						{seen.map(({ to, icon, text, Count }) => (
							<NavLink
								key={to}
								component={Link}
								to={`/operator/${to}`}
								onClick={onNavigate}
								className={classes.link}
								label={t(text as PageName)}
								leftSection={<Icon path={icon} />}
								active={isActive(to, pathname)}
								aria-current={isActive(to, pathname) ? "page" : undefined}
								rightSection={Count && <Count />}
							/>
						))}
					</fieldset>
				);
			})}
		</Stack>
	);
}

/** One charge point's page belongs to the overview. */
function isActive(to: string, pathname: string): boolean {
	if (to === "") return /^\/operator\/?$/.test(pathname) || pathname.startsWith("/operator/charge-points/");
	return pathname === `/operator/${to}` || pathname.startsWith(`/operator/${to}/`);
}

/** How many things wait behind a link; nothing for none. `words` says it to a screen reader. */
function Count({ count, words }: { count: number; words: string }) {
	if (count === 0) return null;
	return (
		<Badge color="red" circle={count < 10} aria-label={words}>
			{count}
		</Badge>
	);
}

function WaitingRegistrations() {
	const { t } = useTranslation();
	const registrations = useRegistrations();
	const count = registrations.data?.filter(({ status }) => status === "Pending").length ?? 0;
	return <Count count={count} words={t("navigation.waiting", { count })} />;
}

function OpenFaults() {
	const { t } = useTranslation();
	const diagnoses = useDiagnoses({ open: true });
	const count = diagnoses.data?.filter(({ severity }) => severity === "fault").length ?? 0;
	return <Count count={count} words={t("diagnoses.openFaults", { count })} />;
}
