import { Anchor, Badge, Card, Group, Stack, Text, Title } from "@mantine/core";
import { mdiCheckNetworkOutline, mdiCloseNetworkOutline, mdiTimerSandEmpty } from "@mdi/js";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import { useRunning } from "../../api/overview";
import { Elapsed } from "../../parts/elapsed";
import { May } from "../../parts/may";
import { Icon } from "../../shared/icon";
import { StatusBadge } from "../../shared/status-badge";
import { useFormats } from "../../shared/use-formats";
import { chargePointAddress } from "../charge-point/charge-point-link";
import { CommandMenu } from "../commands/command-buttons";
import { HealthBadge } from "../diagnosis/health-badge";
import { ConnectorTile } from "./connector-tile";
import { FaultWords } from "./fault-words";
import { isFaulty, needsSomebody, ownConnectors } from "./order";

/** One charge point of the overview with all its connectors; drawn anew only when one of them changes. */
export const ChargePointTile = memo(function ChargePointTile({ chargePoint }: { chargePoint: ChargePoint }) {
	const { t } = useTranslation();
	const { identity, name, connected, connectors } = chargePoint;
	const running = useRunning(identity);
	const whole = connectors.find(({ connectorId }) => connectorId === 0);
	const own = ownConnectors(chargePoint);
	return (
		<Card withBorder padding="md" component="article" aria-label={identity}>
			<Stack gap="sm">
				<Group justify="space-between" gap="xs" align="flex-start" wrap="nowrap">
					<Stack gap={0} miw={0}>
						<Title order={2} size="h4">
							<Anchor component={Link} to={chargePointAddress(identity)} inherit>
								{name ?? identity}
							</Anchor>
						</Title>
						<Subtitle chargePoint={chargePoint} />
					</Stack>
					<Group gap={4} wrap="nowrap" flex="none">
						<ConnectionBadge chargePoint={chargePoint} />
						{needsSomebody(chargePoint) && <HealthBadge chargePoint={chargePoint} />}
						<May role="operator">
							<CommandMenu
								label={t("command.menuFor", { name: identity })}
								actions={["Reset", "ChangeAvailability", "TriggerMessage"]}
								target={{ identity }}
							/>
						</May>
					</Group>
				</Group>
				{!connected && <OfflineSince chargePoint={chargePoint} />}
				{whole && whole.status !== "Available" && <StatusBadge status={whole.status} />}
				{whole && isFaulty(whole) && <FaultWords connector={whole} />}
				{own.length === 0 && (
					<Text size="sm" c="dimmed">
						{t("chargePoint.noConnectors")}
					</Text>
				)}
				{own.map((connector) => (
					<ConnectorTile
						key={connector.connectorId}
						identity={identity}
						connected={connected}
						connector={connector}
						transaction={running.find(({ connectorId }) => connectorId === connector.connectorId)}
					/>
				))}
			</Stack>
		</Card>
	);
});

/** What else is known of it: its identity where it has a name, where it stands, what it is. */
function Subtitle({ chargePoint }: { chargePoint: ChargePoint }) {
	const { t } = useTranslation();
	const { identity, name, location, chargePointVendor, chargePointModel } = chargePoint;
	const model = [chargePointVendor, chargePointModel].filter(Boolean).join(" ");
	return (
		<>
			<Text size="sm" c="dimmed" truncate>
				{name === null ? "" : `${identity} · `}
				{model === "" ? t("chargePoint.noBoot") : model}
			</Text>
			{location !== null && (
				<Text size="sm" c="dimmed" truncate>
					{location}
				</Text>
			)}
		</>
	);
}

function OfflineSince({ chargePoint: { lastSeen } }: { chargePoint: ChargePoint }) {
	const { t } = useTranslation();
	const formats = useFormats();
	return (
		<Text size="sm" title={lastSeen === null ? undefined : formats.dateTime(lastSeen)}>
			{lastSeen === null ? (
				t("chargePoint.neverSeen")
			) : (
				<Elapsed since={lastSeen} roughly words={(duration) => t("chargePoint.silentFor", { duration })} />
			)}
		</Text>
	);
}

/** Whether it is connected, and what keeps it from working when it is. */
export function ConnectionBadge({
	chargePoint,
}: {
	chargePoint: Pick<ChargePoint, "connected" | "registration">;
}) {
	const { t } = useTranslation();
	const { connected, registration } = chargePoint;
	const [color, icon, words] = !connected
		? ["red", mdiCloseNetworkOutline, t("chargePoint.notConnected")]
		: registration === "Accepted"
			? ["teal", mdiCheckNetworkOutline, t("chargePoint.connected")]
			: ["yellow", mdiTimerSandEmpty, t(`chargePoint.registration.${registration}`)];
	return (
		<Badge variant="light" color={color} tt="none" leftSection={<Icon path={icon} size={13} />}>
			{words}
		</Badge>
	);
}
