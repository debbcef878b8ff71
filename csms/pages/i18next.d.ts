import "i18next";
import type shared from "./shared/texts/en.json";
import type pages from "./texts/en.json";

declare module "i18next" {
	interface CustomTypeOptions {
		resources: { translation: typeof shared & typeof pages };
	}
}
