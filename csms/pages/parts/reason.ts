import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Transaction } from "../../api/schemas/transactions";

/** A reason of OCPP in words; one that OCPP does not know as it came. */
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

/** Why a transaction ended or must have ended, in words; a dash while it runs. */
export function useEndWords(): (transaction: Transaction) => string {
	const { t } = useTranslation();
	const reasonWords = useReasonWords();
	return ({ reason, openReason, closedBy }) => {
		if (reason !== null) return reasonWords(reason);
		if (openReason !== null) return t(`openReason.${openReason}`);
		return closedBy === null ? "–" : t("openReason.closed", { account: closedBy });
	};
}
