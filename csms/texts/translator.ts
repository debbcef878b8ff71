import { createInstance, type TFunction } from "i18next";
import type {} from "../pages/i18next";
import type { Language } from "../pages/shared/languages";
import sharedEn from "../pages/shared/texts/en.json" with { type: "json" };
import sharedZhTw from "../pages/shared/texts/zh-TW.json" with { type: "json" };
import { texts as en } from "./en/catalogue";
import { texts as zhTw } from "./zh-TW/catalogue";

const CATALOGUES: Record<Language, object> = {
	en: { ...sharedEn, ...en },
	"zh-TW": { ...sharedZhTw, ...zhTw },
};

const translators = new Map<Language, TFunction>();

/** The texts of the catalogues in a language, for what the server writes itself: messages and reports. */
export function translator(language: Language): TFunction {
	let t = translators.get(language);
	if (!t) {
		const instance = createInstance();
		void instance.init({
			lng: language,
			// Each catalogue is complete.
			fallbackLng: false,
			resources: { [language]: { translation: CATALOGUES[language] } },
			interpolation: { escapeValue: false },
			initAsync: false,
		});
		({ t } = instance);
		translators.set(language, t);
	}
	return t;
}
