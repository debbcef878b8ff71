import { Anchor, Badge, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import type { Transaction } from "../../../api/schemas/transactions";
import { StatusBadge } from "../../shared/status-badge";
import { CommandMenu } from "../commands/command-buttons";
import { ConnectorTile } from "./connector-tile";

/** One charge point of the overview with all its connectors. */
export function ChargePointTile({
	chargePoint,
	running,
}: {
	chargePoint: ChargePoint;
	running: Transaction[];
}) {
	const { t } = useTranslation();
	const { identity, connectors } = chargePoint;
	const whole = connectors.find(({ connectorId }) => connectorId === 0);
	const model = [chargePoint.chargePointVendor, chargePoint.chargePointModel].filter(Boolean).join(" ");
	const ownConnectors = connectors.filter(({ connectorId }) => connectorId > 0);
	return (
		<Card withBorder padding="md" component="article" aria-label={identity}>
			<Stack gap="sm">
				<Group justify="space-between" gap="xs" align="flex-start">
					<Stack gap={0} miw={0}>
						<Title order={2} size="h4">
							<Anchor component={Link} to={`/operator/charge-points/${encodeURIComponent(identity)}`} inherit>
								{identity}
							</Anchor>
						</Title>
						<Text size="sm" c="dimmed" truncate>
							{model === "" ? t("chargePoint.noBoot") : model}
						</Text>
					</Stack>
					<Group gap={4} wrap="nowrap">
						<ConnectionBadge chargePoint={chargePoint} />
						{whole && whole.status !== "Available" && <StatusBadge status={whole.status} />}
						<CommandMenu
							label={t("command.menuFor", { name: identity })}
							actions={["Reset", "ChangeAvailability", "TriggerMessage"]}
							target={{ identity }}
						/>
					</Group>
				</Group>
				{ownConnectors.length === 0 && (
					<Text size="sm" c="dimmed">
						{t("chargePoint.noConnectors")}
					</Text>
				)}
				{ownConnectors.map((connector) => (
					<ConnectorTile
						key={connector.connectorId}
						identity={identity}
						connected={chargePoint.connected}
						connector={connector}
						transaction={running.find(({ connectorId }) => connectorId === connector.connectorId)}
					/>
				))}
			</Stack>
		</Card>
	);
}

/** Whether it is connected, and what keeps it from working when it is. */
export function ConnectionBadge({ chargePoint }: { chargePoint: ChargePoint }) {
	const { t } = useTranslation();
	const { connected, registration } = chargePoint;
	const [color, words] = !connected
		? ["red", t("chargePoint.notConnected")]
		: registration === "Accepted"
			? ["teal", t("chargePoint.connected")]
			: ["yellow", t(`chargePoint.registration.${registration}`)];
	return (
		<Badge variant="dot" color={color} tt="none">
			{words}
		</Badge>
	);
}
