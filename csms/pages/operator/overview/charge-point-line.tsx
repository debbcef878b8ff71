import { Anchor, Group, Text } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import { StatusBadge } from "../../shared/status-badge";
import { chargePointAddress } from "../charge-point/charge-point-link";
import { HealthBadge } from "../diagnosis/health-badge";
import classes from "./charge-point-line.module.css";
import { ConnectionBadge } from "./charge-point-tile";
import { FaultWords } from "./fault-words";
import { isFaulty, needsSomebody, ownConnectors } from "./order";

/** One charge point in the short list: what it is, and how each connector is. */
export const ChargePointLine = memo(function ChargePointLine({ chargePoint }: { chargePoint: ChargePoint }) {
	const { t } = useTranslation();
	const { identity, name, location, connected, registration, connectors } = chargePoint;
	const fault = connectors.find(isFaulty);
	return (
		<article className={classes.line} aria-label={identity}>
			<div className={classes.name}>
				<Anchor component={Link} to={chargePointAddress(identity)} fw={600}>
					{name ?? identity}
				</Anchor>
				<Text size="xs" c="dimmed" truncate>
					{[name === null ? null : identity, location].filter(Boolean).join(" · ")}
				</Text>
			</div>
			<Group gap={4} className={classes.states}>
				{(!connected || registration !== "Accepted") && <ConnectionBadge chargePoint={chargePoint} />}
				{needsSomebody(chargePoint) && <HealthBadge chargePoint={chargePoint} />}
				{connected &&
					ownConnectors(chargePoint).map(({ connectorId, status }) => (
						<Group key={connectorId} gap={4} wrap="nowrap">
							<Text size="xs" c="dimmed" aria-label={t("connector.title", { id: connectorId })}>
								{connectorId}
							</Text>
							<StatusBadge status={status} />
						</Group>
					))}
			</Group>
			{fault && (
				<div className={classes.fault}>
					<FaultWords connector={fault} />
				</div>
			)}
		</article>
	);
});
