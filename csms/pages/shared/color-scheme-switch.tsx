import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { mdiWeatherNight, mdiWhiteBalanceSunny } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { Icon } from "./icon";

/** Changes between light and dark; until then the page follows the system. */
export function ColorSchemeSwitch() {
	const { t } = useTranslation();
	const { setColorScheme } = useMantineColorScheme();
	const dark = useComputedColorScheme("light") === "dark";
	const label = dark ? t("look.light") : t("look.dark");
	return (
		<Tooltip label={label}>
			<ActionIcon
				variant="subtle"
				color="gray"
				size="lg"
				aria-label={label}
				onClick={() => setColorScheme(dark ? "light" : "dark")}
			>
				<Icon path={dark ? mdiWhiteBalanceSunny : mdiWeatherNight} />
			</ActionIcon>
		</Tooltip>
	);
}
