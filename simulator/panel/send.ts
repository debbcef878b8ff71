import { notifications } from "@mantine/notifications";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "./control-api";

/**
 * Gives something to the simulator; a refusal is shown in the page's language, with the simulator's
 * own words below. Resolves with whether it was taken.
 */
export function useSend(): (request: Promise<void>) => Promise<boolean> {
	const { t } = useTranslation();
	return useCallback(
		async (request) => {
			try {
				await request;
				return true;
			} catch (error) {
				if (!(error instanceof Refusal)) throw error;
				const title =
					error.status === 0
						? t("refusal.silent")
						: error.status === 409
							? t("refusal.down")
							: error.status === 400
								? t("refusal.impossible")
								: t("refusal.other", { status: error.status });
				notifications.show({
					color: error.status === 400 ? "orange" : "red",
					title,
					message: error.message,
					withBorder: true,
				});
				return false;
			}
		},
		[t],
	);
}
