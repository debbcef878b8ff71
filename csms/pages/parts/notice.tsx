import { notifications } from "@mantine/notifications";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** What a notice says; one of an error has a title. */
interface Notice {
	readonly message: string;
	readonly title?: string;
	readonly isError?: boolean;
}

/** Shows a notice over the page for a moment. */
export function useNotice(): (notice: Notice) => void {
	const { t } = useTranslation();
	return useCallback(
		({ message, title, isError = false }) => {
			notifications.show({
				...{ color: isError ? "red" : "teal", withBorder: true, title, message },
				closeButtonProps: { "aria-label": t("page.close") },
			});
		},
		[t],
	);
}
