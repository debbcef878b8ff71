import { Card, EmptyState, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { mdiEvStation } from "@mdi/js";
import { useTranslation } from "react-i18next";
import type { ChargePoint } from "../../../api/schemas/charge-points";
import type { Transaction } from "../../../api/schemas/transactions";
import { useChargePoints } from "../../api/charge-points";
import { useTransactions } from "../../api/transactions";
import { PageTitle } from "../../parts/page-title";
import { ProblemAlert } from "../../parts/problem";
import { Icon } from "../../shared/icon";
import { useFormats } from "../../shared/use-formats";
import { ChargePointTile } from "./charge-point-tile";

/** All charge points and connectors as they are now. */
export function OverviewPage() {
	const { t } = useTranslation();
	const chargePoints = useChargePoints();
	const running = useTransactions({ active: true });
	return (
		<Stack gap="md">
			<PageTitle title={t("overview.title")} />
			{chargePoints.error && <ProblemAlert error={chargePoints.error} />}
			{chargePoints.isPending && <Skeleton height={260} />}
			{chargePoints.data?.length === 0 && (
				<EmptyState
					py="xl"
					icon={<Icon path={mdiEvStation} size={48} />}
					title={t("overview.none")}
					description={t("overview.noneWords")}
				/>
			)}
			{chargePoints.data && chargePoints.data.length > 0 && (
				<>
					<Figures chargePoints={chargePoints.data} running={running.data ?? []} />
					<SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} spacing="md">
						{chargePoints.data.map((chargePoint) => (
							<ChargePointTile
								key={chargePoint.identity}
								chargePoint={chargePoint}
								running={(running.data ?? []).filter(({ identity }) => identity === chargePoint.identity)}
							/>
						))}
					</SimpleGrid>
				</>
			)}
		</Stack>
	);
}

function Figures({ chargePoints, running }: { chargePoints: ChargePoint[]; running: Transaction[] }) {
	const { t } = useTranslation();
	const formats = useFormats();
	const connectors = chargePoints.flatMap((chargePoint) =>
		chargePoint.connectors.filter(({ connectorId }) => connectorId > 0),
	);
	const free = connectors.filter(({ status }) => status === "Available").length;
	const faults = chargePoints.filter((chargePoint) =>
		chargePoint.connectors.some(({ status }) => status === "Faulted"),
	).length;
	const connected = chargePoints.filter((chargePoint) => chargePoint.connected).length;
	const figures = [
		{
			name: t("overview.connected"),
			value: t("overview.of", { count: connected, all: chargePoints.length }),
		},
		{ name: t("overview.free"), value: t("overview.of", { count: free, all: connectors.length }) },
		{ name: t("overview.running"), value: formats.count(running.length) },
		{ name: t("overview.faults"), value: formats.count(faults), bad: faults > 0 },
	];
	return (
		<SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md" component="dl" m={0}>
			{figures.map(({ name, value, bad }) => (
				<Card key={name} withBorder padding="sm">
					<Text component="dt" size="sm" c="dimmed">
						{name}
					</Text>
					<Text
						component="dd"
						m={0}
						fz={24}
						fw={650}
						lh={1.3}
						c={bad ? "var(--mantine-color-error)" : undefined}
					>
						{value}
					</Text>
				</Card>
			))}
		</SimpleGrid>
	);
}
