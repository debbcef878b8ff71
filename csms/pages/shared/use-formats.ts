import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Formats, formatsFor } from "./formats";

/**
 * The formats of the language that the page is in, in the reader's own variety of it; moments in `timeZone`, which
 * is the reader's own without it.
 */
export function useFormats(timeZone?: string): Formats {
	const { i18n } = useTranslation();
	const { language } = i18n;
	return useMemo(() => {
		const own = navigator.languages.find((tag) => tag.startsWith(`${language}-`));
		return formatsFor(own ?? language, timeZone);
	}, [language, timeZone]);
}
