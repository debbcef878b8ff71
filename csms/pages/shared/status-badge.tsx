import { Badge, type BadgeProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ConnectorStatus } from "../../../modules/ocpp/types";
import { STATUS_COLORS } from "./theme";

/** A connector's status in words and colour. */
export function StatusBadge({ status, ...props }: { status: ConnectorStatus } & BadgeProps) {
	const { t } = useTranslation();
	return (
		<Badge variant="light" color={STATUS_COLORS[status]} tt="none" {...props}>
			{t(`status.${status}`)}
		</Badge>
	);
}
