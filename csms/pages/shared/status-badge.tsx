import { Badge, type BadgeProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ConnectorStatus } from "../../../modules/ocpp/types";
import { Icon } from "./icon";
import { STATUS_ICONS } from "./status-icons";
import { STATUS_COLORS } from "./theme";

/** A connector's status in words, shape and colour. */
export function StatusBadge({ status, ...props }: { status: ConnectorStatus } & BadgeProps) {
	const { t } = useTranslation();
	return (
		<Badge
			variant="light"
			color={STATUS_COLORS[status]}
			tt="none"
			leftSection={<Icon path={STATUS_ICONS[status]} size={13} />}
			{...props}
		>
			{t(`status.${status}`)}
		</Badge>
	);
}
