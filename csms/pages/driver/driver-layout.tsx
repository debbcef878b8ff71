import { Anchor, AppShell, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, Outlet } from "react-router";
import { ColorSchemeSwitch } from "../shared/color-scheme-switch";
import iconUrl from "../shared/icon.svg";
import { LanguageSwitch } from "../shared/language-switch";

/** The frame of the pages that need no account. */
export function DriverLayout() {
	const { t } = useTranslation();
	return (
		<AppShell header={{ height: 56 }}>
			<AppShell.Header>
				<Group h="100%" px="md" justify="space-between" wrap="nowrap">
					<Anchor component={Link} to="/" underline="never" c="inherit">
						<Group gap="xs" wrap="nowrap">
							<img src={iconUrl} width={28} height={28} alt="" />
							<Text fw={650} lineClamp={1}>
								{t("product.name")}
							</Text>
						</Group>
					</Anchor>
					<Group gap={4} wrap="nowrap">
						<LanguageSwitch />
						<ColorSchemeSwitch />
					</Group>
				</Group>
			</AppShell.Header>
			<AppShell.Main>
				<Outlet />
			</AppShell.Main>
		</AppShell>
	);
}
