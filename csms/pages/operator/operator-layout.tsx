import {
	Alert,
	AppShell,
	Burger,
	Button,
	Container,
	Group,
	NavLink,
	ScrollArea,
	Stack,
	Text,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { mdiAccountCircleOutline, mdiLanDisconnect, mdiLogout } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { Link, Navigate, Outlet, useLocation } from "react-router";
import type { Session } from "../../api/schemas/accounts";
import { LiveProvider, useStreaming } from "../api/live";
import { useSession, useSignOut } from "../api/session";
import { LoadingPage } from "../parts/other-pages";
import { PageTitle } from "../parts/page-title";
import { ProblemAlert } from "../parts/problem";
import { ColorSchemeSwitch } from "../shared/color-scheme-switch";
import { Icon } from "../shared/icon";
import iconUrl from "../shared/icon.svg";
import { LanguageSwitch } from "../shared/language-switch";
import { Navigation } from "./navigation";
import classes from "./operator-layout.module.css";

/** Id of what is not navigation. */
const CONTENT = "content";

/** The frame of the operator's pages; nobody signed in: to the sign-in. */
export function OperatorLayout() {
	const session = useSession();
	const location = useLocation();
	if (session.data?.role === "driver") return <DriverSession session={session.data} />;
	if (session.data) {
		return (
			<LiveProvider>
				<Frame session={session.data} />
			</LiveProvider>
		);
	}
	if (session.data === null) {
		return <Navigate to="/sign-in" replace state={{ from: location.pathname + location.search }} />;
	}
	return session.error ? <ProblemAlert error={session.error} /> : <LoadingPage />;
}

function Frame({ session }: { session: Session }) {
	const { t } = useTranslation();
	const [menuOpen, { toggle, close }] = useDisclosure();
	const streaming = useStreaming();
	const { pathname } = useLocation();
	return (
		<AppShell
			header={{ height: 56 }}
			navbar={{ width: 240, breakpoint: "sm", collapsed: { mobile: !menuOpen } }}
			padding="md"
		>
			<SkipLink />
			<AppShell.Header>
				<Group h="100%" px="md" justify="space-between" wrap="nowrap">
					<Group gap="xs" wrap="nowrap">
						<Burger
							opened={menuOpen}
							onClick={toggle}
							hiddenFrom="sm"
							size="sm"
							aria-label={t("navigation.menu")}
						/>
						<img src={iconUrl} width={28} height={28} alt="" />
						<Text fw={650} lineClamp={1} visibleFrom="xs">
							{t("product.name")}
						</Text>
					</Group>
					<Group gap={4} wrap="nowrap">
						<LanguageSwitch />
						<ColorSchemeSwitch />
					</Group>
				</Group>
			</AppShell.Header>
			<AppShell.Navbar px="sm" py="xs" aria-label={t("navigation.title")}>
				<AppShell.Section
					grow
					component={ScrollArea}
					type="auto"
					offsetScrollbars="present"
					scrollbarSize={8}
				>
					<Navigation onNavigate={close} />
				</AppShell.Section>
				<AppShell.Section>
					<NavLink
						component={Link}
						to="/operator/account"
						onClick={close}
						label={session.account}
						description={t(`signIn.role.${session.role}`)}
						leftSection={<Icon path={mdiAccountCircleOutline} />}
						active={pathname === "/operator/account"}
					/>
					<SignOut />
				</AppShell.Section>
			</AppShell.Navbar>
			<AppShell.Main id={CONTENT} tabIndex={-1} className={classes.content}>
				{!streaming && (
					<Alert
						mb="md"
						color="red"
						role="alert"
						icon={<Icon path={mdiLanDisconnect} />}
						title={t("problem.silent")}
					>
						{t("page.notLive")}
					</Alert>
				)}
				<Outlet />
			</AppShell.Main>
		</AppShell>
	);
}

/** Lets a reader with a keyboard jump over the navigation; seen while it has the focus. */
function SkipLink() {
	const { t } = useTranslation();
	return (
		<a
			href={`#${CONTENT}`}
			className={classes.skip}
			onClick={(event) => {
				event.preventDefault();
				document.getElementById(CONTENT)?.focus();
			}}
		>
			{t("navigation.skip")}
		</a>
	);
}

/** These pages would show a driver nothing but refusals. */
function DriverSession({ session }: { session: Session }) {
	const { t } = useTranslation();
	return (
		<Container component="main" size="xs" py="xl">
			<Stack>
				<PageTitle title={t("signIn.driver")} />
				<Text>{t("signIn.driverWords")}</Text>
				<Text size="sm" c="dimmed">
					{t("signIn.signedInAs", { account: session.account, role: t(`signIn.role.${session.role}`) })}
				</Text>
				<SignOut />
			</Stack>
		</Container>
	);
}

function SignOut() {
	const { t } = useTranslation();
	const signOut = useSignOut();
	return (
		<Button
			fullWidth
			justify="flex-start"
			variant="subtle"
			color="gray"
			leftSection={<Icon path={mdiLogout} />}
			loading={signOut.isPending}
			onClick={() => signOut.mutate()}
		>
			{t("signIn.signOut")}
		</Button>
	);
}
