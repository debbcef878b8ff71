import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Formats, formatsFor } from "./formats";

/** The formats of the language that the page is in, in the reader's own variety of it. */
export function useFormats(): Formats {
	const { i18n } = useTranslation();
	const { language } = i18n;
	return useMemo(() => {
		const own = navigator.languages.find((tag) => tag.startsWith(`${language}-`));
		return formatsFor(own ?? language);
	}, [language]);
}
