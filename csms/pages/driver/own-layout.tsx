import { Alert, AppShell, Box, Container, Group, Skeleton, Text } from "@mantine/core";
import { mdiLanDisconnect } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { Navigate, Outlet, useLocation } from "react-router";
import { useMe } from "../api/own";
import { OwnLiveProvider, useOwnLive } from "../api/own-live";
import { useSession } from "../api/session";
import { LoadingPage } from "../parts/other-pages";
import { ProblemAlert } from "../parts/problem";
import { ColorSchemeSwitch } from "../shared/color-scheme-switch";
import { Icon } from "../shared/icon";
import iconUrl from "../shared/icon.svg";
import { LanguageSwitch } from "../shared/language-switch";
import classes from "./own-layout.module.css";
import { OwnNavigation } from "./own-navigation";
import { WaitingPage } from "./waiting-page";

/** The frame of a driver's own pages; nobody signed in: to the sign-in. */
export function OwnLayout() {
	const session = useSession();
	const me = useMe();
	const { pathname, search } = useLocation();
	if (session.data === null) {
		return <Navigate to="/sign-in" replace state={{ from: pathname + search }} />;
	}
	if (session.data && session.data.role !== "driver") return <Navigate to="/operator" replace />;
	if (session.error) return <ProblemAlert error={session.error} />;
	if (!session.data) return <LoadingPage />;
	return (
		<OwnLiveProvider state={me.data?.registration ?? null}>
			<Frame>
				{me.data && (me.data.registration === "Accepted" || pathname === "/my/account") && <Outlet />}
				{me.data && me.data.registration !== "Accepted" && pathname !== "/my/account" && (
					<WaitingPage me={me.data} />
				)}
				{me.isPending && <Skeleton height={240} />}
				{me.error && !me.data && <ProblemAlert error={me.error} />}
			</Frame>
		</OwnLiveProvider>
	);
}

function Frame({ children }: { children: React.ReactNode }) {
	const { t } = useTranslation();
	const { streaming } = useOwnLive();
	return (
		<AppShell header={{ height: 56 }} footer={{ height: { base: 64, sm: 0 } }}>
			<AppShell.Header className={classes.notPrinted}>
				<Group h="100%" px="md" justify="space-between" wrap="nowrap">
					<Group gap="xs" wrap="nowrap">
						<img src={iconUrl} width={28} height={28} alt="" />
						<Text fw={650} lineClamp={1}>
							{t("product.name")}
						</Text>
					</Group>
					<Box visibleFrom="sm" h="100%">
						<OwnNavigation place="top" />
					</Box>
					<Group gap={4} wrap="nowrap">
						<LanguageSwitch />
						<ColorSchemeSwitch />
					</Group>
				</Group>
			</AppShell.Header>
			<AppShell.Main className={classes.main}>
				<Container size="sm" py={{ base: "md", sm: "xl" }}>
					{!streaming && (
						<Alert
							mb="md"
							color="red"
							role="alert"
							className={classes.notPrinted}
							icon={<Icon path={mdiLanDisconnect} />}
							title={t("problem.silent")}
						>
							{t("page.notLive")}
						</Alert>
					)}
					{children}
				</Container>
			</AppShell.Main>
			<AppShell.Footer hiddenFrom="sm" className={classes.notPrinted}>
				<OwnNavigation place="bottom" />
			</AppShell.Footer>
		</AppShell>
	);
}
