import { Button, Menu } from "@mantine/core";
import { mdiTranslate } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { Icon } from "./icon";
import { LANGUAGES, type Language } from "./languages";

/** Chooses the language of the page. */
export function LanguageSwitch() {
	const { t, i18n } = useTranslation();
	const languages = Object.keys(LANGUAGES) as Language[];
	const chosen = i18n.language as Language;
	return (
		<Menu position="bottom-end">
			<Menu.Target>
				<Button
					variant="subtle"
					color="gray"
					px="xs"
					leftSection={<Icon path={mdiTranslate} />}
					aria-label={t("look.language", { language: LANGUAGES[chosen] })}
				>
					{LANGUAGES[chosen]}
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.RadioGroup
					value={chosen}
					onChange={(language) => void i18n.changeLanguage(language ?? undefined)}
				>
					{languages.map((language) => (
						<Menu.RadioItem key={language} value={language} lang={language}>
							{LANGUAGES[language]}
						</Menu.RadioItem>
					))}
				</Menu.RadioGroup>
			</Menu.Dropdown>
		</Menu>
	);
}
