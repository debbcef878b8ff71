import "i18next";
import type shared from "../../csms/pages/shared/texts/en.json";
import type panel from "./texts/en.json";

declare module "i18next" {
	interface CustomTypeOptions {
		resources: { translation: typeof shared & typeof panel };
	}
}
