import "i18next";
import type { texts } from "../texts/en/catalogue";
import type shared from "./shared/texts/en.json";

declare module "i18next" {
	interface CustomTypeOptions {
		resources: { translation: typeof shared & typeof texts };
	}
}
