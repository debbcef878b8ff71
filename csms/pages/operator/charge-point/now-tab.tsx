import { Group, SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTransactions } from "../../api/transactions";
import { May } from "../../parts/may";
import { CommandButton } from "../commands/command-buttons";
import { USUAL_ACTIONS } from "../commands/commands";
import { ConnectorTile } from "../overview/connector-tile";
import { useChargePoint } from "./charge-point-page";
import { Facts } from "./facts";

/** The charge point as it is now, and the commands. */
export function NowTab() {
	const { t } = useTranslation();
	const chargePoint = useChargePoint();
	const { identity } = chargePoint;
	const running = useTransactions({ identity, active: true });
	return (
		<Stack gap="md">
			<May role="operator">
				<Group gap="xs" role="group" aria-label={t("command.title")}>
					{USUAL_ACTIONS.map((action) => (
						<CommandButton key={action} action={action} target={{ identity }} size="xs" />
					))}
				</Group>
			</May>
			<SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
				<Stack gap="sm">
					{chargePoint.connectors
						.filter(({ connectorId }) => connectorId > 0)
						.map((connector) => (
							<ConnectorTile
								key={connector.connectorId}
								identity={identity}
								connected={chargePoint.connected}
								connector={connector}
								transaction={running.data?.find(({ connectorId }) => connectorId === connector.connectorId)}
							/>
						))}
				</Stack>
				<Facts chargePoint={chargePoint} />
			</SimpleGrid>
		</Stack>
	);
}
