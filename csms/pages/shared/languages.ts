/** The languages of the pages, each by its own name. */
export const LANGUAGES = { en: "English", "zh-TW": "繁體中文" } as const;
export type Language = keyof typeof LANGUAGES;

/** The language that fits a BCP 47 tag best: any Chinese reader gets Traditional Chinese. */
export function languageFor(tag: string): Language {
	return /^zh\b/i.test(tag) ? "zh-TW" : "en";
}
