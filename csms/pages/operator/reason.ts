import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** Why a transaction ended, in words; a reason that OCPP does not know as it came. */
export function useReasonWords(): (reason: string) => string {
	const { t, i18n } = useTranslation();
	return useCallback(
		(reason) => {
			const key = `reason.${reason}`;
			return i18n.exists(key) ? t(key as "reason.Local") : reason;
		},
		[t, i18n],
	);
}
