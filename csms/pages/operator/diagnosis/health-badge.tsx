import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ChargePoint } from "../../../api/schemas/charge-points";

const HEALTH_COLORS = { good: "teal", warning: "yellow", fault: "red", unknown: "gray" } as const;

/** How well a charge point is; it leads to what is wrong and the evidence of it. */
export function HealthBadge({ chargePoint }: { chargePoint: Pick<ChargePoint, "identity" | "health"> }) {
	const { t } = useTranslation();
	const { identity, health } = chargePoint;
	const words = t(`health.${health}`);
	return (
		<Badge
			component={Link}
			to={`/operator/charge-points/${encodeURIComponent(identity)}/diagnosis`}
			variant="light"
			color={HEALTH_COLORS[health]}
			tt="none"
			aria-label={t("health.link", { words })}
			style={{ cursor: "pointer" }}
		>
			{words}
		</Badge>
	);
}
