import {
	Anchor,
	Breadcrumbs,
	Card,
	DataList,
	Group,
	SimpleGrid,
	Skeleton,
	Stack,
	Text,
	Title,
} from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { ChargePoint } from "../../api/schemas/charge-points";
import { useFrames } from "../api/live";
import { useChargePoints, useTransactions } from "../api/queries";
import { NotFoundPage } from "../other-pages";
import { PageTitle } from "../page-title";
import { ProblemAlert } from "../problem";
import { FrameLog } from "../shared/frame-log";
import { useFormats } from "../shared/use-formats";
import { ConnectionBadge } from "./charge-point-tile";
import { CommandButton } from "./command-buttons";
import { ACTIONS } from "./commands";
import { ConnectorTile } from "./connector-tile";
import { Violations } from "./violations";

/** One charge point: what it is, its connectors, the commands and its OCPP messages. */
export function ChargePointPage() {
	const { t } = useTranslation();
	const { identity = "" } = useParams();
	const chargePoints = useChargePoints();
	const running = useTransactions({ identity, active: true });
	const { frames, clear } = useFrames(identity);
	if (chargePoints.error) return <ProblemAlert error={chargePoints.error} />;
	if (!chargePoints.data) return <Skeleton height={400} />;
	const chargePoint = chargePoints.data.find((one) => one.identity === identity);
	if (!chargePoint) return <NotFoundPage />;
	return (
		<Stack gap="md">
			<Breadcrumbs>
				<Anchor component={Link} to="/operator">
					{t("overview.title")}
				</Anchor>
				<Text>{identity}</Text>
			</Breadcrumbs>
			<Group justify="space-between">
				<PageTitle title={identity} />
				<ConnectionBadge chargePoint={chargePoint} />
			</Group>
			<Group gap="xs" role="group" aria-label={t("command.title")}>
				{ACTIONS.map((action) => (
					<CommandButton key={action} action={action} target={{ identity }} size="xs" />
				))}
			</Group>
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
					<Facts chargePoint={chargePoint} />
				</Stack>
				<Stack gap="xs" component="section" aria-labelledby="frames">
					<Title order={2} size="h4" id="frames">
						{t("frames.title")}
					</Title>
					<FrameLog frames={frames} onClear={clear} height="32rem" />
					<Text size="xs" c="dimmed">
						{t("chargePoint.framesSince")}
					</Text>
				</Stack>
			</SimpleGrid>
			<Violations identity={identity} />
		</Stack>
	);
}

function Facts({ chargePoint }: { chargePoint: ChargePoint }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const moment = (at: string | null) => at && formats.dateTime(at);
	const facts: [string, string | null][] = [
		[t("chargePoint.vendor"), chargePoint.chargePointVendor],
		[t("chargePoint.model"), chargePoint.chargePointModel],
		[t("chargePoint.serial"), chargePoint.chargePointSerialNumber ?? chargePoint.chargeBoxSerialNumber],
		[t("chargePoint.firmware"), chargePoint.firmwareVersion],
		[
			t("chargePoint.meter"),
			[chargePoint.meterType, chargePoint.meterSerialNumber].filter(Boolean).join(" "),
		],
		[t("chargePoint.bootedAt"), moment(chargePoint.bootedAt)],
		[t("chargePoint.lastSeen"), moment(chargePoint.lastSeen)],
		[t("chargePoint.registrationName"), t(`chargePoint.registration.${chargePoint.registration}`)],
		[t("chargePoint.securityProfile"), String(chargePoint.securityProfile)],
	];
	return (
		<Card withBorder>
			<DataList size="sm" gap="xs" labelWidth="9.5rem">
				{facts
					.filter(([, value]) => value)
					.map(([name, value]) => (
						<DataList.Item key={name}>
							<DataList.ItemLabel>{name}</DataList.ItemLabel>
							<DataList.ItemValue>{value}</DataList.ItemValue>
						</DataList.Item>
					))}
			</DataList>
		</Card>
	);
}
