import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Connector } from "../../../api/schemas/charge-points";
import { isFaultCode } from "../../shared/error-codes";

/** The fault that a connector tells of: its code, what that means, and what the charge point adds. */
export function FaultWords({
	connector,
}: {
	connector: Pick<Connector, "errorCode" | "info" | "vendorErrorCode">;
}) {
	const { t } = useTranslation();
	const { errorCode, info, vendorErrorCode } = connector;
	const words = isFaultCode(errorCode) ? t(`errorCode.${errorCode}`) : t("connector.noCode");
	return (
		<Text size="sm" c="var(--mantine-color-error)">
			<b>{errorCode === "NoError" ? "" : `${errorCode} · `}</b>
			{[words, info, vendorErrorCode].filter(Boolean).join(" · ")}
		</Text>
	);
}
