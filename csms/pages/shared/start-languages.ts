import i18next from "i18next";
import LanguageDetector from "i18next-browser-languagedetector";
import { initReactI18next } from "react-i18next";
import { LANGUAGES, type Language, languageFor } from "./languages";
import sharedEn from "./texts/en.json";
import sharedZhTw from "./texts/zh-TW.json";

/** Starts i18next with a page's own texts; the reader's choice is kept, else the browser's counts. */
export async function startLanguages(texts: Record<Language, object>): Promise<void> {
	i18next.on("languageChanged", (language) => {
		document.documentElement.lang = language;
	});
	await i18next
		.use(LanguageDetector)
		.use(initReactI18next)
		.init({
			resources: {
				en: { translation: { ...sharedEn, ...texts.en } },
				"zh-TW": { translation: { ...sharedZhTw, ...texts["zh-TW"] } },
			},
			supportedLngs: Object.keys(LANGUAGES),
			fallbackLng: "en",
			load: "currentOnly",
			interpolation: { escapeValue: false },
			detection: {
				order: ["localStorage", "navigator"],
				caches: ["localStorage"],
				lookupLocalStorage: "language",
				convertDetectedLanguage: languageFor,
			},
		});
}
