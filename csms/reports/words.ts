import type { OwnTransaction } from "../api/schemas/me";
import type { Language } from "../pages/shared/languages";
import { translator } from "../texts/translator";

/** Why a transaction ended or must have ended; empty while it runs. Who closed it by hand stays inside. */
export function endWords(
	{ reason, openReason }: Pick<OwnTransaction, "reason" | "openReason">,
	language: Language,
): string {
	const t = translator(language);
	if (reason !== null) {
		const key = `reason.${reason}` as "reason.Local";
		const words = t(key);
		// One that OCPP does not know is told as it came.
		return words === key ? reason : words;
	}
	return openReason === null ? "" : t(`openReason.${openReason}`);
}
