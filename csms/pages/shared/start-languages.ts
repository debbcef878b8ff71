import i18next, { type ReadCallback } from "i18next";
import LanguageDetector from "i18next-browser-languagedetector";
import { initReactI18next } from "react-i18next";
import { LANGUAGES, type Language, languageFor } from "./languages";
import sharedEn from "./texts/en.json";
import sharedZhTw from "./texts/zh-TW.json";

/** Gets a page's own texts in a language; only the one that is read is loaded. */
export type TextLoaders = Record<Language, () => Promise<object>>;

/** Those of the pages that have been opened, beyond the first. */
const added = new Map<TextLoaders, Promise<void>>();

let tellStarted = () => {};
/** A page can be asked for by its address before the languages are there. */
const started = new Promise<void>((resolve) => {
	tellStarted = resolve;
});

const SHARED: Record<Language, object> = { en: sharedEn, "zh-TW": sharedZhTw };

/** Starts i18next with a page's own texts; the reader's choice is kept, else the browser's counts. */
export async function startLanguages(loaders: TextLoaders): Promise<void> {
	i18next.on("languageChanged", (language) => {
		document.documentElement.lang = language;
	});
	await i18next
		.use({
			type: "backend",
			init() {},
			read(language: Language, _: string, done: ReadCallback) {
				Promise.all([loaders, ...added.keys()].map((each) => each[language]())).then(
					(texts) => done(null, Object.assign({}, SHARED[language], ...texts)),
					(error: Error) => done(error, null),
				);
			},
		})
		.use(LanguageDetector)
		.use(initReactI18next)
		.init({
			supportedLngs: Object.keys(LANGUAGES),
			// Each catalogue is complete.
			fallbackLng: false,
			load: "currentOnly",
			interpolation: { escapeValue: false },
			detection: {
				order: ["localStorage", "navigator"],
				caches: ["localStorage"],
				lookupLocalStorage: "language",
				convertDetectedLanguage: languageFor,
			},
		});
	tellStarted();
}

/** Gets more texts, in every language that has been read so far and in each that is from now on. */
export function addTexts(loaders: TextLoaders): Promise<void> {
	let adding = added.get(loaders);
	if (!adding) {
		adding = add(loaders);
		added.set(loaders, adding);
	}
	return adding;
}

async function add(loaders: TextLoaders): Promise<void> {
	await started;
	const languages = (Object.keys(LANGUAGES) as Language[]).filter((language) =>
		i18next.hasResourceBundle(language, "translation"),
	);
	await Promise.all(
		languages.map(async (language) => {
			i18next.addResourceBundle(language, "translation", await loaders[language](), true, true);
		}),
	);
}
