import { Anchor, Group, Paper, Stack, Text } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Connector } from "../../../api/schemas/charge-points";
import type { Transaction } from "../../../api/schemas/transactions";
import { usePower } from "../../api/overview";
import { Elapsed } from "../../parts/elapsed";
import { May } from "../../parts/may";
import { StatusBadge } from "../../shared/status-badge";
import { STATUS_COLORS } from "../../shared/theme";
import { useFormats } from "../../shared/use-formats";
import { CommandButton, CommandMenu } from "../commands/command-buttons";
import classes from "./connector-tile.module.css";
import { FaultWords } from "./fault-words";
import { isFaulty } from "./order";

interface ConnectorTileProps {
	identity: string;
	connected: boolean;
	connector: Connector;
	/** The running one at this connector. */
	transaction: Transaction | undefined;
}

/** One connector as it is now, its running session, and what can be done with it. */
export const ConnectorTile = memo(function ConnectorTile(props: ConnectorTileProps) {
	const { identity, connected, connector, transaction } = props;
	const { t } = useTranslation();
	const formats = useFormats();
	const { connectorId, status, since } = connector;
	const title = t("connector.title", { id: connectorId });
	// What was true before it went away is no sign of anything now.
	const color = connected ? STATUS_COLORS[status] : "gray";
	const target = { identity, connectorId };
	const free = status === "Available" || status === "Preparing" || status === "Reserved";
	return (
		<Paper
			withBorder
			p="sm"
			component="section"
			aria-label={`${identity} ${title}`}
			data-status={status}
			style={{ borderInlineStart: `4px solid var(--mantine-color-${color}-6)` }}
		>
			<Stack gap="xs">
				<Group justify="space-between" gap="xs">
					<Group gap="xs">
						<Text fw={600}>{title}</Text>
						<StatusBadge status={status} color={color} />
					</Group>
					<Text size="sm" c="dimmed" title={formats.dateTime(since)}>
						{connected ? (
							<Elapsed since={since} roughly words={(duration) => t("connector.since", { duration })} />
						) : (
							t("connector.lastKnown")
						)}
					</Text>
				</Group>
				{isFaulty(connector) && <FaultWords connector={connector} />}
				{transaction && <RunningSession transaction={transaction} />}
				<May role="operator">
					<Group justify="space-between" gap="xs">
						{transaction ? (
							<CommandButton
								action="RemoteStopTransaction"
								size="xs"
								target={{ identity, transactionId: transaction.transactionId }}
							/>
						) : (
							<CommandButton
								action="RemoteStartTransaction"
								size="xs"
								disabled={!free || !connected}
								target={target}
							/>
						)}
						<CommandMenu
							label={t("command.menuFor", { name: `${identity} ${title}` })}
							actions={["UnlockConnector", "ChangeAvailability", "TriggerMessage"]}
							target={target}
						/>
					</Group>
				</May>
			</Stack>
		</Paper>
	);
});

function RunningSession({ transaction }: { transaction: Transaction }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const { transactionId, idTag, user, start, energyWh } = transaction;
	const powerW = usePower(transactionId);
	const figures = [
		[t("session.energy"), energyWh === null ? "–" : formats.energy(energyWh)],
		[t("session.power"), powerW === undefined ? "–" : formats.power(powerW)],
		[t("session.duration"), <Elapsed key="duration" since={start} />],
	] as const;
	return (
		<Stack gap={4}>
			<div className={classes.figures}>
				{figures.map(([name, value]) => (
					<div key={name}>
						<Text size="xs" c="dimmed">
							{name}
						</Text>
						<Text fw={650} fz={{ base: "sm", xs: "md" }} className={classes.figure}>
							{value}
						</Text>
					</div>
				))}
			</div>
			<Text size="sm">
				<Anchor component={Link} underline="always" to={`/operator/transactions/${transactionId}`}>
					{t("session.transaction", { id: transactionId })}
				</Anchor>
				{" · "}
				<Text span ff="monospace" inherit>
					{idTag}
				</Text>
				{user !== null && ` · ${user}`}
			</Text>
		</Stack>
	);
}
